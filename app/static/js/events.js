/** Events that strike both courses: their controls, and their words. */

import { el } from "./dom.js";
import { helpOf, shown, slider, ticker } from "./inputs.js";

/**
 * Mechanisms behind each kind of event.
 *
 * @type {Record<string, string[]>}
 */
const EVENT_MECHANISMS = {
  change_of_rule: ["M91", "M94"],
  strained_finances: ["M80", "M81"],
  coordinator_leaves: ["M74", "M79"],
  project_money_ends: ["M70", "M73"],
  national_law: ["M88"],
  signals: ["M112", "M113"],
  crisis: ["M118d"],
  trust: ["M18", "M38"],
};

const FIRST_CALENDAR_YEAR = 1900;
const STRENGTH = 0.5;

/**
 * Return an event's year as a year of the run, where a link may give a calendar year.
 *
 * @type {(year: number, startYear: number) => number}
 */
const runYearOf = (year, startYear) => (year >= FIRST_CALENDAR_YEAR ? year - startYear + 1 : year);

/**
 * Return whether events hold more than the controls of their kind show: several, for some, or of own length.
 *
 * @param {RunEvent[]} events
 */
const holdMore = (events) =>
  events.length > 1 || events.some(({ municipalities, years }) => municipalities?.length || years != null);

/**
 * Return the sliders of one kind of event: its year and its strength.
 *
 * @param {EventKind} event
 * @param {Wording} wording
 * @param {() => number} start
 * @param {(change: Partial<RunEvent>, dragging?: boolean) => void} put
 */
function slidersOf({ kind, title }, wording, start, put) {
  const { t, percent } = wording;
  /** @type {(what: string, mechanisms: string[]) => {label: string, help: HTMLElement}} */
  const labelled = (what, mechanisms) => {
    const label = t(`page.event.${what}`, { event: title });
    return { label, help: helpOf(wording, label, t(`page.event.${what}_help`), mechanisms) };
  };
  const year = slider({
    ...labelled("year", ["M91"]),
    ...{ min: 1, max: 30, step: 1 },
    show: shown(wording, "year", start),
    onValue: (value, dragging) => put({ year: value }, dragging),
  });
  const strength = slider({
    ...labelled("strength", EVENT_MECHANISMS[kind] ?? []),
    ...{ min: kind === "trust" ? -1 : 0, max: 1, step: 0.05 },
    show: (value) => percent(value, kind === "trust"),
    onValue: (value, dragging) => put({ strength: value }, dragging),
  });
  return { year, strength };
}

/**
 * Return the controls of one kind of event: whether it comes, in which year and how hard.
 *
 * @param {EventKind} event
 * @param {EventKind[]} kinds
 * @param {Wording} wording
 * @param {() => number} start
 * @param {Store} store
 */
export function eventOf(event, kinds, wording, start, store) {
  const { kind, title, help } = event;
  const { t } = wording;
  /** @type {(change: Partial<RunEvent>, dragging?: boolean) => void} */
  const put = (change, dragging) => {
    const { events } = store.get();
    const first = events.findIndex((each) => each.kind === kind);
    store.set({ events: events.map((each, row) => (row === first ? { ...each, ...change } : each)) }, { dragging });
  };
  /** @param {boolean} on */
  const toggle = (on) => {
    const { events, years } = store.get();
    const added = { kind, year: Math.min(5, years), strength: STRENGTH };
    store.set({ events: on ? [...events, added] : events.filter((each) => each.kind !== kind) });
  };
  const why = helpOf(wording, title, help, EVENT_MECHANISMS[kind] ?? []);
  const comes = ticker({ label: title, help: why, onValue: toggle });
  const { year, strength } = slidersOf(event, wording, start, put);
  const late = el("p", { class: "hint late" }, t("page.event.late"));
  const held = el("p", { class: "hint" });
  const more = el("div", { class: "event-more" }, year.node, late, strength.node, held);
  return {
    kind,
    node: el("div", { class: "event" }, comes.node, more),
    /** @param {State} state */
    update(state) {
      const events = state.events.filter((each) => each.kind === kind);
      const [shownOne] = events;
      comes.update(Boolean(shownOne));
      more.hidden = !shownOne;
      if (!shownOne) return;
      const runYear = runYearOf(shownOne.year, start());
      late.hidden = runYear <= state.years;
      year.input.max = String(Math.max(state.years, runYear));
      year.update(runYear);
      strength.update(shownOne.strength ?? STRENGTH);
      held.hidden = !holdMore(events);
      const words = events.map((each) => eventWords(each, state.years, start(), kinds, wording));
      held.textContent = t("page.event.held", { events: words.join("; ") });
    },
  };
}

/**
 * Return an event in words: what, when, how hard, and whether it comes after the last year.
 *
 * @param {RunEvent} event
 * @param {number} years length of the run
 * @param {number} startYear
 * @param {EventKind[]} kinds
 * @param {Wording} wording
 */
export function eventWords(event, years, startYear, kinds, wording) {
  const { t, percent, number } = wording;
  const { kind, strength = STRENGTH, municipalities = [] } = event;
  const { title, duration } = /** @type {EventKind} */ (kinds.find((each) => each.kind === kind));
  const runYear = runYearOf(event.year, startYear);
  const when = shown(wording, "year", () => startYear)(runYear);
  const what = t("page.compared.event", { title, when, strength: percent(strength, kind === "trust") });
  const some = municipalities.length ? t("page.compared.some", { count: number(municipalities.length) }) : "";
  if (runYear > years) return what + t("page.compared.late") + some;
  const length = event.years ?? duration;
  if (length < 1) return what + some;
  if (runYear + length > years) return what + t("page.compared.lasting") + some;
  const spell = `page.compared.for_${length === 1 ? "one_year" : "years"}`;
  return what + t(spell, { count: number(length, length % 1 ? 1 : 0) }) + some;
}
