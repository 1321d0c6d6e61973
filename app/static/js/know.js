/** How we know: assumptions, what the evidence is, what became of the report's patterns, and the limits. */

import { ask } from "./api.js";
import { el, tableOf } from "./dom.js";
import { questionOf } from "./state.js";

/** Return a dialog's frame: heading, a button that closes it, content. */
export function fillDialog(dialog, id, title, close, ...content) {
  dialog.replaceChildren(
    el("div", { class: "dialog-head" }, el("h2", { id }, title), el("button", { type: "button", onclick: () => dialog.close() }, close)),
    el("div", { class: "dialog-body", tabindex: "0", role: "group", "aria-labelledby": id }, content),
  );
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
}

const part = (title, open, ...content) => el("details", { class: "know-part", open }, el("summary", {}, el("h3", {}, title)), content);
const scrolled = (label, table) => el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, table);

export function createKnow(dialog, { wording, catalogue, courses, store }) {
  const { t, percent } = wording;
  const { assumptions, patterns, limits } = catalogue.know;
  const counted = new Map();
  for (const { evidence_label: label, evidence } of assumptions) counted.set(label ?? evidence, (counted.get(label ?? evidence) ?? 0) + 1);
  const evidence = [...counted].sort((one, other) => other[1] - one[1]).map(([label, count]) => el("li", {}, t("page.know.graded", { label, count })));
  const ledger = el("div", {});
  const rows = assumptions.map(({ meaning, range, unit, evidence: code, evidence_label: label }) => [meaning, `${Array.isArray(range) ? range.join("–") : range}`, unit, label ?? code]);
  const shown = patterns.map(({ name, claim, verdict, verdict_label: label, share }) => [`${name} ${claim}`, label ?? verdict, percent(share)]);
  fillDialog(
    dialog,
    "know-title",
    t("page.know.title"),
    t("page.close"),
    el("p", { class: "lead" }, t("page.know.lead")),
    part(t("page.know.limits"), true, el("ul", {}, limits.map((limit) => el("li", {}, limit)))),
    part(t("page.know.ledger"), true, el("p", {}, t("page.know.ledger_lead", { count: assumptions.length })), el("ul", {}, evidence), ledger),
    part(t("page.know.patterns"), false, el("p", {}, t("page.know.patterns_lead")), shown.length ? scrolled(t("page.know.patterns"), tableOf(t("page.know.patterns"), [t("page.know.claim"), t("page.know.verdict"), t("page.know.share")], shown)) : el("p", {}, t("page.know.patterns_none"))),
    part(t("page.know.assumptions"), false, scrolled(t("page.know.assumptions"), tableOf(t("page.know.assumptions"), [t("page.know.meaning"), t("page.know.range"), t("page.know.unit"), t("page.know.evidence")], rows))),
  );
  let asked = null;
  let answered = null;

  /** Show what the answer on the page rests on; counted once for each question. */
  async function showLedger() {
    const state = store.get();
    const question = questionOf(state);
    if (question === answered) return;
    asked?.abort();
    const mine = (asked = new AbortController());
    answered = null;
    ledger.replaceChildren(el("p", { class: "hint" }, t("page.know.ledger_wait")));
    try {
      const told = await ask("ledger", { state }, () => {}, mine.signal);
      answered = question;
      const share = ({ label, share: of, low, high }) => [label, percent(of), t("page.interval", { low: percent(low), high: percent(high) })];
      const tables = Object.entries({ grades: told.parts, weights: told.weights }).filter(([, rows]) => rows.some((row) => row.share !== null));
      ledger.replaceChildren(
        el("p", {}, t("page.know.ledger_of", { b: courses.titleOf(state.b), a: courses.titleOf(state.a) })),
        el("p", { class: "lead" }, told.sentence),
        ...tables.map(([name, rows]) => tableOf(t(`page.know.${name}`), [t("page.know.meaning"), t("page.know.of_variance"), t("page.know.within")], rows.map(share))),
      );
    } catch (failure) {
      if (failure.name !== "AbortError") ledger.replaceChildren(el("p", { class: "notice" }, wording.fault(failure)));
    }
  }

  return {
    open() {
      dialog.showModal();
      showLedger();
    },
  };
}
