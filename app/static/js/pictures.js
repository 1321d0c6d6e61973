/** The pictures: two fans and their difference, the region through the years, groups of size, ends and the capitals. */

import * as difference from "./charts/difference.js";
import { download } from "./charts/download.js";
import * as fan from "./charts/fan.js";
import * as groups from "./charts/groups.js";
import * as map from "./charts/map.js";
import * as multiples from "./charts/multiples.js";
import { compared } from "./compared.js";
import { disclosure, el, say, tableOf, uniqueId } from "./dom.js";
import { slider } from "./inputs.js";
import { MODES, MORE, TABS } from "./state.js";

const CAPITALS = ["political", "financial", "human", "relational", "dynamic", "organisational", "real"];
const SIZES = ["small", "medium", "large"];
const SHARES = ["share", "probability"];
const PLAY = 700;

/** How a measure's numbers are shown: shares in per cent, SEK in millions. */
function scaleOf(unit, name) {
  if (name === "capital") return { scale: 100, digits: 0, unit: "hundred" };
  if (SHARES.includes(unit)) return { scale: 100, digits: 0, unit: "percent" };
  if (name === "cost_sek") return { scale: 1e-6, digits: 1, unit: "million_a_year" };
  if (name === "actor_level") return { scale: 1, digits: 1, unit: "level" };
  if (name === "person_years") return { scale: 1, digits: 1, unit: "person_years" };
  return { scale: 1, digits: 1, unit: "points" };
}

/** Return what a measure is called year by year, where its name is that of the end year. */
const yearlyOf = (name, { t, has }) => t(has(`page.yearly.${name}`) ? `page.yearly.${name}` : `measure.${name}`);

/** Return a chart with its heading, table and downloads: `{node, update(data, options)}`. */
export function pictureOf(kind, wording, { heading, level = "h3", file }) {
  const { t, language } = wording;
  const id = uniqueId("picture");
  const title = el(level, { id });
  const box = el("div", { class: "chart-box" });
  const chart = kind.create(box, { language, title: heading });
  let drawn = { data: null, options: { language, title: heading } };
  const table = disclosure(t("page.table"), () => kind.table(drawn.data, drawn.options));
  const about = () => ({ title: drawn.options.title, note: [drawn.options.description ?? "", ...compared()].filter(Boolean) });
  const save = (format) => el("button", { type: "button", class: "link", onclick: () => download(box.querySelector("svg"), file, format, about()) }, format.toUpperCase());
  const tools = el("div", { class: "picture-tools" }, table.node, el("div", { class: "saves", role: "group", "aria-label": t("page.keep.picture", { title: heading }) }, save("svg"), save("png")));
  return {
    node: el("div", { class: "picture" }, title, box, tools),
    update(data, options) {
      drawn = { data, options: { ...drawn.options, ...options } };
      say(title, drawn.options.title);
      chart.update(data, drawn.options);
      table.refresh();
    },
    destroy: () => chart.destroy(),
  };
}

function radios(legend, options, onValue) {
  const name = uniqueId("radio");
  const inputs = options.map(({ value }) => el("input", { type: "radio", name, value, onchange: () => onValue(value) }));
  const node = el("fieldset", { class: "segments" }, el("legend", { class: "visually-hidden" }, legend), options.map(({ label }, row) => el("label", {}, inputs[row], el("span", {}, label))));
  return { node, update: (value) => inputs.forEach((input) => (input.checked = input.value === value)) };
}

function names(state, courses) {
  return { labelA: courses.titleOf(state.a), labelB: courses.titleOf(state.b) };
}

/** Fans of one measure beside the paired difference. */
function createCourses(container, { wording, courses, store }) {
  const { t, number } = wording;
  const tabs = radios(t("page.courses.measure"), TABS.map((value) => ({ value, label: t(`page.tab.${value}`) })), (tab) => store.view({ tab }));
  const more = el("select", { onchange: () => more.value && store.view({ tab: more.value }) }, el("option", { value: "" }, t("page.courses.more")), MORE.map((value) => el("option", { value }, yearlyOf(value, wording))));
  const both = pictureOf(fan, wording, { heading: t("page.courses.fans"), file: "kraftsamling-a-b" });
  const paired = pictureOf(difference, wording, { heading: t("page.courses.paired"), file: "kraftsamling-difference" });
  container.replaceChildren(
    el("div", { class: "block-head" }, el("h2", { id: "courses-title" }, t("page.courses.title")), el("label", { class: "tool" }, el("span", { class: "visually-hidden" }, t("page.courses.more")), more), tabs.node),
    el("div", { class: "two" }, both.node, paired.node),
    el("p", { class: "hint" }, t("page.courses.how")),
  );
  return (frame, state, year) => {
    const { tab } = state.view;
    const measure = frame.measures[tab];
    const { scale, digits, unit } = scaleOf(measure.unit, tab);
    tabs.update(tab);
    more.value = MORE.includes(tab) ? tab : "";
    const title = yearlyOf(tab, wording);
    const at = frame.years.indexOf(year);
    const told = (side) => number(measure[side].median[at] * scale, digits, side === "difference");
    const shared = { ...names(state, courses), unit: t(`page.axis.${unit}`), scale, digits, year, onYear: (chosen) => store.view({ year: chosen }) };
    const words = { year: frame.years[at], a: told("a"), b: told("b"), difference: told("difference"), unit: t(`page.axis.${unit}`) };
    both.update({ years: frame.years, a: measure.a, b: measure.b }, { ...shared, title, description: t("page.courses.fans_text", words) });
    const apart = unit === "percent" ? t("page.axis.percentage_points") : shared.unit;
    paired.update({ years: frame.years, difference: measure.difference }, { ...shared, unit: apart, title: t("page.courses.paired"), description: t("page.courses.paired_text", { ...words, unit: apart }), least: unit === "points" ? 1 : 0 });
  };
}

/** The region: circles that move through the years, with a slider and a play button. */
function createRegion(container, { wording, store, regionOf, labelOf }) {
  const { t, number } = wording;
  const modes = radios(t("page.map.mode"), MODES.map((value) => ({ value, label: t(`page.map.${value}`) })), (mode) => store.view({ mode }));
  const picture = pictureOf(map, wording, { heading: t("page.map.title"), level: "h3", file: "kraftsamling-map" });
  let years = [];
  const when = slider({ label: t("page.map.year"), min: 0, max: 15, step: 1, show: (at) => String(years[at] ?? ""), onValue: (at) => store.view({ year: years[at] }) });
  const play = el("button", { type: "button", class: "play", "aria-pressed": "false", onclick: () => (timer ? stop() : start()) }, t("page.map.play"));
  const note = el("p", { class: "hint" });
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = t("page.map.play");
    play.setAttribute("aria-pressed", "false");
  };
  const step = () => {
    const at = years.indexOf(store.get().view.year ?? years.at(-1));
    if (at >= years.length - 1) stop();
    else store.view({ year: years[at + 1] });
  };
  const start = () => {
    if ((store.get().view.year ?? years.at(-1)) === years.at(-1)) store.view({ year: years[0] });
    play.textContent = t("page.map.stop");
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(step, PLAY);
  };
  container.replaceChildren(
    el("div", { class: "block-head" }, el("h2", { id: "map-title" }, t("page.map.title")), modes.node),
    el("div", { class: "years" }, play, when.node),
    picture.node,
    el("p", { class: "caveat" }, t("page.illustrative")),
    note,
    el("p", { class: "hint" }, t("page.map.how")),
  );
  const update = (frame, state, year) => {
    years = frame.years;
    when.input.max = years.length - 1;
    const at = years.indexOf(year);
    when.update(at);
    modes.update(state.view.mode);
    const { mode, anonymous, place } = state.view;
    const values = Object.fromEntries(frame.municipalities.map(({ code, capacity }) => [code, { a: capacity.a[at], b: capacity.b[at], difference: capacity.difference[at] }]));
    const sure = Object.fromEntries(frame.municipalities.map(({ code, differs }) => [code, differs[at]]));
    const gains = frame.municipalities.filter(({ better }) => better > 0.5).length;
    const over = (side) => frame.municipalities.map(({ capacity }) => capacity[side]);
    const options = {
      mode,
      domain: map.domainOf(mode === "difference" ? [...over(mode), [-1, 1]] : [...over("a"), ...over("b")]),
      anonymous,
      selected: place,
      onSelect: (code) => store.view({ place: code }),
      label: labelOf,
      unit: t("page.axis.points"),
      title: t("page.map.heading", { what: t(`page.map.${mode}`), year }),
      description: t("page.map.text", { gains: number(gains), all: number(frame.municipalities.length), year: years.at(-1) }),
    };
    say(note, anonymous ? "" : regionOf().illustrative ?? "");
    picture.update({ region: regionOf(), values, sure, year }, options);
  };
  return { update, stop };
}

/** Small, medium-sized and large municipalities, start, A and B. */
function createGroups(container, { wording, courses }) {
  const { t, number } = wording;
  const picture = pictureOf(groups, wording, { heading: t("page.groups.heading"), file: "kraftsamling-groups" });
  const brief = el("p", { class: "brief" });
  container.replaceChildren(el("h2", { id: "groups-title" }, t("page.groups.title")), picture.node, brief);
  return (frame, state) => {
    const at = frame.years.length - 1;
    const found = SIZES.filter((size) => frame.measures[`capacity_${size}`]?.a.median[at] != null).map((size) => {
      const { a, b, difference: apart } = frame.measures[`capacity_${size}`];
      const end = (course) => Object.fromEntries(Object.entries(course).map(([level, values]) => [level, values[at]]));
      return { name: size, label: t(`size_class.${size}`), start: a.median[0], a: end(a), b: end(b), difference: end(apart) };
    });
    const description = found.map(({ label, difference: { median } }) => t("page.groups.text", { label, value: number(median, 1, true) })).join(" ");
    say(brief, description);
    picture.update({ groups: found }, { ...names(state, courses), unit: t("page.axis.points"), digits: 1, title: t("page.groups.heading"), description });
  };
}

/** What the end year looks like for those who have least, and what it takes. */
function createEnds(container, { wording }) {
  const { t, number, percent, million } = wording;
  const box = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "ends-title" });
  container.replaceChildren(el("h2", { id: "ends-title" }, t("page.ends.title")), box, el("p", { class: "hint" }, t("page.ends.how")));
  return (frame) => {
    const at = frame.years.length - 1;
    const measured = (name, show) => ["a", "b", "difference"].map((side) => show(frame.measures[name][side].median[at], side === "difference"));
    const points = (value, signed) => number(value, 1, signed);
    const shares = (value, apart) => (apart ? t("page.ends.points_apart", { value: number(100 * value, 0, true) }) : percent(value));
    const cost = (side) => `${million(frame.cost[side].median)}`;
    const spent = (prefix) => [cost(`${prefix}a`), cost(`${prefix}b`), million(frame.cost[`${prefix}b`].median - frame.cost[`${prefix}a`].median, true)];
    const mean = ({ a, b }) => [shares(a), shares(b), shares(b - a, true)];
    const rows = [
      [t("page.ends.worst"), ...measured("capacity_min", points)],
      [t("page.ends.left_behind"), ...mean(frame.left_out.behind)],
      [t("page.ends.never"), ...mean(frame.left_out.never)],
      [t("page.ends.cost"), ...spent("")],
      [t("page.ends.municipal"), ...spent("municipal_")],
    ];
    box.replaceChildren(tableOf(t("page.ends.caption", { year: frame.years[at] }), [t("page.ends.what"), "A", "B", t("page.ends.apart")], rows));
  };
}

function createCapitals(container, { wording, courses }) {
  const { t } = wording;
  const picture = pictureOf(multiples, wording, { heading: t("page.capitals.heading"), file: "kraftsamling-capitals" });
  container.replaceChildren(el("h2", { id: "capitals-title" }, t("page.capitals.title")), el("p", { class: "hint" }, t("page.capitals.how")), picture.node);
  return (frame, state, year) => {
    const panels = CAPITALS.map((name) => ({ name, label: t(`capital.${name}`), a: frame.measures[`capital_${name}`].a, b: frame.measures[`capital_${name}`].b }));
    const { scale, digits, unit } = scaleOf(frame.measures.capital_political.unit, "capital");
    picture.update({ years: frame.years, panels }, { ...names(state, courses), unit: t(`page.axis.${unit}`), scale, digits, year, title: t("page.capitals.year", { year }), description: t("page.capitals.text") });
  };
}

/** Build every picture; `update(frame, state)` draws a frame, `redraw(state)` the last one under another view. */
export function createPictures(containers, context) {
  const { stop, update: drawRegion } = createRegion(containers.region, context);
  const draw = [createCourses(containers.courses, context), drawRegion, createGroups(containers.groups, context), createEnds(containers.ends, context), createCapitals(containers.capitals, context)];
  let last = null;
  const all = (frame, state) => {
    const year = frame.years.includes(state.view.year) ? state.view.year : frame.years.at(-1);
    for (const each of draw) each(frame, state, year);
  };
  return {
    update(frame, state) {
      last = frame;
      all(frame, state);
    },
    redraw: (state) => last && all(last, state),
    stop,
  };
}
