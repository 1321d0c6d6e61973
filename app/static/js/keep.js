/** Keep and share: the link, saved courses, pictures and data as files, the command line's report, the print. */

import { createTask } from "./deeper.js";
import { el, offerFile, say, uniqueId } from "./dom.js";
import { fillDialog } from "./know.js";
import { toLink } from "./state.js";

const LEVELS = ["p05", "p25", "median", "p75", "p95"];
const LONGEST_NAME = 60;

/** Between fields, and in numbers: as the spreadsheets of the language's readers expect. */
const FORM = { sv: { between: ";", point: "," }, en: { between: ",", point: "." } };

/** Return a frame's numbers as CSV: under its region and course titles one row per measure, course and year, and per municipality (in the order of its label, with a note), course and year. */
export function csvOf(frame, label, { region, note, language, ...titles }) {
  const { between, point } = FORM[language];
  // Titles and names may come with a link: a spreadsheet must not take one for a formula.
  const told = (cell) => (typeof cell === "number" ? String(cell).replace(".", point) : String(cell).replace(/^[=+\-@\t\r]/, "'$&"));
  const quoted = (value) => (value.includes(between) || /["\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = [["region", "measure", "unit", "place", "course", "title", "year", ...LEVELS, "worlds", "seeds", "note"]];
  for (const [name, { unit, ...sides }] of Object.entries(frame.measures)) {
    for (const [side, levels] of Object.entries(sides)) {
      frame.years.forEach((year, at) => rows.push([region, name, unit, "", side, titles[side], year, ...LEVELS.map((level) => levels[level][at] ?? ""), frame.worlds, frame.seeds, ""]));
    }
  }
  const places = frame.municipalities.map(({ code, capacity }) => ({ place: label(code), capacity }));
  for (const { place, capacity } of places.sort((one, other) => one.place.localeCompare(other.place))) {
    for (const [side, medians] of Object.entries(capacity)) {
      frame.years.forEach((year, at) => rows.push([region, "capacity", "points", place, side, titles[side], year, "", "", medians[at] ?? "", "", "", frame.worlds, frame.seeds, note]));
    }
  }
  return `${rows.map((row) => row.map((cell) => quoted(told(cell))).join(between)).join("\r\n")}\r\n`;
}

export function createKeep(dialog, { wording, courses, store, latestOf, regionOf, labelOf, onSaved }) {
  const { t } = wording;
  const status = el("p", { class: "status", role: "status" });
  const linkId = uniqueId("link");
  const link = el("input", { id: linkId, type: "text", readonly: true, onfocus: () => link.select() });
  const copy = async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
      say(status, t("page.keep.copied"));
    } catch {
      say(status, t("page.keep.copy_by_hand"));
    }
  };
  const nameId = uniqueId("name");
  const name = el("input", { id: nameId, type: "text", maxlength: LONGEST_NAME, required: true, autocomplete: "off" });
  const list = el("ul", { class: "saved" });
  const refresh = () => {
    list.replaceChildren(
      ...courses.saved().map((course) =>
        el("li", {}, el("span", {}, course.name), el("button", { type: "button", class: "link", "aria-label": t("page.keep.forget_named", { name: course.name }), onclick: () => forget(course.name) }, t("page.keep.forget"))),
      ),
    );
  };
  const forget = (called) => {
    courses.forget(called);
    refresh();
    onSaved();
    name.focus();
    say(status, t("page.keep.forgotten", { name: called }));
  };
  const save = (event) => {
    event.preventDefault();
    const called = name.value.trim();
    if (!called) return;
    const kept = courses.save(called, store.get().b);
    say(status, t(kept ? "page.keep.saved_as" : "page.keep.cannot_save", { name: called }));
    if (kept) store.set({ b: courses.compact(courses.full(store.get().b), called) });
    name.value = "";
    refresh();
    onSaved();
  };
  const csv = () => {
    const { frame, state } = latestOf();
    const titles = { region: regionOf().title, a: courses.titleOf(state.a), b: courses.titleOf(state.b), difference: "", note: t("page.illustrative"), language: wording.language };
    offerFile("kraftsamling.csv", `\ufeff${csvOf(frame, labelOf, titles)}`, "text/csv;charset=utf-8");
    say(status, t("page.keep.downloaded"));
  };
  const report = createTask(wording, {
    name: "report",
    onFound({ html, command }) {
      offerFile("report.html", html, "text/html;charset=utf-8");
      return [el("p", {}, t("page.keep.command")), el("pre", { tabindex: "0" }, command)];
    },
  });
  fillDialog(
    dialog,
    "keep-title",
    t("page.keep.title"),
    t("page.close"),
    el("section", {}, el("h3", {}, t("page.keep.link")), el("p", { class: "hint" }, t("page.keep.link_how")), el("div", { class: "row" }, el("label", { for: linkId, class: "visually-hidden" }, t("page.keep.link")), link, el("button", { type: "button", class: "primary", onclick: copy }, t("page.keep.copy")))),
    el("section", {}, el("h3", {}, t("page.keep.save")), el("p", { class: "hint" }, t("page.keep.save_how")), el("form", { class: "row", onsubmit: save }, el("label", { for: nameId, class: "visually-hidden" }, t("page.keep.name")), name, el("button", { type: "submit" }, t("page.keep.save_button"))), list),
    el("section", {}, el("h3", {}, t("page.keep.take")), el("div", { class: "row wrap" }, el("button", { type: "button", onclick: csv }, t("page.keep.csv")), el("button", { type: "button", onclick: () => (dialog.close(), window.print()) }, t("page.keep.print"))), el("p", { class: "hint" }, `${t("page.keep.csv_how")} ${t("page.keep.pictures_how")}`), report.node),
    status,
  );
  name.placeholder = t("page.keep.name");
  return {
    /** Tell what to report; a report of another state is put away. */
    ready(state) {
      report.ready(() => state);
    },
    async open() {
      link.value = `${location.origin}${location.pathname}#${await toLink(store.get())}`;
      say(status, "");
      refresh();
      dialog.showModal();
    },
  };
}
