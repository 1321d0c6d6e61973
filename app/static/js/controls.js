/** The controls of both courses, the events and the terms of the comparison. */

import { MISSING } from "./charts/format.js";
import { el } from "./dom.js";
import { eventOf } from "./events.js";
import { GROUPS } from "./fields.js";
import { chooser, helpOf, linkedShares, shown, slider, ticker } from "./inputs.js";
import { changed, read } from "./settings.js";

const EVENTS_SHOWN = 5;

/** @type {(field: Field, wording: Wording, option: string | null) => string} */
function optionWords(field, { t, has }, option) {
  const known = [`page.field.${field.id}.${option ?? "none"}`, `${field.label}.${option}`].find(has);
  return known ? t(known) : MISSING;
}

/**
 * Return a field's value in words.
 *
 * @param {Field} field
 * @param {any} value
 * @param {Wording} wording
 * @param {() => number} start
 */
function valueWords(field, value, wording, start) {
  const { t, percent } = wording;
  if (field.kind === "check") return t(value ? "page.compared.yes" : "page.compared.no");
  if (field.kind === "choice") return optionWords(field, wording, value);
  if (field.kind === "shares") {
    return field.keys.map((key) => `${t(`${field.label}.${key}`)} ${percent(value[key] / 100)}`).join(", ");
  }
  return value === null ? t(`page.field.${field.id}.automatic`) : shown(wording, field.unit, start)(value);
}

/**
 * Return the setting of a field in a course, as "label: value"; null where the field does not apply on these terms.
 *
 * @param {Field} field
 * @param {Strategy} strategy
 * @param {Wording} wording
 * @param {() => number} start
 * @param {Terms} terms
 */
export function fieldWords(field, strategy, wording, start, terms) {
  if (field.when && !field.when(strategy, terms)) return null;
  const words = valueWords(field, read(field, strategy), wording, start);
  return `${wording.t(`page.field.${field.id}.label`)}: ${words}`;
}

/**
 * Return a slider with a tick that leaves its value, then null, to the model.
 *
 * @param {RangeField} field
 * @param {string} automaticLabel
 * @param {ReturnType<typeof slider>} made
 * @param {OnValue<any>} onValue
 */
function withAutomatic(field, automaticLabel, made, onValue) {
  const automatic = ticker({ label: automaticLabel, onValue: (on) => onValue(on ? null : field.automatic) });
  made.node.insertBefore(automatic.node, made.input);
  return {
    node: made.node,
    /** @param {number | null} value */
    update(value) {
      automatic.update(value === null);
      made.input.hidden = made.output.hidden = value === null;
      if (value !== null) made.update(value);
    },
  };
}

/**
 * Return the input of a field.
 *
 * @param {Field} field
 * @param {Wording} wording
 * @param {() => number} start
 * @param {OnValue<any>} onValue
 * @returns {{node: HTMLElement, update: (value: any) => void}}
 */
function inputOf(field, wording, start, onValue) {
  const { t, percent } = wording;
  const stem = `page.field.${field.id}`;
  const label = t(`${stem}.label`);
  const help = helpOf(wording, label, t(`${stem}.help`), field.mechanisms);
  if (field.kind === "check") return ticker({ label, help, onValue });
  if (field.kind === "choice") {
    const options = field.options.map((value) => ({ value, label: optionWords(field, wording, value) }));
    return chooser({ label, help, onValue, options });
  }
  if (field.kind === "shares") {
    const { keys } = field;
    const name = (/** @type {string} */ key) => t(`${field.label}.${key}`);
    return linkedShares({ legend: label, keys, label: name, show: (value) => percent(value / 100), help, onValue });
  }
  const made = slider({ ...field, label, show: shown(wording, field.unit, start), help, onValue });
  return field.automatic === undefined ? made : withAutomatic(field, t(`${stem}.automatic`), made, onValue);
}

/**
 * Return one field of a course.
 *
 * @param {Field} field
 * @param {Wording} wording
 * @param {() => number} start
 * @param {(strategy: Strategy, dragging: boolean) => void} onStrategy
 */
function fieldOf(field, wording, start, onStrategy) {
  /** @type {Strategy} */
  let strategy;
  const { node, update } = inputOf(field, wording, start, (value, dragging = false) =>
    onStrategy(changed(field, strategy, value), dragging),
  );
  return {
    node,
    /** @type {(given: Strategy, terms: Terms) => void} */
    update(given, terms) {
      strategy = given;
      node.hidden = field.when ? !field.when(given, terms) : false;
      if (!node.hidden) update(read(field, given));
    },
  };
}

/** @type {(id: string, wording: Wording, open: boolean | undefined, ...content: Child[]) => HTMLElement} */
function groupOf(id, { t }, open, ...content) {
  const summary = el("summary", {}, el("h3", {}, t(`page.group.${id}`)));
  return el("details", { class: "group", open }, summary, el("div", { class: "group-body" }, content));
}

/**
 * Return the picker of a course: presets, saved ones, and the course as it is where it is neither.
 *
 * @param {Side} side
 * @param {Context} context
 * @param {(value: string) => void} onCourse
 */
function picker(side, { wording, courses }, onCourse) {
  const { t } = wording;
  const id = `course-${side}`;
  const groups = [...new Set(courses.presets.map(({ group }) => group))];
  const select = el("select", { id, onchange: () => onCourse(select.value) });
  const badge = el("span", { class: "badge", "aria-hidden": "true" }, side.toUpperCase());
  const label = el("label", { for: id }, badge, t(`page.course.${side}`));
  /** @type {(value: string, label: string, chosen: boolean) => HTMLElement} */
  const option = (value, name, chosen) => el("option", { value, selected: chosen }, name);
  return {
    node: el("div", { class: `course-pick pick-${side}` }, label, select),
    /** @param {Course} course */
    update(course) {
      const preset = courses.presetOf(course);
      const saved = preset ? null : courses.savedOf(course);
      select.replaceChildren();
      if (!preset && !saved) select.append(option("own:", courses.titleOf(course), true));
      for (const group of groups) {
        const members = courses.presets.filter((each) => each.group === group);
        const options = members.map(({ name, title }) => option(`preset:${name}`, title, name === preset));
        select.append(el("optgroup", { label: t(`page.course.${group}`) }, options));
      }
      const kept = courses.saved().map(({ name }) => option(`saved:${name}`, name, name === saved));
      if (kept.length) select.append(el("optgroup", { label: t("page.course.saved") }, kept));
    },
  };
}

/**
 * Return the controls of the terms: years, budget and funding.
 *
 * @param {Context} context
 * @param {() => number} startYear
 */
function termsOf({ wording, store }, startYear) {
  const { t } = wording;
  /** @type {(name: string, mechanisms: string[]) => {label: string, help: HTMLElement}} */
  const labelled = (name, mechanisms) => {
    const label = t(`page.terms.${name}`);
    return { label, help: helpOf(wording, label, t(`page.terms.${name}_help`), mechanisms) };
  };
  /** @param {string[]} values */
  const options = (values) => values.map((value) => ({ value, label: t(`page.terms.${value}`) }));
  return {
    years: slider({
      ...labelled("years", ["M91", "M117"]),
      ...{ min: 5, max: 30, step: 1 },
      show: shown(wording, "years", startYear),
      onValue: (value, dragging) => store.set({ years: value }, { dragging }),
    }),
    budget: chooser({
      ...labelled("budget", ["M82", "M89"]),
      options: options(["own", "equal"]),
      onValue: (value) => store.set({ budget: value }),
    }),
    funding: chooser({
      ...labelled("funding", ["M87"]),
      options: options(["given", "earned"]),
      onValue: (value) => store.set({ funding: value }),
    }),
  };
}

/**
 * Return the pickers of both courses and the buttons that copy and swap them.
 *
 * @param {Context} context
 */
function coursesOf(context) {
  const { wording, courses, store } = context;
  const { t } = wording;
  /** @param {Side} side */
  const choose = (side) => (/** @type {string} */ value) => {
    const [kind, name] = [value.slice(0, value.indexOf(":")), value.slice(value.indexOf(":") + 1)];
    if (kind === "preset") store.set({ [side]: name });
    const saved = kind === "saved" && courses.saved().find((course) => course.name === name);
    if (saved) store.set({ [side]: courses.compact(saved.strategy, name) });
  };
  const [a, b] = [picker("a", context, choose("a")), picker("b", context, choose("b"))];
  const copy = () => store.set({ a: store.get().b });
  const swap = () => store.set({ a: store.get().b, b: store.get().a });
  const turn = el(
    "div",
    { class: "turn" },
    el("button", { type: "button", onclick: copy }, t("page.course.b_to_a")),
    el("button", { type: "button", onclick: swap }, t("page.course.swap")),
  );
  return {
    node: el("div", { class: "course-picks" }, el("h2", {}, t("page.controls.title")), b.node, a.node, turn),
    /** @param {State} state */
    update(state) {
      a.update(state.a);
      b.update(state.b);
    },
  };
}

/**
 * Build all controls in a container; `update(state)` writes a state into them.
 *
 * @param {HTMLElement} container
 * @param {Context & {startYear: () => number}} context
 */
export function createControls(container, { startYear, ...context }) {
  const { wording, courses, catalogue, store } = context;
  const { t } = wording;
  const pickers = coursesOf(context);
  /** @type {(strategy: Strategy, dragging: boolean) => void} */
  const onStrategy = (strategy, dragging) => store.set({ b: courses.compact(strategy) }, { dragging });
  const groups = GROUPS.map(({ id, open, fields: inside }) => {
    const fields = inside.map((field) => fieldOf(field, wording, startYear, onStrategy));
    const nodes = fields.map(({ node }) => node);
    return { fields, node: groupOf(id, wording, open, nodes) };
  });
  const events = catalogue.events.map((event) => eventOf(event, catalogue.events, wording, startYear, store));
  const [common, rare] = [events.slice(0, EVENTS_SHOWN), events.slice(EVENTS_SHOWN)];
  const nodesOf = (/** @type {{node: HTMLElement}[]} */ parts) => parts.map(({ node }) => node);
  const rarer = el("details", { class: "more-events" }, el("summary", {}, t("page.event.more")), nodesOf(rare));
  const { years, budget, funding } = termsOf(context, startYear);
  container.replaceChildren(
    pickers.node,
    el("div", { class: "groups" }, el("p", { class: "lead" }, t("page.controls.lead")), nodesOf(groups)),
    el(
      "div",
      { class: "groups both" },
      el("p", { class: "lead" }, t("page.controls.both")),
      groupOf("events", wording, false, nodesOf(common), rarer),
      groupOf("terms", wording, false, years.node, budget.node, funding.node),
    ),
  );
  return {
    /** @param {State} state */
    update(state) {
      const strategy = courses.full(state.b);
      pickers.update(state);
      for (const { fields } of groups) for (const field of fields) field.update(strategy, state);
      for (const event of events) event.update(state);
      if (state.events.some(({ kind }) => rare.some((event) => event.kind === kind))) rarer.open = true;
      years.update(state.years);
      budget.update(state.budget);
      funding.update(state.funding);
    },
  };
}
