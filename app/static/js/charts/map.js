/** The region as circles that are buttons: size shows inhabitants, colour and number show capacity. */

import { tableOf } from "../dom.js";
import { chart } from "./chart.js";
import { digitsOf, number, percent } from "./format.js";
import { colour, extent, nice, steady, ticks } from "./scales.js";
import { fitted, gridded, keyOf, named, onMap, radii } from "./places.js";
import { round, shortened, widthOf, wrap } from "./svg.js";
import { say } from "./words.js";

const SLICES = 48;

/** @type {(each: Municipality, options: ChartOptions) => string} */
const labelOf = (each, options) => options.label?.(each.code) ?? (options.anonymous ? each.letter : each.name);
/** @type {(options: ChartOptions) => Mode} */
const modeOf = (options) => options.mode ?? "difference";
/** @type {(options: ChartOptions) => NumberForm} */
const formOf = ({ language, digits = 1, mode }) => ({
  language,
  digits,
  signed: (mode ?? "difference") === "difference",
});

/**
 * Return a municipality's value with its unit.
 *
 * @param {Municipality} each
 * @param {MapData} data
 * @param {ChartOptions} options
 */
function valueOf(each, data, options) {
  const value = number(data.values[each.code]?.[modeOf(options)], formOf(options));
  return `${value}${options.unit ? ` ${options.unit}` : ""}`;
}

/**
 * Return the domain of the colours over every year, since a colour means the same value in every year.
 *
 * @param {Cell[][]} lists
 */
export function domainOf(lists) {
  return nice(extent(lists.flat(), [0]), 4);
}

/**
 * @param {MapData} goal
 * @param {ChartOptions} options
 * @param {Memory} memory
 * @returns {Domain}
 */
function domain(goal, options, memory) {
  if (options.domain) return options.domain;
  const mode = modeOf(options);
  const wanted = nice(
    extent(
      Object.values(goal.values).map((value) => value[mode]),
      mode === "difference" ? [0] : [],
    ),
    4,
  );
  const before = memory.mode === mode ? memory.domain : null;
  return Object.assign(memory, { mode, domain: steady(before, wanted) }).domain;
}

/** @type {(data: MapData, options: ChartOptions) => boolean} */
const isSure = (data, options) => data.sure !== undefined && modeOf(options) === "difference";
/** @type {(options: ChartOptions) => string} */
const leastOf = ({ least = 1, language }) => number(least, { language, digits: least % 1 ? 1 : 0 });
/** @type {(value: Cell, within: Domain) => number} */
const shareOf = (value, [low, high]) => (Number(value) - low) / (high - low || 1);

/**
 * @param {Pen} pen
 * @param {Municipality} each
 * @param {Point} place
 * @param {number} radius
 * @param {Cell} value
 * @param {MapData} data
 * @param {MapOptions} options
 * @param {Domain} within
 */
function drawCircle(pen, each, [x, y], radius, value, data, options, within) {
  const { code } = each;
  const share = shareOf(value, within);
  const known = Number.isFinite(value);
  const place = { cx: round(x), cy: round(y) };
  if (options.selected === code) pen.put("circle", `ring.${code}`, { ...place, r: round(radius + 4), class: "ring" });
  const name = [labelOf(each, options), valueOf(each, options.goal, options)].join(", ");
  const button = {
    role: "button",
    tabindex: 0,
    "data-code": keyOf(each, options.anonymous),
    "aria-label": name,
    "aria-pressed": options.selected === code,
  };
  pen.put("circle", `place.${code}`, {
    ...place,
    r: round(radius),
    ...button,
    class: "place",
    fill: known ? colour(share) : "#ffffff",
  });
  if (known && isSure(data, options) && Number(data.sure?.[code]) < 0.5) {
    const arm = Math.min(6, radius * 0.4);
    const d = `M${round(x - arm)},${round(y - arm)}l${2 * arm},${2 * arm}m0,${-2 * arm}l${-2 * arm},${2 * arm}`;
    pen.path(`cross.${code}`, d, share < 0.5 ? "cross light" : "cross");
  }
}

/**
 * Draw numbers and names under the circles of a grid.
 *
 * @param {Pen} pen
 * @param {Municipality[]} list
 * @param {Layout} layout
 * @param {number[]} sizes
 * @param {MapOptions} options
 */
function drawCells(pen, list, layout, sizes, options) {
  layout.places.forEach(([x, y], index) => {
    const { code } = list[index];
    const value = number(options.goal.values[code]?.[modeOf(options)], formOf(options));
    const name = shortened(labelOf(list[index], options), Number(layout.cell) - 8, 12);
    pen.text(`name.${code}`, x, y + sizes[index] + 15, name, "middle");
    pen.text(`value.${code}`, x, y + sizes[index] + 29, value, "middle head");
  });
}

/**
 * Return names beside circles, the value with them where there is room.
 *
 * @param {Municipality[]} list
 * @param {Layout} layout
 * @param {number[]} sizes
 * @param {MapOptions} options
 * @param {number} width
 */
function namesOf(list, layout, sizes, options, width) {
  const texts = list.map((each) => {
    const name = labelOf(each, options);
    return [`${name} ${number(options.goal.values[each.code]?.[modeOf(options)], formOf(options))}`, name];
  });
  return named(layout.places, sizes, texts, width, layout.height);
}

/**
 * @param {Pen} pen
 * @param {number} top
 * @param {number} width
 * @param {Domain} within
 * @param {MapOptions} options
 */
function drawLegend(pen, top, width, within, options) {
  const { language } = options;
  const marks = ticks(within, 4);
  const form = { ...formOf(options), digits: digitsOf(marks) };
  const wide = Math.min(320, width - 40);
  const left = 14;
  const title = wrap([options.axis, options.unit].filter(Boolean).join(", "), width, 12, 600);
  pen.lines("axis", 0, top + 12, title, "axis");
  const y = top + title.length * 15 + 6;
  for (let slice = 0; slice < SLICES; slice += 1) {
    const x = left + (slice * wide) / SLICES;
    pen.rect(`slice.${slice}`, x, y, wide / SLICES + 0.6, 12, "slice", { fill: colour((slice + 0.5) / SLICES) });
  }
  for (const tick of marks) {
    const x = left + shareOf(tick, within) * wide;
    pen.line(`mark.${tick}`, x, y + 12, x, y + 17, "mark");
    pen.text(`tick.${tick}`, x, y + 30, number(tick, form), "tick middle");
  }
  let row = y + 54;
  if (isSure(options.goal, options)) {
    const lines = wrap(say(language, "unsure", { least: leastOf(options) }), width - 20, 12);
    pen.path("key.cross", `M2,${row - 9}l9,9m0,-9l-9,9`, "cross");
    pen.lines("key.cross.text", 20, row, lines, "note");
    row += lines.length * 15 + 4;
  }
  pen.text("key.size", 0, row, say(language, options.anonymous ? "class" : "size"), "note");
  return row + 8 - top;
}

/**
 * Draw name and value of the municipality under the pointer.
 *
 * @param {Pen} pen
 * @param {Municipality} each
 * @param {Point} place
 * @param {number} radius
 * @param {MapOptions} options
 * @param {number} width
 */
function drawPointed(pen, each, [x, y], radius, options, width) {
  const [name, value] = [labelOf(each, options), valueOf(each, options.goal, options)];
  const wide = Math.max(widthOf(name, 13, 700), widthOf(value, 12)) + 22;
  const left = Math.min(Math.max(0, x - wide / 2), width - wide);
  const top = y - radius - 54 < 0 ? y + radius + 8 : y - radius - 54;
  pen.rect("pointed", left, top, wide, 44, "readout", { rx: 6 });
  pen.text("pointed.name", left + 11, top + 18, name, "strong");
  pen.text("pointed.value", left + 11, top + 35, value, "note");
}

/** @type {Draw<MapData>} */
function draw(pen, data, given, { width, goal, memory }) {
  const options = { ...given, goal };
  const { region } = data;
  const list = region.municipalities;
  const lies = onMap(region, options.anonymous);
  const layout = lies
    ? fitted(region, width, Math.min(560, Math.max(320, width * 0.8)))
    : gridded(region, width, options.anonymous);
  const sizes = radii(region, options.anonymous || !lies, lies ? Math.min(26, Math.max(18, width / 26)) : 22);
  const within = domain(goal, options, memory);
  if (lies && region.outline) {
    pen.put("path", "land", { d: region.outline, transform: layout.move, class: "land" });
  }
  const names = lies ? namesOf(list, layout, sizes, options, width) : [];
  names.forEach(({ lead }, index) => {
    if (lead) pen.line(`lead.${list[index].code}`, ...layout.places[index], ...lead, "leader");
  });
  const order = list.map((_, index) => index).sort((a, b) => sizes[b] - sizes[a]);
  for (const index of order) {
    const value = data.values[list[index].code]?.[modeOf(options)];
    drawCircle(pen, list[index], layout.places[index], sizes[index], value, data, options, within);
  }
  names.forEach(({ x, y, text }, index) => pen.text(`name.${list[index].code}`, x, y, text, "haloed"));
  if (layout.named) drawCells(pen, list, layout, sizes, options);
  const legend = drawLegend(pen, layout.height + 12, width, within, options);
  const pointed = list.findIndex(({ code }) => code === (memory.pointed ?? memory.focused));
  if (memory.focused) {
    const at = list.findIndex(({ code }) => code === memory.focused);
    const [cx, cy] = layout.places[at];
    pen.put("circle", "focus", { cx: round(cx), cy: round(cy), r: round(sizes[at] + 5), class: "focus" });
  }
  if (pointed >= 0) drawPointed(pen, list[pointed], layout.places[pointed], sizes[pointed], options, width);
  return layout.height + 12 + legend;
}

/**
 * Return the map; its circles are buttons that choose a municipality.
 *
 * @type {ChartKind<MapData>["create"]}
 */
export function create(container, options) {
  const drawn = chart(container, options, draw, "group");
  const { listen, memory, paint } = drawn;
  /** @param {{target: Element}} event */
  const codeAt = ({ target }) => {
    const key = target.getAttribute?.("data-code");
    const known = drawn.data().region.municipalities.find((each) => keyOf(each, drawn.options().anonymous) === key);
    return known?.code ?? null;
  };
  /** @param {string | null} code */
  const select = (code) => code && drawn.options().onSelect?.(code);
  /** @type {(name: "focused" | "pointed", code: string | null) => void} */
  const mark = (name, code) => {
    if (memory[name] === code) return;
    memory[name] = code;
    paint();
  };
  listen("click", (event) => select(codeAt(event)));
  listen("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    const code = codeAt(event);
    if (!code) return;
    event.preventDefault();
    select(code);
  });
  listen("focusin", (event) => event.target.matches(":focus-visible") && mark("focused", codeAt(event)));
  listen("focusout", () => mark("focused", null));
  listen("pointerover", (event) => mark("pointed", codeAt(event)));
  listen("pointerleave", () => mark("pointed", null));
  return drawn;
}

/** @type {ChartKind<MapData>["table"]} */
export function table(data, options) {
  const { language, digits = 1, unit, title } = options;
  /** @type {[Mode, boolean][]} */
  const columns = [
    ["a", false],
    ["b", false],
    ["difference", true],
  ];
  const rows = data.region.municipalities.map((each) => [
    labelOf(each, options),
    ...columns.map(([name, signed]) => number(data.values[each.code]?.[name], { language, digits, signed })),
    ...(data.sure ? [percent(data.sure[each.code], { language })] : []),
  ]);
  const heads = [
    say(language, "place"),
    "A",
    "B",
    say(language, "difference"),
    ...(data.sure ? [say(language, "surely", { least: leastOf(options) })] : []),
  ];
  return tableOf(`${title}${unit ? ` (${unit})` : ""}`, heads, rows);
}
