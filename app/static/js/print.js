/** The print: one page. Before the printer asks for it, it is laid out as on paper, as fully as fits. */

import { repaint } from "./charts/chart.js";
import { el } from "./dom.js";

const LONGEST = 500; // letters of a link, which are four lines on paper

/** Return where the comparison is found again: its link, or where to get one that is too long for paper. */
export function addressOf(link, { t }) {
  return [t("page.address"), " ", el("a", { href: link }, link.length > LONGEST ? t("page.address_long") : link)];
}

/** Do something with the page laid out as on paper; on screen nothing has moved afterwards. */
function onPaper(act) {
  const [screen, paper] = ["screen-style", "print-style"].map((id) => document.getElementById(id).sheet);
  const scrolled = [document.documentElement, document.getElementById("controls")].map((node) => [node, node.scrollTop]);
  screen.disabled = true;
  paper.media.mediaText = "all";
  act();
  paper.media.mediaText = "print";
  screen.disabled = false;
  for (const [node, top] of scrolled) node.scrollTo({ top, behavior: "instant" });
}

/** Make every print one page. `before` writes what only paper tells and returns the picture beside the table: "map" or "sizes". */
export function createPrint(main, before) {
  window.addEventListener("beforeprint", () => {
    const forms = [before(), "tall", "low", "bare", "cut"]; // see print.css
    const fits = (form) => {
      document.documentElement.dataset.print = form;
      repaint(true);
      return main.scrollHeight <= main.clientHeight;
    };
    onPaper(() => forms.find(fits));
  });
  window.addEventListener("afterprint", () => repaint());
}
