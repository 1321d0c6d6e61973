/** The dialog for a region of one's own: from a paste or a file, with a template and a name. */

import { Refused, readOwn } from "./api.js";
import { el, offerFile, uniqueId } from "./dom.js";
import { fillDialog } from "./know.js";
import { keepOwn } from "./regions.js";
import { toRegion } from "./state.js";

const MAX_SIZE = 180_000; // bytes, all files together
const MAX_NAME_LENGTH = 60;
const ENDINGS = ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods,.yaml,.yml,text/csv";

/** @typedef {Context & {onShow: () => void}} OwnContext */

/**
 * Return content as base64.
 *
 * @param {Blob} content
 * @returns {Promise<string>}
 */
function inBase64(content) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(content);
  });
}

/** @type {(lines: string[]) => HTMLElement | null} */
const listOf = (lines) =>
  lines.length
    ? el(
        "ul",
        {},
        lines.map((line) => el("li", {}, line)),
      )
    : null;

/**
 * Return an input with its label and a line of help.
 *
 * @type {(label: string, help: string | null, input: HTMLElement) => HTMLElement}
 */
function labelled(label, help, input) {
  const id = uniqueId("own");
  input.id = id;
  if (help) input.setAttribute("aria-describedby", `${id}-help`);
  const hint = help && el("p", { class: "hint", id: `${id}-help` }, help);
  return el("div", { class: "field" }, el("label", { for: id }, label), input, hint);
}

/**
 * Return the files by which the command line runs on the same region.
 *
 * @param {OwnRegion} region
 */
function filesOf({ name, csv, about }) {
  const files = [{ name, content: csv, type: "text/csv;charset=utf-8" }];
  const yaml = { name: name.replace(/csv$/, "yaml"), content: JSON.stringify(about, null, 2), type: "text/yaml" };
  return about ? [...files, yaml] : files;
}

/**
 * Return what became of a table: the region that is in use, and what was taken for what.
 *
 * @param {OwnRegion} given
 * @param {Region} region
 * @param {OwnContext & {close: () => void}} context
 */
function usedOf(given, region, { wording: { t }, store, close, onShow }) {
  const show = () => {
    close();
    onShow();
  };
  const downloads = filesOf(given).map(({ name, content, type }) => {
    const download = () => offerFile(name, new Blob([content], { type }));
    return el("button", { type: "button", onclick: download }, t("page.own.keep_button", { name }));
  });
  const anonymous = store.get().view.anonymous;
  return [
    el("p", { class: "own-used" }, t("page.own.used", { title: region.title })),
    listOf(anonymous ? region.remarks_in_letters : region.remarks),
    el(
      "div",
      { class: "row wrap" },
      el("button", { type: "button", class: "primary", onclick: show }, t("page.own.show")),
    ),
    el("p", { class: "hint" }, t("page.own.keep")),
    el("div", { class: "row wrap" }, downloads),
  ];
}

/**
 * Return why a table cannot be used: all problems at once, and what was understood of it.
 *
 * @param {unknown} failure
 * @param {Wording} wording
 */
function refusedOf(failure, { t, fault }) {
  if (!(failure instanceof Refused && failure.problems.length)) return [el("p", { class: "notice" }, fault(failure))];
  const problems = el("div", { class: "notice" }, el("p", {}, t("page.own.refused")), listOf(failure.problems));
  return [problems, listOf(failure.remarks)];
}

/**
 * Return the inputs, and what they hold; a paste puts chosen files away, and files a paste.
 *
 * @param {Wording["t"]} t
 */
function inputsOf(t) {
  const paste = el("textarea", {
    rows: "6",
    spellcheck: "false",
    autocomplete: "off",
    oninput: () => (file.value = ""),
  });
  const file = el("input", { type: "file", multiple: true, accept: ENDINGS, onchange: () => (paste.value = "") });
  const name = el("input", { type: "text", maxlength: MAX_NAME_LENGTH, autocomplete: "off" });
  const fields = [
    labelled(t("page.own.paste"), t("page.own.paste_how"), paste),
    labelled(t("page.own.file"), t("page.own.file_how"), file),
    labelled(t("page.own.name"), t("page.own.name_how"), name),
  ];
  return {
    fields,
    paste,
    title: () => name.value.trim(),
    async files() {
      const pasted = paste.value.trim() ? [new File([paste.value], "")] : [];
      const chosen = [...(file.files ?? []), ...pasted];
      if (!chosen.length) throw new Refused(t("page.own.nothing"));
      const size = chosen.reduce((sum, each) => sum + each.size, 0);
      if (size > MAX_SIZE) throw new Refused(t("page.own.too_large"));
      return Promise.all(chosen.map(async (each) => ({ name: each.name, content: await inBase64(each) })));
    },
  };
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {OwnContext} context
 */
export function createOwn(dialog, context) {
  const { wording, store } = context;
  const { t, language } = wording;
  const result = el("div", { class: "own-result", role: "status" });
  const { fields, paste, title, files } = inputsOf(t);
  const closing = { ...context, close: () => dialog.close() };
  /** @param {Event} event */
  const use = async (event) => {
    event.preventDefault();
    result.replaceChildren(el("p", { class: "hint" }, t("page.own.reading")));
    /** @type {Child[]} */
    let content;
    try {
      const { state, region } = await readOwn({ title: title(), files: await files() }, language);
      keepOwn(state, region, language);
      store.set(toRegion(state, store.get().view));
      content = usedOf(state, region, closing);
    } catch (failure) {
      content = refusedOf(failure, wording);
    }
    result.replaceChildren(el("div", {}, content));
    result.scrollIntoView({ block: "nearest" });
  };
  const button = el("button", { type: "submit", class: "primary" }, t("page.own.use"));
  const template = { class: "button", href: `/api/template?language=${language}`, download: true };
  fillDialog(
    dialog,
    "own-title",
    t("page.own.title"),
    t("page.close"),
    el("p", { class: "lead" }, t("page.own.lead")),
    el("p", {}, el("a", template, t("page.own.template"))),
    el("form", { class: "own-form", onsubmit: use }, fields, el("div", { class: "row" }, button)),
    result,
    el("p", { class: "hint" }, t("page.own.stays")),
  );
  return {
    /** @param {Region} region the one in use */
    open(region) {
      const given = store.get().region;
      result.replaceChildren(...(typeof given === "string" ? [] : [el("div", {}, usedOf(given, region, closing))]));
      dialog.showModal();
      paste.focus();
    },
  };
}
