/** The print: one page. Before the printer gets it, it is laid out as on paper, as fully as fits. */

import { repaint } from "./charts/chart.js";
import { el } from "./dom.js";

const MAX_LINK_LENGTH = 500; // letters, four lines on paper

/**
 * Return where the comparison is found again: its link, or where to get one that is too long for paper.
 *
 * @param {string} link
 * @param {Wording} wording
 */
export function addressOf(link, { t }) {
  return [
    t("page.address"),
    " ",
    el("a", { href: link }, link.length > MAX_LINK_LENGTH ? t("page.address_long") : link),
  ];
}

/**
 * Return the style sheet of an element of the page.
 *
 * @param {string} id
 */
function sheetOf(id) {
  return /** @type {CSSStyleSheet} */ (/** @type {HTMLLinkElement} */ (document.getElementById(id)).sheet);
}

/**
 * Do something with the page laid out as on paper; on screen nothing has moved afterwards.
 *
 * @param {() => void} act
 */
function onPaper(act) {
  const [screen, paper] = [sheetOf("screen-style"), sheetOf("print-style")];
  const controls = /** @type {HTMLElement} */ (document.getElementById("controls"));
  const scrolled = [document.documentElement, controls].map((node) => ({ node, top: node.scrollTop }));
  screen.disabled = true;
  paper.media.mediaText = "all";
  act();
  paper.media.mediaText = "print";
  screen.disabled = false;
  for (const { node, top } of scrolled) node.scrollTo({ top, behavior: "instant" });
}

/**
 * Make every print one page.
 *
 * @param {HTMLElement} main
 * @param {() => "map" | "sizes"} before writes what only paper has and returns the picture beside the table
 */
export function createPrint(main, before) {
  const page = document.documentElement;
  let top = 0;
  window.addEventListener("beforeprint", () => {
    top = page.scrollTop;
    const forms = [before(), "tall", "low", "bare", "cut"]; // see print.css
    /** @param {string} form */
    const fits = (form) => {
      page.dataset.print = form;
      repaint(true);
      return main.scrollHeight <= main.clientHeight;
    };
    onPaper(() => forms.find(fits));
  });
  window.addEventListener("afterprint", () => {
    repaint();
    page.scrollTo({ top, behavior: "instant" }); // pictures above what is seen have grown back
  });
}
