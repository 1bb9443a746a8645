/** The results section: what is said about a search, and the hits themselves. Knows nothing of how they are asked for. */

import { ApiError } from "./api.js";
import { button, element } from "./element.js";
import { renderHit } from "./hits.js";
import { renderNothing } from "./nothing.js";
import { fill } from "./texts.js";

/** @typedef {import("./api.js").SearchResult} SearchResult */

/** A search that answers sooner is not announced, so that nothing flickers. */
const LOADING_SAID_AFTER_MS = 300;

export class Results {
  /** @param {import("./layout.js").Places} places @param {import("./hits.js").View} view */
  constructor(places, view) {
    this.places = places;
    this.view = view;
    this.texts = view.texts;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** How many hits stand there, and the question they answer. */
    this.shown = 0;
    this.question = "";
    /** Whether nothing fitting was found, so that the hits are only the nearest passages. */
    this.unfitting = false;
    /** Offset of the search that is on its way or was the last one. */
    this.pending = 0;
  }

  /** Nothing has been asked. */
  clear() {
    this.settled();
    this.say("");
    this.places.failure.replaceChildren();
    this.#empty();
    this.places.welcome.hidden = false;
  }

  /** Whether a search has begun and neither answered nor failed. */
  get busy() {
    return this.places.results.hasAttribute("aria-busy");
  }

  /**
   * A search begins; the hits that stand there stay until its answer.
   *
   * @param {number} offset 0 for a new question, whose answer will replace an earlier one's failure
   */
  loading(offset) {
    const { failure, results } = this.places;
    this.pending = offset;
    clearTimeout(this.timer);
    const root = /** @type {ShadowRoot} */ (failure.getRootNode());
    if (offset === 0 && !failure.contains(root.activeElement)) failure.replaceChildren();
    this.say("");
    results.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => {
      this.say(this.texts.status.loading);
      results.classList.add("waiting");
    }, LOADING_SAID_AFTER_MS);
  }

  /** The question was refused; another message tells why, and there is nothing more to come for the hits shown. */
  refused() {
    this.settled();
    this.say("");
    this.places.more.hidden = true;
  }

  /**
   * @param {SearchResult} result
   * @param {string} question
   * @param {number} offset how many of the hits shown stay; 0 replaces them all
   * @param {import("./nothing.js").Ways} ways
   * @param {() => void} asTyped searches for the question with what were taken for typing errors
   * @returns {HTMLElement | null} heading of the first new hit
   */
  show(result, question, offset, ways, asTyped) {
    const { failure, welcome, hits, more, searched, nothing } = this.places;
    this.settled();
    failure.replaceChildren();
    welcome.hidden = true;
    if (offset === 0) this.#empty();
    if (offset === 0 && result.searched) {
      searched.append(button("secondary", fill(this.texts, this.texts.spelling.exact, { question }), asTyped));
    }
    this.question = question;
    const items = result.hits.map((hit, place) =>
      element("li", {}, renderHit({ ...hit, rank: offset + place + 1 }, this.view)),
    );
    hits.append(...items);
    this.shown = hits.children.length;
    const total = Math.max(result.total, this.shown);
    more.hidden = result.hits.length === 0 || this.shown >= total;
    if (offset === 0) this.#fold(this.shown > 0 && result.band === "none");
    if (offset === 0 && (this.shown === 0 || this.unfitting)) nothing.replaceChildren(...renderNothing(result, this.view, ways));
    this.say(this.unfitting ? this.texts.unfitting.status : this.#count(total), this.#notice(result));
    return items[0]?.querySelector(".title") ?? null;
  }

  /**
   * Says what went wrong; the hits that stand there stay.
   *
   * @param {unknown} error
   * @param {number} offset of the search that failed: the message stands where its hits would have come
   * @param {() => void} retry
   */
  fail(error, offset, retry) {
    const { failure, welcome, hits, more, nothing } = this.places;
    this.settled();
    this.say("");
    welcome.hidden = true;
    if (offset > 0) hits.after(failure);
    else nothing.before(failure);
    if (offset === 0) more.hidden = true;
    const stays = offset === 0 && this.shown > 0;
    failure.replaceChildren(
      element("p", {}, this.sentence(error)),
      stays ? element("p", {}, fill(this.texts, this.texts.failure.old, { question: this.question })) : "",
      element("p", {}, button("secondary", this.texts.failure.retry, retry)),
    );
  }

  /** @param {unknown} error */
  sentence(error) {
    if (!(error instanceof ApiError)) return this.texts.failure.malformed;
    return error.detail ?? fill(this.texts, this.texts.failure[error.reason], { status: String(error.status) });
  }

  /** Nothing is on its way any more. */
  settled() {
    clearTimeout(this.timer);
    this.places.results.removeAttribute("aria-busy");
    this.places.results.classList.remove("waiting");
  }

  /** @param {string} text @param {string} [notice] why the answer is not what it could be */
  say(text, notice = "") {
    this.places.status.textContent = text;
    if (notice !== "") this.places.status.append(element("span", { class: "notice" }, notice));
  }

  /** @param {SearchResult} result */
  #notice({ searched, notice }) {
    const corrected = searched ? fill(this.texts, this.texts.spelling.searched, { question: searched }) : "";
    return [corrected, notice ?? ""].filter((sentence) => sentence !== "").join(" ");
  }

  /** @param {number} total */
  #count(total) {
    const said = this.texts.status;
    if (total === 0) return said.none;
    if (total > this.shown) return fill(this.texts, said.some, { total, shown: this.shown });
    return total === 1 ? said.one : fill(this.texts, said.all, { total });
  }

  /** Hits that do not fit stand folded behind words that say so. */
  #fold(/** @type {boolean} */ unfitting) {
    this.unfitting = unfitting;
    this.places.anyway.hidden = !unfitting;
    /** @type {HTMLDetailsElement} */ (this.places.found).open = !unfitting;
  }

  #empty() {
    const { hits, nothing, searched, more } = this.places;
    for (const place of [hits, nothing, searched]) place.replaceChildren();
    this.#fold(false);
    this.shown = 0;
    this.question = "";
    more.hidden = true;
  }
}
