/** The answer in words and numbers: who is ahead, by how much, in how many worlds, and from how many runs. */

import * as worlds from "./charts/worlds.js";
import { compared, comparedOf, useCompared } from "./compared.js";
import { disclosure, el, say } from "./dom.js";

/**
 * Return a median difference as the reader reads it: "+3.4 points".
 *
 * @param {Verdict} verdict
 * @param {Wording} wording
 */
function differenceOf({ median }, { t, number }) {
  return t("page.answer.points", { value: number(median, 1, true) });
}

/**
 * Return how many runs, worlds and seeds stand behind a frame, and of how many where it is final from a part of them.
 *
 * @param {Frame} frame
 * @param {Context} context
 */
function countsOf(frame, { wording, catalogue }) {
  const { t, number } = wording;
  const { seeds } = catalogue.sizes;
  const all = { of: number(frame.of_worlds), seeds: number(seeds) };
  const used = { runs: number(frame.runs), worlds: number(frame.worlds), seeds: number(frame.seeds) };
  const part = frame.final && (frame.worlds < frame.of_worlds || frame.seeds < seeds);
  return t("page.runs", { ...all, ...used }) + (part ? ` ${t("page.runs_part", all)}` : "");
}

/**
 * Return the elements that hold words and numbers, all empty.
 *
 * @param {HTMLElement} container
 * @param {HTMLElement} small the brief answer beside the controls
 * @param {Wording["t"]} t
 * @param {() => void} onKnow
 */
function layOut(container, small, t, onKnow) {
  const parts = {
    paper: el("div", { class: "compared" }),
    question: el("p", { class: "asked" }),
    headline: el("h2", { id: "answer-title" }),
    first: el("p", { class: "told" }),
    notes: el("p", { class: "told notes" }),
    rest: el("p", { class: "told-more" }),
    big: el("p", { class: "big" }),
    range: el("p", { class: "range" }),
    picture: el("div", { class: "chart-box" }),
    behind: el("p", { class: "runs", id: "runs" }),
    stage: el("span", { class: "stage" }),
    counts: el("span"),
    smallDifference: el("span"),
    smallRange: el("span", { class: "range" }),
  };
  const more = el("details", { class: "table-behind" }, el("summary", {}, t("page.answer.more")), parts.rest);
  const kicker = el("p", { class: "kicker" }, t("page.answer.difference"));
  const know = el("button", { type: "button", class: "link", onclick: onKnow }, t("page.know.open"));
  parts.behind.append(parts.stage, " ", parts.counts);
  container.replaceChildren(
    parts.paper,
    el("div", { class: "answer-words" }, parts.question, parts.headline, parts.first, parts.notes, more),
    el("div", { class: "answer-numbers" }, kicker, parts.big, parts.range, parts.picture),
    el("div", { class: "answer-foot" }, parts.behind, know),
  );
  small.replaceChildren(parts.smallDifference, parts.smallRange);
  return parts;
}

/**
 * Return the bar of worlds with its table; `update(verdict, options)` draws it.
 *
 * @param {HTMLElement} box
 * @param {Wording} wording
 */
function worldsBar(box, { t, language }) {
  /** @type {ChartOptions} */
  let options = { language, title: t("page.answer.worlds_title") };
  let data = { better: 0, tie: 0, worse: 0 };
  const chart = worlds.create(box, options);
  const table = disclosure(t("page.table"), () => worlds.table(data, options));
  box.after(table.node);
  return {
    /** @type {(verdict: Verdict, more: ChartOptions) => void} */
    update({ better, tie, worse }, more) {
      data = { better, tie, worse };
      options = { ...options, ...more };
      chart.update(data, options);
      table.refresh();
    },
  };
}

/** @typedef {ReturnType<typeof layOut>} AnswerParts */

/**
 * Write which courses are compared.
 *
 * @param {AnswerParts} parts
 * @param {State} state
 * @param {Context} context
 */
function writeCourses({ question }, state, { wording, courses }) {
  /** @param {Side} side */
  const chip = (side) =>
    el("span", { class: `chip chip-${side}` }, el("b", {}, side.toUpperCase()), ` ${courses.titleOf(state[side])}`);
  question.replaceChildren(chip("b"), ` ${wording.t("page.answer.against")} `, chip("a"));
}

/**
 * Write a frame's words and numbers.
 *
 * @param {AnswerParts} parts
 * @param {Frame} frame
 * @param {Context} context
 */
function writeFrame(parts, frame, context) {
  const { verdict } = frame;
  const { t, number } = context.wording;
  const ends = { low: number(verdict.low, 1, true), high: number(verdict.high, 1, true) };
  const difference = differenceOf(verdict, context.wording);
  say(parts.headline, t(`page.answer.${verdict.verdict}`));
  say(parts.first, frame.answer[0] ?? "");
  say(parts.notes, frame.notes.join(" "));
  say(parts.rest, frame.answer.slice(1).join(" "));
  say(parts.big, difference);
  say(parts.range, t("page.answer.range", { year: frame.years.at(-1), ...ends }));
  say(parts.stage, t(frame.final ? "page.stage.final" : "page.stage.refining"));
  say(parts.counts, countsOf(frame, context));
  say(parts.smallDifference, t("page.answer.short", { value: difference }));
  say(parts.smallRange, t("page.interval", ends));
}

/**
 * Build the answer in a container.
 *
 * @param {HTMLElement} container
 * @param {Context & {announce: HTMLElement, small: HTMLElement, onKnow: () => void}} context
 */
export function createAnswer(container, { announce, small, onKnow, ...context }) {
  const { wording, courses } = context;
  const { t, number } = wording;
  const parts = layOut(container, small, t, onKnow);
  const bar = worldsBar(parts.picture, wording);

  /** @type {(busy: boolean, stale: boolean, none: boolean) => void} */
  function mark(busy, stale, none) {
    parts.behind.classList.toggle("none", none);
    container.classList.toggle("stale", stale);
    container.setAttribute("aria-busy", String(busy));
  }

  return {
    /**
     * Show the courses of a state, before any number is there.
     *
     * @param {State} state
     */
    ask(state) {
      writeCourses(parts, state, context);
      mark(true, true, false);
      parts.stage.textContent = t("page.stage.busy");
      if (announce.textContent !== t("page.stage.busy")) announce.textContent = t("page.stage.busy");
    },
    /**
     * Say that no answer comes, and name the courses of the last one, whose numbers stay.
     *
     * @param {State} [answered]
     */
    stop(answered) {
      if (answered) writeCourses(parts, answered, context);
      mark(false, false, true);
      say(parts.stage, t("page.stage.none"));
      say(parts.smallDifference, t("page.stage.none"));
      say(parts.smallRange, "");
    },
    /** @type {(frame: Frame, state: State) => void} */
    update(frame, state) {
      const { better, tie, worse } = frame.verdict;
      useCompared(comparedOf(state, frame, context));
      parts.paper.replaceChildren(...compared().map((line) => el("p", {}, line)));
      writeCourses(parts, state, context);
      writeFrame(parts, frame, context);
      mark(!frame.final, false, false);
      parts.behind.classList.toggle("refining", !frame.final);
      const counts = { better: number(better), tie: number(tie), worse: number(worse) };
      bar.update(frame.verdict, {
        labelA: courses.titleOf(state.a),
        labelB: courses.titleOf(state.b),
        description: t("page.answer.counts", { ...counts, total: number(better + tie + worse) }),
      });
      if (!frame.final) return;
      const { headline, first, counts: runs } = parts;
      announce.textContent = `${headline.textContent}. ${first.textContent} ${runs.textContent}`;
    },
  };
}
