/** Courses of action: the presets of the catalogue, those the reader has saved, and their titles. */

import { isPart } from "./state.js";

/** @typedef {ReturnType<typeof createCourses>} Courses */

const STORAGE_KEY = "kraftsamling.courses";
/** Groups that a course gives as a whole. */
const FREE = ["mix", "capitals", "governance"];

/**
 * Return the courses that the browser keeps between visits; none where it keeps nothing or may not.
 *
 * @returns {SavedCourse[]}
 */
function kept() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(({ name, strategy }) => typeof name === "string" && strategy) : [];
  } catch {
    return [];
  }
}

/** @param {SavedCourse[]} courses */
function keep(courses) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(courses));
    return true;
  } catch {
    return false;
  }
}

/**
 * Return a course's settings over those of a whole one; where a group of settings is given as something else, the
 * whole one's stays.
 *
 * @template {Record<string, any>} Whole
 * @param {Whole} base
 * @param {Record<string, any>} given
 * @returns {Whole}
 */
function merged(base, given) {
  /** @type {Record<string, any>} */
  const whole = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const group = isPart(base[key]) && !FREE.includes(key);
    if (!group) whole[key] = value;
    else if (isPart(value)) whole[key] = merged(base[key], value);
  }
  return /** @type {Whole} */ (whole);
}

/**
 * Return whether two values are equal, whatever the order of their keys.
 *
 * @type {(one: unknown, other: unknown) => boolean}
 */
function same(one, other) {
  if (!isPart(one) || !isPart(other)) return JSON.stringify(one) === JSON.stringify(other);
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same(one[key], other[key]));
}

/**
 * Return a course without its name and title.
 *
 * @template {Settings} Given
 * @param {Given} course
 */
function settings({ name: _name, title: _title, ...rest }) {
  return rest;
}

/**
 * @param {Catalogue} catalogue
 * @param {Wording} wording
 */
export function createCourses(catalogue, { t, language }) {
  const presets = new Map(catalogue.strategies.map((preset) => [preset.name, preset]));
  const plain = /** @type {Preset} */ (presets.get("level_1"));
  /** @param {Course} course */
  const full = (course) => {
    if (typeof course === "string") return structuredClone((presets.get(course) ?? plain).strategy);
    return merged(structuredClone(plain.strategy), course);
  };
  /** @param {Course} course */
  const presetOf = (course) => {
    if (typeof course === "string") return presets.has(course) ? course : null;
    const wanted = settings(full(course));
    return [...presets.values()].find(({ strategy }) => same(settings(strategy), wanted))?.name ?? null;
  };
  /** @param {Course} course */
  const savedOf = (course) =>
    kept().find(({ strategy }) => same(settings(full(strategy)), settings(full(course))))?.name ?? null;
  return {
    presets: [...presets.values()],
    saved: kept,
    full,
    /** @param {Course} course */
    settingsOf: (course) => settings(full(course)),
    presetOf,
    savedOf,
    /**
     * Return a course as a state holds it: a preset's name where it equals one, else its settings without a title.
     *
     * @param {Settings} strategy
     * @param {string | null} title
     * @returns {Course}
     */
    compact(strategy, title = null) {
      const preset = presetOf(strategy);
      return preset ?? { ...settings(strategy), ...(title ? { title: { sv: title, en: title } } : {}) };
    },
    /**
     * Return the title of a course.
     *
     * @param {Course} course
     * @returns {string}
     */
    titleOf(course) {
      const preset = presets.get(presetOf(course) ?? "");
      if (preset) return preset.title;
      const title = typeof course === "string" ? null : course.title?.[language];
      return title ?? savedOf(course) ?? t("page.course.own");
    },
    /**
     * Save a course under a name, in the place of one so called; false where the browser may not keep anything.
     *
     * @param {string} name
     * @param {Course} strategy
     */
    save: (name, strategy) =>
      keep([...kept().filter((course) => course.name !== name), { name, strategy: settings(full(strategy)) }]),
    /** @param {string} name */
    forget: (name) => keep(kept().filter((course) => course.name !== name)),
  };
}
