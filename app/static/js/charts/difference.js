/** B less A over the years, paired in the same worlds: zero line, and a band that is too small to mention. */

import { tableOf } from "../dom.js";
import * as axes from "./axes.js";
import { LEVELS, indexOf, isAmong, scaled } from "./curves.js";
import { number } from "./format.js";
import { linear } from "./scales.js";
import { widthOf } from "./svg.js";
import { say } from "./words.js";

/**
 * Return the difference under which nothing is worth mentioning: one point, or `least` in the unit drawn; 0 where no
 * limit is set.
 *
 * @type {(options: ChartOptions) => number}
 */
const leastOf = (options) => options.least ?? 1;

/**
 * @param {Pen} pen
 * @param {Box} box
 * @param {Scale} y
 * @param {number} least
 * @param {Language | undefined} language
 * @param {string} id
 */
function drawSmall(pen, box, y, least, language, id) {
  const [top, bottom] = [y(least), y(-least)];
  pen.rect("small", box.left, top, box.right - box.left, bottom - top, "small");
  pen.rect("small.hatch", box.left, top, box.right - box.left, bottom - top, "hatched", { fill: `url(#${id}-rise)` });
  const text = `±\u2009${number(least, { language, digits: least % 1 ? 1 : 0 })}: ${say(language, "small")}`;
  const under = box.bottom - bottom > 22;
  pen.text("small.text", box.left + 8, under ? bottom + 15 : top - 6, text, "note haloed");
}

/** @type {Draw<DifferenceData>} */
function draw(pen, data, options, { width, goal, memory, id, plot }) {
  const { language, digits = 1 } = options;
  const least = leastOf(options);
  const years = goal.years;
  const course = scaled(data.difference, options.scale);
  const end = scaled(goal.difference, options.scale);
  const axis = axes.valueAxis([end], options, memory, [-2 * least, 2 * least, 0]);
  const top = axes.drawName(pen, 0, width, options);
  const form = { language, digits, signed: true };
  const year = memory.hover ?? options.year;
  const at = indexOf(end.median, years, year);
  const value = at < 0 ? "" : number(end.median[at], form);
  const right = Math.max(46, widthOf(value, 15, 700), widthOf(say(language, "bHigher"), 12)) + 20;
  const height = plot || Math.round(Math.min(300, Math.max(200, width * 0.36)));
  const left = axes.marginFor(axis, language, true);
  const box = { left, right: width - right, top: top + 4, bottom: top + height };
  const x = (memory.x = axes.yearScale(years, box));
  const y = linear(axis.domain, [box.bottom, box.top]);
  if (least > 0) drawSmall(pen, box, y, least, language, id);
  axes.drawGrid(pen, box, axis, y, { language, signed: true });
  axes.drawYears(pen, box, years, x, language);
  axes.drawCourses(pen, years, [{ key: "d", course }], x, y);
  const edge = box.right + 12;
  const middle = at < 0 ? y(0) : y(course.median[at] ?? 0);
  pen.text("end", edge, middle + 5, value, "large d");
  if (middle - box.top > 34) pen.text("above", edge, box.top + 10, say(language, "bHigher"), "note");
  if (box.bottom - middle > 34) pen.text("below", edge, box.bottom - 3, say(language, "aHigher"), "note");
  if (isAmong(years, year)) {
    axes.drawCursor(pen, box, year, x, [{ key: "d", kind: "d", at: y(course.median[years.indexOf(year)]) }]);
  }
  if (isAmong(years, memory.hover)) {
    const row = years.indexOf(memory.hover);
    const [low, median, high] = [end.p05, end.median, end.p95].map((values) => number(values[row], form));
    axes.drawReadout(pen, box, x(memory.hover), [
      [String(memory.hover), "label", 600],
      [`${median}  (${low} – ${high})`, "d", 600],
    ]);
  }
  return box.bottom + 32 + axes.drawKey(pen, 0, box.bottom + 32, width, "d", language);
}

/** @type {ChartKind<DifferenceData>["create"]} */
export const create = (container, options) => axes.overYears(container, options, draw);

/** @type {ChartKind<DifferenceData>["table"]} */
export function table(data, options) {
  const { language, digits = 1, unit, scale } = options;
  const course = scaled(data.difference, scale);
  const rows = data.years.map((year, at) => [
    String(year),
    ...LEVELS.map((level) => number(course[level][at], { language, digits, signed: true })),
  ]);
  const heads = [say(language, "year"), ...LEVELS.map((level) => say(language, level))];
  return tableOf(`${options.title}${unit ? ` (${unit})` : ""}. ${say(language, "difference")}`, heads, rows);
}
