/** The page: its parts in one language, and how each follows the one state. */

import { createAnswer } from "./answer.js";
import { createComparison, fetchCatalogue, Refused, Unreachable } from "./api.js";
import { byLetter } from "./charts/places.js";
import { useTexts } from "./charts/words.js";
import { createControls } from "./controls.js";
import { createCourses } from "./courses.js";
import { createDeeper } from "./deeper.js";
import { byId, dialogOf, inputOf, say, selectOf } from "./dom.js";
import { createWording, writeTexts } from "./i18n.js";
import { createKeep } from "./keep.js";
import { createKnow } from "./know.js";
import { createPictures } from "./pictures.js";
import { createOwn } from "./own.js";
import { createPlace } from "./place.js";
import { listRegions, regionOf, tellRemarks } from "./regions.js";
import { questionOf, toLink } from "./state.js";
import { createStory } from "./story.js";

const LINK_DELAY = 200; // milliseconds
const RETRY_DELAY = 3000; // milliseconds

/**
 * Materials of the page in one language.
 *
 * @typedef {object} Base
 * @property {Catalogue} catalogue
 * @property {Wording} wording
 * @property {Region} region
 *
 * @typedef {ReturnType<Page["partsOf"]>} Parts
 */

export class Page {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    /** @type {(Base & Parts) | null} */
    this.ui = null;
    /** @type {Answered | null} */
    this.latest = null;
    this.frames = 0;
    this.timers = { frame: 0, link: 0, retry: 0 };
    this.onAnswer = () => {};
    this.request = createComparison({
      onFrame: (frame, state) => {
        this.latest = { frame, state };
        this.onAnswer();
        this.paint();
      },
      onWaiting: () => this.notify(),
      onFault: (failure) => {
        this.complain(failure);
        this.onAnswer();
      },
    });
  }

  /**
   * Say why there is no answer, and name the courses of the last one; try again later if the server is out of reach.
   *
   * @param {unknown} failure
   */
  complain(failure) {
    const notice = byId("fault");
    if (this.ui) notice.textContent = this.ui.wording.fault(failure);
    else if (failure instanceof Refused) notice.textContent = failure.message;
    notice.hidden = false;
    this.ui?.answer.stop(this.latest?.state);
    clearTimeout(this.timers.retry);
    if (failure instanceof Unreachable) this.timers.retry = setTimeout(() => this.retry(), RETRY_DELAY);
  }

  /** Say that the answer takes long since others ask as well; the next picture takes that away. */
  notify() {
    if (!this.ui) return;
    byId("fault").textContent = this.ui.wording.t("page.waiting");
    byId("fault").hidden = false;
  }

  retry() {
    this.request(this.store.get());
    if (this.ui?.wording.language !== this.store.get().view.language) this.buildOrComplain();
  }

  /** Draw the latest frame, unless it is in another language than the page around it. */
  paint() {
    const { ui, latest, store } = this;
    if (!ui || !latest || ui.wording.language !== latest.state.view.language) return;
    const { frame } = latest;
    const seen = { ...latest.state, view: store.get().view };
    byId("fault").hidden = true;
    ui.answer.update(frame, seen);
    ui.pictures.update(frame, seen);
    ui.story.update(seen, frame);
    if (frame.final) ui.place.update(seen, frame.years, questionOf(seen));
    this.frames += 1;
    document.body.dataset.frameStage = frame.stage;
    document.body.dataset.frameNumber = String(this.frames);
  }

  /**
   * Draw the latest pictures under another view.
   *
   * @param {State} state
   */
  redraw(state) {
    if (this.latest) this.ui?.pictures.redraw({ ...this.latest.state, view: state.view });
  }

  /** @type {(state: State, dragging: boolean) => void} */
  ask(state, dragging) {
    this.ui?.answer.ask(state);
    cancelAnimationFrame(this.timers.frame);
    if (dragging) this.timers.frame = requestAnimationFrame(() => this.request(state, { dragging }));
    else this.request(state);
  }

  /** Write the state into the address, once it rests. */
  remember() {
    clearTimeout(this.timers.link);
    this.timers.link = setTimeout(async () => {
      history.replaceState(null, "", `#${await toLink(this.store.get())}`);
    }, LINK_DELAY);
  }

  /**
   * Take the region of a state; where it cannot be read, the comparison is refused in the same words.
   *
   * @param {State} state
   * @param {Base} base
   */
  async useRegion(state, base) {
    try {
      base.region = await regionOf(state.region, base.catalogue.regions, base.wording.language);
    } catch {
      // The region before it stays.
    }
  }

  /**
   * Build the page in the language of the state; a page in another one stays until everything is there.
   *
   * @returns {Promise<void>}
   */
  async build() {
    const { store } = this;
    const { language } = store.get().view;
    const answered = this.ui && new Promise((done) => (this.onAnswer = () => done(null)));
    const [catalogue] = await Promise.all([fetchCatalogue(language), answered]);
    const wording = createWording(catalogue.texts, language);
    const region = this.ui?.region ?? catalogue.regions[0];
    const base = { catalogue, wording, region };
    await this.useRegion(store.get(), base);
    const { view } = store.get();
    if (view.language !== language) {
      if (this.ui) return;
      this.request(store.get());
      await this.build();
      return;
    }
    this.ui?.pictures.stop();
    this.ui = null; // no change is followed while the parts are made
    this.write(base);
    const { municipalities } = base.region;
    if (view.place && !municipalities.some(({ code }) => code === view.place)) store.view({ place: null });
    this.ui = Object.assign(base, this.partsOf(base));
    this.show(store.get());
    document.body.dataset.ready = language;
    if (!byId("fault").hidden) this.ui.answer.stop();
    this.paint();
  }

  buildOrComplain() {
    return this.build().catch((failure) => this.complain(failure));
  }

  /**
   * Write the texts that stand in the document itself.
   *
   * @param {Base} base
   */
  write({ catalogue, wording: { t, language } }) {
    useTexts(language, catalogue.texts);
    document.documentElement.lang = language;
    writeTexts(document, t);
    document.title = t("page.document");
    selectOf("language").value = language;
    say(byId("version"), t("page.version", { version: catalogue.version }));
  }

  /**
   * Return all parts of the page; they read the region from `base`, where it may change.
   *
   * @param {Base} base
   */
  partsOf(base) {
    const { store } = this;
    const { wording, catalogue } = base;
    const isAnonymous = () => store.get().view.anonymous;
    /** @type {Context} */
    const context = {
      wording,
      catalogue,
      store,
      courses: createCourses(catalogue, wording),
      regionOf: () => (isAnonymous() ? byLetter(base.region) : base.region),
      labelOf(code) {
        const place = base.region.municipalities.find((each) => each.code === code);
        return (isAnonymous() ? place?.letter : place?.name) ?? code;
      },
    };
    const know = createKnow(dialogOf("know"), context);
    const startYear = () => base.region.start_year;
    const controls = createControls(byId("control-panel"), { ...context, startYear });
    const [announce, small] = [byId("announce"), byId("sheet-answer")];
    const answer = createAnswer(byId("answer"), { ...context, announce, small, onKnow: know.open });
    const [courses, groups, ends, capitals] = ["courses", "groups", "ends", "capitals"].map(byId);
    const pictures = createPictures({ courses, region: byId("region-block"), groups, ends, capitals }, context);
    const deeper = createDeeper(byId("deeper"), context);
    const place = createPlace(byId("place"), { ...context, onWhy: deeper.why });
    const story = createStory(byId("story"), context);
    const onSaved = () => controls.update(store.get());
    const keep = createKeep(dialogOf("keep"), { ...context, latestOf: () => this.latest, onSaved });
    const own = createOwn(dialogOf("own"), { ...context, onShow: () => byId("answer").focus() });
    return { know, controls, answer, pictures, deeper, place, story, keep, own };
  }

  /**
   * Give the parts that take longer the state to work on; their results for another state go.
   *
   * @param {State} state
   */
  ready(state) {
    this.ui?.deeper.ready(state);
    this.ui?.keep.ready(state);
  }

  /** @param {State} state */
  show(state) {
    const { ui } = this;
    if (!ui) return;
    listRegions(selectOf("region"), ui.catalogue.regions, state, ui.region);
    tellRemarks(byId("remarks"), ui.region, state.view.anonymous);
    inputOf("anonymous").checked = state.view.anonymous;
    ui.controls.update(state);
    ui.answer.ask(state);
    this.ready(state);
    ui.place.list(state);
    ui.story.update(state, this.latest?.frame ?? null);
  }

  /**
   * Follow a change that leaves every number as it is.
   *
   * @type {(ui: Base & Parts, state: State, before: State, dragging: boolean) => void}
   */
  review(ui, state, before, dragging) {
    const frame = this.latest?.frame ?? null;
    if (!dragging) this.request(this.store.get());
    this.redraw(state);
    ui.story.update(state, frame);
    if (state.view.place === before.view.place) return;
    ui.place.list(state);
    if (frame?.final) ui.place.update(state, frame.years, questionOf(state));
  }

  /**
   * Follow a change of the state.
   *
   * @type {(state: State, before: State, how: How) => Promise<void>}
   */
  async follow(state, before, { dragging = false }) {
    const { ui } = this;
    if (!ui) return;
    byId("unread").hidden = true;
    this.remember();
    if (state.view.language !== before.view.language) {
      this.request(state);
      await this.buildOrComplain();
      return;
    }
    if (JSON.stringify(state.region) !== JSON.stringify(before.region)) await this.useRegion(state, ui);
    if (questionOf(state) === questionOf(before)) {
      this.review(ui, state, before, dragging);
      return;
    }
    if (state.view.anonymous !== before.view.anonymous) {
      this.redraw(state);
      ui.place.forget();
    }
    if (dragging) {
      ui.controls.update(state);
      this.ready(state);
    } else this.show(state);
    this.ask(state, dragging);
  }
}
