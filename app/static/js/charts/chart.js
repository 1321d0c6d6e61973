// The frame of every chart: its SVG, its name for those who listen, its size, and values that glide to new ones.

import { Pen, make } from "./svg.js";

const GLIDE = 250; // milliseconds
let made = 0;
const settles = new Set();
let kept = false;

// Paints every chart at the size it has now, without waiting for a frame, as paper does not; `keep` keeps these sizes
// until the next time, whatever comes meanwhile.
export function repaint(keep = false) {
  kept = false;
  for (const settle of settles) settle();
  kept = keep;
}

// Numbers between two data sets of the same shape; anything else is taken from the second.
export function between(from, to, share) {
  if (typeof to === "number") return typeof from === "number" ? from + (to - from) * share : to;
  if (from === to || to === null || typeof to !== "object") return to;
  if (Array.isArray(to)) {
    const alike = Array.isArray(from) && from.length === to.length;
    return alike ? to.map((value, index) => between(from[index], value, share)) : to;
  }
  if (from === null || typeof from !== "object") return to;
  return Object.fromEntries(Object.entries(to).map(([key, value]) => [key, between(from[key], value, share)]));
}

function glide(from, to, paint) {
  const began = performance.now();
  let asked = requestAnimationFrame(function step(now) {
    const share = Math.min(1, Math.max(0, (now - began) / GLIDE));
    paint(share < 1 ? between(from, to, 1 - (1 - share) ** 3) : to);
    if (share < 1) asked = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(asked);
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden;

function hatching(id) {
  const defs = make("defs");
  for (const [name, turn] of [["rise", 45], ["fall", -45]]) {
    const look = { id: `${id}-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    const pattern = make("pattern", { ...look, patternTransform: `rotate(${turn})` }, defs);
    make("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: `hatch-${name}` }, pattern);
  }
  return defs;
}

// draw(pen, data, options, {width, goal, memory, id, plot}) paints the data and returns the height it took. `goal` is what
// the data glide to: axes and words follow it, so that they stand still. `plot` is the height of plots, 0 for their own.
export function chart(container, options, draw, role = "img") {
  const id = `chart-${(made += 1)}`;
  const names = { role, "aria-labelledby": `${id}-title ${id}-text` };
  const svg = make("svg", { class: "chart", ...names }, container);
  const [title, text] = ["title", "text"].map((name) => make("desc", { id: `${id}-${name}` }, svg));
  svg.append(hatching(id));
  const pen = new Pen(make("g", {}, svg));
  const memory = {};
  let [shown, goal, asked] = [null, null, options];
  let stop = () => {};

  // A style may say that a chart is drawn larger than its box and shrunk into it, and how tall a plot is, as on paper.
  const styled = (name) => Number(getComputedStyle(container).getPropertyValue(name));
  const widthNow = () => Math.floor(container.clientWidth / (styled("--shrink") || 1));

  function paint(data = shown) {
    const [width, plot] = kept && memory.width ? [memory.width, memory.plot] : [widthNow(), styled("--plot")];
    if (!data || !width) return;
    shown = data;
    pen.begin();
    const height = Math.ceil(draw(pen, data, asked, { width, goal, memory, id, plot }));
    pen.end();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    Object.assign(memory, { width, plot });
  }

  const watch = new ResizeObserver(() => {
    if (!container.isConnected) destroy();
    else if (widthNow() !== memory.width) paint();
  });
  watch.observe(container);
  const settle = () => {
    stop();
    paint(goal);
  };
  settles.add(settle);
  const heard = new AbortController();
  function destroy() {
    stop();
    heard.abort();
    watch.disconnect();
    settles.delete(settle);
    svg.remove();
  }
  return {
    svg,
    memory,
    // On the container: an SVG that listens for focus would itself be a stop for the Tab key.
    listen: (name, heed) => container.addEventListener(name, heed, { signal: heard.signal }),
    paint: () => paint(),
    options: () => asked,
    data: () => goal,
    update(data, more = {}) {
      stop();
      asked = { ...asked, ...more };
      title.textContent = asked.title;
      text.textContent = asked.description ?? "";
      goal = data;
      if (shown && !still()) stop = glide(shown, data, paint);
      else paint(data);
    },
    destroy,
  };
}

// A table of texts: the first column heads its rows.
export function tableOf(caption, heads, rows) {
  const table = document.createElement("table");
  const put = (parent, name, text, scope) => {
    const cell = document.createElement(name);
    cell.textContent = text;
    if (scope) cell.scope = scope;
    parent.append(cell);
  };
  put(table, "caption", caption);
  const head = table.createTHead().insertRow();
  heads.forEach((text) => put(head, "th", text, "col"));
  const body = table.createTBody();
  for (const [first, ...rest] of rows) {
    const row = body.insertRow();
    put(row, "th", first, "row");
    rest.forEach((text) => put(row, "td", text));
  }
  return table;
}
