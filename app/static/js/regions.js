/** The region that is compared: the built-in ones, and the reader's own from a file. */

import { readRegion, Refused } from "./api.js";
import { el, textOf, uniqueId } from "./dom.js";

const MAX_FILE_SIZE = 200_000; // bytes

/** @type {Map<string, Region>} */
const own = new Map();

/**
 * Return the region of a state; the file of an own one is read once.
 *
 * @param {State["region"]} region
 * @param {Region[]} regions the built-in ones
 */
export async function regionOf(region, regions) {
  if (typeof region === "string") return regions.find(({ name }) => name === region) ?? regions[0];
  const key = JSON.stringify(region);
  const known = own.get(key) ?? (await readRegion(region.name, region.csv));
  own.set(key, known);
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
 * Return the field for an own region's file; the server's words about a bad one are shown as they are.
 *
 * @param {Wording} wording
 * @param {Store} store
 */
export function ownRegionField({ t, fault }, store) {
  const id = uniqueId("file");
  const notice = el("p", { class: "notice", role: "alert", hidden: true, id: `${id}-fault` });
  const about = { accept: ".csv,text/csv", "aria-describedby": `${id}-help ${id}-fault` };
  const input = el("input", { type: "file", id, ...about, onchange: () => take(input.files?.[0]) });
  /** @param {File | undefined} file */
  async function take(file) {
    if (!file) return;
    notice.hidden = true;
    try {
      if (file.size > MAX_FILE_SIZE) throw new Refused(t("page.region.too_large", { name: file.name }));
      const region = { name: file.name, csv: await textOf(file) };
      own.set(JSON.stringify(region), await readRegion(region.name, region.csv));
      store.set({ region, view: { ...store.get().view, place: null, year: null } });
    } catch (failure) {
      notice.textContent = fault(failure);
      notice.hidden = false;
    }
    input.value = "";
  }
  const help = el("p", { class: "hint", id: `${id}-help` }, t("page.region.own_how"));
  const label = el("label", { for: id }, t("page.region.own"));
  return { node: el("div", { class: "field own-region" }, label, input, help, notice), notice };
}
