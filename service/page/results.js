/** The results section: what is said about a search and the hits themselves. Knows nothing of the address or the API. */

import { ApiError } from "./api.js";
import { element } from "./element.js";
import { renderHit } from "./hits.js";
import { fill } from "./texts.js";

/** @typedef {import("./api.js").SearchResult} SearchResult */
/** @typedef {import("./texts.js").Texts} Texts */

/** A search that answers sooner is not announced, so that nothing flickers. */
const LOADING_SAID_AFTER_MS = 300;

export class Results {
  /** @param {Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.section = byId("results");
    this.status = byId("status");
    this.searched = byId("searched");
    this.failure = byId("failure");
    this.nothing = byId("nothing");
    this.found = /** @type {HTMLDetailsElement} */ (byId("found"));
    this.anyway = byId("anyway");
    this.list = byId("hits");
    this.more = byId("more");
    this.welcome = byId("welcome");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** How many hits stand there, and the question they answer. */
    this.shown = 0;
    this.question = "";
    /** Whether nothing fitting was found, so that the hits are only the nearest passages. */
    this.unfitting = false;
  }

  /** Nothing has been asked. */
  clear() {
    this.#settled();
    this.#say("");
    this.failure.replaceChildren();
    this.#empty();
    this.welcome.hidden = false;
  }

  /** Whether a search has begun and neither answered nor failed. */
  get busy() {
    return this.section.hasAttribute("aria-busy");
  }

  /**
   * A search begins; the hits that stand there stay until its answer.
   *
   * @param {number} offset 0 for a new question, whose answer will replace an earlier one's failure
   */
  loading(offset) {
    clearTimeout(this.timer);
    if (offset === 0 && !this.failure.contains(document.activeElement)) this.failure.replaceChildren();
    this.#say("");
    this.section.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => {
      this.#say(this.texts.status.loading);
      this.section.classList.add("waiting");
    }, LOADING_SAID_AFTER_MS);
  }

  /** The question was refused; another message tells why, and there is nothing more to come for the hits shown. */
  refused() {
    this.#settled();
    this.#say("");
    this.more.hidden = true;
  }

  /**
   * @param {SearchResult} result
   * @param {string} question
   * @param {number} offset how many of the hits shown stay; 0 replaces them all
   * @param {(() => void) | null} clearFilters null where no filter is chosen
   * @param {() => void} asTyped searches for the question with what were taken for typing errors
   * @returns {HTMLElement | null} heading of the first new hit
   */
  show(result, question, offset, clearFilters, asTyped) {
    this.#settled();
    this.failure.replaceChildren();
    this.welcome.hidden = true;
    if (offset === 0) {
      this.#empty();
      if (result.searched) this.#offer(question, asTyped);
    }
    this.question = question;
    const items = result.hits.map((hit, place) =>
      element("li", {}, renderHit({ ...hit, rank: offset + place + 1 }, this.texts)),
    );
    this.list.append(...items);
    this.shown = this.list.children.length;
    const total = Math.max(result.total, this.shown);
    this.more.hidden = result.hits.length === 0 || this.shown >= total;
    if (offset === 0) this.#fold(this.shown > 0 && result.band === "none");
    if (offset === 0 && this.shown === 0) this.#sayNothing(this.texts.nothing, clearFilters);
    else if (offset === 0 && this.unfitting) this.#sayNothing(this.texts.unfitting, clearFilters);
    this.#say(this.unfitting ? this.texts.unfitting.status : this.#count(total), this.#notice(result));
    return items[0]?.querySelector("h3") ?? null;
  }

  /**
   * Says what went wrong; the hits that stand there stay.
   *
   * @param {unknown} error
   * @param {number} offset of the search that failed: the message stands where its hits would have come
   * @param {() => void} retry
   */
  fail(error, offset, retry) {
    this.#settled();
    this.#say("");
    this.welcome.hidden = true;
    if (offset > 0) this.list.after(this.failure);
    else this.nothing.before(this.failure);
    if (offset === 0) this.more.hidden = true;
    const stays = offset === 0 && this.shown > 0;
    this.failure.replaceChildren(
      element("p", {}, this.sentence(error)),
      stays ? element("p", {}, fill(this.texts.failure.old, { question: this.question })) : "",
      element("p", {}, element("button", { type: "button", class: "secondary", click: retry }, this.texts.failure.retry)),
    );
  }

  /** @param {unknown} error */
  sentence(error) {
    if (!(error instanceof ApiError)) return this.texts.failure.malformed;
    return error.detail ?? fill(this.texts.failure[error.reason], { status: String(error.status) });
  }

  /** To search for the question as it was typed. */
  #offer(/** @type {string} */ question, /** @type {() => void} */ asTyped) {
    const label = fill(this.texts.spelling.exact, { question });
    this.searched.append(element("button", { type: "button", class: "secondary", click: asTyped }, label));
  }

  /** @param {SearchResult} result */
  #notice({ searched, notice }) {
    const corrected = searched ? fill(this.texts.spelling.searched, { question: searched }) : "";
    return [corrected, notice ?? ""].filter((sentence) => sentence !== "").join(" ");
  }

  /** @param {number} total */
  #count(total) {
    const said = this.texts.status;
    if (total === 0) return said.none;
    if (total > this.shown) return fill(said.some, { total, shown: this.shown });
    return total === 1 ? said.one : fill(said.all, { total });
  }

  /** Hits that do not fit stand folded behind words that say so. */
  #fold(/** @type {boolean} */ unfitting) {
    this.unfitting = unfitting;
    this.anyway.hidden = !unfitting;
    this.found.open = !unfitting;
  }

  /** @param {Texts} said @param {(() => void) | null} clearFilters */
  #sayNothing(said, clearFilters) {
    this.nothing.replaceChildren(
      element("h3", {}, said.title),
      element("p", {}, clearFilters === null ? said.unfiltered : said.filtered),
    );
    if (clearFilters !== null) {
      const button = element("button", { type: "button", class: "secondary", click: clearFilters }, said.clear);
      this.nothing.append(element("p", {}, button));
    }
  }

  #empty() {
    this.list.replaceChildren();
    this.nothing.replaceChildren();
    this.searched.replaceChildren();
    this.#fold(false);
    this.shown = 0;
    this.question = "";
    this.more.hidden = true;
  }

  #settled() {
    clearTimeout(this.timer);
    this.section.removeAttribute("aria-busy");
    this.section.classList.remove("waiting");
  }

  /** @param {string} text @param {string} notice why the answer is not what it could be */
  #say(text, notice = "") {
    this.status.textContent = text;
    if (notice !== "") this.status.append(element("span", { class: "notice" }, notice));
  }
}

/** @param {string} id */
function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`#${id}`);
  return found;
}
