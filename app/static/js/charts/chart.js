/** The frame of every chart: its SVG, its name for those who listen, its size, and values that glide to new ones. */

import { make, Pen } from "./svg.js";

const GLIDE_TIME = 250; // milliseconds
let made = 0;
/** @type {Set<() => void>} */
const settles = new Set();
let kept = false;

/**
 * Paint every chart at the size it has now, without waiting for a frame, as paper does not wait.
 *
 * @param {boolean} keep whether charts keep these sizes until the next call, whatever comes meanwhile
 */
export function repaint(keep = false) {
  kept = false;
  for (const settle of settles) settle();
  kept = keep;
}

/**
 * Return numbers between two data sets of the same shape; anything else is taken from the second.
 *
 * @param {any} from
 * @param {any} to
 * @param {number} share
 * @returns {any}
 */
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

/**
 * Paint from one data set to another over a moment; return what stops it.
 *
 * @template Data
 * @param {Data} from
 * @param {Data} to
 * @param {(data: Data) => void} paint
 */
function glide(from, to, paint) {
  const began = performance.now();
  /** @param {number} now */
  function step(now) {
    const share = Math.min(1, Math.max(0, (now - began) / GLIDE_TIME));
    paint(share < 1 ? between(from, to, 1 - (1 - share) ** 3) : to);
    if (share < 1) due = requestAnimationFrame(step);
  }
  let due = requestAnimationFrame(step);
  return () => cancelAnimationFrame(due);
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden;

/** @param {string} id */
function hatching(id) {
  const defs = make("defs");
  for (const [name, turn] of [
    ["rise", 45],
    ["fall", -45],
  ]) {
    const look = { id: `${id}-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    const pattern = make("pattern", { ...look, patternTransform: `rotate(${turn})` }, defs);
    make("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: `hatch-${name}` }, pattern);
  }
  return defs;
}

/**
 * Return an empty SVG in a container, with the elements that name it.
 *
 * @param {HTMLElement} container
 * @param {string} id
 * @param {string} role
 */
function frame(container, id, role) {
  const svg = make("svg", { class: "chart", role, "aria-labelledby": `${id}-title ${id}-text` }, container);
  const [title, text] = ["title", "text"].map((name) => make("desc", { id: `${id}-${name}` }, svg));
  svg.append(hatching(id));
  return { svg, title, text, pen: new Pen(make("g", {}, svg)) };
}

/**
 * Return a chart that `draw` paints, again whenever its data, its options or its size change.
 *
 * @template Data
 * @implements {Chart<Data>}
 */
class Painted {
  /**
   * @param {HTMLElement} container
   * @param {ChartOptions} options
   * @param {Draw<Data>} draw
   * @param {string} role
   */
  constructor(container, options, draw, role) {
    this.id = `chart-${(made += 1)}`;
    this.container = container;
    this.given = options;
    this.draw = draw;
    this.parts = frame(container, this.id, role);
    this.svg = this.parts.svg;
    /** @type {Memory} */
    this.memory = {};
    /** @type {Data | null} */
    this.shown = null;
    /** @type {Data | null} */
    this.goal = null;
    this.stop = () => {};
    this.settle = () => {
      this.stop();
      this.show(this.goal);
    };
    settles.add(this.settle);
    this.listening = new AbortController();
    this.watch = new ResizeObserver(() => this.resized());
    this.watch.observe(container);
  }

  options = () => this.given;
  data = () => /** @type {Data} */ (this.goal);
  paint = () => this.show(this.shown);

  /**
   * Listen on the container: an SVG that listens for focus would itself be a stop for the Tab key.
   *
   * @param {string} name
   * @param {(event: any) => void} listener
   */
  listen = (name, listener) => this.container.addEventListener(name, listener, { signal: this.listening.signal });

  /**
   * Return a number from the style, which may say that a chart is drawn larger than its box and shrunk into it, and
   * how tall a plot is, as on paper.
   *
   * @param {string} name
   */
  styled(name) {
    return Number(getComputedStyle(this.container).getPropertyValue(name));
  }

  widthNow() {
    return Math.floor(this.container.clientWidth / (this.styled("--shrink") || 1));
  }

  resized() {
    if (!this.container.isConnected) this.destroy();
    else if (this.widthNow() !== this.memory.width) this.paint();
  }

  /** @param {Data | null} data */
  show(data) {
    const { memory, goal, id } = this;
    const { pen, svg } = this.parts;
    const width = kept && memory.width ? memory.width : this.widthNow();
    const plot = kept && memory.width ? Number(memory.plot) : this.styled("--plot");
    if (!data || !goal || !width) return;
    this.shown = data;
    pen.begin();
    const height = Math.ceil(this.draw(pen, data, this.given, { width, goal, memory, id, plot }));
    pen.end();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    Object.assign(memory, { width, plot });
  }

  /**
   * @param {Data} data
   * @param {ChartOptions} more
   */
  update(data, more = {}) {
    this.stop();
    this.given = { ...this.given, ...more };
    this.parts.title.textContent = this.given.title ?? "";
    this.parts.text.textContent = this.given.description ?? "";
    this.goal = data;
    if (this.shown && !still()) this.stop = glide(this.shown, data, (each) => this.show(each));
    else this.show(data);
  }

  destroy() {
    this.stop();
    this.listening.abort();
    this.watch.disconnect();
    settles.delete(this.settle);
    this.svg.remove();
  }
}

/**
 * Return a chart in a container.
 *
 * @template Data
 * @param {HTMLElement} container
 * @param {ChartOptions} options
 * @param {Draw<Data>} draw
 * @param {string} role
 * @returns {Chart<Data>}
 */
export function chart(container, options, draw, role = "img") {
  return new Painted(container, options, draw, role);
}
