/**
 * Tools of every chart: a pen that keeps its elements between paintings, and text that is measured beforehand.
 */

const NAMESPACE = "http://www.w3.org/2000/svg";
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/**
 * Return an SVG element with attributes, at the end of `parent` where one is given.
 *
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {Element | null} parent
 * @returns {SVGElementTagNameMap[Name]}
 */
export function make(name, attributes = {}, parent = null) {
  const node = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  parent?.append(node);
  return node;
}

/** Elements by key: what is drawn again is changed in place, what is not drawn again goes away. */
export class Pen {
  /** @param {SVGElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Map<string, {node: SVGElement, set: Attributes}>} */
    this.known = new Map();
    /** @type {Set<string>} */
    this.used = new Set();
  }

  /** Start a painting. */
  begin() {
    this.used = new Set();
  }

  /**
   * Draw an element; return it.
   *
   * @param {keyof SVGElementTagNameMap} name
   * @param {string} key
   * @param {Attributes} attributes
   * @param {string} [text]
   */
  put(name, key, attributes, text) {
    let entry = this.known.get(key);
    if (!entry) this.known.set(key, (entry = { node: make(name), set: {} }));
    const { node, set } = entry;
    for (const each of Object.keys(set)) if (!(each in attributes)) node.removeAttribute(each);
    for (const [each, value] of Object.entries(attributes))
      if (set[each] !== value) node.setAttribute(each, String(value));
    entry.set = { ...attributes };
    if (text !== undefined && node.textContent !== text) node.textContent = text;
    this.used.add(key);
    return node;
  }

  /**
   * @param {string} key
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {string} kind class of its looks
   * @param {Attributes} more
   */
  text(key, x, y, text, kind = "", more = {}) {
    return this.put("text", key, { x: round(x), y: round(y), class: kind, ...more }, text);
  }

  /**
   * @param {string} key
   * @param {number} x
   * @param {number} y
   * @param {string[]} lines
   * @param {string} kind
   * @param {Attributes} more
   * @param {number} leading pixels from line to line
   */
  lines(key, x, y, lines, kind = "", more = {}, leading = 15) {
    lines.forEach((line, index) => this.text(`${key}.${index}`, x, y + index * leading, line, kind, more));
  }

  /**
   * @param {string} key
   * @param {number} x1
   * @param {number} y1
   * @param {number} x2
   * @param {number} y2
   * @param {string} kind
   */
  line(key, x1, y1, x2, y2, kind) {
    return this.put("line", key, { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), class: kind });
  }

  /**
   * @param {string} key
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {string} kind
   * @param {Attributes} more
   */
  rect(key, x, y, width, height, kind, more = {}) {
    const box = { x: round(x), y: round(y), width: round(Math.max(0, width)), height: round(Math.max(0, height)) };
    return this.put("rect", key, { ...box, class: kind, ...more });
  }

  /**
   * @param {string} key
   * @param {string} d
   * @param {string} kind
   */
  path(key, d, kind) {
    return this.put("path", key, { d, class: kind });
  }

  /**
   * Finish a painting. An element that moves would lose its focus: the old ones go first, then the new are put in
   * between.
   */
  end() {
    for (const [key, { node }] of this.known) {
      if (this.used.has(key)) continue;
      node.remove();
      this.known.delete(key);
    }
    let place = this.root.firstChild;
    for (const key of this.used) {
      const { node } = /** @type {{node: SVGElement}} */ (this.known.get(key));
      if (node === place) place = node.nextSibling;
      else this.root.insertBefore(node, place);
    }
  }
}

/** @type {(value: number) => number} */
export const round = (value) => Math.round(value * 100) / 100;

/** @type {CanvasRenderingContext2D | null} */
let ruler = null;

/**
 * Return how wide a text is, in pixels.
 *
 * @param {string} text
 * @param {number} size
 * @param {number} weight
 */
export function widthOf(text, size = 12, weight = 400) {
  ruler ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  ruler.font = `${weight} ${size}px ${FONT}`;
  return ruler.measureText(text).width;
}

/**
 * Return lines no wider than `width` pixels, broken at spaces; a single word that is wider is cut with an ellipsis.
 *
 * @param {string} text
 * @param {number} width
 * @param {number} size
 * @param {number} weight
 */
export function wrap(text, width, size = 12, weight = 400) {
  /** @type {string[]} */
  const lines = [];
  for (const word of String(text)
    .split(/[ \n]+/)
    .filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(shortened(word, width, size, weight));
  }
  return lines;
}

/**
 * Return a text cut with an ellipsis where it is wider than `width` pixels.
 *
 * @param {string} text
 * @param {number} width
 * @param {number} size
 * @param {number} weight
 */
export function shortened(text, width, size = 12, weight = 400) {
  if (widthOf(text, size, weight) <= width) return text;
  let end = text.length;
  while (end > 1 && widthOf(`${text.slice(0, end)}…`, size, weight) > width) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/**
 * Return the tops of boxes of given heights, as near as can be to where they want their middles, none over another.
 *
 * @param {{middle: number, height: number}[]} boxes
 * @param {number} low
 * @param {number} high
 * @param {number} gap
 */
export function spread(boxes, low, high, gap = 2) {
  const order = boxes.map((_, index) => index).sort((a, b) => boxes[a].middle - boxes[b].middle);
  /** @type {number[]} */
  const tops = new Array(boxes.length);
  let edge = low;
  for (const index of order) {
    tops[index] = Math.max(edge, boxes[index].middle - boxes[index].height / 2);
    edge = tops[index] + boxes[index].height + gap;
  }
  edge = high;
  for (const index of order.reverse()) {
    tops[index] = Math.min(tops[index], edge - boxes[index].height);
    edge = tops[index] - gap;
  }
  return tops;
}
