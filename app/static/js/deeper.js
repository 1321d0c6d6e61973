/** What takes longer, on request: in which worlds B falls short and why, and what the difference is made of. */

import { ask } from "./api.js";
import * as bars from "./charts/bars.js";
import { el, say } from "./dom.js";
import { pictureOf } from "./pictures.js";

/** Return a button's task: progress while it runs, a way to stop it, and what it found. */
export function createTask(wording, { name, onFound }) {
  const { t, number } = wording;
  const found = el("div", { class: "found" });
  const progress = el("progress", { max: 1, hidden: true, "aria-label": t(`page.deeper.${name}`) });
  const status = el("p", { class: "status", role: "status" });
  const stop = el("button", { type: "button", hidden: true, onclick: () => running?.abort() }, t("page.deeper.stop"));
  const start = el("button", { type: "button", class: "primary", onclick: () => run() }, t(`page.deeper.${name}`));
  let running = null;
  let body = null;
  async function run() {
    running?.abort();
    const mine = (running = new AbortController());
    found.replaceChildren();
    progress.removeAttribute("value");
    progress.hidden = stop.hidden = false;
    say(status, t("page.deeper.busy"));
    try {
      const answer = await ask(name, body(), ({ done, of }) => {
        progress.value = of ? done / of : 0;
        progress.title = t("page.deeper.progress", { done: number(done), of: number(of) });
      }, mine.signal);
      if (running !== mine) return;
      found.replaceChildren(...onFound(answer));
      say(status, t("page.deeper.done"));
    } catch (fault) {
      if (running !== mine) return;
      say(status, fault.name === "AbortError" ? t("page.deeper.stopped") : wording.fault(fault));
    } finally {
      if (running === mine) {
        if (document.activeElement === stop) start.focus();
        progress.hidden = stop.hidden = true;
        running = null;
      }
    }
  }
  return {
    node: el("div", { class: "task" }, el("div", { class: "task-head" }, start, stop, progress, status), found),
    run,
    /** Tell what to send; what was found for another state is put away. */
    ready(send) {
      body = send;
      running?.abort();
      running = null;
      progress.hidden = stop.hidden = true;
      found.replaceChildren();
      say(status, "");
    },
  };
}

const sentences = (lines) => lines.map((line) => el("p", {}, line));

export function createDeeper(container, { wording, labelOf }) {
  const { t } = wording;
  const fails = createTask(wording, {
    name: "fails",
    onFound: ({ sentences: lines, more }) => [...sentences(lines), el("details", { class: "table-behind" }, el("summary", {}, t("page.deeper.more")), sentences(more))],
  });
  const why = createTask(wording, {
    name: "why",
    onFound({ sentences: lines, parts }) {
      if (!parts.length) return sentences(lines);
      const picture = pictureOf(bars, wording, { heading: t("page.deeper.parts"), file: "kraftsamling-why" });
      queueMicrotask(() => picture.update({ parts }, { title: t("page.deeper.parts"), description: lines[0] ?? "", unit: t("page.axis.points"), digits: 1 }));
      return [...sentences(lines), picture.node];
    },
  });
  const about = el("p", { class: "hint" });
  container.replaceChildren(el("h2", { id: "deeper-title" }, t("page.deeper.title")), el("p", { class: "hint" }, t("page.deeper.how")), el("div", { class: "two even" }, fails.node, el("div", {}, why.node, about)));
  let state = null;
  const readyWhy = (code) => {
    why.ready(() => (code ? { state, code } : { state }));
    say(about, code ? `${t("page.deeper.about", { place: labelOf(code) })} ${t("page.illustrative")}` : "");
  };
  return {
    ready(given) {
      state = given;
      fails.ready(() => ({ state }));
      readyWhy(null);
    },
    why(code) {
      readyWhy(code);
      container.scrollIntoView({ block: "start" });
      why.run();
    },
  };
}
