// Where municipalities and their names stand: on the map as they lie, or on a grid that tells neither place nor size.

import { widthOf } from "./svg.js";

const SMALLEST = 12; // pixels: a circle is a button, and 24 across is the least a finger hits
const CLASSES = { small: 0.35, medium: 0.55, large: 0.8 };
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
const FAR = [0, 8, 14, 20, 28, 36, 44, 52, 60, 70, 80]; // pixels: beyond the first a thin line leads to the name
const ROW = 15;

export const onMap = (region, anonymous) =>
  !anonymous && region.municipalities.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));

// Radius of each circle: its area grows with the root of population, or with size class where nobody may be known.
export function radii(region, anonymous, largest) {
  const most = Math.max(...region.municipalities.map(({ population }) => population));
  const crowd = Math.min(1, Math.sqrt(16 / region.municipalities.length));
  return region.municipalities.map(({ population, size_class }) => {
    const area = anonymous ? CLASSES[size_class] : Math.sqrt(population / most);
    return Math.max(SMALLEST * Math.sqrt(crowd), largest * Math.sqrt(crowd * area));
  });
}

// The region's frame fitted into a width: the places, the move of its outline, and the height it takes.
export function fitted(region, width, tallest) {
  const { municipalities } = region;
  const [xs, ys] = [municipalities.map(({ x }) => x), municipalities.map(({ y }) => y)];
  const box = region.box ?? [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const [across, down] = [box[2] - box[0] || 1, box[3] - box[1] || 1];
  const margin = region.box ? 8 : 34;
  const scale = Math.min((width - 2 * margin) / across, (tallest - 2 * margin) / down);
  const [left, top] = [(width - across * scale) / 2 - box[0] * scale, margin - box[1] * scale];
  const places = municipalities.map(({ x, y }) => [left + x * scale, top + y * scale]);
  return { places, move: `translate(${left},${top}) scale(${scale})`, scale, height: down * scale + 2 * margin };
}

const rank = (letter) => letter.padStart(3, " ");
const inOrder = (a, b) => (rank(a.letter) < rank(b.letter) ? -1 : 1);

// What a municipality is known by in the document: not by its code where letters stand for names.
export const keyOf = ({ code, letter }, anonymous) => (anonymous ? letter : code);

// The region with its municipalities in the order of their letters, so that no list tells who a letter is.
export const byLetter = (region) => ({ ...region, municipalities: [...region.municipalities].sort(inOrder) });

// A grid in the order of the letters, or of the largest first; without names where they would make it taller than this.
const TALLEST = 1200;
const NAMED = { wide: 92, tall: 84, top: 30 };
const BARE = { wide: 36, tall: 36, top: 18 };

export function gridded(region, width, anonymous) {
  const list = region.municipalities.map((each, index) => ({ ...each, index }));
  list.sort(anonymous ? inOrder : (a, b) => b.population - a.population);
  const columnsOf = ({ wide }) => Math.max(1, Math.min(Math.floor(width / wide), Math.ceil(Math.sqrt(list.length * 1.6))));
  const heightOf = (form) => Math.ceil(list.length / columnsOf(form)) * form.tall;
  const form = heightOf(NAMED) > TALLEST ? BARE : NAMED;
  const columns = columnsOf(form);
  const cell = Math.min(width / columns, 150);
  const places = [];
  list.forEach(({ index }, order) => {
    places[index] = [(order % columns) * cell + cell / 2, Math.floor(order / columns) * form.tall + form.top];
  });
  return { places, cell, named: form === NAMED, height: heightOf(form) };
}

const within = (value, low, high) => Math.min(high, Math.max(low, value));
const nearest = (box, [x, y]) => [within(x, box[0], box[2]), within(y, box[1], box[3])];
const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

// Whether a line from one point to another meets a box (Liang and Barsky 1984).
function meets([x0, y0], [x1, y1], box) {
  let [from, to] = [0, 1];
  for (const [way, room] of [[x0 - x1, x0 - box[0]], [x1 - x0, box[2] - x0], [y0 - y1, y0 - box[1]], [y1 - y0, box[3] - y0]]) {
    if (way < 0) from = Math.max(from, room / way);
    else if (way > 0) to = Math.min(to, room / way);
    else if (room < 0) return false;
  }
  return from <= to;
}

function boxAt([x, y], [across, down], radius, wide, far) {
  const gap = (across && down ? radius * 0.75 : radius + 4) + far;
  const left = x + across * gap - (across > 0 ? 0 : across < 0 ? wide : wide / 2);
  const middle = y + down * (gap + (down ? ROW / 2 : 0));
  return [left, middle - ROW / 2, left + wide, middle + ROW / 2];
}

// Names beside circles, the most crowded first: each as its longest text that fits on a free side, or none. A line that
// leads to a name passes under no other, unless nothing else is left.
export function named(places, sizes, texts, width, height) {
  const taken = places.map(([x, y], index) => [x - sizes[index], y - sizes[index], x + sizes[index], y + sizes[index]]);
  const leads = [];
  const inside = (box) => box[0] >= 0 && box[2] <= width && box[1] >= 0 && box[3] <= height;
  const free = (box) => inside(box) && !taken.some((other) => overlaps(box, other));
  const clear = (place, { box, lead }) => !leads.some((line) => meets(...line, box)) && !(lead && taken.slice(places.length).some((name) => meets(place, lead, name)));
  const near = ([x, y]) => {
    const apart = places.map((other) => Math.hypot(other[0] - x, other[1] - y)).sort((a, b) => a - b);
    return apart.slice(1, 4).reduce((sum, each) => sum + each, 0);
  };
  const order = places.map((_, index) => index).sort((a, b) => near(places[a]) - near(places[b]));
  const found = [];
  for (const [which, strict] of [[0, true], [1, true], [1, false]]) {
    for (const index of order) {
      const text = texts[index][which];
      if (found[index] || !text) continue;
      const wide = widthOf(text, 12, 600);
      const away = FAR.flatMap((far) => SIDES.map((side) => {
        const box = boxAt(places[index], side, sizes[index], wide, far);
        return { box, lead: far ? nearest(box, places[index]) : null };
      }));
      const chosen = away.find((each) => free(each.box) && (!strict || clear(places[index], each)));
      if (!chosen) continue;
      const { box, lead } = chosen;
      if (lead) leads.push([places[index], lead]);
      taken.push([box[0] - 3, box[1] - 1, box[2] + 3, box[3] + 1]);
      found[index] = { text, x: box[0], y: box[3] - 3.5, lead };
    }
  }
  return found;
}
