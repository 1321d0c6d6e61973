/** Two courses over the years: medians, half of the worlds, nine worlds in ten. */

import { tableOf } from "../dom.js";
import * as axes from "./axes.js";
import { COURSES, LEVELS, dated, indexOf, isAmong, scaled } from "./curves.js";
import { number } from "./format.js";
import { linear } from "./scales.js";
import { spread, widthOf, wrap } from "./svg.js";
import { say } from "./words.js";

const MIN_WIDTH = 620; // pixels of a chart whose courses have their names at the ends of their lines

/** @type {(data: FanData, scale: number | undefined) => Drawn[]} */
const coursesOf = (data, scale) => COURSES.map((key) => ({ key, course: scaled(data[key], scale) }));

/**
 * Draw letter and value of the year that is read off beside each line, with the name where there is room.
 *
 * @param {Pen} pen
 * @param {Box} box
 * @param {Drawn[]} courses
 * @param {Drawn[]} goals
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} wide
 * @param {number[]} years
 * @param {Cell} year
 * @param {ChartOptions} options
 */
function drawEnds(pen, box, courses, goals, x, y, wide, years, year, options) {
  const form = { language: options.language, digits: options.digits ?? 1 };
  const ends = courses
    .map(({ key, course }, index) => {
      const goal = goals[index].course.median;
      const at = indexOf(goal, years, year);
      const names = wide ? wrap(axes.nameOf(key, options), wide - 8, 12) : [];
      return {
        key,
        at,
        names,
        text: `${key.toUpperCase()} ${dated(number(goal[at], form), at, goal, years)}`,
        value: course.median[at],
      };
    })
    .filter((end) => end.at >= 0);
  const boxes = ends.map((end) => ({ middle: y(end.value), height: 18 + end.names.length * 14 }));
  const tops = spread(boxes, box.top - 6, box.bottom + 6, 4);
  ends.forEach((end, index) => {
    const edge = x(years[end.at]);
    pen.line(`end.${end.key}.lead`, edge + 3, y(end.value), box.right + 12, tops[index] + 9, `lead ${end.key}`);
    pen.text(`end.${end.key}`, box.right + 16, tops[index] + 14, end.text, `strong ${end.key}`);
    pen.lines(`end.${end.key}.name`, box.right + 16, tops[index] + 29, end.names, "note", {}, 14);
  });
}

/**
 * @param {number} year
 * @param {Drawn[]} goals
 * @param {number[]} years
 * @param {ChartOptions} options
 * @returns {[string, string, number][]}
 */
function rowsOf(year, goals, years, options) {
  const form = { language: options.language, digits: options.digits ?? 1 };
  const at = years.indexOf(year);
  /** @type {(drawn: Drawn) => [string, string, number]} */
  const row = ({ key, course }) => {
    const [low, median, high] = [course.p05, course.median, course.p95].map((values) => number(values[at], form));
    return [`${key.toUpperCase()}  ${median}  (${low} – ${high})`, key, 600];
  };
  return [[String(year), "label", 600], ...goals.map(row)];
}

/** @type {Draw<FanData>} */
function draw(pen, data, options, { width, goal, memory, plot }) {
  const { language } = options;
  const courses = coursesOf(data, options.scale);
  const goals = coursesOf(goal, options.scale);
  const years = goal.years;
  const axis = axes.valueAxis(
    goals.map((each) => each.course),
    options,
    memory,
  );
  const wide = width >= MIN_WIDTH ? Math.min(190, width * 0.2) : 0;
  let top = axes.drawName(pen, 0, width, options);
  if (!wide) top += axes.drawNames(pen, top, width, options);
  const year = memory.hover ?? options.year;
  const form = { language, digits: options.digits ?? 1 };
  const ends = goals.map(({ course: { median } }) => {
    const at = indexOf(median, years, year);
    return widthOf(`B ${dated(number(median[at], form), at, median, years)}`, 13, 700);
  });
  const right = Math.max(wide, Math.ceil(Math.max(...ends)), 46) + 18;
  const height = plot || Math.round(Math.min(360, Math.max(210, width * 0.42)));
  const box = { left: axes.marginFor(axis, language), right: width - right, top: top + 4, bottom: top + height };
  const x = (memory.x = axes.yearScale(years, box));
  const y = linear(axis.domain, [box.bottom, box.top]);
  axes.drawGrid(pen, box, axis, y, { language });
  axes.drawYears(pen, box, years, x, language);
  axes.drawCourses(pen, years, courses, x, y);
  drawEnds(pen, box, courses, goals, x, y, wide, years, year, { ...options, language });
  if (isAmong(years, year)) {
    const dots = courses.map(({ key, course }) => ({ key, kind: key, at: y(course.median[years.indexOf(year)]) }));
    axes.drawCursor(pen, box, year, x, dots);
  }
  if (isAmong(years, memory.hover))
    axes.drawReadout(pen, box, x(memory.hover), rowsOf(memory.hover, goals, years, { ...options, language }));
  return box.bottom + 32 + axes.drawKey(pen, 0, box.bottom + 32, width, "b", language);
}

/** @type {ChartKind<FanData>["create"]} */
export const create = (container, options) => axes.overYears(container, options, draw);

/** @type {ChartKind<FanData>["table"]} */
export function table(data, options) {
  const { language, digits = 1, unit, scale } = options;
  const heads = COURSES.flatMap((key) => LEVELS.map((level) => `${key.toUpperCase()}: ${say(language, level)}`));
  const courses = coursesOf(data, scale);
  const rows = data.years.map((year, at) => [
    String(year),
    ...courses.flatMap(({ course }) => LEVELS.map((level) => number(course[level][at], { language, digits }))),
  ]);
  const names = COURSES.map((key) => `${key.toUpperCase()}: ${axes.nameOf(key, options)}`).join("; ");
  return tableOf(`${options.title}${unit ? ` (${unit})` : ""}. ${names}`, [say(language, "year"), ...heads], rows);
}
