/**
 * One municipality: its capitals, the weakest link of its receptive capacity, its first year with support, its gain.
 */

import { isAborted, readMunicipality } from "./api.js";
import { COURSES } from "./charts/curves.js";
import * as fan from "./charts/fan.js";
import { keyOf } from "./charts/places.js";
import { el, tableOf } from "./dom.js";
import { pictureOf } from "./picture.js";

/**
 * Return the entry with the largest share, as [name, share]; null where there is none.
 *
 * @param {Shares | undefined} shares
 */
function largest(shares) {
  const entries = Object.entries(shares ?? {}).filter(([, share]) => share > 0);
  return entries.length ? entries.reduce((most, each) => (each[1] > most[1] ? each : most)) : null;
}

/**
 * Return the facts of both courses: weakest link, first year with support, and why not before.
 *
 * @param {PlaceDetails} details
 * @param {Wording} wording
 */
function factsOf(details, { t, percent }) {
  /** @type {(side: Side, shares: Shares | undefined, section: string) => string | null} */
  const part = (side, shares, section) => {
    const most = largest(shares);
    return most && t("page.place.part", { side, what: t(`${section}.${most[0]}`), share: percent(most[1]) });
  };
  /** @type {(name: string, write: (side: Side) => string) => Child[]} */
  const both = (name, write) => [
    el("dt", {}, t(`page.place.${name}`)),
    COURSES.map((side) => el("dd", {}, el("b", { class: `letter-${side}` }, side.toUpperCase()), " ", write(side))),
  ];
  /** @param {Side} side */
  const firstYear = (side) => {
    const { median, never } = details.first_year[side];
    if (median === null) return t("page.place.never");
    return t("page.place.since", { year: median, never: percent(never) });
  };
  const { weakest, reason_not: reasons } = details;
  return el(
    "dl",
    { class: "facts" },
    both("weakest", (side) => part(side, weakest[side], "ingredient") ?? t("page.place.no_link")),
    both("first_year", firstYear),
    both("reason", (side) => part(side, reasons[side], "reason_not") ?? ""),
  );
}

/**
 * Return the table of capitals at the start and at the end of both courses.
 *
 * @param {PlaceDetails} details
 * @param {Wording} wording
 */
function capitalsOf(details, { t, number }) {
  const rows = Object.entries(details.capitals).map(([name, { start, a, b }]) => [
    t(`capital.${name}`),
    ...[start, a, b].map((value) => number(100 * value)),
  ]);
  const caption = t("page.place.capitals");
  const group = { class: "scroll", tabindex: "0", role: "group", "aria-label": caption };
  return el("div", group, tableOf(caption, [t("page.place.capital"), t("page.place.start"), "A", "B"], rows));
}

/**
 * Return the picture of a municipality, still empty.
 *
 * @param {PlaceDetails} details
 * @param {State} state
 * @param {Context} context
 */
function pictureFor({ code, label }, state, { wording }) {
  const key = keyOf({ code, letter: label }, state.view.anonymous);
  return pictureOf(fan, wording, { heading: wording.t("measure.capacity_mean"), file: `kraftsamling-${key}` });
}

/**
 * @param {PlaceDetails} details
 * @param {State} state
 * @param {Context} context
 * @returns {ChartOptions}
 */
function optionsOf({ code, sentences }, state, { wording, courses, labelOf }) {
  const title = wording.t("page.place.capacity", { place: labelOf(code) });
  const labels = { labelA: courses.titleOf(state.a), labelB: courses.titleOf(state.b) };
  const form = { unit: wording.t("page.axis.points"), digits: 1, year: state.view.year };
  return { title, description: sentences[0] ?? title, ...labels, ...form };
}

/** @typedef {Context & {onWhy: (code: string) => void}} PlaceContext */

/**
 * Return everything about a municipality, with its picture.
 *
 * @param {PlaceDetails} details
 * @param {HTMLElement} picture
 * @param {PlaceContext} context
 */
function contentOf(details, picture, { wording, labelOf, onWhy }) {
  const { t } = wording;
  const { code, sentences } = details;
  const others = sentences.slice(1).map((sentence) => el("p", {}, sentence));
  const why = t("page.place.why", { place: labelOf(code) });
  return [
    el("p", { class: "illustrative" }, t("page.illustrative")),
    el("p", { class: "kicker" }, t(`size_class.${details.size_class}`)),
    el("p", {}, sentences[0]),
    picture,
    factsOf(details, wording),
    capitalsOf(details, wording),
    el("details", { class: "table-behind" }, el("summary", {}, t("page.place.words")), others),
    el("button", { type: "button", onclick: () => onWhy(code) }, why),
  ];
}

/**
 * @param {HTMLElement} container
 * @param {PlaceContext} context
 */
export function createPlace(container, context) {
  const { wording, store, regionOf, labelOf } = context;
  const { t } = wording;
  const title = el("h2", { id: "place-title" });
  const body = el("div", { class: "place-body" });
  const choose = () => store.view({ place: regionOf().municipalities[picker.selectedIndex - 1]?.code ?? null });
  const picker = el("select", { id: "place-select", onchange: choose });
  const label = el("label", { class: "field" }, el("span", {}, t("page.place.choose")), " ", picker);
  container.replaceChildren(title, label, body);
  /** @type {AbortController | null} */
  let running = null;
  /** @type {string | null} */
  let shown = null; // municipality and question
  /** @type {string | null} */
  let drawn = null; // municipality
  /** @type {ReturnType<typeof pictureFor> | null} */
  let picture = null;

  /** @param {State} state */
  function list(state) {
    const { anonymous, place } = state.view;
    const options = regionOf().municipalities.map((each) =>
      el("option", { value: keyOf(each, anonymous), selected: each.code === place }, labelOf(each.code)),
    );
    picker.replaceChildren(el("option", { value: "" }, t("page.place.none")), ...options);
    title.textContent = place ? labelOf(place) : t("page.place.title");
    if (!place) empty(el("p", { class: "hint" }, t("page.place.hint")));
    else if (place !== drawn) empty(el("p", { class: "hint" }, t("page.stage.busy")));
  }

  /** @param {Node[]} content what stands in its place */
  function empty(...content) {
    picture?.destroy();
    picture = null;
    shown = drawn = null;
    body.replaceChildren(...content);
  }

  /** @type {(details: PlaceDetails, state: State, years: number[]) => void} */
  function draw(details, state, years) {
    picture?.destroy();
    picture = pictureFor(details, state, context);
    body.replaceChildren(...contentOf(details, picture.node, context));
    picture.update({ years, a: details.capacity.a, b: details.capacity.b }, optionsOf(details, state, context));
  }

  return {
    list,
    /**
     * Fetch the chosen municipality under this state, unless it is the one shown.
     *
     * @param {State} state
     * @param {number[]} years
     * @param {string} key the state's question
     */
    async update(state, years, key) {
      const code = state.view.place;
      if (!code || shown === `${code} ${key}`) return;
      running?.abort();
      const mine = new AbortController();
      running = mine;
      container.setAttribute("aria-busy", "true");
      try {
        draw(await readMunicipality(state, code, mine.signal), state, years);
        drawn = code;
        shown = `${code} ${key}`;
      } catch (failure) {
        if (!isAborted(failure)) empty(el("p", { class: "notice", role: "alert" }, wording.fault(failure)));
      } finally {
        if (running === mine) container.removeAttribute("aria-busy");
      }
    },
    /** Show nothing of it until it is fetched anew. */
    forget() {
      running?.abort();
      empty();
    },
  };
}
