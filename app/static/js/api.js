/** Requests to the server; of comparisons only the latest is under way. */

import { questionOf } from "./state.js";

/** What the server refused, in its own words. */
export class Refused extends Error {}

/** Too many wait already. */
export class Busy extends Error {}

/** No answer came, or it broke off: the server has stopped, or the way to it is cut. */
export class Unreachable extends Error {}

/** Return what a step on the way to the server gives. */
async function reached(step) {
  try {
    return await step;
  } catch (failure) {
    throw failure.name === "AbortError" ? failure : new Unreachable(failure.message);
  }
}

async function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  const response = await reached(fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Return what went wrong, by the status of the answer or of its last line. */
function failed(message, status) {
  if (status === 503) return new Busy(message);
  return status >= 500 ? new Error(message) : new Refused(message);
}

async function refusal(response) {
  const text = await response.text();
  try {
    return failed(JSON.parse(text).error, response.status);
  } catch {
    return failed(text || String(response.status), response.status);
  }
}

/** Call `each` with every line of a stream of JSON lines; return the last one. */
async function readLines(response, each) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = null;
  const take = (line) => {
    if (!line.trim()) return;
    last = JSON.parse(line);
    if (last.error) throw failed(last.error, last.status);
    each(last);
  };
  for (;;) {
    const { value, done } = await reached(reader.read());
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    lines.forEach(take);
  }
  take(rest);
  return last;
}

export async function fetchCatalogue(language) {
  const response = await reached(fetch(`/api/catalogue?language=${language}`));
  if (!response.ok) throw await refusal(response);
  return response.json();
}

export async function readRegion(name, csv) {
  return (await post("/api/region", { name, csv })).json();
}

export async function readMunicipality(state, code, signal) {
  return (await post("/api/municipality", { state, code }, signal)).json();
}

/** Ask for what takes long ("why", "fails", "ledger" or "report"); `progress` gets {done, of} meanwhile. */
export async function ask(path, body, progress, signal) {
  const response = await post(`/api/${path}`, body, signal);
  return readLines(response, (line) => line.of !== undefined && progress(line));
}

/**
 * Return `request(state, {dragging})`: one comparison under way at most, and the latest wins.
 *
 * While the hand is on a slider a request may finish its first picture before the next one is sent, so that pictures
 * keep coming; on release the one under way is given up at once.
 */
export function createComparison({ onFrame, onFault }) {
  let current = null;
  let waiting = null;
  let sent = null;

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
        mine.seen = true;
        onFrame(frame, state);
        if (waiting) send(waiting);
      });
      if (current === mine && !last?.final) throw new Unreachable("the answer broke off");
    } catch (fault) {
      if (current !== mine || fault.name === "AbortError") return;
      sent = null;
      onFault(fault);
    } finally {
      if (current === mine) {
        current = null;
        if (waiting) send(waiting);
      }
    }
  }

  return function request(state, { dragging = false } = {}) {
    if (questionOf(state) === sent) waiting = null;
    else if (dragging && current && !current.seen) waiting = state;
    else send(state);
  };
}
