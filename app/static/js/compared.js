/** The comparison on the page in words, for paper and files: region, years, terms, courses and events. */

import { fieldWords } from "./controls.js";
import { eventWords } from "./events.js";
import { GROUPS } from "./fields.js";
import { valueAt } from "./settings.js";

const FIELDS = GROUPS.flatMap(({ fields }) => fields);

/**
 * Settings that a link or file may carry and no control shows, and how each is written.
 *
 * @type {Record<string, (value: any, wording: Wording) => string>}
 */
const NO_CONTROL = {
  "forms.focus": (value, { percent }) => percent(value),
  parts: (value, { t }) =>
    value.map((/** @type {{from: number}} */ part) => part.from).join(", ") || t("page.compared.none"),
  networks_end_year: (value, { t, number }) => (value === null ? t("page.field.end_year.automatic") : number(value)),
  "portfolio.pinned": (value, { t }) => value.join(", ") || t("page.compared.none"),
  "portfolio.leave_out": (value, { t }) => value.join(", ") || t("page.compared.none"),
};

/** @typedef {(field: Field, strategy: Strategy) => string | null} Write */

/**
 * Return where a course differs from a preset, as "setting: value": first the settings that have a control.
 *
 * @param {Strategy} strategy
 * @param {Strategy} preset
 * @param {Write} write
 * @param {Wording} wording
 */
function changes(strategy, preset, write, wording) {
  const shown = FIELDS.map((field) => ({
    words: write(field, strategy),
    before: write(field, preset),
  }))
    .filter(({ words, before }) => words !== null && words !== before)
    .map(({ words }) => words);
  const hidden = Object.entries(NO_CONTROL)
    .filter(([path]) => String(valueAt(strategy, path)) !== String(valueAt(preset, path)))
    .map(([path, words]) => `${wording.t(`page.compared.${path}`)}: ${words(valueAt(strategy, path), wording)}`);
  return [...shown, ...hidden];
}

/**
 * Return a course in words: its title and, where it is no preset, the preset nearest to it and each difference.
 *
 * @param {Course} course
 * @param {Context} context
 * @param {Write} write
 */
function courseWords(course, { courses, wording }, write) {
  const title = courses.titleOf(course);
  if (courses.presetOf(course)) return title;
  const strategy = courses.full(course);
  const plain = courses.presets.filter(({ name }) => name === `level_${strategy.ambition.level}`);
  const others = courses.presets.filter((preset) => !plain.includes(preset));
  const { preset, lines } = [...plain, ...others]
    .map((each) => ({
      preset: each,
      lines: changes(strategy, each.strategy, write, wording),
    }))
    .reduce((best, each) => (each.lines.length < best.lines.length ? each : best));
  return wording.t("page.compared.own", {
    title,
    preset: preset.title,
    changes: lines.join("; "),
  });
}

/**
 * Return the terms of money that a state compares on, in words; core funding only where it is not simply given.
 *
 * @param {Terms} state
 * @param {Wording} wording
 */
function termsOf({ budget, funding }, { t }) {
  const terms = t(`page.terms.${budget}`);
  return funding === "given" ? terms : t("page.compared.earned", { terms });
}

/**
 * Return the comparison of a state, line by line; the last one holds date, version and the source of start values.
 *
 * @param {State} state
 * @param {Frame} frame
 * @param {Context} context
 */
export function comparedOf(state, frame, context) {
  const { wording, catalogue } = context;
  const { t } = wording;
  const { title: region, start_year: startYear } = context.regionOf();
  /** @type {Write} */
  const write = (field, strategy) => fieldWords(field, strategy, wording, () => startYear, state);
  const events = state.events.map((event) => eventWords(event, state.years, startYear, catalogue.events, wording));
  const years = { first: frame.years[0], last: frame.years.at(-1) };
  const date = new Date().toLocaleDateString("sv-SE");
  return [
    t("page.compared.where", {
      region,
      ...years,
      terms: termsOf(state, wording),
    }),
    `A: ${courseWords(state.a, context, write)}`,
    `B: ${courseWords(state.b, context, write)}`,
    t("page.compared.events", {
      events: events.join("; ") || t("page.compared.no_events"),
    }),
    ...frame.notes,
    `${t("page.compared.made", { version: catalogue.version, date })} ${t("page.illustrative")}`,
  ];
}

/** @type {string[]} */
let lines = [];

/**
 * Keep the comparison of the frame on screen, for the pictures' files.
 *
 * @param {string[]} words
 */
export function useCompared(words) {
  lines = words;
}

/** Return the comparison of the frame on screen. */
export const compared = () => lines;
