/** The region that is compared: the built-in ones, and the reader's own. */

import { readRegion } from "./api.js";
import { el } from "./dom.js";

/** @type {Map<string, Region>} */
const own = new Map();

/** @type {(region: OwnRegion, language: Language) => string} */
const keyOf = (region, language) => JSON.stringify([language, region]);

/**
 * Keep an own region that has been read.
 *
 * @type {(region: OwnRegion, known: Region, language: Language) => void}
 */
export function keepOwn(region, known, language) {
  own.set(keyOf(region, language), known);
}

/**
 * Return the region of a state; an own one is read once in each language.
 *
 * @param {State["region"]} region
 * @param {Region[]} regions the built-in ones
 * @param {Language} language
 */
export async function regionOf(region, regions, language) {
  if (typeof region === "string") return regions.find(({ name }) => name === region) ?? regions[0];
  const known = own.get(keyOf(region, language)) ?? (await readRegion(region, language));
  keepOwn(region, known, language);
  return known;
}

/**
 * List the regions to choose from, with the own one where that is compared.
 *
 * @param {HTMLSelectElement} select
 * @param {Region[]} regions
 * @param {State} state
 * @param {Region} current
 */
export function listRegions(select, regions, { region }, current) {
  const options = regions.map(({ name, title }) => el("option", { value: name, selected: name === region }, title));
  select.replaceChildren(...options);
  if (typeof region !== "string") select.append(el("option", { value: "", selected: true }, current.title));
}

/**
 * Tell how the file of the region in use was read; nothing of a built-in one.
 *
 * @param {HTMLElement} box
 * @param {Region} region
 * @param {boolean} anonymous
 */
export function tellRemarks(box, region, anonymous) {
  const lines = anonymous ? region.remarks_in_letters : region.remarks;
  box.hidden = !lines.length;
  box.querySelector("ul")?.replaceChildren(...lines.map((line) => el("li", {}, line)));
}
