/** The controls of both courses, the events and the terms of the comparison. */

import { MISSING } from "./charts/format.js";
import { el, uniqueId } from "./dom.js";
import { eventOf } from "./events.js";
import { changed, GROUPS, read } from "./fields.js";
import { chooser, helpOf, linkedShares, shown, slider, ticker } from "./inputs.js";

const EVENTS_SHOWN = 5;

function optionWords(field, { t, has }, option) {
  const known = [`page.field.${field.id}.${option ?? "none"}`, `${field.label}.${option}`].find(has);
  return known ? t(known) : MISSING;
}

/** Return what a course sets by a field, as "label: value"; null where the field does not apply on these terms. */
export function fieldWords(field, strategy, wording, start, terms) {
  const { t, percent } = wording;
  if (field.when && !field.when(strategy, terms)) return null;
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

/** Return one field of a course: `{node, update(strategy, terms)}`. */
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
    update(given, terms) {
      strategy = given;
      made.node.hidden = field.when ? !field.when(given, terms) : false;
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

/** Return the picker of a course: presets, saved ones, and the course as it is where it is neither. */
function picker(side, wording, courses, onCourse) {
  const { t } = wording;
  const id = `course-${side}`;
  const groups = [...new Set(courses.presets.map(({ group }) => group))];
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
        ...groups.map((group) => el("optgroup", { label: t(`page.course.${group}`) }, courses.presets.filter((each) => each.group === group).map(({ name, title }) => option(`preset:${name}`, title, name === preset)))),
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
  const events = catalogue.events.map((event) => eventOf(event, catalogue.events, wording, startYear, store));
  const nodes = events.map((event) => event.node);
  const rarer = el("details", { class: "more-events" }, el("summary", {}, t("page.event.more")), nodes.slice(EVENTS_SHOWN));
  const years = slider({ label: t("page.terms.years"), min: 5, max: 30, step: 1, show: shown(wording, "years", startYear), help: helpOf(wording, t("page.terms.years"), t("page.terms.years_help"), ["M91", "M117"]), onValue: (value, dragging) => store.set({ years: value }, { dragging }) });
  const budget = chooser({
    label: t("page.terms.budget"),
    help: helpOf(wording, t("page.terms.budget"), t("page.terms.budget_help"), ["M82", "M89"]),
    options: ["own", "equal"].map((value) => ({ value, label: t(`page.terms.${value}`) })),
    onValue: (value) => store.set({ budget: value }),
  });
  const funding = chooser({
    label: t("page.terms.funding"),
    help: helpOf(wording, t("page.terms.funding"), t("page.terms.funding_help"), ["M87"]),
    options: ["given", "earned"].map((value) => ({ value, label: t(`page.terms.${value}`) })),
    onValue: (value) => store.set({ funding: value }),
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
    el("div", { class: "groups both" }, el("p", { class: "lead" }, t("page.controls.both")), groupOf("events", wording, false, nodes.slice(0, EVENTS_SHOWN), rarer), groupOf("terms", wording, false, years.node, budget.node, funding.node, ownRegion)),
  );
  return {
    update(state) {
      const strategy = courses.full(state.b);
      for (const side of ["a", "b"]) pickers[side].update(state[side]);
      for (const field of fields) field.update(strategy, state);
      for (const event of events) event.update(state);
      if (state.events.some(({ kind }) => catalogue.events.slice(EVENTS_SHOWN).some((event) => event.kind === kind))) rarer.open = true;
      years.update(state.years);
      budget.update(state.budget);
      funding.update(state.funding);
    },
  };
}
