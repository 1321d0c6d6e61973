/**
 * Numbers as the report writes them: decimal comma in Swedish, thin spaces between thousands, true minus, no break.
 *
 * Not by Intl.NumberFormat: it rounds the shortest decimal form (0.15 to 0.2), the report the number itself (to 0.1).
 * tests/analysis/words/numbers.json holds what both write.
 */

const POINT = { sv: ",", en: "." };
const MINUS = "\u2212";
export const MISSING = "–";

/**
 * Return a number in words.
 *
 * @param {Cell} value
 * @param {NumberForm} form
 */
export function number(value, { language = "sv", digits = 1, signed = false } = {}) {
  if (!Number.isFinite(value)) return MISSING;
  const [whole, part] = Math.abs(value).toFixed(digits).split(".");
  const zero = !/[1-9]/.test(whole + (part ?? ""));
  const plus = signed ? "+" : "";
  const sign = value < 0 ? MINUS : plus;
  return (zero ? "" : sign) + whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (part ? POINT[language] + part : "");
}

/**
 * Return the decimals that ticks need to differ.
 *
 * @param {number[]} ticks
 */
export function digitsOf(ticks) {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
  return step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step) - 1e-9));
}

/**
 * Return a share in whole per cent; one that would be rounded to 0 or 1 without being it is "<1" or ">99".
 *
 * @param {Cell} share
 * @param {NumberForm} form
 */
export function percent(share, { language = "sv", signed = false } = {}) {
  if (!Number.isFinite(share)) return MISSING;
  const whole = share > 0 && share < 1 ? Math.min(Math.max(100 * share, 1), 99) : 100 * share;
  const below = share > 0 && share < 0.005 ? "<" : "";
  const above = share > 0.995 && share < 1 ? ">" : "";
  return below + above + number(whole, { language, digits: 0, signed }) + (language === "sv" ? "\u00a0%" : "%");
}
