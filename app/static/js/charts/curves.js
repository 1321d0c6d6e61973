/** Bands and lines over years, with gaps where there is no value. */

import { round } from "./svg.js";

/** @type {Side[]} */
export const COURSES = ["a", "b"];

/** @type {Level[]} */
export const LEVELS = ["p05", "p25", "median", "p75", "p95"];

/**
 * Return an object with a value for each level.
 *
 * @template Value
 * @param {(level: Level) => Value} valueOf
 */
export function byLevel(valueOf) {
  return /** @type {Record<Level, Value>} */ (Object.fromEntries(LEVELS.map((level) => [level, valueOf(level)])));
}

/**
 * Return whether a year is one of those drawn.
 *
 * @param {number[]} years
 * @param {Cell} year
 * @returns {year is number}
 */
export function isAmong(years, year) {
  return years.some((each) => each === year);
}

/**
 * Return runs of indices where every one of `lists` has a value.
 *
 * @param {Cell[][]} lists
 */
function pieces(lists) {
  /** @type {number[][]} */
  const result = [];
  /** @type {number[] | null} */
  let open = null;
  lists[0].forEach((_, index) => {
    if (!lists.every((list) => Number.isFinite(list[index]))) open = null;
    else if (open) open.push(index);
    else result.push((open = [index]));
  });
  return result;
}

/** @type {(indices: number[], years: number[], values: Cell[], x: Scale, y: Scale) => string} */
const through = (indices, years, values, x, y) =>
  indices.map((index) => `${round(x(years[index]))},${round(y(values[index]))}`).join("L");

/**
 * Return the path of a line over years.
 *
 * @param {number[]} years
 * @param {Cell[]} values
 * @param {Scale} x
 * @param {Scale} y
 */
function linePath(years, values, x, y) {
  return pieces([values])
    .map((piece) => `M${through(piece, years, values, x, y)}${piece.length === 1 ? "h0" : ""}`)
    .join("");
}

/**
 * Return the path of a band between two lines.
 *
 * @param {number[]} years
 * @param {Cell[]} low
 * @param {Cell[]} high
 * @param {Scale} x
 * @param {Scale} y
 */
function bandPath(years, low, high, x, y) {
  return pieces([low, high])
    .map((piece) => `M${through(piece, years, low, x, y)}L${through([...piece].reverse(), years, high, x, y)}Z`)
    .join("");
}

/**
 * Draw both bands and the edges of the wider one; `kind` is "a", "b" or "d".
 *
 * @param {Pen} pen
 * @param {string} key
 * @param {string} kind
 * @param {number[]} years
 * @param {Percentiles} course
 * @param {Scale} x
 * @param {Scale} y
 */
export function drawFan(pen, key, kind, years, course, x, y) {
  pen.path(`${key}.outer`, bandPath(years, course.p05, course.p95, x, y), `outer ${kind}`);
  pen.path(`${key}.inner`, bandPath(years, course.p25, course.p75, x, y), `inner ${kind}`);
  pen.path(`${key}.p05`, linePath(years, course.p05, x, y), `edge ${kind}`);
  pen.path(`${key}.p95`, linePath(years, course.p95, x, y), `edge ${kind}`);
}

/**
 * Draw the light edge that sets a median off from the bands.
 *
 * @param {Pen} pen
 * @param {string} key
 * @param {number[]} years
 * @param {Percentiles} course
 * @param {Scale} x
 * @param {Scale} y
 */
export function drawHalo(pen, key, years, course, x, y) {
  pen.path(`${key}.halo`, linePath(years, course.median, x, y), "halo");
}

/**
 * Draw the median of one course; `kind` is "a", "b" or "d".
 *
 * @param {Pen} pen
 * @param {string} key
 * @param {string} kind
 * @param {number[]} years
 * @param {Percentiles} course
 * @param {Scale} x
 * @param {Scale} y
 */
export function drawMedian(pen, key, kind, years, course, x, y) {
  pen.path(`${key}.median`, linePath(years, course.median, x, y), `median ${kind}`);
}

/** @type {(values: Cell[]) => number} */
const lastIndex = (values) => values.findLastIndex(Number.isFinite);

/**
 * Return where the year that is read off stands in a line: the last one with a value where none is chosen or it has
 * none.
 *
 * @param {Cell[]} values
 * @param {number[]} years
 * @param {Cell} year
 */
export function indexOf(values, years, year) {
  const at = years.findIndex((each) => each === year);
  return Number.isFinite(values[at]) ? at : lastIndex(values);
}

/**
 * Return a value in words, with the year beside it where that is not the one at the line's end.
 *
 * @type {(words: string, at: number, values: Cell[], years: number[]) => string}
 */
export const dated = (words, at, values, years) => (at === lastIndex(values) ? words : `${words} (${years[at]})`);

/**
 * Return values times `scale`, as shares are shown in per cent.
 *
 * @param {Percentiles} course
 * @param {number} scale
 * @returns {Percentiles}
 */
export function scaled(course, scale = 1) {
  if (scale === 1) return course;
  /** @param {Cell} value */
  const times = (value) => (Number.isFinite(value) ? value * scale : null);
  return byLevel((level) => course[level].map(times));
}
