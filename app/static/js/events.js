/** Events that strike both courses: their controls, and what they are in words. */

import { el } from "./dom.js";
import { EVENT_MECHANISMS } from "./fields.js";
import { helpOf, shown, slider, ticker } from "./inputs.js";

/** Return an event's year as a year of the run, where a link may give a calendar year. */
export const runYearOf = (year, startYear) => (year >= 1900 ? year - startYear + 1 : year);

/** Return whether the controls of a kind say less of its events than they hold: several, for some, or of own length. */
const holdMore = (events) => events.length > 1 || events.some(({ municipalities, years }) => municipalities?.length || years != null);

/** Return one kind of event: whether it comes, in which year and how hard. */
export function eventOf({ kind, title, help }, kinds, wording, start, store) {
  const { t, percent } = wording;
  const find = () => store.get().events.findIndex((event) => event.kind === kind);
  const put = (change, dragging) => {
    const events = store.get().events.map((event, row) => (row === find() ? { ...event, ...change } : event));
    store.set({ events }, { dragging });
  };
  const toggle = (on) => {
    const events = store.get().events;
    const year = Math.min(5, store.get().years);
    store.set({ events: on ? [...events, { kind, year, strength: 0.5 }] : events.filter((event) => event.kind !== kind) });
  };
  const comes = ticker({ label: title, help: helpOf(wording, title, help, EVENT_MECHANISMS[kind] ?? []), onValue: toggle });
  const detail = (what, mechanisms) => helpOf(wording, t(`page.event.${what}`, { event: title }), t(`page.event.${what}_help`), mechanisms);
  const year = slider({ label: t("page.event.year", { event: title }), min: 1, max: 30, step: 1, show: shown(wording, "year", start), help: detail("year", ["M91"]), onValue: (value, dragging) => put({ year: value }, dragging) });
  const strength = slider({ label: t("page.event.strength", { event: title }), min: kind === "trust" ? -1 : 0, max: 1, step: 0.05, show: (value) => percent(value, kind === "trust"), help: detail("strength", EVENT_MECHANISMS[kind] ?? []), onValue: (value, dragging) => put({ strength: value }, dragging) });
  const late = el("p", { class: "hint late" }, t("page.event.late"));
  const held = el("p", { class: "hint" });
  const more = el("div", { class: "event-more" }, year.node, late, strength.node, held);
  return {
    node: el("div", { class: "event" }, comes.node, more),
    update(state) {
      const events = state.events.filter((each) => each.kind === kind);
      const [event] = events;
      comes.update(Boolean(event));
      more.hidden = !event;
      if (!event) return;
      const runYear = runYearOf(event.year, start());
      late.hidden = runYear <= state.years;
      year.input.max = Math.max(state.years, runYear);
      year.update(runYear);
      strength.update(event.strength ?? 0.5);
      held.hidden = !holdMore(events);
      held.textContent = t("page.event.held", { events: events.map((each) => eventWords(each, state.years, start(), kinds, wording)).join("; ") });
    },
  };
}

/** Return an event in words: what, when, how hard, and whether it comes after the last year. */
export function eventWords({ kind, year, strength = 0.5, municipalities = [], years: lasts = null }, years, startYear, kinds, wording) {
  const { t, percent, number } = wording;
  const { title, duration } = kinds.find((each) => each.kind === kind);
  const runYear = runYearOf(year, startYear);
  const when = shown(wording, "year", () => startYear)(runYear);
  const some = municipalities.length ? t(`page.compared.some${municipalities.length === 1 ? "_one" : ""}`, { count: number(municipalities.length) }) : "";
  const length = lasts ?? duration;
  const spell = () => t(`page.compared.for_${length === 1 ? "one_year" : "years"}`, { count: number(length, length % 1 ? 1 : 0) });
  const lasting = length < 1 ? "" : runYear + length > years ? t("page.compared.lasting") : spell();
  const late = runYear > years ? t("page.compared.late") : "";
  return t("page.compared.event", { title, when, strength: percent(strength, kind === "trust") }) + (late || lasting) + some;
}
