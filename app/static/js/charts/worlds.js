/** In how many worlds B is ahead, level or behind: one bar, and every part in words and counts. */

import { tableOf } from "../dom.js";
import { chart } from "./chart.js";
import { number, percent } from "./format.js";
import { widthOf, wrap } from "./svg.js";
import { say } from "./words.js";

/** @type {[name: keyof WorldsData, word: string, hatch: string | null][]} */
const PARTS = [
  ["better", "ahead", null],
  ["tie", "tie", "rise"],
  ["worse", "behind", "fall"],
];
const BAR = 34;

/** @type {(data: WorldsData) => number} */
const totalOf = (data) => PARTS.reduce((sum, [name]) => sum + data[name], 0);

/**
 * Return a part's count of worlds in words.
 *
 * @param {WorldsData} data
 * @param {keyof WorldsData} name
 * @param {Language | undefined} language
 */
function counts(data, name, language) {
  /** @param {number} value */
  const whole = (value) => number(value, { language, digits: 0 });
  return say(language, "count", { count: whole(data[name]), of: whole(totalOf(data)) });
}

/** @type {(data: WorldsData, name: keyof WorldsData) => number} */
const shareOf = (data, name) => (totalOf(data) ? data[name] / totalOf(data) : 0);

/**
 * @param {Pen} pen
 * @param {WorldsData} data
 * @param {WorldsData} goal
 * @param {number} width
 * @param {Language | undefined} language
 * @param {string} id
 */
function drawBar(pen, data, goal, width, language, id) {
  let left = 0;
  for (const [name, , hatch] of PARTS) {
    const wide = shareOf(data, name) * width;
    pen.rect(`part.${name}`, left, 0, wide, BAR, `part ${name}`);
    if (hatch) pen.rect(`hatch.${name}`, left, 0, wide, BAR, "hatched", { fill: `url(#${id}-${hatch})` });
    const text = percent(shareOf(goal, name), { language });
    if (wide > widthOf(text, 13, 700) + 24) {
      const size = widthOf(text, 13, 700) + 14;
      if (hatch) pen.rect(`plate.${name}`, left + wide / 2 - size / 2, 7, size, BAR - 14, "plate", { rx: 4 });
      pen.text(`share.${name}`, left + wide / 2, BAR / 2 + 5, text, hatch ? "strong middle" : "strong middle white");
    }
    left += wide;
  }
  pen.rect("frame", 0, 0, width, BAR, "frame");
}

/** @type {Draw<WorldsData>} */
function draw(pen, data, options, { width, goal, id }) {
  const { language } = options;
  if (!totalOf(goal)) {
    pen.text("nothing", 0, 20, say(language, "nothing"), "note");
    return 30;
  }
  drawBar(pen, data, goal, width, language, id);
  let y = BAR + 14;
  for (const [name, word, hatch] of PARTS) {
    const share = percent(shareOf(goal, name), { language });
    const text = `${say(language, word)}: ${counts(goal, name, language)} (${share})`;
    const lines = wrap(text, width - 32, 13);
    pen.rect(`key.${name}`, 0, y, 20, 14, `part ${name} frame`);
    if (hatch) pen.rect(`key.${name}.hatch`, 0, y, 20, 14, "hatched", { fill: `url(#${id}-${hatch})` });
    pen.lines(`words.${name}`, 30, y + 12, lines, "label", {}, 17);
    y += lines.length * 17 + 7;
  }
  return y;
}

/** @type {ChartKind<WorldsData>["create"]} */
export const create = (container, options) => chart(container, options, draw);

/** @type {ChartKind<WorldsData>["table"]} */
export function table(data, options) {
  const { language, title } = options;
  const rows = PARTS.map(([name, word]) => [
    say(language, word),
    number(data[name], { language, digits: 0 }),
    percent(shareOf(data, name), { language }),
  ]);
  return tableOf(title ?? "", [say(language, "part"), say(language, "worlds"), say(language, "share")], rows);
}
