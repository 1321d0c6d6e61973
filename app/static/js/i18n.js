/** Texts and numbers as a reader of the chosen language expects them. */

import { Busy, Refused, Unreachable } from "./api.js";
import * as format from "./charts/format.js";

/** Return the wording of one language: `t` for texts, the rest for numbers. */
export function createWording(texts, language) {
  const t = (key, values = {}) => {
    const found = texts[key];
    if (found === undefined) throw new Error(`no text is called ${key}`);
    return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  const has = (key) => texts[key] !== undefined;
  const number = (value, digits = 0, signed = false) => format.number(value, { language, digits, signed });
  const percent = (share, signed = false) => format.percent(share, { language, signed });
  const million = (value, signed = false) => {
    if (!Number.isFinite(value)) return format.MISSING;
    const size = Math.abs(value) / 1e6;
    return t("page.million", { value: number(value / 1e6, size > 0 && size < 10 ? 1 : 0, signed) });
  };
  /** Say why there is no answer: what the server refused, in its words, or that none came. */
  const fault = (failure) => {
    if (failure instanceof Refused) return failure.message;
    if (failure instanceof Busy) return t("page.busy");
    return t(failure instanceof Unreachable ? "page.unreachable" : "page.no_answer");
  };
  return { t, has, language, number, percent, million, fault };
}

/** Write the texts into the elements that name one by `data-t` or `data-t-label`. */
export function writeTexts(root, t) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}
