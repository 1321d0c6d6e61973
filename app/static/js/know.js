/** How we know: the limits, the grades of the evidence, the report's patterns and the assumptions. */

import { ask, isAborted } from "./api.js";
import { el, tableOf } from "./dom.js";
import { questionOf } from "./state.js";

/**
 * Fill a dialog's frame: heading, a button that closes it, content.
 *
 * @param {HTMLDialogElement} dialog
 * @param {string} id
 * @param {string} title
 * @param {string} close
 * @param {Child[]} content
 */
export function fillDialog(dialog, id, title, close, ...content) {
  const button = el("button", { type: "button", onclick: () => dialog.close() }, close);
  dialog.replaceChildren(
    el("div", { class: "dialog-head" }, el("h2", { id }, title), button),
    el("div", { class: "dialog-body", tabindex: "0", role: "group", "aria-labelledby": id }, content),
  );
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
}

/** @type {(title: string, open: boolean, ...content: Child[]) => HTMLElement} */
const part = (title, open, ...content) =>
  el("details", { class: "know-part", open }, el("summary", {}, el("h3", {}, title)), content);

/**
 * Return a table that scrolls on its own.
 *
 * @param {string} label
 * @param {string[]} headings
 * @param {string[][]} rows
 */
function scrolled(label, headings, rows) {
  const group = { class: "scroll", tabindex: "0", role: "group", "aria-label": label };
  return el("div", group, tableOf(label, headings, rows));
}

/**
 * Return how many assumptions have each grade of evidence, the most common first.
 *
 * @param {Assumption[]} assumptions
 * @param {Wording["t"]} t
 */
function gradesOf(assumptions, t) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (const { evidence_label: label, evidence } of assumptions) {
    counted.set(label ?? evidence, (counted.get(label ?? evidence) ?? 0) + 1);
  }
  const items = [...counted].sort((one, other) => other[1] - one[1]);
  return items.map(([label, count]) => el("li", {}, t("page.know.graded", { label, count })));
}

/** @type {(patterns: Pattern[], wording: Wording) => HTMLElement} */
function patternsOf(patterns, { t, percent }) {
  if (!patterns.length) return el("p", {}, t("page.know.patterns_none"));
  const rows = patterns.map(({ name, claim, verdict, verdict_label: label, share }) => [
    `${name} ${claim}`,
    label ?? verdict,
    percent(share),
  ]);
  const headings = ["claim", "verdict", "share"].map((name) => t(`page.know.${name}`));
  return scrolled(t("page.know.patterns"), headings, rows);
}

/** @type {(assumptions: Assumption[], wording: Wording) => HTMLElement} */
function assumptionsOf(assumptions, { t }) {
  const rows = assumptions.map(({ meaning, range, unit, evidence: code, evidence_label: label }) => [
    meaning,
    Array.isArray(range) ? range.join("–") : range,
    unit,
    label ?? code,
  ]);
  const headings = ["meaning", "range", "unit", "evidence"].map((name) => t(`page.know.${name}`));
  return scrolled(t("page.know.assumptions"), headings, rows);
}

/**
 * Return the assumptions behind the difference between two courses, as sentences and tables.
 *
 * @param {Answers["ledger"]} answer
 * @param {State} state
 * @param {Context} context
 */
function ledgerOf({ sentence, parts, weights }, state, { wording, courses }) {
  const { t, percent } = wording;
  const headings = ["meaning", "of_variance", "within"].map((name) => t(`page.know.${name}`));
  /** @param {LedgerRow} row */
  const cells = ({ label, share, low, high }) => [
    label,
    percent(share),
    t("page.interval", { low: percent(low), high: percent(high) }),
  ];
  const tables = Object.entries({ grades: parts, weights }).filter(([, rows]) =>
    rows.some((row) => row.share !== null),
  );
  return [
    el("p", {}, t("page.know.ledger_of", { b: courses.titleOf(state.b), a: courses.titleOf(state.a) })),
    el("p", { class: "lead" }, sentence),
    ...tables.map(([name, rows]) => tableOf(t(`page.know.${name}`), headings, rows.map(cells))),
  ];
}

/**
 * Return the part about the assumptions behind the answer; `show` fetches it once for each question.
 *
 * @param {Context} context
 */
function createLedger(context) {
  const { wording, store } = context;
  const node = el("div");
  /** @type {AbortController | null} */
  let running = null;
  /** @type {string | null} */
  let answered = null;
  return {
    node,
    async show() {
      const state = store.get();
      const question = questionOf(state);
      if (question === answered) return;
      running?.abort();
      const mine = new AbortController();
      running = mine;
      answered = null;
      node.replaceChildren(el("p", { class: "hint" }, wording.t("page.know.ledger_wait")));
      try {
        const answer = await ask("ledger", { state }, () => {}, mine.signal);
        answered = question;
        node.replaceChildren(...ledgerOf(answer, state, context));
      } catch (failure) {
        if (!isAborted(failure)) node.replaceChildren(el("p", { class: "notice" }, wording.fault(failure)));
      }
    },
  };
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Context} context
 */
export function createKnow(dialog, context) {
  const { wording, catalogue } = context;
  const { t } = wording;
  const { assumptions, patterns, limits } = catalogue.know;
  const ledger = createLedger(context);
  const list = limits.map((limit) => el("li", {}, limit));
  const lead = el("p", {}, t("page.know.ledger_lead", { count: assumptions.length }));
  const grades = el("ul", {}, gradesOf(assumptions, t));
  const patternsLead = el("p", {}, t("page.know.patterns_lead"));
  fillDialog(
    dialog,
    "know-title",
    t("page.know.title"),
    t("page.close"),
    el("p", { class: "lead" }, t("page.know.lead")),
    part(t("page.know.limits"), true, el("ul", {}, list)),
    part(t("page.know.ledger"), true, lead, grades, ledger.node),
    part(t("page.know.patterns"), false, patternsLead, patternsOf(patterns, wording)),
    part(t("page.know.assumptions"), false, assumptionsOf(assumptions, wording)),
  );
  return {
    open() {
      dialog.showModal();
      ledger.show();
    },
  };
}
