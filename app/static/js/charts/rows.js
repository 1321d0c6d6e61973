/** Parts that the horizontal charts share: an axis below, and names that stand beside their rows or over them. */

import { digitsOf, number } from "./format.js";
import { ticks } from "./scales.js";
import { widthOf, wrap } from "./svg.js";

const MIN_WIDTH = 480; // pixels of a chart whose names stand beside the rows

/**
 * Return the lines of each name, and the width they take on the left (0 where they stand over their rows).
 *
 * @param {string[]} labels
 * @param {number} width
 */
export function namesOf(labels, width) {
  const beside = width >= MIN_WIDTH;
  const room = beside ? Math.min(230, width * 0.34) : width - 8;
  const lines = labels.map((label) => wrap(label, room, 13));
  const widest = Math.max(0, ...lines.flat().map((line) => widthOf(line, 13)));
  return { lines, beside, left: beside ? Math.ceil(Math.min(room, widest)) + 16 : 8 };
}

/**
 * Draw the axis below the rows; return the height it took.
 *
 * @param {Pen} pen
 * @param {Box} box
 * @param {Scale} x
 * @param {Domain} domain
 * @param {ChartOptions} options
 * @param {boolean} signed
 */
export function drawAxis(pen, box, x, domain, options, signed = false) {
  const marks = ticks(domain, Math.max(2, Math.floor((box.right - box.left) / 50)));
  const form = { language: options.language, digits: digitsOf(marks), signed };
  for (const mark of marks) {
    pen.line(`grid.${mark}`, x(mark), box.top, x(mark), box.bottom, mark === 0 ? "zero" : "grid");
    pen.text(`tick.${mark}`, x(mark), box.bottom + 17, number(mark, form), "tick middle");
  }
  const lines = wrap([options.axis, options.unit].filter(Boolean).join(", "), box.right - box.left + 40, 12, 600);
  pen.lines("axis", box.left - 4, box.bottom + 39, lines, "axis");
  return 39 + lines.length * 15;
}
