/**
 * Where municipalities and their names stand: on the map as they lie, or on a grid that shows neither place nor size.
 */

import { widthOf } from "./svg.js";

const MIN_RADIUS = 12; // pixels: a circle is a button, and 24 across is the least a finger hits
const CLASSES = { small: 0.35, medium: 0.55, large: 0.8 };
/** @type {Point[]} */
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];
const FAR = [0, 8, 14, 20, 28, 36, 44, 52, 60, 70, 80]; // pixels: beyond the first a thin line leads to the name
const ROW = 15;
// The longer text on a clear side, the shorter one on a clear side, the shorter one where a line crosses.
const LABEL_ATTEMPTS = [
  { which: 0, strict: true },
  { which: 1, strict: true },
  { which: 1, strict: false },
];

/** @type {(region: Region, anonymous: boolean | undefined) => boolean} */
export const onMap = (region, anonymous) =>
  !anonymous && region.municipalities.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));

/**
 * Return each circle's radius: its area grows with the root of population, or with size class where nobody may be
 * known.
 *
 * @param {Region} region
 * @param {boolean | undefined} anonymous
 * @param {number} largest
 */
export function radii(region, anonymous, largest) {
  const most = Math.max(...region.municipalities.map(({ population }) => population));
  const crowd = Math.min(1, Math.sqrt(16 / region.municipalities.length));
  return region.municipalities.map(({ population, size_class }) => {
    const area = anonymous ? CLASSES[size_class] : Math.sqrt(population / most);
    return Math.max(MIN_RADIUS * Math.sqrt(crowd), largest * Math.sqrt(crowd * area));
  });
}

/**
 * Return the region's frame fitted into a width: the places, the transform of its outline, and the height it takes.
 *
 * @param {Region} region
 * @param {number} width
 * @param {number} tallest
 * @returns {Layout}
 */
export function fitted(region, width, tallest) {
  const { municipalities } = region;
  const [xs, ys] = [municipalities.map(({ x }) => Number(x)), municipalities.map(({ y }) => Number(y))];
  const box = region.box ?? [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const [across, down] = [box[2] - box[0] || 1, box[3] - box[1] || 1];
  const margin = region.box ? 8 : 34;
  const scale = Math.min((width - 2 * margin) / across, (tallest - 2 * margin) / down);
  const [left, top] = [(width - across * scale) / 2 - box[0] * scale, margin - box[1] * scale];
  /** @type {Point[]} */
  const places = municipalities.map((_, row) => [left + xs[row] * scale, top + ys[row] * scale]);
  return { places, move: `translate(${left},${top}) scale(${scale})`, height: down * scale + 2 * margin };
}

/** @type {(letter: string) => string} */
const rank = (letter) => letter.padStart(3, " ");
/** @type {(a: Municipality, b: Municipality) => number} */
const inOrder = (a, b) => (rank(a.letter) < rank(b.letter) ? -1 : 1);

/**
 * Return the key of a municipality in the document: its letter where letters stand for names, else its code.
 *
 * @type {(municipality: Pick<Municipality, "code" | "letter">, anonymous: boolean | undefined) => string}
 */
export const keyOf = ({ code, letter }, anonymous) => (anonymous ? letter : code);

/**
 * Return the region with its municipalities in the order of their letters, since any other order may give a letter
 * away.
 *
 * @type {(region: Region) => Region}
 */
export const byLetter = (region) => ({ ...region, municipalities: [...region.municipalities].sort(inOrder) });

const MAX_GRID = 1200; // pixels: names are left out of a grid that they would make taller
const NAMED = { wide: 92, tall: 84, top: 30 };
const BARE = { wide: 36, tall: 36, top: 18 };

/**
 * Return a grid in the order of the letters, or of the largest first; without names where they would make it too tall.
 *
 * @param {Region} region
 * @param {number} width
 * @param {boolean | undefined} anonymous
 * @returns {Layout}
 */
export function gridded(region, width, anonymous) {
  const list = region.municipalities.map((each, index) => ({ ...each, index }));
  list.sort(anonymous ? inOrder : (a, b) => b.population - a.population);
  /** @param {{wide: number}} form */
  const columnsOf = ({ wide }) =>
    Math.max(1, Math.min(Math.floor(width / wide), Math.ceil(Math.sqrt(list.length * 1.6))));
  /** @param {{wide: number, tall: number}} form */
  const heightOf = (form) => Math.ceil(list.length / columnsOf(form)) * form.tall;
  const form = heightOf(NAMED) > MAX_GRID ? BARE : NAMED;
  const columns = columnsOf(form);
  const cell = Math.min(width / columns, 150);
  /** @type {Point[]} */
  const places = [];
  list.forEach(({ index }, order) => {
    places[index] = [(order % columns) * cell + cell / 2, Math.floor(order / columns) * form.tall + form.top];
  });
  return { places, cell, named: form === NAMED, height: heightOf(form) };
}

/** @type {(value: number, low: number, high: number) => number} */
const within = (value, low, high) => Math.min(high, Math.max(low, value));
/** @type {(box: Bounds, point: Point) => Point} */
const nearest = (box, [x, y]) => [within(x, box[0], box[2]), within(y, box[1], box[3])];
/** @type {(a: Bounds, b: Bounds) => boolean} */
const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * Return whether a line from one point to another meets a box (Liang and Barsky 1984).
 *
 * @param {Point} from
 * @param {Point} to
 * @param {Bounds} box
 */
function meets([x0, y0], [x1, y1], box) {
  let [from, to] = [0, 1];
  for (const [way, room] of [
    [x0 - x1, x0 - box[0]],
    [x1 - x0, box[2] - x0],
    [y0 - y1, y0 - box[1]],
    [y1 - y0, box[3] - y0],
  ]) {
    if (way < 0) from = Math.max(from, room / way);
    else if (way > 0) to = Math.min(to, room / way);
    else if (room < 0) return false;
  }
  return from <= to;
}

/**
 * @param {Point} place
 * @param {Point} side
 * @param {number} radius
 * @param {number} wide
 * @param {number} far
 * @returns {Bounds}
 */
function boxAt([x, y], [across, down], radius, wide, far) {
  const gap = (across && down ? radius * 0.75 : radius + 4) + far;
  const left = x + across * gap - (across > 0 ? 0 : across < 0 ? wide : wide / 2);
  const middle = y + down * (gap + (down ? ROW / 2 : 0));
  return [left, middle - ROW / 2, left + wide, middle + ROW / 2];
}

/**
 * Return the places in order, the most crowded first.
 *
 * @param {Point[]} places
 */
function crowded(places) {
  const near = places.map(([x, y]) => {
    const distances = places.map((other) => Math.hypot(other[0] - x, other[1] - y)).sort((a, b) => a - b);
    return distances.slice(1, 4).reduce((sum, each) => sum + each, 0);
  });
  return places.map((_, index) => index).sort((a, b) => near[a] - near[b]);
}

/**
 * Return names beside circles, the most crowded first: each as its longest text that fits on a free side, or none. A
 * line that leads to a name passes under no other, unless nothing else is left.
 *
 * @param {Point[]} places
 * @param {number[]} sizes
 * @param {string[][]} texts
 * @param {number} width
 * @param {number} height
 */
export function named(places, sizes, texts, width, height) {
  /** @type {Bounds[]} */
  const circles = places.map(([x, y], at) => [x - sizes[at], y - sizes[at], x + sizes[at], y + sizes[at]]);
  /** @type {Bounds[]} */
  const names = [];
  /** @type {[Point, Point][]} */
  const leads = [];
  /** @param {Bounds} box */
  const inside = (box) => box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height;
  /** @param {Bounds} box */
  const free = (box) => inside(box) && ![...circles, ...names].some((other) => overlaps(box, other));
  /** @type {(place: Point, box: Bounds, lead: Point | null) => boolean} */
  const clear = (place, box, lead) =>
    !leads.some(([from, to]) => meets(from, to, box)) && !(lead && names.some((name) => meets(place, lead, name)));
  const order = crowded(places);
  /** @type {{text: string, x: number, y: number, lead: Point | null}[]} */
  const result = [];
  for (const { which, strict } of LABEL_ATTEMPTS) {
    for (const index of order) {
      const [place, text] = [places[index], texts[index][which]];
      if (result[index] || !text) continue;
      const wide = widthOf(text, 12, 600);
      const chosen = FAR.flatMap((far) =>
        SIDES.map((side) => {
          const box = boxAt(place, side, sizes[index], wide, far);
          return { box, lead: far ? nearest(box, place) : null };
        }),
      ).find(({ box, lead }) => free(box) && (!strict || clear(place, box, lead)));
      if (!chosen) continue;
      const { box, lead } = chosen;
      if (lead) leads.push([place, lead]);
      names.push([box[0] - 3, box[1] - 1, box[2] + 3, box[3] + 1]);
      result[index] = { text, x: box[0], y: box[3] - 3.5, lead };
    }
  }
  return result;
}
