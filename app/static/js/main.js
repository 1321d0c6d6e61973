/** Starts the page: reads the link, asks the server, and lets every part follow the one state. */

import { byId, inputOf, selectOf } from "./dom.js";
import { Page } from "./page.js";
import { addressOf, createPrint } from "./print.js";
import { complete, createStore, fromLink, isLink, LANGUAGES, toRegion } from "./state.js";
import { STEPS } from "./story.js";

/**
 * Let the head of the page change the state.
 *
 * @param {Page} page
 * @param {Store} store
 */
function listenToHead(page, store) {
  const language = selectOf("language");
  const anonymous = inputOf("anonymous");
  const region = selectOf("region");
  language.addEventListener("change", () => {
    store.view({ language: LANGUAGES.find((each) => each === language.value) });
  });
  anonymous.addEventListener("change", () => store.view({ anonymous: anonymous.checked }));
  region.addEventListener("change", () => {
    if (region.value) store.set(toRegion(region.value, store.get().view));
  });
  byId("open-own").addEventListener("click", () => page.ui?.own.open(page.ui.region));
  byId("open-know").addEventListener("click", () => page.ui?.know.open());
  byId("open-keep").addEventListener("click", () => page.latest && page.ui?.keep.open());
}

/**
 * Let the controls open and close on a narrow screen, where they are a sheet over the page.
 *
 * @param {Page} page
 */
function listenToSheet(page) {
  const sheet = byId("sheet");
  const isOpen = () => sheet.getAttribute("aria-expanded") === "true";
  /** @param {boolean} open */
  const openSheet = (open) => {
    const words = page.ui?.wording.t(open ? "page.controls.close" : "page.controls.open");
    sheet.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("sheet-open", open);
    if (sheet.firstElementChild && words) sheet.firstElementChild.textContent = words;
  };
  sheet.addEventListener("click", () => openSheet(!isOpen()));
  byId("controls").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    openSheet(false);
    sheet.focus();
  });
}

async function boot() {
  const wished = new URLSearchParams(location.search).get("language");
  const language = LANGUAGES.find((each) => each === wished) ?? "sv";
  const opening = complete({ view: { language } });
  const linked = await fromLink(location.hash);
  const store = createStore(linked ?? opening);
  const unread = byId("unread");
  unread.hidden = !isLink(location.hash) || linked !== null;
  const page = new Page(store);
  page.request(store.get());
  store.listen((state, before, how) => page.follow(state, before, how));
  listenToHead(page, store);
  listenToSheet(page);
  window.addEventListener("storage", () => page.ui?.controls.update(store.get())); // saved in another tab
  window.addEventListener("hashchange", async () => {
    // An address without a link is that of the page as it opens: where Back leads from the first link.
    const given = location.hash ? await fromLink(location.hash) : opening;
    if (given) store.set(given);
    else {
      unread.hidden = !isLink(location.hash);
      page.remember(); // a jump within the page keeps the state in the address
    }
  });
  createPrint(byId("main"), () => {
    if (page.ui) byId("address").replaceChildren(...addressOf(location.href, page.ui.wording));
    return STEPS[store.get().view.story ?? -1]?.look === "groups" ? "sizes" : "map";
  });
  page.buildOrComplain();
}

boot();
