/** Texts and numbers as a reader of the chosen language expects them. */

import { Busy, Refused, Unreachable } from "./api.js";
import * as format from "./charts/format.js";
import { filled } from "./charts/words.js";

/**
 * Return the wording of one language: `t` for texts, the rest for numbers.
 *
 * @param {Texts} texts
 * @param {Language} language
 * @returns {Wording}
 */
export function createWording(texts, language) {
  /** @type {Wording["t"]} */
  const t = (key, values = {}) => {
    if (texts[key] === undefined) throw new Error(`no text is called ${key}`);
    return filled(texts[key], values);
  };
  /** @type {Wording["number"]} */
  const number = (value, digits = 0, signed = false) => format.number(value, { language, digits, signed });
  return {
    t,
    has: (key) => texts[key] !== undefined,
    language,
    number,
    percent: (share, signed = false) => format.percent(share, { language, signed }),
    million(value, signed = false) {
      if (!Number.isFinite(value)) return format.MISSING;
      const size = Math.abs(value) / 1e6;
      return t("page.million", { value: number(value / 1e6, size > 0 && size < 10 ? 1 : 0, signed) });
    },
    /** Return why there is no answer: the server's reason for refusing, or that none came. */
    fault(failure) {
      if (failure instanceof Refused) return failure.message;
      if (failure instanceof Busy) return t("page.busy");
      return t(failure instanceof Unreachable ? "page.unreachable" : "page.no_answer");
    },
  };
}

/**
 * Write the texts into the elements that name one by `data-t` or `data-t-label`.
 *
 * @param {Document} root
 * @param {Wording["t"]} t
 */
export function writeTexts(root, t) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.getAttribute("data-t") ?? "");
  for (const node of root.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.getAttribute("data-t-label") ?? ""));
  }
}
