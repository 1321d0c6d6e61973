// Bands and lines over years, with gaps where there is no value.

import { round } from "./svg.js";

export const LEVELS = ["p05", "p25", "median", "p75", "p95"];

// Runs of indices where every one of `lists` has a value.
function pieces(lists) {
  const found = [];
  let open = null;
  lists[0].forEach((_, index) => {
    if (!lists.every((list) => Number.isFinite(list[index]))) open = null;
    else if (open) open.push(index);
    else found.push((open = [index]));
  });
  return found;
}

const through = (indices, years, values, x, y) =>
  indices.map((index) => `${round(x(years[index]))},${round(y(values[index]))}`).join("L");

export function linePath(years, values, x, y) {
  return pieces([values])
    .map((piece) => `M${through(piece, years, values, x, y)}${piece.length === 1 ? "h0" : ""}`)
    .join("");
}

export function bandPath(years, low, high, x, y) {
  return pieces([low, high])
    .map((piece) => `M${through(piece, years, low, x, y)}L${through([...piece].reverse(), years, high, x, y)}Z`)
    .join("");
}

// Both bands, the edges of the wider one and the median of one course, `kind` is "a", "b" or "d".
export function drawFan(pen, key, kind, years, course, x, y) {
  pen.path(`${key}.outer`, bandPath(years, course.p05, course.p95, x, y), `outer ${kind}`);
  pen.path(`${key}.inner`, bandPath(years, course.p25, course.p75, x, y), `inner ${kind}`);
  for (const edge of ["p05", "p95"]) {
    pen.path(`${key}.${edge}`, linePath(years, course[edge], x, y), `edge ${kind}`);
  }
}

export function drawHalo(pen, key, years, course, x, y) {
  pen.path(`${key}.halo`, linePath(years, course.median, x, y), "halo");
}

export function drawMedian(pen, key, kind, years, course, x, y) {
  pen.path(`${key}.median`, linePath(years, course.median, x, y), `median ${kind}`);
}

export const lastIndex = (values) => values.findLastIndex(Number.isFinite);

// Where the year that is read off stands in a line: the last one with a value where none is chosen or it has none.
export function indexOf(values, years, year) {
  const at = years.indexOf(year);
  return Number.isFinite(values[at]) ? at : lastIndex(values);
}

// A value in words; the year stands beside it where it is not that at the line's end.
export const dated = (told, at, values, years) => (at === lastIndex(values) ? told : `${told} (${years[at]})`);

// The values times `scale`, so that shares can be told in per cent.
export function scaled(course, scale = 1) {
  if (scale === 1) return course;
  const times = (value) => (Number.isFinite(value) ? value * scale : null);
  return Object.fromEntries(LEVELS.map((level) => [level, course[level].map(times)]));
}
