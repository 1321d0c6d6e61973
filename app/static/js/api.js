/** Requests to the server; of comparisons only the latest is under way. */

import { questionOf } from "./state.js";

/** The server refused; the message is its reason, of a table also all problems and what was understood of it. */
export class Refused extends Error {
  /** @type {string[]} */
  problems = [];
  /** @type {string[]} */
  remarks = [];
}

/** Too many others wait for the server already. */
export class Busy extends Error {}

/** No answer came, or it broke off: the server has stopped, or the way to it is cut. */
export class Unreachable extends Error {}

/**
 * Return whether a request failed because the page itself gave it up.
 *
 * @param {unknown} failure
 */
export function isAborted(failure) {
  return failure instanceof Error && failure.name === "AbortError";
}

/**
 * Return the result of a step on the way to the server.
 *
 * @template Result
 * @param {Promise<Result>} step
 */
async function reached(step) {
  try {
    return await step;
  } catch (failure) {
    throw isAborted(failure) ? failure : new Unreachable(String(failure));
  }
}

/**
 * @param {string} path
 * @param {object} body
 * @param {AbortSignal} [signal]
 */
async function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  const response = await reached(fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
  if (!response.ok) throw await refusal(response);
  return response;
}

/**
 * Return the error for a status of the answer or of its last line.
 *
 * @param {string} message
 * @param {number} status
 */
function failed(message, status) {
  if (status === 503 || status === 429) return new Busy(message);
  return status >= 500 ? new Error(message) : new Refused(message);
}

/** @param {Response} response */
async function refusal(response) {
  const text = await response.text();
  try {
    const { error, problems = [], remarks = [] } = JSON.parse(text);
    return Object.assign(failed(error, response.status), { problems, remarks });
  } catch {
    return failed(text || String(response.status), response.status);
  }
}

/**
 * Call `each` with every line of a stream of JSON lines; return the last one, null where there is none.
 *
 * @param {Response} response
 * @param {(line: any) => void} each
 * @returns {Promise<any>}
 */
async function readLines(response, each) {
  const stream = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body);
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = null;
  /** @param {string} line */
  const take = (line) => {
    if (!line.trim()) return;
    const parsed = JSON.parse(line);
    if (parsed.error) throw failed(parsed.error, parsed.status);
    last = parsed;
    each(parsed);
  };
  for (;;) {
    const { value, done } = await reached(reader.read());
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
  take(rest);
  return last;
}

/**
 * Return everything that the page offers, in one language.
 *
 * @param {Language} language
 * @returns {Promise<Catalogue>}
 */
export async function fetchCatalogue(language) {
  const response = await reached(fetch(`/api/catalogue?language=${language}`));
  if (!response.ok) throw await refusal(response);
  return response.json();
}

/**
 * Return an own region that a state holds.
 *
 * @param {OwnRegion} region
 * @param {Language} language
 * @returns {Promise<Region>}
 */
export async function readRegion(region, language) {
  return (await post(`/api/region?language=${language}`, region)).json();
}

/**
 * Return the region in files as a state holds it, and as the page draws it.
 *
 * @param {{title: string, files: {name: string, content: string}[]}} given contents in base64
 * @param {Language} language
 * @returns {Promise<{state: OwnRegion, region: Region}>}
 */
export async function readOwn(given, language) {
  return (await post(`/api/own?language=${language}`, given)).json();
}

/**
 * Return the numbers and sentences of one municipality.
 *
 * @param {State} state
 * @param {string} code
 * @param {AbortSignal} signal
 * @returns {Promise<PlaceDetails>}
 */
export async function readMunicipality(state, code, signal) {
  return (await post("/api/municipality", { state, code }, signal)).json();
}

/**
 * Return the answer to a question that takes long; `progress` gets {done, of} meanwhile.
 *
 * @template {keyof Answers} Name
 * @param {Name} name
 * @param {object} body
 * @param {(progress: {done: number, of: number}) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<Answers[Name]>}
 */
export async function ask(name, body, progress, signal) {
  const response = await post(`/api/${name}`, body, signal);
  return readLines(response, (line) => line.of !== undefined && progress(line));
}

/**
 * Return `request(state, {dragging})`: one comparison under way at most, and the latest wins.
 *
 * While the hand is on a slider a request may finish its first picture before the next one is sent: otherwise a steady
 * hand would see none. On release the one under way is given up at once.
 *
 * @param {{onFrame: (frame: Frame, state: State) => void, onFault: (failure: unknown) => void,
 *   onWaiting: () => void}} listeners `onWaiting` is told now and then while others are answered first
 */
export function createComparison({ onFrame, onFault, onWaiting }) {
  /** @type {{controller: AbortController, seen: boolean} | null} */
  let current = null;
  /** @type {State | null} */
  let waiting = null;
  /** @type {string | null} */
  let sent = null;

  /** @param {State} state */
  async function send(state) {
    current?.controller.abort();
    sent = questionOf(state);
    const mine = { controller: new AbortController(), seen: false };
    current = mine;
    waiting = null;
    try {
      const response = await post("/api/compare", state, mine.controller.signal);
      const last = await readLines(response, (frame) => {
        if (current !== mine) return;
        if (frame.waiting !== undefined) {
          onWaiting();
          return;
        }
        mine.seen = true;
        onFrame(frame, state);
        if (waiting) send(waiting);
      });
      if (current === mine && !last?.final) throw new Unreachable("the answer broke off");
    } catch (failure) {
      if (current !== mine || isAborted(failure)) return;
      sent = null;
      onFault(failure);
    } finally {
      if (current === mine) {
        current = null;
        if (waiting) send(waiting);
      }
    }
  }

  /** @type {(state: State, how?: How) => void} */
  return function request(state, { dragging = false } = {}) {
    if (questionOf(state) === sent) waiting = null;
    else if (dragging && current && !current.seen) waiting = state;
    else send(state);
  };
}
