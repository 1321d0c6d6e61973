/** Questions that take longer: in which worlds B falls short and why, and what the difference is made of. */

import { ask, isAborted } from "./api.js";
import * as bars from "./charts/bars.js";
import { el, say } from "./dom.js";
import { pictureOf } from "./picture.js";

/**
 * Return the elements of a task: its buttons, its progress, its state in words and its result.
 *
 * @param {Wording["t"]} t
 * @param {keyof Answers} name
 * @param {() => void} start
 * @param {() => void} stop
 */
function layOut(t, name, start, stop) {
  const parts = {
    start: el("button", { type: "button", class: "primary", onclick: start }, t(`page.deeper.${name}`)),
    stop: el("button", { type: "button", hidden: true, onclick: stop }, t("page.deeper.stop")),
    progress: el("progress", { max: 1, hidden: true, "aria-label": t(`page.deeper.${name}`) }),
    status: el("p", { class: "status", role: "status" }),
    result: el("div", { class: "found" }),
  };
  const head = el("div", { class: "task-head" }, parts.start, parts.stop, parts.progress, parts.status);
  return { ...parts, node: el("div", { class: "task" }, head, parts.result) };
}

/**
 * Return a button's task: progress while it runs, a way to stop it, and its result.
 *
 * @template {keyof Answers} Name
 * @param {Wording} wording
 * @param {{name: Name, show: (answer: Answers[Name]) => Node[]}} task
 */
export function createTask(wording, { name, show }) {
  const { t, number } = wording;
  /** @type {AbortController | null} */
  let running = null;
  let body = () => ({});
  const parts = layOut(t, name, run, () => running?.abort());
  /** @param {boolean} visible */
  const showProgress = (visible) => {
    parts.progress.hidden = parts.stop.hidden = !visible;
  };
  /** @param {{done: number, of: number}} counts */
  const advance = ({ done, of }) => {
    parts.progress.value = of ? done / of : 0;
    parts.progress.title = t("page.deeper.progress", { done: number(done), of: number(of) });
  };
  async function run() {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    parts.result.replaceChildren();
    parts.progress.removeAttribute("value");
    showProgress(true);
    say(parts.status, t("page.deeper.busy"));
    try {
      const answer = await ask(name, body(), advance, mine.signal);
      if (running !== mine) return;
      parts.result.replaceChildren(...show(answer));
      say(parts.status, t("page.deeper.done"));
    } catch (failure) {
      if (running !== mine) return;
      say(parts.status, isAborted(failure) ? t("page.deeper.stopped") : wording.fault(failure));
    } finally {
      if (running === mine) {
        if (document.activeElement === parts.stop) parts.start.focus();
        showProgress(false);
        running = null;
      }
    }
  }
  return {
    node: parts.node,
    run,
    /**
     * Set the request that the button sends, and clear a result of another state.
     *
     * @param {() => object} send
     */
    ready(send) {
      body = send;
      running?.abort();
      running = null;
      showProgress(false);
      parts.result.replaceChildren();
      say(parts.status, "");
    },
  };
}

/** @param {string[]} lines */
const sentences = (lines) => lines.map((line) => el("p", {}, line));

/**
 * @param {HTMLElement} container
 * @param {Context} context
 */
export function createDeeper(container, { wording, labelOf }) {
  const { t } = wording;
  const fails = createTask(wording, {
    name: "fails",
    show({ sentences: lines, more }) {
      const summary = el("summary", {}, t("page.deeper.more"));
      return [...sentences(lines), el("details", { class: "table-behind" }, summary, sentences(more))];
    },
  });
  const why = createTask(wording, {
    name: "why",
    show({ sentences: lines, parts }) {
      if (!parts.length) return sentences(lines);
      const title = t("page.deeper.parts");
      const picture = pictureOf(bars, wording, { heading: title, file: "kraftsamling-why" });
      const options = { title, description: lines[0] ?? "", unit: t("page.axis.points"), digits: 1 };
      queueMicrotask(() => picture.update({ parts }, options));
      return [...sentences(lines), picture.node];
    },
  });
  const about = el("p", { class: "hint" });
  container.replaceChildren(
    el("h2", { id: "deeper-title" }, t("page.deeper.title")),
    el("p", { class: "hint" }, t("page.deeper.how")),
    el("div", { class: "two even" }, fails.node, el("div", {}, why.node, about)),
  );
  /** @type {State | null} */
  let state = null;
  /** @param {string | null} code */
  const readyWhy = (code) => {
    why.ready(() => (code ? { state, code } : { state }));
    say(about, code ? `${t("page.deeper.about", { place: labelOf(code) })} ${t("page.illustrative")}` : "");
  };
  return {
    /** @param {State} given */
    ready(given) {
      state = given;
      fails.ready(() => ({ state }));
      readyWhy(null);
    },
    /** @param {string} code */
    why(code) {
      readyWhy(code);
      container.scrollIntoView({ block: "start" });
      why.run();
    },
  };
}
