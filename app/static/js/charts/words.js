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
 * Return a text with every choice made: of `{count, one {a world} other {{count} worlds}}` the case that equals the
 * value, `one` for 1, else `other`. The catalogue's other reader is model/texts.py.
 *
 * @param {string} text
 * @param {Values} values
 * @returns {string}
 */
function chosen(text, values) {
  const choice = /\{(\w+), /.exec(text);
  if (!choice) return text;
  /** @type {Record<string, string>} */
  const cases = {};
  let place = choice.index + choice[0].length;
  for (let found = /^\s*(\w+) \{/.exec(text.slice(place)); found; found = /^\s*(\w+) \{/.exec(text.slice(place))) {
    const start = place + found[0].length;
    place = start;
    for (let depth = 1; depth; place += 1) depth += { "{": 1, "}": -1 }[text[place]] ?? 0;
    cases[found[1]] = text.slice(start, place - 1);
  }
  const value = String(values[choice[1]]);
  const shown = cases[value] ?? (value === "1" ? cases.one : undefined) ?? cases.other;
  return chosen(text.slice(0, choice.index) + shown + text.slice(place + 1), values);
}

/**
 * Return a text with its choices made and its places filled in.
 *
 * @param {string} text
 * @param {Values} values
 */
export function filled(text, values) {
  return chosen(text, values).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
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
