/**
 * Controls of a course: the setting of each, when it applies (to a strategy on some terms), and its mechanisms.
 *
 * Labels and help stand in the texts, page.field.ID.
 */

import { wholePercent } from "./shares.js";

/** @typedef {(strategy: Strategy, terms: Terms) => boolean} When */

/** @type {When} */
const always = () => true;
/** @type {When} */
const supported = (strategy) => strategy.ambition.policy !== "none";
/** @type {(name: string) => When} */
const policy = (name) => (strategy) => strategy.ambition.policy === name;

/**
 * Ways of choosing a level, as the reader picks them, and their settings.
 *
 * @type {Record<string, {policy: string, level: number}>}
 */
const WAYS = {
  none: { policy: "none", level: 0 },
  level_1: { policy: "fixed", level: 1 },
  level_2: { policy: "fixed", level: 2 },
  level_3: { policy: "fixed", level: 3 },
  calendar: { policy: "calendar", level: 1 },
  gated: { policy: "gated", level: 1 },
};

/** @param {Strategy} strategy */
function wayOf({ ambition }) {
  return ambition.policy === "fixed" ? `level_${ambition.level}` : ambition.policy;
}

/** @type {(strategy: Strategy, way: string) => void} */
function setWay(strategy, way) {
  Object.assign(strategy.ambition, WAYS[way]);
  if (way === "none") strategy.budget.person_years = null;
}

const FORMS = ["knowledge", "resource", "room"];
export const CAPITALS = ["political", "financial", "human", "relational", "dynamic", "organisational", "real"];

/** @param {string[]} keys */
const evenly = (keys) => wholePercent(Object.fromEntries(keys.map((key) => [key, 1])));

/** @param {Strategy} strategy */
function formsOf({ forms }) {
  if (forms.policy !== "mix") return forms.policy;
  return forms.mix === "by_level" ? "by_level" : "own";
}

/** @type {(strategy: Strategy, way: string) => void} */
function setForms({ forms }, way) {
  forms.policy = way === "by_level" || way === "own" ? "mix" : way;
  if (way === "by_level") forms.mix = "by_level";
  else if (typeof forms.mix === "string") forms.mix = evenly(FORMS);
}

/**
 * A number, of a strategy that supports unless it says otherwise.
 *
 * @param {string} id
 * @param {string} path
 * @param {[min: number, max: number, step: number]} scale
 * @param {Unit} unit
 * @param {string[]} mechanisms
 * @param {Partial<RangeField>} more
 * @returns {Field}
 */
function range(id, path, [min, max, step], unit, mechanisms, more = {}) {
  return { id, kind: "range", path, min, max, step, unit, mechanisms, when: supported, ...more };
}

/** @type {(id: string, path: string, mechanisms: string[], more?: Partial<RangeField>) => Field} */
const share = (id, path, mechanisms, more = {}) => range(id, path, [0, 1, 0.01], "percent", mechanisms, more);

/**
 * A condition of a gated step; left to the model it is what the next level demands.
 *
 * @type {(id: string, condition: string, automatic: number, mechanisms: string[]) => Field}
 */
const need = (id, condition, automatic, mechanisms) =>
  share(`need_${id}`, `ambition.thresholds.${condition}`, mechanisms, { automatic, when: policy("gated") });

/** @type {(id: string, path: string, mechanisms: string[], when?: When) => Field} */
const check = (id, path, mechanisms, when = supported) => ({ id, kind: "check", path, mechanisms, when });

/**
 * One of several values, of a strategy that supports unless it says otherwise.
 *
 * @param {string} id
 * @param {string | null} path
 * @param {(string | null)[]} options
 * @param {string[]} mechanisms
 * @param {Partial<ChoiceField>} more
 * @returns {Field}
 */
function choice(id, path, options, mechanisms, more = {}) {
  return { id, kind: "choice", path, options, mechanisms, when: supported, ...more };
}

/**
 * Shares in whole per cent, where the strategy gives shares and no word for them.
 *
 * @param {string} id
 * @param {string[]} keys
 * @param {(strategy: Strategy) => string | Shares} get
 * @param {(strategy: Strategy, value: Shares) => void} set
 * @param {{label: string, mechanisms: string[], when: When}} more
 * @returns {Field}
 */
function shares(id, keys, get, set, more) {
  const blank = Object.fromEntries(keys.map((key) => [key, 0]));
  /** @param {Strategy} strategy */
  const inPercent = (strategy) => {
    const given = get(strategy);
    return wholePercent({ ...blank, ...(typeof given === "string" ? {} : given) });
  };
  return { id, kind: "shares", keys, get: inPercent, set, ...more };
}

/** @type {FieldGroup} */
const AMBITION = {
  id: "ambition",
  open: true,
  fields: [
    choice("way", null, Object.keys(WAYS), ["M54", "M55", "M57"], { get: wayOf, set: setWay, when: always }),
    range("step_2", "ambition.years.0", [2, 20, 1], "year", ["M28", "M54"], {
      below: "ambition.years.1",
      when: policy("calendar"),
    }),
    range("step_3", "ambition.years.1", [3, 30, 1], "year", ["M28", "M55"], {
      above: "ambition.years.0",
      when: policy("calendar"),
    }),
    choice("gate", "ambition.gate", ["mean", "minimum"], ["M54", "M16"], { when: policy("gated") }),
    need("receptive", "receptive_capacity", 0.3, ["M54", "M23"]),
    need("legitimacy", "legitimacy", 0.46, ["M54", "M45"]),
    need("mandate", "mandate", 0.67, ["M54", "M118a"]),
    need("knowledge", "knowledge_of_needs", 0.42, ["M54", "M56"]),
    range("dwell", "ambition.dwell_years", [0, 10, 0.5], "years", ["M54", "M56"], { when: policy("gated") }),
    check("step_down", "ambition.step_down", ["M56"], policy("gated")),
  ],
};

/** @type {FieldGroup} */
const MONEY = {
  id: "money",
  open: true,
  fields: [
    range("person_years", "budget.person_years", [1, 40, 0.5], "person_years", ["M82", "M118"], {
      automatic: 8,
      when: (strategy, terms) => supported(strategy, terms) && terms.budget === "own",
    }),
    share("project_share", "budget.project_share", ["M70", "M73"]),
    share("handover", "handover", ["M76", "M77"]),
    check("pooled", "pooled_applications", ["M68", "M84"]),
    range("end_year", "budget.end_year", [1, 30, 1], "year", ["M43", "M74"], { automatic: 8 }),
  ],
};

/** @type {FieldGroup} */
const FORM_GROUP = {
  id: "forms",
  open: true,
  fields: [
    choice("forms", null, ["by_level", "own", "sequence", "reverse", "gap", "random"], ["M46", "M47", "M48"], {
      get: formsOf,
      set: setForms,
    }),
    shares(
      "mix",
      FORMS,
      ({ forms }) => forms.mix,
      ({ forms }, value) => Object.assign(forms, { mix: value }),
      {
        label: "form",
        mechanisms: ["M20", "M32", "M52"],
        when: (strategy, terms) =>
          supported(strategy, terms) && strategy.forms.policy === "mix" && typeof strategy.forms.mix !== "string",
      },
    ),
    range("phase", "forms.phase_years", [1, 10, 0.5], "years", ["M28", "M46"], {
      when: (strategy, terms) => supported(strategy, terms) && ["sequence", "reverse"].includes(strategy.forms.policy),
    }),
  ],
};

/** @type {FieldGroup} */
const CAPITAL_GROUP = {
  id: "capitals",
  fields: [
    choice("capitals", null, ["need", "equal", "own"], ["M47", "M49"], {
      get: ({ capitals }) => (typeof capitals === "string" ? capitals : "own"),
      set: (strategy, way) => Object.assign(strategy, { capitals: way === "own" ? evenly(CAPITALS) : way }),
    }),
    shares(
      "weights",
      CAPITALS,
      ({ capitals }) => capitals,
      (strategy, value) => Object.assign(strategy, { capitals: value }),
      {
        label: "capital",
        mechanisms: ["M02", "M49"],
        when: (strategy, terms) => supported(strategy, terms) && typeof strategy.capitals !== "string",
      },
    ),
  ],
};

/** @type {FieldGroup} */
const WHOM = {
  id: "whom",
  fields: [
    choice(
      "targeting",
      "targeting",
      ["even", "small_first", "large_first", "willing_first", "weakest_first", "largest_gap_first", "size_adapted"],
      ["M47", "M60", "M63", "M64", "M69"],
    ),
    choice("matching", "matching", ["linked", "alike", "random"], ["M110", "M111"]),
  ],
};

/** @type {FieldGroup} */
const WORK = {
  id: "work",
  fields: [
    choice("portfolio", "portfolio.policy", [null, "need", "plan", "forms", "random"], ["M54", "M59"]),
    share("tailored", "tailored", ["M51", "M69"]),
    range("breadth", "portfolio.breadth", [1, 60, 1], "measures", ["M61", "M50"], { automatic: 8 }),
    share("follow_up", "follow_up", ["M117", "M56"], { max: 0.5 }),
    range("meetings", "meetings", [1, 6, 1], "meetings", ["M66", "M102"]),
    share("reserve", "reserve", ["M118"], { max: 0.5 }),
  ],
};

/** @type {FieldGroup} */
const GOVERNANCE = {
  id: "governance",
  fields: [
    choice(
      "governance",
      "governance",
      [
        "voluntary_network",
        "project_funded",
        "federation",
        "statutory",
        "agreement_all_directors",
        "capped_secretariat",
      ],
      ["M26", "M41", "M83", "M89", "M118"],
      // Values that are no kind's own come by a link or a file alone; then none is chosen.
      { get: ({ governance }) => (typeof governance === "string" ? governance : "own") },
    ),
  ],
};

/** @type {FieldGroup} */
const MUNICIPAL = {
  id: "municipal",
  fields: [
    share("structures", "municipal.structures", ["M78", "M102"], { when: always }),
    share("learning", "municipal.learning", ["M29", "M117"], { when: always }),
    share("earmarked_time", "municipal.earmarked_time", ["M25", "M31"], { when: always }),
  ],
};

/** Groups of fields in the order in which they are shown. */
export const GROUPS = [AMBITION, MONEY, FORM_GROUP, CAPITAL_GROUP, WHOM, WORK, GOVERNANCE, MUNICIPAL];
