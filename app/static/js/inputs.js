/** The inputs that controls are made of: sliders, choices, ticks and shares that add up, each with its label and help. */

import { el, say, uniqueId } from "./dom.js";
import { rebalance } from "./shares.js";

/** Return the "?" beside a control: one sentence of help, and the mechanisms behind it. */
export function helpOf(wording, label, help, mechanisms) {
  const { t } = wording;
  return el(
    "details",
    { class: "help" },
    el("summary", { "aria-label": t("page.help", { label }) }, "?"),
    el("div", { class: "help-body" }, el("p", {}, help), el("p", { class: "mechanisms" }, t("page.mechanisms")), el("ul", { class: "mechanisms" }, mechanisms.map((id) => el("li", {}, `${t(`mechanism.${id}`)} (${id})`)))),
  );
}

/** Return a slider with its label, value and help: `{node, update(value)}`. */
export function slider({ label, min, max, step, show, help, onValue }) {
  const id = uniqueId("slider");
  const output = el("output", { for: id });
  const input = el("input", { type: "range", id, min, max, step });
  const tell = (dragging) => {
    const value = Number(input.value);
    write(value);
    onValue(value, dragging);
  };
  const write = (value) => {
    const words = show(value);
    say(output, words);
    input.setAttribute("aria-valuetext", words);
    input.style.setProperty("--filled", `${(100 * (value - input.min)) / (input.max - input.min)}%`);
  };
  input.addEventListener("input", () => tell(true));
  input.addEventListener("change", () => tell(false));
  const node = el("div", { class: "field" }, el("div", { class: "field-head" }, el("label", { for: id }, label), help, output), input);
  return {
    node,
    input,
    /** Show a value; one beyond the ends, as a link may hold, moves them. */
    update(value) {
      input.min = Math.min(min, value);
      input.max = Math.max(input.max, value);
      input.value = value;
      write(value);
    },
  };
}

/** Return a choice among options with its label and help: `{node, update(value)}`. */
export function chooser({ label, options, help, onValue }) {
  const id = uniqueId("choice");
  const select = el("select", { id, onchange: () => onValue(options[select.selectedIndex].value) });
  select.append(...options.map((option) => el("option", {}, option.label)));
  const node = el("div", { class: "field" }, el("div", { class: "field-head" }, el("label", { for: id }, label), help), select);
  return { node, update: (value) => (select.selectedIndex = options.findIndex((option) => option.value === value)) };
}

export function ticker({ label, help, onValue }) {
  const id = uniqueId("tick");
  const input = el("input", { type: "checkbox", id, onchange: () => onValue(input.checked) });
  const node = el("div", { class: "field tick-field" }, el("div", { class: "field-head" }, input, el("label", { for: id }, label), help));
  return { node, input, update: (value) => (input.checked = value) };
}

/** Return linked sliders whose shares always add up to 100 per cent. */
export function linkedShares({ legend, keys, label, show, help, onValue }) {
  let shares = null;
  const parts = keys.map((key) =>
    slider({
      label: label(key),
      min: 0,
      max: 100,
      step: 1,
      show,
      onValue: (value, dragging) => {
        shares = rebalance(shares, key, value);
        write();
        onValue(shares, dragging);
      },
    }),
  );
  const write = () => keys.forEach((key, row) => parts[row].update(shares[key]));
  const node = el("fieldset", { class: "field linked" }, el("legend", {}, legend, help), parts.map((part) => part.node));
  return {
    node,
    update(value) {
      shares = value;
      write();
    },
  };
}

/** Return how a number of a unit is told; `start` returns the calendar year in which runs begin. */
export function shown(wording, unit, start) {
  const { t, number, percent } = wording;
  return {
    percent: (value) => percent(value),
    year: (value) => t("page.unit.year", { value: number(value), calendar: start() + value - 1 }),
    years: (value) => t("page.unit.years", { value: number(value, value % 1 ? 1 : 0) }),
    person_years: (value) => t("page.unit.person_years", { value: number(value, value % 1 ? 1 : 0) }),
    measures: (value) => t("page.unit.measures", { value: number(value) }),
    meetings: (value) => t("page.unit.meetings", { value: number(value) }),
  }[unit];
}
