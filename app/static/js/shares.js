/** Shares in whole per cent that always add up to 100. */

const WHOLE = 100;

/**
 * Return numbers (at least one above 0) as whole per cent that add up to `total`, the largest remainders rounded up.
 *
 * @param {Shares} weights
 * @param {number} total
 * @returns {Shares}
 */
export function wholePercent(weights, total = WHOLE) {
  const keys = Object.keys(weights);
  const sum = keys.reduce((all, key) => all + weights[key], 0);
  const exact = keys.map((key) => (sum > 0 ? (total * weights[key]) / sum : total / keys.length));
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((all, share) => all + share, 0);
  const order = keys
    .map((_, row) => row)
    .sort((one, other) => exact[other] - whole[other] - (exact[one] - whole[one]) || one - other);
  for (const row of order.slice(0, left)) whole[row] += 1;
  return Object.fromEntries(keys.map((key, row) => [key, whole[row]]));
}

/**
 * Return shares after one is moved to `value`: the others give or take in proportion to what they have.
 *
 * @param {Shares} shares
 * @param {string} moved
 * @param {number} value
 * @returns {Shares}
 */
export function rebalance(shares, moved, value) {
  const kept = Math.min(WHOLE, Math.max(0, Math.round(value)));
  const { [moved]: _, ...others } = shares;
  const rest = wholePercent(others, WHOLE - kept);
  return Object.fromEntries(Object.keys(shares).map((key) => [key, key === moved ? kept : rest[key]]));
}
