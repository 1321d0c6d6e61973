/** The controls of both courses, the events and the terms of the comparison. */

import { MISSING } from "./charts/format.js";
import { el, say, uniqueId } from "./dom.js";
import { changed, EVENT_MECHANISMS, GROUPS, read } from "./fields.js";
import { rebalance } from "./shares.js";

const EVENTS_SHOWN = 5;

/** Return the "?" beside a control: one sentence of help, and the mechanisms behind it. */
function helpOf(wording, label, help, mechanisms) {
  const { t } = wording;
  return el(
    "details",
    { class: "help" },
    el("summary", { "aria-label": t("page.help", { label }) }, "?"),
    el("div", { class: "help-body" }, el("p", {}, help), el("p", { class: "mechanisms" }, t("page.mechanisms")), el("ul", { class: "mechanisms" }, mechanisms.map((id) => el("li", {}, `${t(`mechanism.${id}`)} (${id})`)))),
  );
}

/** Return a slider with its label, value and help: `{node, update(value)}`. */
export function slider({ label, min, max, step, show, help, onValue }) {
  const id = uniqueId("slider");
  const output = el("output", { for: id });
  const input = el("input", { type: "range", id, min, max, step });
  const tell = (dragging) => {
    const value = Number(input.value);
    write(value);
    onValue(value, dragging);
  };
  const write = (value) => {
    const words = show(value);
    say(output, words);
    input.setAttribute("aria-valuetext", words);
    input.style.setProperty("--filled", `${(100 * (value - input.min)) / (input.max - input.min)}%`);
  };
  input.addEventListener("input", () => tell(true));
  input.addEventListener("change", () => tell(false));
  const node = el("div", { class: "field" }, el("div", { class: "field-head" }, el("label", { for: id }, label), help, output), input);
  return {
    node,
    input,
    /** Show a value; one beyond the ends, as a link may hold, moves them. */
    update(value) {
      input.min = Math.min(min, value);
      input.max = Math.max(input.max, value);
      input.value = value;
      write(value);
    },
  };
}

/** Return a choice among options with its label and help: `{node, update(value)}`. */
function chooser({ label, options, help, onValue }) {
  const id = uniqueId("choice");
  const select = el("select", { id, onchange: () => onValue(options[select.selectedIndex].value) });
  select.append(...options.map((option) => el("option", {}, option.label)));
  const node = el("div", { class: "field" }, el("div", { class: "field-head" }, el("label", { for: id }, label), help), select);
  return { node, update: (value) => (select.selectedIndex = options.findIndex((option) => option.value === value)) };
}

function ticker({ label, help, onValue }) {
  const id = uniqueId("tick");
  const input = el("input", { type: "checkbox", id, onchange: () => onValue(input.checked) });
  const node = el("div", { class: "field tick-field" }, el("div", { class: "field-head" }, input, el("label", { for: id }, label), help));
  return { node, input, update: (value) => (input.checked = value) };
}

/** Return linked sliders whose shares always add up to 100 per cent. */
export function linkedShares({ legend, keys, label, show, help, onValue }) {
  let shares = null;
  const parts = keys.map((key) =>
    slider({
      label: label(key),
      min: 0,
      max: 100,
      step: 1,
      show,
      onValue: (value, dragging) => {
        shares = rebalance(shares, key, value);
        write();
        onValue(shares, dragging);
      },
    }),
  );
  const write = () => keys.forEach((key, row) => parts[row].update(shares[key]));
  const node = el("fieldset", { class: "field linked" }, el("legend", {}, legend, help), parts.map((part) => part.node));
  return {
    node,
    update(value) {
      shares = value;
      write();
    },
  };
}

/** Return how a number of a unit is told; `start` returns the calendar year in which runs begin. */
export function shown(wording, unit, start) {
  const { t, number, percent } = wording;
  return {
    percent: (value) => percent(value),
    year: (value) => t("page.unit.year", { value: number(value), calendar: start() + value - 1 }),
    years: (value) => t("page.unit.years", { value: number(value, value % 1 ? 1 : 0) }),
    person_years: (value) => t("page.unit.person_years", { value: number(value, value % 1 ? 1 : 0) }),
    measures: (value) => t("page.unit.measures", { value: number(value) }),
    meetings: (value) => t("page.unit.meetings", { value: number(value) }),
  }[unit];
}

function optionWords(field, { t, has }, option) {
  const known = [`page.field.${field.id}.${option ?? "none"}`, `${field.label}.${option}`].find(has);
  return known ? t(known) : MISSING;
}

/** Return what a course sets by a field, as "label: value"; null where the field does not apply. */
export function fieldWords(field, strategy, wording, start) {
  const { t, percent } = wording;
  if (field.when && !field.when(strategy)) return null;
  const value = read(field, strategy);
  const stem = `page.field.${field.id}`;
  const told = {
    range: () => (value === null ? t(`${stem}.automatic`) : shown(wording, field.unit, start)(value)),
    check: () => t(value ? "page.compared.yes" : "page.compared.no"),
    choice: () => optionWords(field, wording, value),
    shares: () => field.keys.map((key) => `${t(`${field.label}.${key}`)} ${percent(value[key] / 100)}`).join(", "),
  }[field.kind]();
  return `${t(`${stem}.label`)}: ${told}`;
}

/** Return one field of a course: `{node, update(strategy)}`. */
function fieldOf(field, wording, start, onStrategy) {
  const { t, percent } = wording;
  const stem = `page.field.${field.id}`;
  const label = t(`${stem}.label`);
  const help = helpOf(wording, label, t(`${stem}.help`), field.mechanisms);
  let strategy = null;
  const onValue = (value, dragging = false) => onStrategy(changed(field, strategy, value), dragging);
  const made = {
    range: () => slider({ ...field, label, show: shown(wording, field.unit, start), help, onValue }),
    check: () => ticker({ label, help, onValue }),
    choice: () => chooser({ label, help, onValue, options: field.options.map((value) => ({ value, label: optionWords(field, wording, value) })) }),
    shares: () =>
      linkedShares({ legend: label, keys: field.keys, label: (key) => t(`${field.label}.${key}`), show: (value) => percent(value / 100), help, onValue }),
  }[field.kind]();
  const automatic = field.automatic === undefined ? null : ticker({ label: t(`${stem}.automatic`), onValue: (on) => onValue(on ? null : field.automatic) });
  if (automatic) made.node.insertBefore(automatic.node, made.input);
  return {
    node: made.node,
    update(given) {
      strategy = given;
      made.node.hidden = field.when ? !field.when(given) : false;
      const value = read(field, given);
      if (automatic) {
        automatic.update(value === null);
        made.input.hidden = value === null;
        made.node.querySelector("output").hidden = value === null;
      }
      if (!made.node.hidden && !(automatic && value === null)) made.update(value);
    },
  };
}

function groupOf(id, wording, open, ...content) {
  return el("details", { class: "group", open }, el("summary", {}, el("h3", {}, wording.t(`page.group.${id}`))), el("div", { class: "group-body" }, content));
}

/** Return an event's year as a year of the run, where a link may give a calendar year. */
export const runYearOf = (year, startYear) => (year >= 1900 ? year - startYear + 1 : year);

/** Return one kind of event: whether it comes, in which year and how hard. */
function eventOf({ kind, title, help }, wording, start, store) {
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
  const year = slider({ label: t("page.event.year", { event: title }), min: 1, max: 30, step: 1, show: shown(wording, "year", start), onValue: (value, dragging) => put({ year: value }, dragging) });
  const strength = slider({ label: t("page.event.strength", { event: title }), min: kind === "trust" ? -1 : 0, max: 1, step: 0.05, show: (value) => percent(value, kind === "trust"), onValue: (value, dragging) => put({ strength: value }, dragging) });
  const late = el("p", { class: "hint late" }, t("page.event.late"));
  const more = el("div", { class: "event-more" }, year.node, late, strength.node);
  return {
    node: el("div", { class: "event" }, comes.node, more),
    update(state) {
      const event = state.events.find((each) => each.kind === kind);
      comes.update(Boolean(event));
      more.hidden = !event;
      if (!event) return;
      const runYear = runYearOf(event.year, start());
      late.hidden = runYear <= state.years;
      year.input.max = Math.max(state.years, runYear);
      year.update(runYear);
      strength.update(event.strength ?? 0.5);
    },
  };
}

/** Return the picker of a course: presets, saved ones, and the course as it is where it is neither. */
function picker(side, wording, courses, onCourse) {
  const { t } = wording;
  const id = `course-${side}`;
  const select = el("select", { id, onchange: () => onCourse(select.value) });
  const node = el(
    "div",
    { class: `course-pick pick-${side}` },
    el("label", { for: id }, el("span", { class: "badge", "aria-hidden": "true" }, side.toUpperCase()), t(`page.course.${side}`)),
    select,
  );
  return {
    node,
    update(course) {
      const preset = courses.presetOf(course);
      const saved = preset ? null : courses.savedOf(course);
      const option = (value, label, chosen) => el("option", { value, selected: chosen }, label);
      select.replaceChildren(
        ...(preset || saved ? [] : [option("own:", courses.titleOf(course), true)]),
        el("optgroup", { label: t("page.course.presets") }, courses.presets.map(({ name, title }) => option(`preset:${name}`, title, name === preset))),
      );
      const kept = courses.saved();
      if (kept.length) select.append(el("optgroup", { label: t("page.course.saved") }, kept.map(({ name }) => option(`saved:${name}`, name, name === saved))));
    },
  };
}

/** Build all controls in a container; `update(state)` writes a state into them. */
export function createControls(container, { wording, courses, catalogue, store, startYear, ownRegion }) {
  const { t } = wording;
  const choose = (side) => (value) => {
    const [kind, name] = [value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)];
    if (kind === "preset") store.set({ [side]: name });
    if (kind === "saved") {
      const { strategy } = courses.saved().find((course) => course.name === name);
      store.set({ [side]: courses.compact(strategy, name) });
    }
  };
  const pickers = { a: picker("a", wording, courses, choose("a")), b: picker("b", wording, courses, choose("b")) };
  const onStrategy = (strategy, dragging) => store.set({ b: courses.compact(strategy) }, { dragging });
  const fields = [];
  const groups = GROUPS.map(({ id, open, fields: inside }) => {
    const made = inside.map((field) => fieldOf(field, wording, startYear, onStrategy));
    fields.push(...made);
    return groupOf(id, wording, open, made.map((field) => field.node));
  });
  const events = catalogue.events.map((event) => eventOf(event, wording, startYear, store));
  const nodes = events.map((event) => event.node);
  const rarer = el("details", { class: "more-events" }, el("summary", {}, t("page.event.more")), nodes.slice(EVENTS_SHOWN));
  const years = slider({ label: t("page.terms.years"), min: 5, max: 30, step: 1, show: shown(wording, "years", startYear), help: helpOf(wording, t("page.terms.years"), t("page.terms.years_help"), ["M91", "M117"]), onValue: (value, dragging) => store.set({ years: value }, { dragging }) });
  const budget = chooser({
    label: t("page.terms.budget"),
    help: helpOf(wording, t("page.terms.budget"), t("page.terms.budget_help"), ["M82", "M89"]),
    options: ["own", "equal"].map((value) => ({ value, label: t(`page.terms.${value}`) })),
    onValue: (value) => store.set({ budget: value }),
  });
  const turn = el(
    "div",
    { class: "turn" },
    el("button", { type: "button", onclick: () => store.set({ a: store.get().b }) }, t("page.course.b_to_a")),
    el("button", { type: "button", onclick: () => store.set({ a: store.get().b, b: store.get().a }) }, t("page.course.swap")),
  );
  container.replaceChildren(
    el("div", { class: "course-picks" }, el("h2", {}, t("page.controls.title")), pickers.b.node, pickers.a.node, turn),
    el("div", { class: "groups" }, el("p", { class: "lead" }, t("page.controls.lead")), groups),
    el("div", { class: "groups both" }, el("p", { class: "lead" }, t("page.controls.both")), groupOf("events", wording, false, nodes.slice(0, EVENTS_SHOWN), rarer), groupOf("terms", wording, false, years.node, budget.node, ownRegion)),
  );
  return {
    update(state) {
      const strategy = courses.full(state.b);
      for (const side of ["a", "b"]) pickers[side].update(state[side]);
      for (const field of fields) field.update(strategy);
      for (const event of events) event.update(state);
      if (state.events.some(({ kind }) => catalogue.events.slice(EVENTS_SHOWN).some((event) => event.kind === kind))) rarer.open = true;
      years.update(state.years);
      budget.update(state.budget);
    },
  };
}
