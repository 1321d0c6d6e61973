/** The seven capitals as small fans on one common scale. */

import { tableOf } from "../dom.js";
import * as axes from "./axes.js";
import { chart } from "./chart.js";
import { COURSES, LEVELS, indexOf, isAmong, scaled } from "./curves.js";
import { number } from "./format.js";
import { linear } from "./scales.js";
import { spread, widthOf, wrap } from "./svg.js";
import { say } from "./words.js";

const MIN_PANEL = 115; // pixels
const GAP = 20;

/** @type {(panel: Panel, scale: number | undefined) => Drawn[]} */
const coursesOf = (panel, scale) => COURSES.map((key) => ({ key, course: scaled(panel[key], scale) }));

/**
 * Return a pen that draws one panel: it gives each of its elements a name of its own.
 *
 * @param {Pen} pen
 * @param {number} name
 * @returns {Pen}
 */
function within(pen, name) {
  /** @type {Pen["put"]} */
  const put = (kind, key, ...rest) => pen.put(kind, `${name}.${key}`, ...rest);
  return Object.assign(Object.create(pen), { put });
}

/**
 * @param {Pen} pen
 * @param {Box} box
 * @param {Drawn[]} courses
 * @param {Drawn[]} goals
 * @param {number[]} years
 * @param {Cell} year
 * @param {Scale} y
 * @param {NumberForm} form
 */
function drawEnds(pen, box, courses, goals, years, year, y, form) {
  const ends = courses
    .map(({ key, course }, index) => {
      const goal = goals[index].course.median;
      const at = indexOf(goal, years, year);
      return { key, at, value: course.median[at], text: `${key.toUpperCase()} ${number(goal[at], form)}` };
    })
    .filter(({ at }) => at >= 0);
  const tops = spread(
    ends.map(({ value }) => ({ middle: y(value), height: 15 })),
    box.top - 6,
    box.bottom + 2,
    1,
  );
  ends.forEach(({ key, text }, index) => pen.text(`end.${key}`, box.right + 6, tops[index] + 12, text, key));
}

/**
 * @param {Pen} pen
 * @param {Box & {head: number}} box
 * @param {Panel} panel
 * @param {{panel: Panel, lines: string[]}} goal
 * @param {number[]} years
 * @param {Axis} axis
 * @param {ChartOptions} options
 * @param {boolean} outermost
 */
function drawPanel(pen, box, panel, goal, years, axis, options, outermost) {
  const { language, scale } = options;
  const courses = coursesOf(panel, scale);
  const x = axes.yearScale(years, box);
  const y = linear(axis.domain, [box.bottom, box.top]);
  pen.lines("head", box.left, box.head, goal.lines, "head");
  for (const tick of axis.ticks) {
    pen.line(`grid.${tick}`, box.left, y(tick), box.right, y(tick), tick === 0 ? "zero" : "grid");
    if (outermost)
      pen.text(`tick.${tick}`, box.left - 7, y(tick) + 4, number(tick, { language, digits: 0 }), "tick end");
  }
  for (const year of [years[0], years.at(-1)]) {
    pen.line(`mark.${year}`, x(year), box.bottom, x(year), box.bottom + 5, "mark");
    pen.text(`year.${year}`, x(year), box.bottom + 19, String(year), year === years[0] ? "tick" : "tick end");
  }
  axes.drawCourses(pen, years, courses, x, y);
  drawEnds(pen, box, courses, coursesOf(goal.panel, scale), years, options.year, y, {
    language,
    digits: options.digits ?? 0,
  });
  if (isAmong(years, options.year)) {
    const at = years.indexOf(options.year);
    const dots = courses.map(({ key, course }) => ({ key, kind: key, at: y(course.median[at]) }));
    axes.drawCursor(pen, box, options.year, x, dots);
  }
}

/** @type {Draw<MultiplesData>} */
function draw(pen, data, options, { width, goal, memory }) {
  const { years, panels } = goal;
  const axis = axes.valueAxis(
    panels.flatMap((panel) => coursesOf(panel, options.scale).map(({ course }) => course)),
    options,
    memory,
    [0],
    4,
  );
  const left = axes.marginFor(axis, options.language);
  const end =
    12 +
    Math.ceil(
      widthOf(`B ${number(axis.domain[1], { language: options.language, digits: options.digits ?? 0 })}`, 12, 600),
    );
  const columns = Math.max(1, Math.min(panels.length, 4, Math.floor((width - left + GAP) / (MIN_PANEL + GAP))));
  const cell = (width - left - (columns - 1) * GAP) / columns;
  const heads = panels.map(({ label }) => wrap(label, cell - 4, 12, 600));
  const rows = Math.max(...heads.map((lines) => lines.length));
  const tall = Math.min(150, Math.max(100, cell * 0.5));
  let top = axes.drawName(pen, 0, width, options);
  top += axes.drawNames(pen, top, width, options);
  const step = rows * 15 + tall + 46;
  panels.forEach((panel, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const x = left + column * (cell + GAP);
    const head = top + row * step + 12 + (rows - heads[index].length) * 15;
    const up = top + row * step + rows * 15 + 8;
    const box = { left: x, right: x + cell - end, top: up, bottom: up + tall, head };
    const own = { panel, lines: heads[index] };
    drawPanel(within(pen, index), box, data.panels[index], own, years, axis, options, column === 0);
  });
  top += Math.ceil(panels.length / columns) * step;
  return top + axes.drawKey(pen, 0, top, width, "b", options.language);
}

/** @type {ChartKind<MultiplesData>["create"]} */
export const create = (container, options) => chart(container, options, draw);

/** @type {ChartKind<MultiplesData>["table"]} */
export function table(data, options) {
  const { language, digits = 0, unit, scale, title } = options;
  const last = data.years.length - 1;
  const rows = data.panels.flatMap((panel) =>
    coursesOf(panel, scale).flatMap(({ key, course }) =>
      [0, last].map((at) => [
        `${panel.label}, ${key.toUpperCase()}, ${data.years[at]}`,
        ...LEVELS.map((level) => number(course[level][at], { language, digits })),
      ]),
    ),
  );
  const heads = [say(language, "part"), ...LEVELS.map((level) => say(language, level))];
  return tableOf(`${title}${unit ? ` (${unit})` : ""}`, heads, rows);
}
