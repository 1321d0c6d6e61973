/** The picture of the region: circles that change through the years, with a slider and a play button. */

import * as map from "./charts/map.js";
import { el, say } from "./dom.js";
import { slider } from "./inputs.js";
import { pictureOf, radios } from "./picture.js";
import { MODES } from "./state.js";

const PLAY_DELAY = 700; // milliseconds from year to year

/**
 * Return a button that plays the years one after the other.
 *
 * @param {Context} context
 * @param {() => number[]} yearsOf
 */
function player({ wording, store }, yearsOf) {
  const { t } = wording;
  let timer = 0;
  const press = () => (timer ? stop() : start());
  const button = el("button", { type: "button", class: "play", "aria-pressed": "false", onclick: press });
  /** @param {boolean} playing */
  const show = (playing) => {
    button.textContent = t(playing ? "page.map.stop" : "page.map.play");
    button.setAttribute("aria-pressed", String(playing));
  };
  const now = () => store.get().view.year ?? yearsOf().at(-1) ?? 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    show(false);
  };
  const step = () => {
    const years = yearsOf();
    const at = years.indexOf(now());
    if (at >= years.length - 1) stop();
    else store.view({ year: years[at + 1] });
  };
  const start = () => {
    const years = yearsOf();
    if (now() === years.at(-1)) store.view({ year: years[0] });
    show(true);
    timer = setInterval(step, PLAY_DELAY);
  };
  show(false);
  return { button, stop };
}

/**
 * Return a frame's numbers of one year, and how sure each difference is, by municipality.
 *
 * @param {Frame} frame
 * @param {number} at place of the year
 */
function numbersOf({ municipalities }, at) {
  const values = municipalities.map(({ code, capacity: { a, b, difference } }) => [
    code,
    { a: a[at], b: b[at], difference: difference[at] },
  ]);
  const sure = municipalities.map(({ code, differs }) => [code, differs[at]]);
  return { values: Object.fromEntries(values), sure: Object.fromEntries(sure) };
}

/**
 * Return the domain of the colours over all years; both courses share theirs.
 *
 * @param {Frame} frame
 * @param {Mode} mode
 */
function domainOf({ municipalities }, mode) {
  /** @param {Mode} side */
  const over = (side) => municipalities.map(({ capacity }) => capacity[side]);
  return map.domainOf(mode === "difference" ? [...over(mode), [-1, 1]] : [...over("a"), ...over("b")]);
}

/**
 * @param {HTMLElement} container
 * @param {Context} context
 */
export function createRegion(container, context) {
  const { wording, store, regionOf, labelOf } = context;
  const { t, number } = wording;
  const choices = MODES.map((value) => ({ value, label: t(`page.map.${value}`) }));
  const modes = radios(t("page.map.mode"), choices, (mode) => store.view({ mode }));
  const picture = pictureOf(map, wording, { heading: t("page.map.title"), file: "kraftsamling-map" });
  /** @type {number[]} */
  let years = [];
  const when = slider({
    label: t("page.map.year"),
    ...{ min: 0, max: 15, step: 1 },
    show: (at) => String(years[at] ?? ""),
    onValue: (at) => store.view({ year: years[at] }),
  });
  const { button, stop } = player(context, () => years);
  const note = el("p", { class: "hint" });
  container.replaceChildren(
    el("div", { class: "block-head" }, el("h2", { id: "map-title" }, t("page.map.title")), modes.node),
    el("div", { class: "years" }, button, when.node),
    picture.node,
    el("p", { class: "caveat" }, t("page.illustrative")),
    note,
    el("p", { class: "hint" }, t("page.map.how")),
  );
  /** @type {(frame: Frame, state: State, year: number) => void} */
  const update = (frame, state, year) => {
    const { mode, anonymous, place } = state.view;
    years = frame.years;
    when.input.max = String(years.length - 1);
    const at = years.indexOf(year);
    when.update(at);
    modes.update(mode);
    const { municipalities } = frame;
    const gains = number(municipalities.filter(({ better }) => better > 0.5).length);
    say(note, anonymous ? "" : (regionOf().illustrative ?? ""));
    picture.update(
      { region: regionOf(), ...numbersOf(frame, at) },
      {
        mode,
        domain: domainOf(frame, mode),
        anonymous,
        selected: place,
        onSelect: (code) => store.view({ place: code }),
        label: labelOf,
        unit: t("page.axis.points"),
        title: t("page.map.heading", { what: t(`page.map.${mode}`), year }),
        description: t("page.map.text", { gains, all: number(municipalities.length), year: years.at(-1) }),
      },
    );
  };
  return { update, stop };
}
