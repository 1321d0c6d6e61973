/** Values of a course's settings, read and changed by the fields that control them. */

/**
 * Return the value at a dotted path of a strategy.
 *
 * @param {Strategy} strategy
 * @param {string} path
 * @returns {any}
 */
export function valueAt(strategy, path) {
  return path.split(".").reduce((held, key) => held[key], /** @type {any} */ (strategy));
}

/**
 * Set the value at a dotted path of a strategy.
 *
 * @param {Strategy} strategy
 * @param {string} path
 * @param {unknown} value
 */
function setAt(strategy, path, value) {
  const keys = path.split(".");
  const key = /** @type {string} */ (keys.pop());
  keys.reduce((held, each) => held[each], /** @type {any} */ (strategy))[key] = value;
}

/**
 * Return a field's value in a strategy.
 *
 * @param {Field} field
 * @param {Strategy} strategy
 * @returns {any}
 */
export function read(field, strategy) {
  return field.get ? field.get(strategy) : valueAt(strategy, field.path ?? "");
}

/**
 * Return a copy of a strategy with a field's value changed; years that must stay in order are moved along.
 *
 * @param {Field} field
 * @param {Strategy} strategy
 * @param {any} value
 */
export function changed(field, strategy, value) {
  const copy = structuredClone(strategy);
  if (field.set) field.set(copy, value);
  else setAt(copy, field.path ?? "", value);
  if (field.kind !== "range") return copy;
  if (field.below && value >= valueAt(copy, field.below)) setAt(copy, field.below, value + 1);
  if (field.above && value <= valueAt(copy, field.above)) setAt(copy, field.above, Math.max(value - 1, 1));
  return copy;
}
