/** From numbers to places: linear scales, round ticks, steady axes and the colours of a map. */

/**
 * Return a linear scale from values to pixels.
 *
 * @param {Domain} domain
 * @param {Domain} range
 * @returns {Scale}
 */
export function linear([low, high], [from, to]) {
  const step = (to - from) / (high - low || 1);
  /** @param {Cell} value */
  const place = (value) => from + (Number(value) - low) * step;
  /** @param {number} pixel */
  const invert = (pixel) => low + (pixel - from) / step;
  return Object.assign(place, { invert });
}

/**
 * @param {number} span
 * @param {number} count
 */
function stepOf(span, count) {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((each) => each * power >= rough * 0.999) ?? 10);
}

/**
 * Return round numbers within the domain, about `count` of them.
 *
 * @param {Domain} domain
 * @param {number} count
 */
export function ticks([low, high], count = 5) {
  if (!(high > low)) return [low];
  const step = stepOf(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/**
 * Return the domain widened to the next round ticks.
 *
 * @param {Domain} domain
 * @param {number} count
 * @returns {Domain}
 */
export function nice([low, high], count = 5) {
  if (!(high > low)) return [low, low + 1];
  const step = stepOf(high - low, count);
  /** @param {number} value */
  const tidy = (value) => Number((value * step).toPrecision(12));
  return [tidy(Math.floor(low / step + 1e-9)), tidy(Math.ceil(high / step - 1e-9))];
}

/**
 * Return the smallest and the largest finite number, with `always` among them.
 *
 * @param {Cell[]} values
 * @param {number[]} always
 * @returns {Domain}
 */
export function extent(values, always = []) {
  const finite = [...values, ...always].filter(Number.isFinite);
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
}

/**
 * Return an axis that stays while what is drawn still fits and fills it, since a refined picture would jump otherwise.
 *
 * @param {Domain | null | undefined} before
 * @param {Domain} wanted
 */
export function steady(before, wanted) {
  if (!before || wanted[0] < before[0] || wanted[1] > before[1]) return wanted;
  return wanted[1] - wanted[0] > 0.55 * (before[1] - before[0]) ? before : wanted;
}

/**
 * Return the years that get a label: as even as they can be from the first to the last, at least `room` pixels apart.
 *
 * @param {number[]} years
 * @param {Scale} x
 * @param {number} room
 */
export function yearTicks(years, x, room) {
  const [first, last] = [years[0], years[years.length - 1]];
  if (first === last) return [first];
  /** @type {(a: number, b: number) => boolean} */
  const apart = (a, b) => Math.abs(x(a) - x(b)) >= room;
  const span = last - first;
  const even = [1, 2, 5, 10].find((step) => span % step === 0 && span / step <= 11 && apart(first, first + step));
  if (even) return years.filter((year) => (year - first) % even === 0);
  const step = [5, 10, 20].find((each) => apart(first, first + each)) ?? 50;
  return years.filter(
    (year) => year === first || year === last || (year % step === 0 && apart(year, first) && apart(year, last)),
  );
}

// Cividis (Nuñez, Anderton and Renslow 2018) at ten places: as clear to the colour-blind as to others, and in grey.
const CIVIDIS = [
  "#00224e",
  "#123570",
  "#3b496c",
  "#575d6d",
  "#707173",
  "#8a8678",
  "#a59c74",
  "#c3b369",
  "#e1cc55",
  "#fee838",
];

/** @type {(hex: string) => number[]} */
const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * Return the colour of a share from 0 to 1, as rgb().
 *
 * @param {number} share
 */
export function colour(share) {
  const place = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const index = Math.min(CIVIDIS.length - 2, Math.floor(place));
  const [from, to] = [channels(CIVIDIS[index]), channels(CIVIDIS[index + 1])];
  return `rgb(${from.map((value, each) => Math.round(value + (to[each] - value) * (place - index))).join(", ")})`;
}
