/** Texts and numbers as a reader of the chosen language expects them. */

const LOCALE = { sv: "sv-SE", en: "en-GB" };
const MISSING = "–";

/** Return the wording of one language: `t` for texts, the rest for numbers. */
export function createWording(texts, language) {
  const locale = LOCALE[language];
  const t = (key, values = {}) => {
    const found = texts[key];
    if (found === undefined) throw new Error(`no text is called ${key}`);
    return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  const has = (key) => texts[key] !== undefined;
  const number = (value, digits = 0, signed = false) => {
    if (value == null || !Number.isFinite(value)) return MISSING;
    const signDisplay = signed ? "exceptZero" : "negative";
    const shown = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay });
    return shown.format(value).replace("-", "−").replace(/\u00a0/g, "\u202f");
  };
  const percent = (share, digits = 0, signed = false) =>
    share == null ? MISSING : number(100 * share, digits, signed) + (language === "sv" ? "\u00a0%" : "%");
  /** A share of worlds in whole per cent, which is rounded to 0 or 100 only when it is. */
  const shareOfWorlds = (share) => percent(share > 0 && share < 1 ? Math.min(Math.max(share, 0.01), 0.99) : share);
  const interval = (low, high, show) => t("page.interval", { low: show(low), high: show(high) });
  const million = (value, signed = false) => {
    if (value == null) return MISSING;
    const size = Math.abs(value) / 1e6;
    return t("page.million", { value: number(value / 1e6, size > 0 && size < 10 ? 1 : 0, signed) });
  };
  return { t, has, language, number, percent, shareOfWorlds, interval, million };
}

/** Write the texts into the elements that name one by `data-t` or `data-t-label`. */
export function writeTexts(root, t) {
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}
