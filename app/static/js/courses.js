/** Courses of action: the presets of the catalogue, those the reader has saved, and what a state's course is called. */

import { isPart } from "./state.js";

const KEPT = "kraftsamling.courses";

/** Return what the browser keeps between visits; an empty list where it keeps nothing or may not. */
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found.filter(({ name, strategy }) => typeof name === "string" && strategy) : [];
  } catch {
    return [];
  }
}

function keep(courses) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(courses));
    return true;
  } catch {
    return false;
  }
}

const FREE = ["mix", "capitals"];

/** Return a course's settings over those of a whole one; a group that is given as something else stays the whole one's. */
function merged(base, given) {
  const whole = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const group = isPart(base[key]) && !FREE.includes(key);
    if (!group) whole[key] = value;
    else if (isPart(value)) whole[key] = merged(base[key], value);
  }
  return whole;
}

function same(one, other) {
  if (!isPart(one) || !isPart(other)) return JSON.stringify(one) === JSON.stringify(other);
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same(one[key], other[key]));
}

const settings = ({ name, title, ...rest }) => rest;

export function createCourses(catalogue, { t, language }) {
  const presets = new Map(catalogue.strategies.map((preset) => [preset.name, preset]));
  const full = (course) => {
    if (typeof course === "string") return structuredClone((presets.get(course) ?? presets.get("level_1")).strategy);
    return merged(structuredClone(presets.get("level_1").strategy), course);
  };
  const presetOf = (course) => {
    if (typeof course === "string") return presets.has(course) ? course : null;
    const wanted = settings(full(course));
    return [...presets.keys()].find((name) => same(settings(presets.get(name).strategy), wanted)) ?? null;
  };
  const savedOf = (course) => kept().find(({ strategy }) => same(settings(full(strategy)), settings(full(course))))?.name ?? null;
  return {
    presets: [...presets.values()],
    saved: kept,
    full,
    /** Return a course without what it is called. */
    settingsOf: (course) => settings(full(course)),
    presetOf,
    savedOf,
    /** Return a course as a state holds it: a preset's name where it equals one, else its settings without a title. */
    compact(strategy, title = null) {
      const preset = presetOf(strategy);
      return preset ?? { ...settings(strategy), ...(title ? { title: { sv: title, en: title } } : {}) };
    },
    titleOf(course) {
      const preset = presetOf(course);
      return preset ? presets.get(preset).title : course.title?.[language] ?? savedOf(course) ?? t("page.course.own");
    },
    /** Save a course under a name, in the place of one so called; false where the browser may not keep anything. */
    save: (name, strategy) => keep([...kept().filter((course) => course.name !== name), { name, strategy: settings(full(strategy)) }]),
    forget: (name) => keep(kept().filter((course) => course.name !== name)),
  };
}
