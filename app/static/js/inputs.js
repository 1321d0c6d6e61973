/** The inputs of the controls: sliders, choices, ticks and shares that add up, each with its label and help. */

import { el, say, uniqueId } from "./dom.js";
import { rebalance } from "./shares.js";

/**
 * Return the "?" beside a control: one sentence of help, and the mechanisms behind it.
 *
 * @param {Wording} wording
 * @param {string} label
 * @param {string} help
 * @param {string[]} mechanisms
 */
export function helpOf({ t }, label, help, mechanisms) {
  const items = mechanisms.map((id) => el("li", {}, `${t(`mechanism.${id}`)} (${id})`));
  return el(
    "details",
    { class: "help" },
    el("summary", { "aria-label": t("page.help", { label }) }, "?"),
    el(
      "div",
      { class: "help-body" },
      el("p", {}, help),
      el("p", { class: "mechanisms" }, t("page.mechanisms")),
      el("ul", { class: "mechanisms" }, items),
    ),
  );
}

/**
 * Return a slider with its label, value and help.
 *
 * @param {object} parts
 * @param {string} parts.label
 * @param {number} parts.min
 * @param {number} parts.max
 * @param {number} parts.step
 * @param {(value: number) => string} parts.show
 * @param {HTMLElement} [parts.help]
 * @param {OnValue<number>} parts.onValue
 */
export function slider({ label, min, max, step, show, help, onValue }) {
  const id = uniqueId("slider");
  const output = el("output", { for: id });
  const input = el("input", { type: "range", id, min, max, step });
  /** @param {boolean} dragging */
  const take = (dragging) => {
    const value = Number(input.value);
    write(value);
    onValue(value, dragging);
  };
  /** @param {number} value */
  const write = (value) => {
    const words = show(value);
    const [low, high] = [Number(input.min), Number(input.max)];
    say(output, words);
    input.setAttribute("aria-valuetext", words);
    input.style.setProperty("--filled", `${(100 * (value - low)) / (high - low)}%`);
  };
  input.addEventListener("input", () => take(true));
  input.addEventListener("change", () => take(false));
  const head = el("div", { class: "field-head" }, el("label", { for: id }, label), help, output);
  return {
    node: el("div", { class: "field" }, head, input),
    input,
    output,
    /**
     * Show a value; one beyond the ends, as a link may hold, moves them.
     *
     * @param {number} value
     */
    update(value) {
      input.min = String(Math.min(min, value));
      input.max = String(Math.max(Number(input.max), value));
      input.value = String(value);
      write(value);
    },
  };
}

/**
 * Return a choice among options with its label and help.
 *
 * @template Value
 * @param {object} parts
 * @param {string} parts.label
 * @param {{value: Value, label: string}[]} parts.options
 * @param {HTMLElement} [parts.help]
 * @param {OnValue<Value>} parts.onValue
 */
export function chooser({ label, options, help, onValue }) {
  const id = uniqueId("choice");
  const select = el("select", { id, onchange: () => onValue(options[select.selectedIndex].value) });
  select.append(...options.map((option) => el("option", {}, option.label)));
  const head = el("div", { class: "field-head" }, el("label", { for: id }, label), help);
  return {
    node: el("div", { class: "field" }, head, select),
    /** @param {Value} value */
    update(value) {
      select.selectedIndex = options.findIndex((option) => option.value === value);
    },
  };
}

/**
 * Return a tick with its label and help.
 *
 * @param {{label: string, help?: HTMLElement, onValue: OnValue<boolean>}} parts
 */
export function ticker({ label, help, onValue }) {
  const id = uniqueId("tick");
  const input = el("input", { type: "checkbox", id, onchange: () => onValue(input.checked) });
  const head = el("div", { class: "field-head" }, input, el("label", { for: id }, label), help);
  return {
    node: el("div", { class: "field tick-field" }, head),
    /** @param {boolean} value */
    update(value) {
      input.checked = value;
    },
  };
}

/**
 * Return linked sliders whose shares always add up to 100 per cent.
 *
 * @param {object} parts
 * @param {string} parts.legend
 * @param {string[]} parts.keys
 * @param {(key: string) => string} parts.label
 * @param {(value: number) => string} parts.show
 * @param {HTMLElement} [parts.help]
 * @param {OnValue<Shares>} parts.onValue
 */
export function linkedShares({ legend, keys, label, show, help, onValue }) {
  /** @type {Shares} */
  let shares = {};
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
  const nodes = parts.map((part) => part.node);
  return {
    node: el("fieldset", { class: "field linked" }, el("legend", {}, legend, help), nodes),
    /** @param {Shares} value */
    update(value) {
      shares = value;
      write();
    },
  };
}

/**
 * Return how a number of a unit is written; `start` returns the calendar year in which runs begin.
 *
 * @param {Wording} wording
 * @param {Unit} unit
 * @param {() => number} start
 * @returns {(value: number) => string}
 */
export function shown(wording, unit, start) {
  const { t, number, percent } = wording;
  /** @type {Record<Unit, (value: number) => string>} */
  const writers = {
    percent: (value) => percent(value),
    year: (value) => t("page.unit.year", { value: number(value), calendar: start() + value - 1 }),
    years: (value) => t("page.unit.years", { value: number(value, value % 1 ? 1 : 0) }),
    person_years: (value) => t("page.unit.person_years", { value: number(value, value % 1 ? 1 : 0) }),
    measures: (value) => t("page.unit.measures", { value: number(value) }),
    meetings: (value) => t("page.unit.meetings", { value: number(value) }),
  };
  return writers[unit];
}
