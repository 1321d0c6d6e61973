/** The answer in words and numbers: who is ahead, by how much, in how many worlds, and how many runs stand behind it. */

import * as worlds from "./charts/worlds.js";
import { compared, comparedOf, useCompared } from "./compared.js";
import { disclosure, el, say } from "./dom.js";

/** Return the difference at the end year as the reader reads it: "+3.4 points". */
export function differenceOf({ verdict }, { t, number }) {
  return t("page.answer.points", { value: number(verdict.median, 1, true) });
}

export function createAnswer(container, { announce, small, onKnow, ...context }) {
  const { wording, courses, catalogue } = context;
  const { t, number, language } = wording;
  const paper = el("div", { class: "compared" });
  const headline = el("h2", { id: "answer-title" });
  const question = el("p", { class: "asked" });
  const first = el("p", { class: "told" });
  const rest = el("p", { class: "told-more" });
  const big = el("p", { class: "big" });
  const range = el("p", { class: "range" });
  const behind = el("p", { class: "runs", id: "runs" });
  const stage = el("span", { class: "stage" });
  const counts = el("span", {});
  const picture = el("div", { class: "chart-box" });
  behind.append(stage, " ", counts);
  container.replaceChildren(
    paper,
    el("div", { class: "answer-words" }, question, headline, first, el("details", { class: "table-behind" }, el("summary", {}, t("page.answer.more")), rest)),
    el("div", { class: "answer-numbers" }, el("p", { class: "kicker" }, t("page.answer.difference")), big, range, picture),
    el("div", { class: "answer-foot" }, behind, el("button", { type: "button", class: "link", onclick: onKnow }, t("page.know.open"))),
  );
  const [smallDifference, smallRange] = [el("span", {}), el("span", { class: "range" })];
  small.replaceChildren(smallDifference, smallRange);
  const title = t("page.answer.worlds_title");
  const options = { language, title, labelA: "", labelB: "" };
  const chart = worlds.create(picture, options);
  let data = null;
  const table = disclosure(t("page.table"), () => worlds.table(data, options));
  picture.after(table.node);

  function name(state) {
    const titles = { a: courses.titleOf(state.a), b: courses.titleOf(state.b) };
    question.replaceChildren(
      el("span", { class: "chip chip-b" }, el("b", {}, "B"), ` ${titles.b}`),
      ` ${t("page.answer.against")} `,
      el("span", { class: "chip chip-a" }, el("b", {}, "A"), ` ${titles.a}`),
    );
  }

  return {
    /** Show what a state asks, before any number is there. */
    ask(state) {
      name(state);
      behind.classList.remove("none");
      container.classList.add("stale");
      stage.textContent = t("page.stage.busy");
      container.setAttribute("aria-busy", "true");
      if (announce.textContent !== t("page.stage.busy")) announce.textContent = t("page.stage.busy");
    },
    /** Say that no answer comes, and name the courses of the last one, whose numbers stay. */
    stop(answered) {
      if (answered) name(answered);
      say(stage, t("page.stage.none"));
      behind.classList.add("none");
      container.classList.remove("stale");
      say(smallDifference, t("page.stage.none"));
      say(smallRange, "");
      container.setAttribute("aria-busy", "false");
    },
    update(frame, state) {
      const { verdict } = frame;
      const total = verdict.better + verdict.tie + verdict.worse;
      useCompared(comparedOf(state, frame, context));
      paper.replaceChildren(...compared().map((line) => el("p", {}, line)));
      data = { better: verdict.better, tie: verdict.tie, worse: verdict.worse };
      name(state);
      behind.classList.remove("none");
      container.classList.remove("stale");
      say(headline, t(`page.answer.${verdict.verdict}`));
      say(first, frame.answer[0] ?? "");
      say(rest, frame.answer.slice(1).join(" "));
      say(big, differenceOf(frame, wording));
      say(range, t("page.answer.range", { year: frame.years.at(-1), low: number(verdict.low, 1, true), high: number(verdict.high, 1, true) }));
      say(stage, t(frame.final ? "page.stage.final" : "page.stage.refining"));
      const all = { of: number(frame.of_worlds), seeds: number(catalogue.sizes.seeds) };
      const part = frame.final && (frame.worlds < frame.of_worlds || frame.seeds < catalogue.sizes.seeds);
      say(counts, t("page.runs", { runs: number(frame.runs), worlds: number(frame.worlds), of: all.of, seeds: number(frame.seeds) }) + (part ? ` ${t("page.runs_part", all)}` : ""));
      behind.classList.toggle("refining", !frame.final);
      container.setAttribute("aria-busy", String(!frame.final));
      options.labelA = courses.titleOf(state.a);
      options.labelB = courses.titleOf(state.b);
      options.description = t("page.answer.counts", { better: number(verdict.better), tie: number(verdict.tie), worse: number(verdict.worse), total: number(total) });
      chart.update(data, options);
      table.refresh();
      say(smallDifference, t("page.answer.short", { value: differenceOf(frame, wording) }));
      say(smallRange, t("page.interval", { low: number(verdict.low, 1, true), high: number(verdict.high, 1, true) }));
      if (frame.final) announce.textContent = `${headline.textContent}. ${first.textContent} ${counts.textContent}`;
    },
  };
}
