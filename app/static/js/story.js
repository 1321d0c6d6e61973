/** Three guided questions: each sets the controls, then says what the picture shows and how to read it. */

import { el, say } from "./dom.js";

const ENDS = [{ kind: "project_money_ends", year: 5, strength: 1, years: 50 }];
const PROJECTS = { ambition: { policy: "fixed", level: 2 }, budget: { project_share: 0.6 }, handover: 0 };
const CORE = { ...PROJECTS, budget: { project_share: 0 } };

/** What each question sets; the rest of a state stays as it is. One that is `second` is the step after the question before; what is `free` in its B may be moved, and its answer is told `as` another's. */
export const STEPS = [
  { id: "level", set: { a: "level_1", b: "level_2", events: [] }, look: "courses" },
  { id: "size", set: { a: "large_first", b: "small_first", events: [] }, look: "groups" },
  { id: "money", set: { a: PROJECTS, b: CORE, events: ENDS }, look: "courses" },
  { id: "handover", second: true, free: "handover", as: "level", set: { a: PROJECTS, b: { ...PROJECTS, handover: 0.4 }, events: ENDS }, look: "courses" },
];
const TAB = "capacity_mean";

/** Return the place of the question that a step belongs to. */
const questionAt = (at) => (STEPS[at].second ? at - 1 : at);

/** Return the state of a guided question. */
export function stepState(at, state, titles) {
  const { id, set } = STEPS[at];
  const named = (side) => (typeof set[side] === "string" ? set[side] : { ...structuredClone(set[side]), title: titles[id][side] });
  return { ...set, a: named("a"), b: named("b"), years: 15, budget: "own", funding: "given", view: { ...state.view, story: at, tab: TAB, year: null } };
}

/** Return whether a state still asks what a guided question asks. */
function asks(state, at, titles, courses) {
  const step = stepState(at, state, titles);
  const { free } = STEPS[at];
  if (free) step.b[free] = courses.settingsOf(state.b)[free];
  const settings = (course) => JSON.stringify(courses.settingsOf(course));
  return ["a", "b"].every((side) => settings(state[side]) === settings(step[side])) && ["events", "years", "budget", "funding"].every((part) => JSON.stringify(state[part]) === JSON.stringify(step[part]));
}

export function createStory(container, { wording, store, catalogue, courses, regionOf }) {
  const { t, number, percent } = wording;
  const titles = catalogue.story;
  const open = (at) => store.set(stepState(at, store.get(), titles));
  const buttons = STEPS.filter(({ second }) => !second).map(({ id }, at) =>
    el("button", { type: "button", class: "story-step", onclick: () => open(at) }, el("span", { class: "story-number", "aria-hidden": "true" }, String(at + 1)), el("span", {}, t(`page.story.${id}.title`))),
  );
  const asked = el("p", { class: "story-asked" });
  const found = el("p", { class: "story-found" });
  const how = el("p", { class: "hint" });
  const look = el("a", { href: "#courses" }, t("page.story.look"));
  const again = el("button", { type: "button", onclick: () => open(store.get().view.story) }, t("page.story.again"));
  /** Go to a question, or with null to none; the hand that pressed stays in the story. */
  const go = (at, pressed) => {
    const from = store.get().view.story;
    if (at === null) store.view({ story: null });
    else open(at);
    if (at === null || pressed.hidden) buttons[questionAt(at ?? from)].focus();
  };
  const back = el("button", { type: "button", onclick: () => go(store.get().view.story - 1, back) }, t("page.story.back"));
  const next = el("button", { type: "button", class: "primary", onclick: () => go(store.get().view.story + 1, next) });
  const close = el("button", { type: "button", onclick: () => go(null) }, t("page.story.close"));
  const panel = el("div", { class: "story-panel" }, asked, found, how, el("div", { class: "story-tools" }, again, back, next, look, close));
  container.replaceChildren(el("p", { class: "story-lead" }, t("page.story.title")), el("ol", { class: "story-steps" }, buttons.map((button) => el("li", {}, button))), panel);

  function update(state, frame) {
    const at = STEPS[state.view.story] ? state.view.story : null;
    const current = at === null ? null : questionAt(at);
    buttons.forEach((button, row) => (row === current ? button.setAttribute("aria-current", "step") : button.removeAttribute("aria-current")));
    panel.hidden = at === null;
    if (at === null) return;
    const { id, second, look: where } = STEPS[at];
    look.href = `#${where}`;
    back.hidden = !second;
    next.hidden = at === STEPS.length - 1;
    say(next, t(STEPS[at + 1]?.second ? "page.story.next_step" : "page.story.next"));
    const holds = asks(state, at, titles, courses);
    const alone = id === "size" && regionOf().municipalities.length === 1;
    panel.classList.toggle("left", !holds);
    again.hidden = holds;
    found.hidden = how.hidden = look.hidden = !holds || alone;
    say(asked, holds ? t(`page.story.${id}.${alone ? "alone" : "asked"}`, { handover: percent(courses.settingsOf(state.b).handover) }) : t("page.story.changed"));
    say(how, t(`page.story.${id}.how`));
    say(found, frame ? told(STEPS[at], frame) : "");
  }

  function told({ id, as = id }, { measures, verdict }) {
    const end = (name, side = "difference") => number(measures[name]?.[side].median.at(-1), 1, side === "difference");
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

  return { update };
}
