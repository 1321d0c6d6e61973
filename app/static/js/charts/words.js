// The few words that charts say themselves; names of courses, axes and units come from the page.

const known = {};

/** Take the catalogue's texts of a language, of which those called chart.* are the charts'. */
export function useTexts(language, texts) {
  known[language] = texts;
}

export function say(language, key, values = {}) {
  return known[language][`chart.${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
