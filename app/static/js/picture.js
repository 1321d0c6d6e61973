/** A picture: a chart with its heading, the table behind it and its files. */

import { download } from "./charts/download.js";
import { compared } from "./compared.js";
import { disclosure, el, say, uniqueId } from "./dom.js";

/**
 * Return a chart with its heading, table and downloads.
 *
 * @template Data
 * @param {ChartKind<Data>} kind
 * @param {Wording} wording
 * @param {{heading: string, file: string}} about heading, and the name of its files
 */
export function pictureOf(kind, { t, language }, { heading, file }) {
  const id = uniqueId("picture");
  const title = el("h3", { id });
  const box = el("div", { class: "chart-box" });
  /** @type {ChartOptions} */
  let options = { language, title: heading };
  const chart = kind.create(box, options);
  const table = disclosure(t("page.table"), () => kind.table(chart.data(), options));
  /** @param {"svg" | "png"} format */
  const save = (format) => {
    const note = [options.description ?? "", ...compared()].filter(Boolean);
    return download(chart.svg, file, format, { title: options.title, note });
  };
  const [svg, png] = /** @type {("svg" | "png")[]} */ (["svg", "png"]).map((format) =>
    el("button", { type: "button", class: "link", onclick: () => save(format) }, format.toUpperCase()),
  );
  const group = { class: "saves", role: "group", "aria-label": t("page.keep.picture", { title: heading }) };
  const tools = el("div", { class: "picture-tools" }, table.node, el("div", group, svg, png));
  return {
    node: el("div", { class: "picture" }, title, box, tools),
    /** @type {(data: Data, more: ChartOptions) => void} */
    update(data, more) {
      options = { ...options, ...more };
      say(title, options.title ?? "");
      chart.update(data, options);
      table.refresh();
    },
    destroy: () => chart.destroy(),
  };
}

/**
 * Return a choice whose options all stand side by side.
 *
 * @template {string} Value
 * @param {string} legend
 * @param {{value: Value, label: string}[]} options
 * @param {(value: Value) => void} onValue
 */
export function radios(legend, options, onValue) {
  const name = uniqueId("radio");
  const inputs = options.map(({ value }) =>
    el("input", { type: "radio", name, value, onchange: () => onValue(value) }),
  );
  const labels = options.map(({ label }, row) => el("label", {}, inputs[row], el("span", {}, label)));
  return {
    node: el("fieldset", { class: "segments" }, el("legend", { class: "visually-hidden" }, legend), labels),
    /** @param {Value} value */
    update(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

const SHARES = ["share", "probability"];

/**
 * Return how a measure's numbers are shown: shares in per cent, SEK in millions.
 *
 * @param {string} unit
 * @param {string} name
 */
export function scaleOf(unit, name) {
  if (name === "capital") return { scale: 100, digits: 0, unit: "hundred" };
  if (SHARES.includes(unit)) return { scale: 100, digits: 0, unit: "percent" };
  if (name === "cost_sek") return { scale: 1e-6, digits: 1, unit: "million_a_year" };
  if (name === "actor_level") return { scale: 1, digits: 1, unit: "level" };
  if (name === "person_years") return { scale: 1, digits: 1, unit: "person_years" };
  return { scale: 1, digits: 1, unit: "points" };
}

/**
 * Return the names of the courses in a chart.
 *
 * @param {State} state
 * @param {Context} context
 */
export function labelsOf(state, { courses }) {
  return { labelA: courses.titleOf(state.a), labelB: courses.titleOf(state.b) };
}
