// Numbers as Swedish and English write them: decimal comma and thin space, or point and comma; true minus, no break.

const MARKS = { sv: { point: ",", group: "\u202f" }, en: { point: ".", group: "," } };
const MINUS = "\u2212";
export const MISSING = "–";

export function number(value, { language = "sv", digits = 1, signed = false } = {}) {
  if (!Number.isFinite(value)) return MISSING;
  const { point, group } = MARKS[language] ?? MARKS.en;
  const [whole, part] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.length > 4 || language !== "sv" ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole;
  const zero = !/[1-9]/.test(whole + (part ?? ""));
  const sign = zero ? "" : value < 0 ? MINUS : signed ? "+" : "";
  return sign + grouped + (part ? point + part : "");
}

// Decimals that tell ticks apart.
export function digitsOf(ticks) {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
  return step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step) - 1e-9));
}

export function percent(share, { language = "sv", digits = 0 } = {}) {
  return number(100 * share, { language, digits }) + (language === "sv" ? "\u00a0%" : "%");
}
