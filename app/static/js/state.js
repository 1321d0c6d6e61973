/** The whole state of the page, as a link and as a store that tells its listeners. */

export const LANGUAGES = ["sv", "en"];

/** What the view may show; the first of each is what a page opens with. */
export const TABS = ["capacity_mean", "receptive_capacity", "measures_own", "measures_shared", "rooted_share"];
export const MORE = ["capacity_min", "participation", "never_reached", "actor_legitimacy", "actor_level", "person_years", "cost_sek"];
export const MODES = ["difference", "a", "b"];

export const DEFAULT = {
  region: "goteborgsregionen",
  years: 15,
  budget: "own",
  funding: "given",
  a: "level_1",
  b: "level_2",
  events: [],
  view: { language: "sv", anonymous: false, year: null, place: null, tab: TABS[0], mode: MODES[0], story: null },
};

/** Return whether a value holds others by name. */
export const isPart = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Return a state with everything that a (partial) one leaves out, and with a view that there is. */
export function complete(given) {
  const view = { ...DEFAULT.view, ...(given.view ?? {}) };
  const known = (part, allowed) => (allowed.includes(view[part]) ? view[part] : DEFAULT.view[part]);
  const shown = { tab: known("tab", [...TABS, ...MORE]), mode: known("mode", MODES), story: Number.isInteger(view.story) ? view.story : null };
  return { ...DEFAULT, ...given, view: { ...view, ...shown } };
}

/** Return the part of a state that decides the numbers and sentences, as text: equal texts, equal answers. */
export function questionOf(state) {
  const { view, ...question } = state;
  return JSON.stringify({ ...question, language: view.language, anonymous: view.anonymous });
}

async function through(bytes, stream) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

/** Return the link's part after `#` that holds a state: base64url of deflated JSON. */
export async function toLink(state) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return `s=${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** Return whether the part of an address after `#` is meant to hold a state, be it that it cannot be read. */
export function isLink(hash) {
  return hash.startsWith("#s=");
}

/** Return the state of a link's part after `#`; null where it holds none that can be read, in a language the page speaks. */
export async function fromLink(hash) {
  const held = /^#?s=([\w-]+)$/.exec(hash);
  if (!held) return null;
  try {
    const letters = atob(held[1].replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const state = JSON.parse(new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate"))));
    if (!isPart(state)) return null;
    const whole = complete(state);
    const courses = [whole.a, whole.b].every((course) => typeof course === "string" || isPart(course));
    const events = Array.isArray(whole.events) && whole.events.every(isPart);
    return courses && events && LANGUAGES.includes(whole.view.language) ? whole : null;
  } catch {
    return null;
  }
}

/** Return a store of one state; listeners get the new and the old state and how it was changed. */
export function createStore(first) {
  let state = first;
  const listeners = new Set();
  return {
    get: () => state,
    /** Replace top-level parts; `how.dragging` tells that the hand is still on a slider. */
    set(change, how = {}) {
      const before = state;
      state = { ...state, ...change };
      for (const listener of listeners) listener(state, before, how);
    },
    view(change, how = {}) {
      this.set({ view: { ...state.view, ...change } }, how);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
