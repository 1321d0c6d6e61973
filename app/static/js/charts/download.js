/** A chart as a file of its own: looks written into every element, title and source on the picture. */

import { offerFile } from "../dom.js";
import { make, wrap } from "./svg.js";

/**
 * Title and lines for the foot (broken where they are too long): region, years, worlds, where start values come from.
 *
 * @typedef {{title?: string, note?: string[]}} About
 */

const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "paint-order",
  "vector-effect",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const NOT_IN_FILES = ["class", "tabindex", "role", "data-code", "aria-pressed", "aria-label", "aria-labelledby"];
const MARGIN = 24;
const FONT = "system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif";

/**
 * Write the looks of what is on screen into its copy.
 *
 * @param {Element} copy
 * @param {Element} shown
 */
function dress(copy, shown) {
  const look = getComputedStyle(shown);
  for (const name of LOOKS) copy.setAttribute(name, look.getPropertyValue(name));
  for (const name of NOT_IN_FILES) copy.removeAttribute(name);
  [...copy.children].forEach((child, index) => dress(child, shown.children[index]));
}

/**
 * @param {Element} parent
 * @param {number} y
 * @param {string} text
 * @param {Attributes} look
 */
function line(parent, y, text, look) {
  make("text", { x: 0, y, ...look, "font-family": FONT }, parent).textContent = text;
}

/**
 * Return the text of a stand-alone SVG.
 *
 * @param {SVGElement} svg
 * @param {About} about
 */
function svgText(svg, { title, note = [] } = {}) {
  const [, , width, height] = /** @type {string} */ (svg.getAttribute("viewBox")).split(" ").map(Number);
  const over = title ? 34 : 0;
  const lines = note.flatMap((each) => wrap(each, width, 12));
  const size = { width: width + 2 * MARGIN, height: height + over + lines.length * 18 + 2 * MARGIN };
  const [name, text] = svg.querySelectorAll("desc");
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  dress(copy, svg);
  copy.querySelectorAll("desc").forEach((node) => node.remove());
  for (const [key, value] of Object.entries({ y: over, width, height, overflow: "visible" })) {
    copy.setAttribute(key, String(value));
  }
  const sheet = make("svg", { ...size, viewBox: `${-MARGIN} ${-MARGIN} ${size.width} ${size.height}` });
  make("title", {}, sheet).textContent = title ?? name.textContent;
  make("desc", {}, sheet).textContent = text.textContent;
  make("rect", { x: -MARGIN, y: -MARGIN, ...size, fill: "#ffffff" }, sheet);
  if (title) line(sheet, 14, title, { fill: "#1b2733", "font-size": 17, "font-weight": 700 });
  sheet.append(copy);
  const small = { fill: "#55616d", "font-size": 12, "font-weight": 400 };
  lines.forEach((each, index) => line(sheet, over + height + 20 + index * 18, each, small));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(sheet)}\n`;
}

/**
 * Return the same picture as a PNG, `zoom` pixels for each of its own. The page's policy must allow images from data:.
 *
 * @param {SVGElement} svg
 * @param {About} about
 * @returns {Promise<Blob>}
 */
export async function pngBlob(svg, about = {}, zoom = 2) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg, about))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * zoom, image.height * zoom];
  const paper = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large"))), "image/png");
  });
}

/**
 * Save a chart's SVG element as NAME.svg or NAME.png.
 *
 * @param {SVGElement} svg
 * @param {string} name
 * @param {"svg" | "png"} kind
 * @param {About} about
 */
export async function download(svg, name, kind = "svg", about = {}) {
  const blob = kind === "png" ? await pngBlob(svg, about) : new Blob([svgText(svg, about)], { type: "image/svg+xml" });
  offerFile(`${name}.${kind}`, blob);
}
