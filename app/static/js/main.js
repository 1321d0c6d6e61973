/** Starts the page: reads the link, asks the server, and lets every part follow the one state. */

import { createAnswer } from "./answer.js";
import { createComparison, fetchCatalogue, readRegion, Refused, Unreachable } from "./api.js";
import { byLetter } from "./charts/places.js";
import { useTexts } from "./charts/words.js";
import { createControls } from "./controls.js";
import { createCourses } from "./courses.js";
import { createDeeper } from "./deeper.js";
import { el, say, textOf, uniqueId } from "./dom.js";
import { createWording, writeTexts } from "./i18n.js";
import { createKeep } from "./keep.js";
import { createKnow } from "./know.js";
import { createPictures } from "./pictures.js";
import { createPlace } from "./place.js";
import { addressOf, createPrint } from "./print.js";
import { complete, createStore, fromLink, isLink, LANGUAGES, questionOf, toLink } from "./state.js";
import { createStory, STEPS } from "./story.js";

const LINK_DELAY = 200;
const RETRY = 3000;
const LARGEST_FILE = 200_000;

const byId = (id) => document.getElementById(id);

async function boot() {
  const wished = new URLSearchParams(location.search).get("language");
  const language = LANGUAGES.includes(wished) ? wished : "sv";
  const opening = complete({ view: { language } });
  const store = createStore((await fromLink(location.hash)) ?? opening);
  const [fault, unread] = [byId("fault"), byId("unread")];
  unread.hidden = !isLink(location.hash) || (await fromLink(location.hash)) !== null;
  const own = new Map();
  let ui = null;
  let latest = null;
  let frames = 0;
  let asked = 0;
  let linking = 0;
  let retrying = 0;
  let heard = () => {};

  const request = createComparison({
    onFrame(frame, state) {
      latest = { frame, state };
      heard();
      paint();
    },
    onFault(failure) {
      complain(failure);
      heard();
    },
  });
  request(store.get());

  /** Say why there is no answer and what the last one was to; where the server is out of reach, ask again in a while. */
  function complain(failure) {
    if (ui) fault.textContent = ui.wording.fault(failure);
    else if (failure instanceof Refused) fault.textContent = failure.message;
    fault.hidden = false;
    ui?.answer?.stop(latest?.state);
    clearTimeout(retrying);
    if (failure instanceof Unreachable) retrying = setTimeout(retry, RETRY);
  }

  function retry() {
    request(store.get());
    if (ui?.wording.language !== store.get().view.language) buildOrComplain();
  }

  /** Draw the latest frame, unless it speaks another language than the page around it. */
  function paint() {
    const { frame, state } = latest;
    if (ui?.wording.language !== state.view.language) return;
    const seen = { ...state, view: store.get().view };
    fault.hidden = true;
    ui.answer.update(frame, seen);
    ui.pictures.update(frame, seen);
    ui.story.update(seen, frame);
    if (frame.final) ui.place.update(seen, frame.years, questionOf(seen));
    frames += 1;
    document.body.dataset.frameStage = frame.stage;
    document.body.dataset.frameNumber = frames;
  }

  function ask(state, dragging) {
    ui.answer.ask(state);
    cancelAnimationFrame(asked);
    if (dragging) asked = requestAnimationFrame(() => request(state, { dragging }));
    else request(state);
  }

  function remember() {
    clearTimeout(linking);
    linking = setTimeout(async () => history.replaceState(null, "", `#${await toLink(store.get())}`), LINK_DELAY);
  }

  async function regionOfState(region, { regions }) {
    if (typeof region === "string") return regions.find(({ name }) => name === region) ?? regions[0];
    const key = JSON.stringify(region);
    if (!own.has(key)) own.set(key, await readRegion(region.name, region.csv));
    return own.get(key);
  }

  async function useRegion(state, parts = ui) {
    try {
      parts.region = await regionOfState(state.region, parts.catalogue);
      parts.ownFault.hidden = true;
    } catch {
      // The comparison is refused in the same words.
      parts.region ??= parts.catalogue.regions[0];
    }
  }

  function listRegions(state) {
    const select = byId("region");
    const ownName = typeof state.region === "string" ? null : ui.region.title;
    select.replaceChildren(
      ...ui.catalogue.regions.map(({ name, title }) => el("option", { value: name, selected: name === state.region }, title)),
      ...(ownName ? [el("option", { value: "", selected: true }, ownName)] : []),
    );
  }

  /** Return the field for an own region's file; what the server says of a bad one is shown as it is. */
  function ownRegionField({ t, fault: wordsFor }) {
    const id = uniqueId("file");
    const told = el("p", { class: "notice", role: "alert", hidden: true, id: `${id}-fault` });
    const input = el("input", { type: "file", id, accept: ".csv,text/csv", "aria-describedby": `${id}-help ${id}-fault`, onchange: () => take(input.files[0]) });
    async function take(file) {
      if (!file) return;
      told.hidden = true;
      try {
        if (file.size > LARGEST_FILE) throw new Refused(t("page.region.too_large", { name: file.name }));
        const region = { name: file.name, csv: await textOf(file) };
        own.set(JSON.stringify(region), await readRegion(region.name, region.csv));
        store.set({ region, view: { ...store.get().view, place: null, year: null } });
      } catch (failure) {
        told.textContent = wordsFor(failure);
        told.hidden = false;
      }
      input.value = "";
    }
    const node = el("div", { class: "field own-region" }, el("label", { for: id }, t("page.region.own")), input, el("p", { class: "hint", id: `${id}-help` }, t("page.region.own_how")), told);
    return { node, told };
  }

  /** Build the page in the language of the state; a page in another one stays until everything is there. */
  async function build() {
    const { language: now } = store.get().view;
    const answered = ui && new Promise((done) => (heard = done));
    const [catalogue] = await Promise.all([fetchCatalogue(now), answered]);
    const wording = createWording(catalogue.texts, now);
    const ownRegion = ownRegionField(wording);
    const parts = { catalogue, wording, region: ui?.region ?? null, ownFault: ownRegion.told };
    await useRegion(store.get(), parts);
    const state = store.get();
    if (state.view.language !== now) return ui ? null : (request(state), build());
    ui?.pictures.stop();
    ui = parts;
    useTexts(now, catalogue.texts);
    const courses = createCourses(catalogue, wording);
    const { t } = wording;
    document.documentElement.lang = now;
    writeTexts(document, t);
    document.title = t("page.document");
    byId("language").value = now;
    say(byId("version"), t("page.version", { version: catalogue.version }));
    const regionOf = () => (store.get().view.anonymous ? byLetter(ui.region) : ui.region);
    const labelOf = (code) => {
      const found = ui.region.municipalities.find((each) => each.code === code);
      return found ? (store.get().view.anonymous ? found.letter : found.name) : code;
    };
    const context = { wording, courses, catalogue, store, regionOf, labelOf };
    if (state.view.place && !ui.region.municipalities.some(({ code }) => code === state.view.place)) store.view({ place: null });
    ui.know = createKnow(byId("know"), context);
    ui.controls = createControls(byId("control-panel"), { ...context, startYear: () => ui.region.start_year, ownRegion: ownRegion.node });
    ui.answer = createAnswer(byId("answer"), { ...context, announce: byId("announce"), small: byId("sheet-answer"), onKnow: ui.know.open });
    ui.pictures = createPictures({ courses: byId("courses"), region: byId("region-block"), groups: byId("groups"), ends: byId("ends"), capitals: byId("capitals") }, context);
    ui.deeper = createDeeper(byId("deeper"), context);
    ui.place = createPlace(byId("place"), { ...context, onWhy: ui.deeper.why });
    ui.story = createStory(byId("story"), context);
    ui.keep = createKeep(byId("keep"), { ...context, latestOf: () => latest, onSaved: () => ui.controls.update(store.get()) });
    show(store.get());
    document.body.dataset.ready = now;
    if (!fault.hidden) ui.answer.stop();
    if (latest) paint();
  }

  const buildOrComplain = () => build().catch(complain);

  /** Tell what takes longer which state to work on; what it found for another goes. */
  function ready(state) {
    ui.deeper.ready(state);
    ui.keep.ready(state);
  }

  function show(state) {
    listRegions(state);
    byId("anonymous").checked = state.view.anonymous;
    ui.controls.update(state);
    ui.answer.ask(state);
    ready(state);
    ui.place.list(state);
    ui.story.update(state, latest?.frame ?? null);
  }

  store.listen(async (state, before, { dragging = false }) => {
    if (!ui?.story) return;
    unread.hidden = true;
    remember();
    if (state.view.language !== before.view.language) {
      request(state);
      return buildOrComplain();
    }
    if (JSON.stringify(state.region) !== JSON.stringify(before.region)) await useRegion(state);
    if (questionOf(state) === questionOf(before)) {
      if (!dragging) request(store.get());
      if (latest) ui.pictures.redraw({ ...latest.state, view: state.view });
      ui.story.update(state, latest?.frame ?? null);
      if (state.view.place !== before.view.place) {
        ui.place.list(state);
        if (latest?.frame.final) ui.place.update(state, latest.frame.years, questionOf(state));
      }
      return;
    }
    if (state.view.anonymous !== before.view.anonymous) {
      if (latest) ui.pictures.redraw({ ...latest.state, view: state.view });
      ui.place.forget();
    }
    if (dragging) {
      ui.controls.update(state);
      ready(state);
    } else show(state);
    ask(state, dragging);
  });

  window.addEventListener("storage", () => ui?.controls?.update(store.get())); // saved in another tab
  byId("language").addEventListener("change", (event) => store.view({ language: event.target.value }));
  byId("anonymous").addEventListener("change", (event) => store.view({ anonymous: event.target.checked }));
  byId("region").addEventListener("change", (event) => event.target.value && store.set({ region: event.target.value, view: { ...store.get().view, place: null, year: null } }));
  byId("open-know").addEventListener("click", () => ui?.know.open());
  byId("open-keep").addEventListener("click", () => latest && ui.keep.open());
  const sheet = byId("sheet");
  const openSheet = (open) => {
    sheet.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("sheet-open", open);
    sheet.firstElementChild.textContent = ui.wording.t(open ? "page.controls.close" : "page.controls.open");
  };
  sheet.addEventListener("click", () => openSheet(sheet.getAttribute("aria-expanded") !== "true"));
  byId("controls").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || sheet.getAttribute("aria-expanded") !== "true") return;
    openSheet(false);
    sheet.focus();
  });
  window.addEventListener("hashchange", async () => {
    // An address without a link is that of the page as it opens: where Back leads from the first link.
    const given = location.hash ? await fromLink(location.hash) : opening;
    if (given) store.set(given);
    else {
      unread.hidden = !isLink(location.hash);
      remember(); // a jump within the page keeps the state in the address
    }
  });
  createPrint(byId("main"), () => {
    if (ui) byId("address").replaceChildren(...addressOf(location.href, ui.wording));
    return STEPS[store.get().view.story]?.look === "groups" ? "sizes" : "map";
  });
  buildOrComplain();
}

boot();
