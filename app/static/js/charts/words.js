/** The few words that belong to the charts themselves; names of courses, axes and units come from the page. */

/** @type {Partial<Record<Language, Texts>>} */
const known = {};

/**
 * Take the catalogue's texts of a language; charts use those called chart.*.
 *
 * @param {Language} language
 * @param {Texts} texts
 */
export function useTexts(language, texts) {
  known[language] = texts;
}

/**
 * Return a text with its places filled in.
 *
 * @param {string} text
 * @param {Values} values
 */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Return a chart's text in a language.
 *
 * @param {Language | undefined} language
 * @param {string} key
 * @param {Values} values
 */
export function say(language = "sv", key, values = {}) {
  return filled(/** @type {Texts} */ (known[language])[`chart.${key}`], values);
}
