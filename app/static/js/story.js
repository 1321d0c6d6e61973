/** Three guided questions: each sets the controls, then says what the picture shows and how to read it. */

import { COURSES } from "./charts/curves.js";
import { el, say } from "./dom.js";

const ENDS = [{ kind: "project_money_ends", year: 5, strength: 1, years: 50 }];
const PROJECTS = { ambition: { policy: "fixed", level: 2 }, budget: { project_share: 0.6 }, handover: 0 };
const CORE = { ...PROJECTS, budget: { project_share: 0 } };
const HANDOVER = { ...PROJECTS, handover: 0.4 };

/**
 * Settings of each question; the rest of a state stays as it is.
 *
 * @type {Step[]}
 */
export const STEPS = [
  { id: "level", set: { a: "level_1", b: "level_2", events: [] }, look: "courses" },
  { id: "size", set: { a: "large_first", b: "small_first", events: [] }, look: "groups" },
  { id: "money", set: { a: PROJECTS, b: CORE, events: ENDS }, look: "courses" },
  {
    id: "handover",
    set: { a: PROJECTS, b: HANDOVER, events: ENDS },
    look: "courses",
    second: true,
    free: "handover",
    as: "level",
  },
];
const TAB = "capacity_mean";
/** @type {("events" | "decisions" | "years" | "budget" | "funding")[]} */
const TERMS = ["events", "decisions", "years", "budget", "funding"];

/** @typedef {Catalogue["story"]} Titles */

/**
 * Return the place of the question that a step belongs to.
 *
 * @param {number} at
 */
const questionAt = (at) => (STEPS[at].second ? at - 1 : at);

/**
 * Return the state of a guided question.
 *
 * @param {number} at
 * @param {State} state
 * @param {Titles} titles
 * @returns {State}
 */
function stepState(at, state, titles) {
  const { id, set } = STEPS[at];
  /** @param {Side} side */
  const named = (side) => {
    const course = set[side];
    return typeof course === "string" ? course : { ...structuredClone(course), title: titles[id][side] };
  };
  const terms = { years: 15, budget: "own", funding: "given" };
  const view = { ...state.view, story: at, tab: TAB, year: null };
  return { ...state, ...terms, a: named("a"), b: named("b"), events: set.events, decisions: [], view };
}

/**
 * Return whether a state is still that of a guided question.
 *
 * @param {State} state
 * @param {number} at
 * @param {Context} context
 */
function holdsAt(state, at, { catalogue, courses }) {
  const step = stepState(at, state, catalogue.story);
  const { free } = STEPS[at];
  if (free && typeof step.b !== "string") step.b[free] = courses.full(state.b)[free];
  /** @param {Course} course */
  const settings = (course) => JSON.stringify(courses.settingsOf(course));
  return (
    COURSES.every((side) => settings(state[side]) === settings(step[side])) &&
    TERMS.every((part) => JSON.stringify(state[part]) === JSON.stringify(step[part]))
  );
}

/**
 * Return a guided question's answer in words.
 *
 * @param {Step} step
 * @param {Frame} frame
 * @param {Wording} wording
 */
function answerOf({ id, as = id }, { measures, verdict }, { t, number, percent }) {
  /** @type {(name: string, side?: Mode) => string} */
  const end = (name, side = "difference") => number(measures[name]?.[side].median.at(-1), 1, side === "difference");
  /** @param {number} count */
  const share = (count) => percent(count / (verdict.better + verdict.tie + verdict.worse));
  const words = {
    median: number(verdict.median, 1, true),
    better: share(verdict.better),
    tie: share(verdict.tie),
    worse: share(verdict.worse),
    small: end("capacity_small"),
    large: end("capacity_large"),
    person_years_a: end("person_years", "a"),
    person_years_b: end("person_years", "b"),
  };
  const sized = ["capacity_small", "capacity_large"].every((name) => measures[name].a.median[0] !== null);
  const also = id === "size" && !sized ? "none" : "also";
  return `${t(`page.story.${as}.${verdict.verdict}`, words)} ${t(`page.story.${id}.${also}`, words)}`;
}

/**
 * Return the elements of the story: a button for each question, and the panel of the open one.
 *
 * @param {Wording["t"]} t
 * @param {(at: number) => void} open
 */
function layOut(t, open) {
  const buttons = STEPS.filter(({ second }) => !second).map(({ id }, at) => {
    const number = el("span", { class: "story-number", "aria-hidden": "true" }, String(at + 1));
    const look = { type: "button", class: "story-step", onclick: () => open(at) };
    return el("button", look, number, el("span", {}, t(`page.story.${id}.title`)));
  });
  const button = (/** @type {string} */ name) => el("button", { type: "button" }, t(`page.story.${name}`));
  return {
    buttons,
    question: el("p", { class: "story-asked" }),
    result: el("p", { class: "story-found" }),
    how: el("p", { class: "hint" }),
    look: el("a", { href: "#courses" }, t("page.story.look")),
    again: button("again"),
    back: button("back"),
    next: el("button", { type: "button", class: "primary" }),
    close: button("close"),
  };
}

/**
 * Mark the button of the open question.
 *
 * @param {HTMLElement[]} buttons
 * @param {number | null} at
 */
function mark(buttons, at) {
  const current = at === null ? null : questionAt(at);
  buttons.forEach((button, row) => {
    if (row === current) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
}

/**
 * @param {HTMLElement} container
 * @param {Context} context
 */
export function createStory(container, context) {
  const { wording, store, catalogue, courses, regionOf } = context;
  const { t, percent } = wording;
  /** @param {number} at */
  const open = (at) => store.set(stepState(at, store.get(), catalogue.story));
  const { buttons, question, result, how, look, again, back, next, close } = layOut(t, open);
  const now = () => store.get().view.story ?? 0;
  /**
   * Go to a question, or with null to none; the focus stays in the story where its button goes.
   *
   * @type {(at: number | null, pressed?: HTMLElement) => void}
   */
  const go = (at, pressed) => {
    const from = now();
    if (at === null) store.view({ story: null });
    else open(at);
    if (at === null || pressed?.hidden) buttons[questionAt(at ?? from)].focus();
  };
  again.addEventListener("click", () => open(now()));
  back.addEventListener("click", () => go(now() - 1, back));
  next.addEventListener("click", () => go(now() + 1, next));
  close.addEventListener("click", () => go(null));
  const panel = el(
    "div",
    { class: "story-panel" },
    question,
    result,
    how,
    el("div", { class: "story-tools" }, again, back, next, look, close),
  );
  const items = buttons.map((button) => el("li", {}, button));
  const lead = el("p", { class: "story-lead" }, t("page.story.title"));
  container.replaceChildren(lead, el("ol", { class: "story-steps" }, items), panel);

  return {
    /** @type {(state: State, frame: Frame | null) => void} */
    update(state, frame) {
      const { story } = state.view;
      const at = story !== null && STEPS[story] ? story : null;
      mark(buttons, at);
      panel.hidden = at === null;
      if (at === null) return;
      const { id, second, look: where } = STEPS[at];
      look.href = `#${where}`;
      back.hidden = !second;
      next.hidden = at === STEPS.length - 1;
      say(next, t(STEPS[at + 1]?.second ? "page.story.next_step" : "page.story.next"));
      const holds = holdsAt(state, at, context);
      const alone = id === "size" && regionOf().municipalities.length === 1;
      const handover = percent(courses.full(state.b).handover);
      panel.classList.toggle("left", !holds);
      again.hidden = holds;
      result.hidden = how.hidden = look.hidden = !holds || alone;
      const words = holds ? `page.story.${id}.${alone ? "alone" : "asked"}` : "page.story.changed";
      say(question, t(words, { handover }));
      say(how, t(`page.story.${id}.how`));
      say(result, frame ? answerOf(STEPS[at], frame, wording) : "");
    },
  };
}
