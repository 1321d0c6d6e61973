/** Keep and share: the link, saved courses, pictures and data as files, the command line's report, the print. */

import { csvOf } from "./csv.js";
import { createTask } from "./deeper.js";
import { el, offerFile, say, uniqueId } from "./dom.js";
import { fillDialog } from "./know.js";
import { toLink } from "./state.js";

const MAX_NAME_LENGTH = 60;
const CSV = "text/csv;charset=utf-8";
const HTML = "text/html;charset=utf-8";

/** @typedef {Context & {latestOf: () => Answered | null, onSaved: () => void}} KeepContext */

/**
 * Return a section with a heading, and a line of help where there is one.
 *
 * @type {(title: string, help: string | null, ...content: Child[]) => HTMLElement}
 */
const section = (title, help, ...content) =>
  el("section", {}, el("h3", {}, title), help && el("p", { class: "hint" }, help), content);

/**
 * Return the section with the link; `show` writes the state's link into it.
 *
 * @param {Context} context
 * @param {(words: string) => void} tell
 */
function linkSection({ wording, store }, tell) {
  const { t } = wording;
  const id = uniqueId("link");
  const link = el("input", { id, type: "text", readonly: true, onfocus: () => link.select() });
  const copy = async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
      tell(t("page.keep.copied"));
    } catch {
      tell(t("page.keep.copy_by_hand"));
    }
  };
  const label = el("label", { for: id, class: "visually-hidden" }, t("page.keep.link"));
  const button = el("button", { type: "button", class: "primary", onclick: copy }, t("page.keep.copy"));
  const row = el("div", { class: "row" }, label, link, button);
  return {
    node: section(t("page.keep.link"), t("page.keep.link_how"), row),
    async show() {
      link.value = `${location.origin}${location.pathname}#${await toLink(store.get())}`;
    },
  };
}

/**
 * Return the section with the saved courses; `refresh` lists them anew.
 *
 * @param {KeepContext} context
 * @param {(words: string) => void} tell
 */
function savedSection({ wording, courses, store, onSaved }, tell) {
  const { t } = wording;
  const id = uniqueId("name");
  const input = { id, type: "text", maxlength: MAX_NAME_LENGTH, required: true, autocomplete: "off" };
  const name = el("input", { ...input, placeholder: t("page.keep.name") });
  const list = el("ul", { class: "saved" });
  const refresh = () => {
    const items = courses.saved().map((course) => {
      const label = t("page.keep.forget_named", { name: course.name });
      const look = { type: "button", class: "link", "aria-label": label, onclick: () => forget(course.name) };
      return el("li", {}, el("span", {}, course.name), el("button", look, t("page.keep.forget")));
    });
    list.replaceChildren(...items);
  };
  /** @param {string} called */
  const forget = (called) => {
    courses.forget(called);
    refresh();
    onSaved();
    name.focus();
    tell(t("page.keep.forgotten", { name: called }));
  };
  /** @param {Event} event */
  const save = (event) => {
    event.preventDefault();
    const called = name.value.trim();
    if (!called) return;
    const kept = courses.save(called, store.get().b);
    tell(t(kept ? "page.keep.saved_as" : "page.keep.cannot_save", { name: called }));
    if (kept) store.set({ b: courses.compact(courses.full(store.get().b), called) });
    name.value = "";
    refresh();
    onSaved();
  };
  const label = el("label", { for: id, class: "visually-hidden" }, t("page.keep.name"));
  const button = el("button", { type: "submit" }, t("page.keep.save_button"));
  const form = el("form", { class: "row", onsubmit: save }, label, name, button);
  return { node: section(t("page.keep.save"), t("page.keep.save_how"), form, list), refresh };
}

/**
 * Return the section with things to take away: data, print and the command line's report.
 *
 * @param {KeepContext} context
 * @param {(words: string) => void} tell
 * @param {() => void} close
 */
function takeSection({ wording, courses, latestOf, regionOf, labelOf }, tell, close) {
  const { t, language } = wording;
  const csv = () => {
    const latest = latestOf();
    if (!latest) return;
    const { frame, state } = latest;
    const titles = { a: courses.titleOf(state.a), b: courses.titleOf(state.b), difference: "" };
    const about = { region: regionOf().title, note: t("page.illustrative"), language, titles };
    offerFile("kraftsamling.csv", new Blob([`\ufeff${csvOf(frame, labelOf, about)}`], { type: CSV }));
    tell(t("page.keep.downloaded"));
  };
  const print = () => {
    close();
    window.print();
  };
  const report = createTask(wording, {
    name: "report",
    show({ html, command }) {
      offerFile("report.html", new Blob([html], { type: HTML }));
      return [el("p", {}, t("page.keep.command")), el("pre", { tabindex: "0" }, command)];
    },
  });
  const buttons = el(
    "div",
    { class: "row wrap" },
    el("button", { type: "button", onclick: csv }, t("page.keep.csv")),
    el("button", { type: "button", onclick: print }, t("page.keep.print")),
  );
  const help = el("p", { class: "hint" }, `${t("page.keep.csv_how")} ${t("page.keep.pictures_how")}`);
  return { node: section(t("page.keep.take"), null, buttons, help, report.node), report };
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {KeepContext} context
 */
export function createKeep(dialog, context) {
  const { t } = context.wording;
  const status = el("p", { class: "status", role: "status" });
  /** @param {string} words */
  const tell = (words) => say(status, words);
  const link = linkSection(context, tell);
  const saved = savedSection(context, tell);
  const { node, report } = takeSection(context, tell, () => dialog.close());
  const title = t("page.keep.title");
  fillDialog(dialog, "keep-title", title, t("page.close"), link.node, saved.node, node, status);
  return {
    /**
     * Take the state to report on; a report of another state is put away.
     *
     * @param {State} state
     */
    ready(state) {
      report.ready(() => state);
    },
    async open() {
      await link.show();
      tell("");
      saved.refresh();
      dialog.showModal();
    },
  };
}
