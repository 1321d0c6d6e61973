/** The whole state of the page, as a link and as a store that informs its listeners. */

/** @type {Language[]} */
export const LANGUAGES = ["sv", "en"];

/** Choices of the view; a page opens with the first of each. */
export const TABS = ["capacity_mean", "receptive_capacity", "measures_own", "measures_shared", "rooted_share"];
export const MORE = [
  "capacity_min",
  "participation",
  "never_reached",
  "actor_legitimacy",
  "actor_level",
  "person_years",
  "cost_sek",
];
/** @type {Mode[]} */
export const MODES = ["difference", "a", "b"];

/** @type {State} */
export const DEFAULT = {
  region: "goteborgsregionen",
  years: 15,
  budget: "own",
  funding: "given",
  a: "level_1",
  b: "level_2",
  events: [],
  decisions: [],
  view: { language: "sv", anonymous: false, year: null, place: null, tab: TABS[0], mode: MODES[0], story: null },
};

/**
 * Return whether a value holds others by name.
 *
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
export const isPart = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * Return a state with everything that a (partial) one leaves out; a view that does not exist becomes the default one.
 *
 * @param {Partial<Omit<State, "view">> & {view?: Partial<View>}} given
 * @returns {State}
 */
export function complete(given) {
  const view = { ...DEFAULT.view, ...(given.view ?? {}) };
  const tab = [...TABS, ...MORE].includes(view.tab) ? view.tab : DEFAULT.view.tab;
  const mode = MODES.includes(view.mode) ? view.mode : DEFAULT.view.mode;
  const story = Number.isInteger(view.story) ? view.story : null;
  return { ...DEFAULT, ...given, view: { ...view, tab, mode, story } };
}

/**
 * Return the part of a state that decides the numbers and sentences, as text: equal texts, equal answers.
 *
 * @param {State} state
 */
export function questionOf(state) {
  const { view, ...question } = state;
  return JSON.stringify({ ...question, language: view.language, anonymous: view.anonymous });
}

/**
 * Return the change of a state that goes to another region; what municipalities of the one before decide stays there.
 *
 * @param {State["region"]} region
 * @param {View} view
 * @returns {Partial<State>}
 */
export const toRegion = (region, view) => ({ region, decisions: [], view: { ...view, place: null, year: null } });

/**
 * Return bytes after their way through a stream.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionStream | DecompressionStream} stream
 */
async function through(bytes, stream) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

/**
 * Return the link's part after `#` that holds a state: base64url of deflated JSON.
 *
 * @param {State} state
 */
export async function toLink(state) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return `s=${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/**
 * Return whether the part of an address after `#` is meant to hold a state, even if it turns out to be unreadable.
 *
 * @param {string} hash
 */
export function isLink(hash) {
  return hash.startsWith("#s=");
}

/**
 * Return the state of a link's part after `#`; null where it is unreadable or its language is not one of the page's.
 *
 * @param {string} hash
 */
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
    const lists = [whole.events, whole.decisions].every((list) => Array.isArray(list) && list.every(isPart));
    return courses && lists && LANGUAGES.includes(whole.view.language) ? whole : null;
  } catch {
    return null;
  }
}

/**
 * Return a store of one state; listeners get the new and the old state and how it was changed.
 *
 * @param {State} first
 * @returns {Store}
 */
export function createStore(first) {
  let state = first;
  /** @type {Set<(state: State, before: State, how: How) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    /** Replace top-level parts. */
    set(change, how = {}) {
      const before = state;
      state = { ...state, ...change };
      for (const listener of listeners) listener(state, before, how);
    },
    /** Replace parts of the view. */
    view(change, how = {}) {
      this.set({ view: { ...state.view, ...change } }, how);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
