/** Axes over years, the marks of the bands, and the cursor that reads a year off. */

import { chart } from "./chart.js";
import { LEVELS, drawFan, drawHalo, drawMedian } from "./curves.js";
import { digitsOf, number } from "./format.js";
import { extent, linear, nice, steady, ticks, yearTicks } from "./scales.js";
import { round, widthOf, wrap } from "./svg.js";
import { say } from "./words.js";

const ROW = 20;

/**
 * Return the values' axis: round, with `always` within, and steady from one picture to the next.
 *
 * @param {Percentiles[]} courses
 * @param {ChartOptions} options
 * @param {Memory} memory
 * @param {number[]} always
 * @param {number} count how many ticks, about
 * @returns {Axis}
 */
export function valueAxis(courses, options, memory, always = [0], count = 5) {
  const wanted = extent(
    courses.flatMap((course) => LEVELS.flatMap((level) => course[level])),
    always,
  );
  const axis = `${options.axis}|${options.unit}|${options.scale ?? 1}`;
  const domain = options.domain ?? steady(memory.kind === axis ? memory.domain : null, nice(wanted, count));
  Object.assign(memory, { domain, kind: axis });
  return { domain, ticks: ticks(domain, count) };
}

/**
 * Return the room that an axis's numbers take, in pixels.
 *
 * @param {Axis} axis
 * @param {Language | undefined} language
 * @param {boolean} signed
 */
export function marginFor(axis, language, signed = false) {
  const form = { language, digits: digitsOf(axis.ticks), signed };
  return Math.ceil(Math.max(...axis.ticks.map((tick) => widthOf(number(tick, form), 12)))) + 10;
}

/**
 * Draw the axis's name with its unit over the plot; return the height it took.
 *
 * @param {Pen} pen
 * @param {number} top
 * @param {number} width
 * @param {ChartOptions} options
 */
export function drawName(pen, top, width, options) {
  const unit = options.unit && options.axis ? `, ${options.unit}` : (options.unit ?? "");
  const lines = wrap(`${options.axis ?? ""}${unit}`, width, 12, 600);
  pen.lines("axis", 0, top + 12, lines, "axis");
  return lines.length * 15 + 10;
}

/**
 * Draw a line and a number for each tick of the values' axis.
 *
 * @param {Pen} pen
 * @param {Box} box
 * @param {Axis} axis
 * @param {Scale} y
 * @param {NumberForm} form
 */
export function drawGrid(pen, box, axis, y, { language, signed = false }) {
  const form = { language, digits: digitsOf(axis.ticks), signed };
  for (const tick of axis.ticks) {
    pen.line(`grid.${tick}`, box.left, y(tick), box.right, y(tick), tick === 0 ? "zero" : "grid");
    pen.text(`tick.${tick}`, box.left - 8, y(tick) + 4, number(tick, form), "tick end");
  }
}

/**
 * Draw the years' axis: a mark for each year, a number where there is room.
 *
 * @param {Pen} pen
 * @param {Box} box
 * @param {number[]} years
 * @param {Scale} x
 * @param {Language | undefined} language
 * @param {boolean} named whether the word "year" stands beside it
 */
export function drawYears(pen, box, years, x, language, named = true) {
  const word = say(language, "year");
  const room = widthOf("2000", 12) + 14;
  const labelled = yearTicks(years, x, room);
  for (const year of years) {
    pen.line(`mark.${year}`, x(year), box.bottom, x(year), box.bottom + (labelled.includes(year) ? 6 : 3), "mark");
  }
  for (const year of labelled) {
    pen.text(`year.${year}`, x(year), box.bottom + 19, String(year), "tick middle");
  }
  if (named) pen.text("year", box.right + room / 2, box.bottom + 19, word, "tick");
}

/** @type {(years: number[], box: Box) => Scale} */
export const yearScale = (years, box) => linear([years[0], years[years.length - 1]], [box.left, box.right]);

/** @type {(key: string, options: ChartOptions) => string} */
export const nameOf = (key, options) => options[key === "a" ? "labelA" : "labelB"] ?? "";

/**
 * Draw the courses' names over the plot, each with its line (or the marker that `mark` draws); return their height.
 *
 * @param {Pen} pen
 * @param {number} top
 * @param {number} width
 * @param {ChartOptions} options
 * @param {(pen: Pen, key: string, x: number, y: number, kind: string) => void} [mark]
 */
export function drawNames(pen, top, width, options, mark) {
  let y = top;
  for (const key of ["a", "b"]) {
    const lines = wrap(nameOf(key, options), width - 56, 13);
    if (mark) mark(pen, `name.${key}.mark`, 15, y + 9, key);
    else pen.line(`name.${key}.line`, 0, y + 9, 30, y + 9, `median ${key}`);
    pen.text(`name.${key}.letter`, 38, y + 13, key.toUpperCase(), `strong ${key}`);
    pen.lines(`name.${key}`, 54, y + 13, lines, "label", {}, 16);
    y += Math.max(1, lines.length) * 16 + 5;
  }
  return y - top + 4;
}

/**
 * Draw the meaning of line and bands, in rows no wider than `width`; return the height they took.
 *
 * @param {Pen} pen
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {string} kind
 * @param {Language | undefined} language
 */
export function drawKey(pen, left, top, width, kind, language) {
  let [x, y] = [left, top];
  for (const name of ["median", "inner", "outer"]) {
    const text = say(language, name);
    const wide = 30 + widthOf(text, 12) + 18;
    if (x > left && x + wide - 18 > left + width) [x, y] = [left, y + ROW];
    if (name === "median") pen.line("key.median", x, y + 8, x + 22, y + 8, `median ${kind}`);
    else pen.rect(`key.${name}`, x, y + 2, 22, 12, `swatch ${name} ${kind}`);
    pen.text(`key.${name}.text`, x + 30, y + 12, text, "note");
    x += wide;
  }
  return y + ROW - top;
}

/**
 * Draw a line through one year with a dot on each median.
 *
 * @param {Pen} pen
 * @param {Box} box
 * @param {number} year
 * @param {Scale} x
 * @param {{key: string, kind: string, at: number}[]} dots
 */
export function drawCursor(pen, box, year, x, dots) {
  pen.line("cursor", x(year), box.top, x(year), box.bottom, "cursor");
  for (const { key, kind, at } of dots) {
    if (Number.isFinite(at))
      pen.put("circle", `dot.${key}`, { cx: round(x(year)), cy: round(at), r: 4, class: `dot ${kind}` });
  }
}

/**
 * Draw a small box of lines beside the cursor, on the side with more room.
 *
 * @param {Pen} pen
 * @param {Box} box
 * @param {number} at
 * @param {[text: string, kind: string, weight: number][]} rows
 */
export function drawReadout(pen, box, at, rows) {
  const wide = Math.max(...rows.map(([text, , weight]) => widthOf(text, 12, weight))) + 20;
  const left = at > (box.left + box.right) / 2 ? Math.max(0, at - wide - 10) : at + 10;
  pen.rect("readout", left, box.top + 4, wide, rows.length * 17 + 11, "readout", { rx: 6 });
  rows.forEach(([text, kind], index) => pen.text(`readout.${index}`, left + 10, box.top + 21 + index * 17, text, kind));
}

/**
 * Draw courses bands first, since a band would hide a median; the dashed A last, since it shows on a solid B.
 *
 * @param {Pen} pen
 * @param {number[]} years
 * @param {Drawn[]} courses
 * @param {Scale} x
 * @param {Scale} y
 */
export function drawCourses(pen, years, courses, x, y) {
  for (const { key, course } of courses) drawFan(pen, key, key, years, course, x, y);
  for (const { key, course } of courses) drawHalo(pen, key, years, course, x, y);
  for (const { key, course } of [...courses].reverse()) drawMedian(pen, key, key, years, course, x, y);
}

/**
 * Return a chart over years: hovering reads the year nearest to the pointer, pressing and dragging choose it.
 *
 * @template {{years: number[]}} Data
 * @param {HTMLElement} container
 * @param {ChartOptions} given
 * @param {Draw<Data>} draw
 * @returns {Chart<Data>}
 */
export function overYears(container, given, draw) {
  const drawn = chart(container, given, draw);
  const { svg, listen, memory, paint, options, data } = drawn;
  /** @param {PointerEvent} event */
  const nearest = (event) => {
    const { left, width } = svg.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    const place = memory.x?.invert(share * (memory.width ?? 0)) ?? NaN;
    const years = data().years;
    return years.reduce((best, year) => (Math.abs(year - place) < Math.abs(best - place) ? year : best));
  };
  /** @param {PointerEvent} event */
  const tell = (event) => memory.x && options().onYear?.(nearest(event));
  listen("pointerdown", tell);
  listen("pointermove", (event) => {
    if (!memory.x) return;
    memory.hover = nearest(event);
    if (event.buttons) tell(event);
    paint();
  });
  listen("pointerleave", () => {
    memory.hover = null;
    paint();
  });
  return drawn;
}
