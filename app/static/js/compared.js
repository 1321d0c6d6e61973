/** What stands on the page was compared: region, years, terms, both courses and the events, in words, for paper and files. */

import { fieldWords } from "./controls.js";
import { eventWords } from "./events.js";
import { GROUPS, valueAt } from "./fields.js";

const FIELDS = GROUPS.flatMap(({ fields }) => fields);

/** Settings that a link or file may carry and no control shows, and how each is told. */
const NO_CONTROL = {
  "forms.focus": (value, { percent }) => percent(value),
  "capitals_first.focus": (value, { percent }) => percent(value),
  networks_end_year: (value, { t, number }) => (value === null ? t("page.field.end_year.automatic") : number(value)),
  "measures.include": (value, { t }) => value.join(", ") || t("page.compared.none"),
  "measures.leave_out": (value, { t }) => value.join(", ") || t("page.compared.none"),
};

/** Return what a course sets otherwise than a preset, as "setting: value", for the controls that apply to it and the rest. */
function changes(strategy, preset, tell, wording) {
  const shown = FIELDS.filter((field) => tell(field, strategy) !== null && tell(field, strategy) !== tell(field, preset)).map((field) => tell(field, strategy));
  const hidden = Object.entries(NO_CONTROL)
    .filter(([path]) => String(valueAt(strategy, path)) !== String(valueAt(preset, path)))
    .map(([path, told]) => `${wording.t(`page.compared.${path}`)}: ${told(valueAt(strategy, path), wording)}`);
  return [...shown, ...hidden];
}

/** Return a course in words: its title and, where it is no preset, the preset nearest to it and every control set otherwise. */
function courseWords(course, courses, wording, tell) {
  const title = courses.titleOf(course);
  if (courses.presetOf(course)) return title;
  const strategy = courses.full(course);
  const plain = `level_${strategy.ambition.level}`;
  const presets = [...courses.presets].sort((one, other) => (other.name === plain) - (one.name === plain));
  const apart = presets.map((preset) => ({ preset, told: changes(strategy, preset.strategy, tell, wording) }));
  const { preset, told } = apart.reduce((best, each) => (each.told.length < best.told.length ? each : best));
  return wording.t("page.compared.own", { title, preset: preset.title, changes: told.join("; ") });
}

/** Return the terms of money that a state compares on, in words; core funding only where it is not simply given. */
function termsOf({ budget, funding }, { t }) {
  const terms = t(`page.terms.${budget}`);
  return funding === "given" ? terms : t("page.compared.earned", { terms });
}

/** Return the lines that say what a state compares; the last tells date, version and where the start values come from. */
export function comparedOf(state, frame, { wording, courses, catalogue, regionOf }) {
  const { t } = wording;
  const { title, start_year: startYear } = regionOf();
  const tell = (field, strategy) => fieldWords(field, strategy, wording, () => startYear, state);
  const events = state.events.map((event) => eventWords(event, state.years, startYear, catalogue.events, wording));
  return [
    t("page.compared.where", { region: title, first: frame.years[0], last: frame.years.at(-1), terms: termsOf(state, wording) }),
    `A: ${courseWords(state.a, courses, wording, tell)}`,
    `B: ${courseWords(state.b, courses, wording, tell)}`,
    t("page.compared.events", { events: events.join("; ") || t("page.compared.no_events") }),
    `${t("page.compared.made", { version: catalogue.version, date: new Date().toLocaleDateString("sv-SE") })} ${t("page.illustrative")}`,
  ];
}

let lines = [];

/** Keep what the frame on screen compares, for the pictures' files. */
export function useCompared(told) {
  lines = told;
}

/** Return what the frame on screen compares. */
export const compared = () => lines;
