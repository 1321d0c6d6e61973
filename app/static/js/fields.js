/** What each control sets, when it applies (to a strategy on some terms), and the mechanisms behind it. Labels and help stand in the texts, page.field.ID. */

import { wholePercent } from "./shares.js";

const supported = (strategy) => strategy.ambition.policy !== "none";
const policy = (name) => (strategy) => strategy.ambition.policy === name;

/** Ways of choosing a level, as the reader picks them, and what they set. */
export const WAYS = {
  none: { policy: "none", level: 0 },
  level_1: { policy: "fixed", level: 1 },
  level_2: { policy: "fixed", level: 2 },
  level_3: { policy: "fixed", level: 3 },
  calendar: { policy: "calendar", level: 1 },
  gated: { policy: "gated", level: 1 },
};

function wayOf({ ambition }) {
  return ambition.policy === "fixed" ? `level_${ambition.level}` : ambition.policy;
}

function setWay(strategy, way) {
  Object.assign(strategy.ambition, WAYS[way]);
  if (way === "none") strategy.budget.person_years = null;
}

const FORMS = ["knowledge", "resource", "room"];
const CAPITALS = ["political", "financial", "human", "relational", "dynamic", "organisational", "real"];
const evenly = (keys) => wholePercent(Object.fromEntries(keys.map((key) => [key, 1])));

function shares(id, keys, get, set, more) {
  const blank = Object.fromEntries(keys.map((key) => [key, 0]));
  return { id, kind: "shares", keys, get: (strategy) => wholePercent({ ...blank, ...get(strategy) }), set, ...more };
}

function share(id, path, mechanisms, more = {}) {
  return { id, kind: "range", path, min: 0, max: 1, step: 0.01, unit: "percent", mechanisms, when: supported, ...more };
}

function choice(id, path, options, mechanisms, more = {}) {
  return { id, kind: "choice", path, options, mechanisms, when: supported, ...more };
}

/** Groups of fields in the order in which they are shown. */
export const GROUPS = [
  {
    id: "ambition",
    open: true,
    fields: [
      { id: "way", kind: "choice", options: Object.keys(WAYS), get: wayOf, set: setWay, mechanisms: ["M54", "M55", "M57"] },
      { id: "step_2", kind: "range", path: "ambition.years.0", min: 2, max: 20, step: 1, unit: "year", below: "ambition.years.1", mechanisms: ["M28", "M54"], when: policy("calendar") },
      { id: "step_3", kind: "range", path: "ambition.years.1", min: 3, max: 30, step: 1, unit: "year", above: "ambition.years.0", mechanisms: ["M28", "M55"], when: policy("calendar") },
      choice("gate", "ambition.gate", ["mean", "minimum"], ["M54", "M16"], { when: policy("gated") }),
      share("need_receptive", "ambition.thresholds.receptive_capacity", ["M54", "M23"], { when: policy("gated") }),
      share("need_legitimacy", "ambition.thresholds.legitimacy", ["M54", "M45"], { when: policy("gated") }),
      share("need_mandate", "ambition.thresholds.mandate", ["M54", "M118a"], { when: policy("gated") }),
      share("need_knowledge", "ambition.thresholds.knowledge_of_needs", ["M54", "M56"], { when: policy("gated") }),
      { id: "dwell", kind: "range", path: "ambition.dwell_years", min: 0, max: 10, step: 0.5, unit: "years", mechanisms: ["M54", "M56"], when: policy("gated") },
      { id: "step_down", kind: "check", path: "ambition.step_down", mechanisms: ["M56"], when: policy("gated") },
    ],
  },
  {
    id: "money",
    open: true,
    fields: [
      { id: "person_years", kind: "range", path: "budget.person_years", min: 1, max: 40, step: 0.5, unit: "person_years", automatic: 8, mechanisms: ["M82", "M118"], when: (strategy, { budget }) => supported(strategy) && budget === "own" },
      share("project_share", "budget.project_share", ["M70", "M73"]),
      share("handover", "handover", ["M76", "M77"]),
      { id: "pooled", kind: "check", path: "pooled_applications", mechanisms: ["M68", "M84"], when: supported },
      { id: "end_year", kind: "range", path: "budget.end_year", min: 1, max: 30, step: 1, unit: "year", automatic: 8, mechanisms: ["M43", "M74"], when: supported },
    ],
  },
  {
    id: "forms",
    open: true,
    fields: [
      choice("forms", null, ["by_level", "own", "sequence", "reverse", "gap", "random"], ["M46", "M47", "M48"], {
        get: ({ forms }) => (forms.policy === "mix" ? (forms.mix === "by_level" ? "by_level" : "own") : forms.policy),
        set: (strategy, way) => {
          strategy.forms.policy = way === "by_level" || way === "own" ? "mix" : way;
          if (way === "by_level") strategy.forms.mix = "by_level";
          else if (typeof strategy.forms.mix === "string") strategy.forms.mix = evenly(FORMS);
        },
      }),
      shares("mix", FORMS, ({ forms }) => forms.mix, ({ forms }, value) => (forms.mix = value), {
        label: "form",
        mechanisms: ["M20", "M32", "M52"],
        when: (strategy) => supported(strategy) && strategy.forms.policy === "mix" && typeof strategy.forms.mix !== "string",
      }),
      { id: "phase", kind: "range", path: "forms.phase_years", min: 1, max: 10, step: 0.5, unit: "years", mechanisms: ["M28", "M46"], when: (strategy) => supported(strategy) && ["sequence", "reverse"].includes(strategy.forms.policy) },
    ],
  },
  {
    id: "capitals",
    fields: [
      choice("capitals", null, ["need", "equal", "own"], ["M47", "M49"], {
        get: ({ capitals }) => (typeof capitals === "string" ? capitals : "own"),
        set: (strategy, way) => (strategy.capitals = way === "own" ? evenly(CAPITALS) : way),
      }),
      shares("weights", CAPITALS, ({ capitals }) => capitals, (strategy, value) => (strategy.capitals = value), {
        label: "capital",
        mechanisms: ["M02", "M49"],
        when: (strategy) => supported(strategy) && typeof strategy.capitals !== "string",
      }),
      choice("first", "capitals_first.capital", [null, ...CAPITALS], ["M03", "M04", "M05"], { label: "capital" }),
      { id: "first_years", kind: "range", path: "capitals_first.years", min: 0.5, max: 10, step: 0.5, unit: "years", mechanisms: ["M05"], when: (strategy) => supported(strategy) && strategy.capitals_first.capital !== null },
    ],
  },
  {
    id: "whom",
    fields: [
      choice("targeting", "targeting", ["even", "small_first", "large_first", "willing_first", "weakest_first", "size_adapted"], ["M60", "M63", "M64", "M69"]),
      choice("matching", "matching", ["linked", "alike", "random"], ["M110", "M111"]),
    ],
  },
  {
    id: "work",
    fields: [
      { id: "breadth", kind: "range", path: "breadth", min: 1, max: 30, step: 1, unit: "measures", automatic: 8, mechanisms: ["M61", "M50"], when: supported },
      share("follow_up", "follow_up", ["M117", "M56"], { max: 0.5 }),
      { id: "meetings", kind: "range", path: "meetings", min: 1, max: 6, step: 1, unit: "meetings", mechanisms: ["M66", "M102"], when: supported },
      share("reserve", "reserve", ["M118"], { max: 0.5 }),
    ],
  },
  {
    id: "municipal",
    fields: [
      share("structures", "municipal.structures", ["M78", "M102"], { when: () => true }),
      share("learning", "municipal.learning", ["M29", "M117"], { when: () => true }),
      share("earmarked_time", "municipal.earmarked_time", ["M25", "M31"], { when: () => true }),
    ],
  },
];

/** Mechanisms behind each kind of event. */
export const EVENT_MECHANISMS = {
  change_of_rule: ["M91", "M94"],
  strained_finances: ["M80", "M81"],
  coordinator_leaves: ["M74", "M79"],
  project_money_ends: ["M70", "M73"],
  national_law: ["M88"],
  signals: ["M112", "M113"],
  crisis: ["M118d"],
  trust: ["M18", "M38"],
};

/** Return the value at a dotted path of a strategy. */
export function valueAt(strategy, path) {
  return path.split(".").reduce((held, key) => held[key], strategy);
}

/** Set the value at a dotted path of a strategy. */
export function setAt(strategy, path, value) {
  const keys = path.split(".");
  const key = keys.pop();
  keys.reduce((held, each) => held[each], strategy)[key] = value;
}

/** Return a field's value in a strategy. */
export function read(field, strategy) {
  return field.get ? field.get(strategy) : valueAt(strategy, field.path);
}

/** Return a copy of a strategy with a field's value changed; what must stay in order is kept so. */
export function changed(field, strategy, value) {
  const copy = structuredClone(strategy);
  if (field.set) field.set(copy, value);
  else setAt(copy, field.path, value);
  if (field.below && value >= valueAt(copy, field.below)) setAt(copy, field.below, value + 1);
  if (field.above && value <= valueAt(copy, field.above)) setAt(copy, field.above, Math.max(value - 1, 1));
  return copy;
}
