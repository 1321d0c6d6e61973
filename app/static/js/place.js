/** One municipality: its capitals, the weakest link of its receptive capacity, when it took part, and why it gains or not. */

import { readMunicipality } from "./api.js";
import * as fan from "./charts/fan.js";
import { keyOf } from "./charts/places.js";
import { el, tableOf } from "./dom.js";
import { pictureOf } from "./pictures.js";

/** Return the entry with the largest share, as [name, share]; null where there is none. */
function largest(shares) {
  const found = Object.entries(shares ?? {}).filter(([, share]) => share > 0);
  return found.length ? found.reduce((most, each) => (each[1] > most[1] ? each : most)) : null;
}

export function createPlace(container, { wording, courses, store, regionOf, labelOf, onWhy }) {
  const { t, number, percent } = wording;
  const title = el("h2", { id: "place-title" });
  const body = el("div", { class: "place-body" });
  const choose = () => store.view({ place: regionOf().municipalities[picker.selectedIndex - 1]?.code ?? null });
  const picker = el("select", { id: "place-select", onchange: choose });
  container.replaceChildren(title, el("label", { class: "field" }, el("span", {}, t("page.place.choose")), " ", picker), body);
  let asked = null;
  let shown = null;
  let drawn = null;
  let picture = null;

  function list(state) {
    const { anonymous, place } = state.view;
    const options = regionOf().municipalities.map((each) => el("option", { value: keyOf(each, anonymous), selected: each.code === place }, labelOf(each.code)));
    picker.replaceChildren(el("option", { value: "" }, t("page.place.none")), ...options);
    title.textContent = place ? labelOf(place) : t("page.place.title");
    if (!place) empty(el("p", { class: "hint" }, t("page.place.hint")));
    else if (place !== drawn) empty(el("p", { class: "hint" }, t("page.stage.busy")));
  }

  function empty(...told) {
    picture?.destroy();
    picture = null;
    shown = drawn = null;
    body.replaceChildren(...told);
  }

  const parted = (side, shares, section) => {
    const found = largest(shares);
    return found && t("page.place.part", { side, what: t(`${section}.${found[0]}`), share: percent(found[1]) });
  };
  const sides = (name, tell) => [el("dt", {}, t(`page.place.${name}`)), ...["a", "b"].map((side) => el("dd", {}, el("b", { class: `letter-${side}` }, side.toUpperCase()), " ", tell(side)))];
  const firstYear = ({ median, never }) => {
    if (median === null) return t("page.place.never");
    return t("page.place.since", { year: median, never: percent(never) });
  };

  function draw(found, state, years) {
    picture?.destroy();
    picture = pictureOf(fan, wording, { heading: t("measure.capacity_mean"), file: `kraftsamling-${keyOf({ code: found.code, letter: found.label }, state.view.anonymous)}` });
    const capitals = Object.entries(found.capitals).map(([name, { start, a, b }]) => [t(`capital.${name}`), ...[start, a, b].map((value) => number(100 * value))]);
    body.replaceChildren(
      el("p", { class: "illustrative" }, t("page.illustrative")),
      el("p", { class: "kicker" }, t(`size_class.${found.size_class}`)),
      el("p", {}, found.sentences[0]),
      picture.node,
      el("dl", { class: "facts" }, sides("weakest", (side) => parted(side, found.weakest[side], "ingredient") ?? t("page.place.no_link")), sides("first_year", (side) => firstYear(found.first_year[side])), sides("reason", (side) => parted(side, found.reason_not[side], "reason_not") ?? "")),
      el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("page.place.capitals") }, tableOf(t("page.place.capitals"), [t("page.place.capital"), t("page.place.start"), "A", "B"], capitals)),
      el("details", { class: "table-behind" }, el("summary", {}, t("page.place.words")), found.sentences.slice(1).map((sentence) => el("p", {}, sentence))),
      el("button", { type: "button", onclick: () => onWhy(found.code) }, t("page.place.why", { place: labelOf(found.code) })),
    );
    const title = t("page.place.capacity", { place: labelOf(found.code) });
    const options = { title, description: found.sentences[0] ?? title, labelA: courses.titleOf(state.a), labelB: courses.titleOf(state.b), unit: t("page.axis.points"), digits: 1, year: state.view.year };
    picture.update({ years, a: found.capacity.a, b: found.capacity.b }, options);
  }

  return {
    list,
    /** Ask for the chosen municipality under this state, unless it is the one shown. */
    async update(state, years, key) {
      const code = state.view.place;
      if (!code || shown === `${code} ${key}`) return;
      asked?.abort();
      asked = new AbortController();
      const mine = asked;
      container.setAttribute("aria-busy", "true");
      try {
        const found = await readMunicipality(state, code, mine.signal);
        draw(found, state, years);
        drawn = code;
        shown = `${code} ${key}`;
      } catch (fault) {
        if (fault.name !== "AbortError") empty(el("p", { class: "notice", role: "alert" }, wording.fault(fault)));
      } finally {
        if (asked === mine) container.removeAttribute("aria-busy");
      }
    },
    /** Show no word of it until it is told anew. */
    forget() {
      asked?.abort();
      empty();
    },
  };
}
