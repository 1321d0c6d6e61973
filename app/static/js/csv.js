/** A frame's numbers as a file for a spreadsheet. */

import { LEVELS } from "./charts/curves.js";

/** Between fields, and in numbers: as the spreadsheets of the language's readers expect. */
const FORM = { sv: { between: ";", point: "," }, en: { between: ",", point: "." } };

/**
 * Return rows as CSV.
 *
 * @param {(string | number)[][]} rows
 * @param {Language} language
 */
function written(rows, language) {
  const { between, point } = FORM[language];
  /** @param {string | number} cell */
  const plain = (cell) => {
    if (typeof cell === "number") return String(cell).replace(".", point);
    // Titles and names may come with a link: a spreadsheet must not take one for a formula.
    return cell.replace(/^[=+\-@\t\r]/, "'$&");
  };
  /** @param {string} value */
  const quoted = (value) =>
    value.includes(between) || /["\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  return `${rows.map((row) => row.map((cell) => quoted(plain(cell))).join(between)).join("\r\n")}\r\n`;
}

/**
 * Return a frame's numbers as CSV: one row per measure, course and year, then one per municipality, course and year.
 *
 * Municipalities stand in the order of their labels, each with a note, since their start values are illustrative.
 *
 * @param {Frame} frame
 * @param {(code: string) => string} label
 * @param {{region: string, note: string, language: Language, titles: Record<Mode, string>}} about
 */
export function csvOf(frame, label, { region, note, language, titles }) {
  const { years, worlds, seeds } = frame;
  /** @type {(string | number)[][]} */
  const rows = [
    ["region", "measure", "unit", "place", "course", "title", "year", ...LEVELS, "worlds", "seeds", "note"],
  ];
  /** @type {Mode[]} */
  const sides = ["a", "b", "difference"];
  for (const [name, measure] of Object.entries(frame.measures)) {
    for (const side of sides) {
      const head = [region, name, measure.unit, "", side, titles[side]];
      years.forEach((year, at) => {
        const cells = LEVELS.map((level) => measure[side][level][at] ?? "");
        rows.push([...head, year, ...cells, worlds, seeds, ""]);
      });
    }
  }
  const places = frame.municipalities.map(({ code, capacity }) => ({ place: label(code), capacity }));
  for (const { place, capacity } of places.sort((one, other) => one.place.localeCompare(other.place))) {
    for (const side of sides) {
      const head = [region, "capacity", "points", place, side, titles[side]];
      years.forEach((year, at) => {
        rows.push([...head, year, "", "", capacity[side][at] ?? "", "", "", worlds, seeds, note]);
      });
    }
  }
  return written(rows, language);
}
