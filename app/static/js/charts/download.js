// A chart as a file of its own: looks written into every element, title and source on the picture.

import { wrap } from "./svg.js";

const LOOKS = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "opacity", "paint-order", "vector-effect", "font-family", "font-size", "font-weight", "text-anchor",
];
const NOT_IN_FILES = ["class", "tabindex", "role", "data-code", "aria-pressed", "aria-label", "aria-labelledby"];
const MARGIN = 24;
const NAMESPACE = "http://www.w3.org/2000/svg";

function dress(copy, shown) {
  const look = getComputedStyle(shown);
  for (const name of LOOKS) copy.setAttribute(name, look.getPropertyValue(name));
  for (const name of NOT_IN_FILES) copy.removeAttribute(name);
  [...copy.children].forEach((child, index) => dress(child, shown.children[index]));
}

function line(parent, y, text, size, weight, fill) {
  const node = document.createElementNS(NAMESPACE, "text");
  const look = { x: 0, y, fill, "font-size": size, "font-weight": weight, "font-family": "system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif" };
  for (const [name, value] of Object.entries(look)) node.setAttribute(name, value);
  node.textContent = text;
  parent.append(node);
}

// The text of a stand-alone SVG. `note` are lines for the foot, broken where they are too long: region, years, worlds, where start values come from.
export function svgText(svg, { title, note = [] } = {}) {
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const over = title ? 34 : 0;
  const across = width + 2 * MARGIN;
  const lines = note.flatMap((each) => wrap(each, width, 12));
  const down = height + over + lines.length * 18 + 2 * MARGIN;
  const copy = svg.cloneNode(true);
  dress(copy, svg);
  const [name, text] = svg.querySelectorAll("desc");
  copy.querySelectorAll("desc").forEach((node) => node.remove());
  copy.setAttribute("y", over);
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("overflow", "visible");
  const sheet = document.createElementNS(NAMESPACE, "svg");
  for (const [key, value] of Object.entries({ width: across, height: down, viewBox: `${-MARGIN} ${-MARGIN} ${across} ${down}` })) {
    sheet.setAttribute(key, value);
  }
  for (const [kind, content] of [["title", title ?? name.textContent], ["desc", text.textContent]]) {
    sheet.append(Object.assign(document.createElementNS(NAMESPACE, kind), { textContent: content }));
  }
  const paper = document.createElementNS(NAMESPACE, "rect");
  for (const [key, value] of Object.entries({ x: -MARGIN, y: -MARGIN, width: across, height: down, fill: "#ffffff" })) {
    paper.setAttribute(key, value);
  }
  sheet.append(paper);
  if (title) line(sheet, 14, title, 17, 700, "#1b2733");
  sheet.append(copy);
  lines.forEach((each, index) => line(sheet, over + height + 20 + index * 18, each, 12, 400, "#55616d"));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(sheet)}\n`;
}

// The same picture as a PNG blob, `zoom` pixels for each of its own. The page's policy must allow images from data:.
export async function pngBlob(svg, about = {}, zoom = 2) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg, about))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * zoom, image.height * zoom];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

// Hands a blob to the reader as a file.
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Saves a chart's SVG element as NAME.svg or NAME.png.
export async function download(svg, name, kind = "svg", about = {}) {
  const blob = kind === "png" ? await pngBlob(svg, about) : new Blob([svgText(svg, about)], { type: "image/svg+xml" });
  save(blob, `${name}.${kind}`);
}
