/** Parts of a whole: one bar per part from zero, with its interval. */

import { tableOf } from "../dom.js";
import { chart } from "./chart.js";
import { number } from "./format.js";
import { drawAxis, namesOf } from "./rows.js";
import { extent, linear, nice, steady } from "./scales.js";
import { widthOf } from "./svg.js";
import { say } from "./words.js";

const BAR = 20;

/** @type {(data: BarsData) => (Part & {kind: string})[]} */
const partsOf = (data) => [
  ...data.parts.map((part) => ({ ...part, kind: "d" })),
  ...(data.rest ? [{ ...data.rest, kind: "rest" }] : []),
];

/**
 * @param {Pen} pen
 * @param {number} index
 * @param {Part & {kind: string}} part
 * @param {Scale} x
 * @param {number} y
 * @param {string} id
 */
function drawPart(pen, index, part, x, y, id) {
  if (!Number.isFinite(part.mean)) return;
  const [from, to] = [x(0), x(part.mean)].sort((a, b) => a - b);
  pen.rect(`bar.${index}`, from, y - BAR / 2, to - from, BAR, `bar ${part.kind}`);
  if (part.kind === "rest")
    pen.rect(`hatch.${index}`, from, y - BAR / 2, to - from, BAR, "hatched", { fill: `url(#${id}-rise)` });
  if (!Number.isFinite(part.low) || !Number.isFinite(part.high)) return;
  pen.line(`range.${index}`, x(part.low), y, x(part.high), y, "whisker");
  for (const [end, value] of Object.entries({ low: part.low, high: part.high })) {
    pen.line(`${end}.${index}`, x(value), y - 5, x(value), y + 5, "whisker");
  }
}

/** @type {Draw<BarsData>} */
function draw(pen, data, options, { width, goal, memory, id }) {
  const signed = options.signed ?? true;
  const form = { language: options.language, digits: options.digits ?? 1, signed };
  const [parts, goals] = [partsOf(data), partsOf(goal)];
  const names = namesOf(
    goals.map(({ label }) => label),
    width,
  );
  const values = goals.map(({ mean }) => number(mean, form));
  const right = 18 + Math.ceil(Math.max(...values.map((text) => widthOf(text, 13, 700))));
  const wanted = goals.flatMap(({ mean, low, high }) => [mean, low, high]);
  const domain = options.domain ?? (memory.domain = steady(memory.domain, nice(extent(wanted, [0]), 5)));
  /** @param {string[]} lines */
  const over = (lines) => (names.beside ? Math.max(BAR + 14, lines.length * 16 + 10) : lines.length * 16 + BAR + 16);
  const box = { left: names.left + 4, right: width - right, top: 4, bottom: 4 };
  for (const lines of names.lines) box.bottom += over(lines);
  const x = linear(domain, [box.left, box.right]);
  const under = drawAxis(pen, box, x, domain, options, signed);
  let top = box.top;
  parts.forEach((part, index) => {
    const lines = names.lines[index];
    const middle = names.beside ? top + over(lines) / 2 : top + lines.length * 16 + 4 + BAR / 2;
    if (names.beside) pen.lines(`name.${index}`, 0, middle + 5 - (lines.length - 1) * 8, lines, "label", {}, 16);
    else pen.lines(`name.${index}`, 0, top + 14, lines, "label haloed", {}, 16);
    drawPart(pen, index, part, x, middle, id);
    pen.text(`value.${index}`, width, middle + 5, values[index], "strong end");
    top += over(lines);
  });
  return box.bottom + under;
}

/** @type {ChartKind<BarsData>["create"]} */
export const create = (container, options) => chart(container, options, draw);

/** @type {ChartKind<BarsData>["table"]} */
export function table(data, options) {
  const { language, digits = 1, signed = true, unit, title } = options;
  const form = { language, digits, signed };
  const rows = partsOf(data).map(({ label, mean, low, high }) => [
    label,
    ...[mean, low, high].map((value) => number(value, form)),
  ]);
  const heads = [say(language, "part"), say(language, "mean"), say(language, "low"), say(language, "high")];
  return tableOf(`${title}${unit ? ` (${unit})` : ""}`, heads, rows);
}
