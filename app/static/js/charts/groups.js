/** Small, medium-sized and large municipalities: where they start, and where each course takes them. */

import { tableOf } from "../dom.js";
import * as axes from "./axes.js";
import { chart } from "./chart.js";
import { byLevel, COURSES, LEVELS } from "./curves.js";
import { number } from "./format.js";
import { drawAxis, namesOf } from "./rows.js";
import { extent, linear, nice, steady } from "./scales.js";
import { round, widthOf } from "./svg.js";
import { say } from "./words.js";

const ROW = 26;

/**
 * Draw a filled circle for B and an open square for A, which differ without colour.
 *
 * @param {Pen} pen
 * @param {string} key
 * @param {number} x
 * @param {number} y
 * @param {string} kind
 */
function drawMark(pen, key, x, y, kind) {
  if (!Number.isFinite(x)) return;
  if (kind === "b") pen.put("circle", key, { cx: round(x), cy: round(y), r: 6, class: "marker b" });
  else pen.rect(key, x - 5.5, y - 5.5, 11, 11, "marker open a");
}

/**
 * @param {Pen} pen
 * @param {string} key
 * @param {Spread} course
 * @param {Scale} x
 * @param {number} y
 * @param {string} kind
 */
function drawRange(pen, key, course, x, y, kind) {
  if (Number.isFinite(course.p05)) pen.line(`${key}.wide`, x(course.p05), y, x(course.p95), y, `range ${kind}`);
  if (Number.isFinite(course.p25)) pen.line(`${key}.half`, x(course.p25), y, x(course.p75), y, `range half ${kind}`);
  drawMark(pen, `${key}.mark`, x(course.median), y, kind);
}

/** @type {(course: Spread, scale?: number) => Spread} */
const scaledRow = (course, scale = 1) =>
  byLevel((level) => (Number.isFinite(course[level]) ? course[level] * scale : NaN));

/**
 * @param {SizeGroup[]} groups
 * @param {ChartOptions} options
 * @param {Memory} memory
 */
function domainOf(groups, options, memory) {
  const scale = options.scale ?? 1;
  const values = groups.flatMap(({ start, a, b }) => [start, ...LEVELS.flatMap((level) => [a[level], b[level]])]);
  const finite = values.filter(Number.isFinite).map((value) => value * scale);
  return options.domain ?? (memory.domain = steady(memory.domain, nice(extent(finite, [0]), 5)));
}

/**
 * @param {Pen} pen
 * @param {number} top
 * @param {number} width
 * @param {ChartOptions} options
 */
function drawKey(pen, top, width, options) {
  const language = options.language;
  pen.line("key.start", 7, top + 1, 7, top + 17, "start");
  pen.text("key.start.text", 22, top + 13, say(language, "start"), "note");
  const from = 22 + widthOf(say(language, "start"), 12) + 22;
  let [x, y] = [from, top];
  for (const [name, kind] of [
    ["inner", "half"],
    ["outer", ""],
  ]) {
    const text = say(language, name);
    const wide = 32 + widthOf(text, 12) + 20;
    if (x + wide - 20 > width) [x, y] = [0, y + 20];
    pen.line(`key.${name}`, x, y + 9, x + 24, y + 9, `range ${kind} b`);
    pen.text(`key.${name}.text`, x + 32, y + 13, text, "note");
    x += wide;
  }
  return y + 20 - top;
}

/** @type {Draw<GroupsData>} */
function draw(pen, data, options, { width, goal, memory }) {
  const { scale = 1, language } = options;
  const form = { language, digits: options.digits ?? 1 };
  const names = namesOf(
    goal.groups.map(({ label }) => label),
    width,
  );
  const domain = domainOf(goal.groups, options, memory);
  /** @param {Spread} course */
  const median = (course) => number((course.median ?? NaN) * scale, form);
  const right =
    22 +
    Math.ceil(
      Math.max(...goal.groups.flatMap(({ a, b }) => [a, b].map((each) => widthOf(`B ${median(each)}`, 13, 700)))),
    );
  const marks = axes.drawNames(pen, 0, width, options, drawMark);
  const box = { left: names.left + 4, right: width - right, top: marks + 4, bottom: marks + 4 };
  const heights = names.lines.map((lines) => 2 * ROW + 18 + (names.beside ? 0 : lines.length * 16 + 4));
  for (const each of heights) box.bottom += each;
  const x = linear(domain, [box.left, box.right]);
  const under = drawAxis(pen, box, x, domain, options);
  let top = box.top;
  goal.groups.forEach((group, index) => {
    const lines = names.lines[index];
    const first = top + 9 + ROW / 2 + (names.beside ? 0 : lines.length * 16 + 4);
    const shown = data.groups[index];
    if (names.beside)
      pen.lines(`name.${index}`, 0, first + ROW / 2 + 5 - (lines.length - 1) * 8, lines, "label", {}, 16);
    else pen.lines(`name.${index}`, 0, top + 17, lines, "label haloed", {}, 16);
    if (Number.isFinite(shown.start)) {
      pen.line(`start.${index}`, x(shown.start * scale), first - 12, x(shown.start * scale), first + ROW + 12, "start");
    }
    COURSES.forEach((key, row) => {
      drawRange(pen, `${key}.${index}`, scaledRow(shown[key], scale), x, first + row * ROW, key);
      pen.text(
        `value.${key}.${index}`,
        box.right + 14,
        first + row * ROW + 5,
        `${key.toUpperCase()} ${median(group[key])}`,
        `strong ${key}`,
      );
    });
    top += heights[index];
    if (index < goal.groups.length - 1) pen.line(`between.${index}`, 0, top, width, top, "grid");
  });
  return box.bottom + under + 4 + drawKey(pen, box.bottom + under + 4, width, options);
}

/** @type {ChartKind<GroupsData>["create"]} */
export const create = (container, options) => chart(container, options, draw);

/** @type {ChartKind<GroupsData>["table"]} */
export function table(data, options) {
  const { language, digits = 1, unit, scale = 1, title } = options;
  const form = { language, digits };
  const rows = data.groups.flatMap((group) =>
    COURSES.map((key) => [
      `${group.label}, ${key.toUpperCase()}`,
      number((group.start ?? NaN) * scale, form),
      ...LEVELS.map((level) => number(scaledRow(group[key], scale)[level], form)),
    ]),
  );
  const heads = [say(language, "group"), say(language, "start"), ...LEVELS.map((level) => say(language, level))];
  return tableOf(`${title}${unit ? ` (${unit})` : ""}`, heads, rows);
}
