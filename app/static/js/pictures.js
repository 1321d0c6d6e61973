/** The pictures: two fans and their difference, the region through the years, groups of size, ends and the capitals. */

import { byLevel, COURSES } from "./charts/curves.js";
import * as differences from "./charts/difference.js";
import * as fan from "./charts/fan.js";
import * as groups from "./charts/groups.js";
import * as multiples from "./charts/multiples.js";
import { el, say, tableOf } from "./dom.js";
import { CAPITALS } from "./fields.js";
import { labelsOf, pictureOf, radios, scaleOf } from "./picture.js";
import { createRegion } from "./region_picture.js";
import { MORE, TABS } from "./state.js";

const SIZES = ["small", "medium", "large"];
/** @type {Mode[]} */
const SIDES = ["a", "b", "difference"];

/** @typedef {(frame: Frame, state: State, year: number) => void} DrawFrame */

/**
 * Return the name of a measure year by year; some have another name in the end year.
 *
 * @type {(name: string, wording: Wording) => string}
 */
const yearlyOf = (name, { t, has }) => t(has(`page.yearly.${name}`) ? `page.yearly.${name}` : `measure.${name}`);

/**
 * Return the choice of the measure: the common ones side by side, the others in a list.
 *
 * @param {Context} context
 */
function measurePicker({ wording, store }) {
  const { t } = wording;
  const common = TABS.map((value) => ({ value, label: t(`page.tab.${value}`) }));
  const tabs = radios(t("page.courses.measure"), common, (tab) => store.view({ tab }));
  const options = MORE.map((value) => el("option", { value }, yearlyOf(value, wording)));
  const choose = () => more.value && store.view({ tab: more.value });
  const more = el("select", { onchange: choose }, el("option", { value: "" }, t("page.courses.more")), options);
  const label = el("span", { class: "visually-hidden" }, t("page.courses.more"));
  return {
    nodes: [el("label", { class: "tool" }, label, more), tabs.node],
    /** @param {string} tab */
    update(tab) {
      tabs.update(tab);
      more.value = MORE.includes(tab) ? tab : "";
    },
  };
}

/**
 * Fans of one measure beside the paired difference.
 *
 * @param {HTMLElement} container
 * @param {Context} context
 * @returns {DrawFrame}
 */
function createFans(container, context) {
  const { wording, store } = context;
  const { t, number } = wording;
  const picker = measurePicker(context);
  const both = pictureOf(fan, wording, { heading: t("page.courses.fans"), file: "kraftsamling-a-b" });
  const paired = pictureOf(differences, wording, {
    heading: t("page.courses.paired"),
    file: "kraftsamling-difference",
  });
  container.replaceChildren(
    el("div", { class: "block-head" }, el("h2", { id: "courses-title" }, t("page.courses.title")), picker.nodes),
    el("div", { class: "two" }, both.node, paired.node),
    el("p", { class: "hint" }, t("page.courses.how")),
  );
  return (frame, state, year) => {
    const { tab } = state.view;
    const { years, measures } = frame;
    const measure = measures[tab];
    const { scale, digits, unit: name } = scaleOf(measure.unit, tab);
    const unit = t(`page.axis.${name}`);
    const at = years.indexOf(year);
    const [a, b, difference] = SIDES.map((side) =>
      number((measure[side].median[at] ?? NaN) * scale, digits, side === "difference"),
    );
    const words = { year: years[at], a, b, difference };
    const onYear = (/** @type {number} */ chosen) => store.view({ year: chosen });
    const shared = { ...labelsOf(state, context), scale, digits, year, onYear };
    picker.update(tab);
    both.update(
      { years, a: measure.a, b: measure.b },
      { ...shared, unit, title: yearlyOf(tab, wording), description: t("page.courses.fans_text", { ...words, unit }) },
    );
    const pairedUnit = name === "percent" ? t("page.axis.percentage_points") : unit;
    paired.update(
      { years, difference: measure.difference },
      {
        ...shared,
        unit: pairedUnit,
        title: t("page.courses.paired"),
        description: t("page.courses.paired_text", { ...words, unit: pairedUnit }),
        least: name === "points" ? 1 : 0,
      },
    );
  };
}

/**
 * Small, medium-sized and large municipalities, start, A and B.
 *
 * @param {HTMLElement} container
 * @param {Context} context
 * @returns {DrawFrame}
 */
function createGroups(container, context) {
  const { wording } = context;
  const { t, number } = wording;
  const picture = pictureOf(groups, wording, { heading: t("page.groups.heading"), file: "kraftsamling-groups" });
  const brief = el("p", { class: "brief" });
  container.replaceChildren(el("h2", { id: "groups-title" }, t("page.groups.title")), picture.node, brief);
  return (frame, state) => {
    const at = frame.years.length - 1;
    /** @param {Percentiles} course */
    const end = (course) => byLevel((level) => course[level][at]);
    const sizes = SIZES.filter((size) => frame.measures[`capacity_${size}`]?.a.median[at] != null).map((size) => {
      const { a, b, difference } = frame.measures[`capacity_${size}`];
      const label = t(`size_class.${size}`);
      return { name: size, label, start: a.median[0], a: end(a), b: end(b), difference: end(difference) };
    });
    const description = sizes
      .map((size) => t("page.groups.text", { label: size.label, value: number(size.difference.median, 1, true) }))
      .join(" ");
    say(brief, description);
    const form = { unit: t("page.axis.points"), digits: 1, title: t("page.groups.heading"), description };
    picture.update({ groups: sizes }, { ...labelsOf(state, context), ...form });
  };
}

/**
 * The end year for those who have least, and its cost.
 *
 * @param {HTMLElement} container
 * @param {Context} context
 * @returns {DrawFrame}
 */
function createEnds(container, { wording }) {
  const { t, number, percent, million } = wording;
  const box = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "ends-title" });
  const title = el("h2", { id: "ends-title" }, t("page.ends.title"));
  container.replaceChildren(title, box, el("p", { class: "hint" }, t("page.ends.how")));
  /** @param {Record<Side, number>} shares */
  const shares = ({ a, b }) => [
    percent(a),
    percent(b),
    t("page.ends.points_apart", { value: number(100 * (b - a), 0, true) }),
  ];
  /** @type {(frame: Frame, prefix: string) => string[]} */
  const spent = ({ cost }, prefix) => {
    const [a, b] = COURSES.map((side) => cost[prefix + side].median ?? NaN);
    return [million(a), million(b), million(b - a, true)];
  };
  return (frame) => {
    const at = frame.years.length - 1;
    const worst = SIDES.map((side) => number(frame.measures.capacity_min[side].median[at], 1, side === "difference"));
    const rows = [
      [t("page.ends.worst"), ...worst],
      [t("page.ends.left_behind"), ...shares(frame.left_out.behind)],
      [t("page.ends.never"), ...shares(frame.left_out.never)],
      [t("page.ends.cost"), ...spent(frame, "")],
      [t("page.ends.municipal"), ...spent(frame, "municipal_")],
    ];
    const headings = [t("page.ends.what"), "A", "B", t("page.ends.apart")];
    box.replaceChildren(tableOf(t("page.ends.caption", { year: frame.years[at] }), headings, rows));
  };
}

/**
 * The region's capitals, as small fans.
 *
 * @param {HTMLElement} container
 * @param {Context} context
 * @returns {DrawFrame}
 */
function createCapitals(container, context) {
  const { wording } = context;
  const { t } = wording;
  const picture = pictureOf(multiples, wording, {
    heading: t("page.capitals.heading"),
    file: "kraftsamling-capitals",
  });
  const title = el("h2", { id: "capitals-title" }, t("page.capitals.title"));
  container.replaceChildren(title, el("p", { class: "hint" }, t("page.capitals.how")), picture.node);
  return ({ years, measures }, state, year) => {
    const panels = CAPITALS.map((name) => {
      const { a, b } = measures[`capital_${name}`];
      return { name, label: t(`capital.${name}`), a, b };
    });
    const { scale, digits, unit } = scaleOf(measures.capital_political.unit, "capital");
    const words = { title: t("page.capitals.year", { year }), description: t("page.capitals.text") };
    const form = { unit: t(`page.axis.${unit}`), scale, digits, year };
    picture.update({ years, panels }, { ...labelsOf(state, context), ...form, ...words });
  };
}

/**
 * Build every picture; `update(frame, state)` draws a frame, `redraw(state)` the last one under another view.
 *
 * @param {Record<"courses" | "region" | "groups" | "ends" | "capitals", HTMLElement>} containers
 * @param {Context} context
 */
export function createPictures(containers, context) {
  const region = createRegion(containers.region, context);
  const draw = [
    createFans(containers.courses, context),
    region.update,
    createGroups(containers.groups, context),
    createEnds(containers.ends, context),
    createCapitals(containers.capitals, context),
  ];
  /** @type {Frame | null} */
  let last = null;
  /** @type {(frame: Frame, state: State) => void} */
  const all = (frame, state) => {
    const { years } = frame;
    const year = years.find((each) => each === state.view.year) ?? years[years.length - 1];
    for (const each of draw) each(frame, state, year);
  };
  return {
    /** @type {(frame: Frame, state: State) => void} */
    update(frame, state) {
      last = frame;
      all(frame, state);
    },
    /** @param {State} state */
    redraw(state) {
      if (last) all(last, state);
    },
    stop: region.stop,
  };
}
