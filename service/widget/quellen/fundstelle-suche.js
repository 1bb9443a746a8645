/**
 * `<fundstelle-suche>`: a box for questions and the passages that answer them, from Fundstelle's public API.
 *
 * One way in: whatever changes the question or a filter calls `#go`, which writes the address where the host wants
 * that, and `#apply`, which makes the widget follow it. Back and forward call `#apply` alone.
 */

import { FILTERS, readFragment, writeFragment } from "./address.js";
import { Api, ApiError } from "./api.js";
import { Combobox } from "./combobox.js";
import { element } from "./element.js";
import { countChosen, countFilters, readFilters, renderChips, renderFilters, tickFilters, without } from "./filters.js";
import { layout, placesOf } from "./layout.js";
import { Results } from "./results.js";
import { fill, textsIn } from "./texts.js";
import styles from "../fundstelle.css" with { type: "css" };

/** @typedef {import("./address.js").Asked} Asked */
/** @typedef {import("./filters.js").Chosen} Chosen */

const HITS = 10;
const MOST_HITS = 50;
/** From this width on, in pixels of the widget, filters stand beside the hits. */
const WIDE = 880;
/** Below this folder of the service the file lies, plain or with its version. */
const OWN_SERVICE = import.meta.url.replace(/widget\/(?:[^/]+\/)?[^/]*$/, "");
/** Whether pages can style the element by what state it is in; older browsers go without. */
const STATES = CSS.supports("selector(:state(asked))");
const touched = matchMedia("(pointer: coarse)");

export class FundstelleSuche extends HTMLElement {
  static observedAttributes = ["api", "lang", "hits", "heading-level", "form", "label", "no-filters", "no-examples", ...fixedNames()];

  /** @type {Asked} */
  #asked = { question: "", filters: {} };
  /** A question that is to be searched for as it was typed. */
  #exact = "";
  #requests = 0;
  #controller = new AbortController();
  #snapshot = "";
  /** Searches that a move in the document interrupted. */
  #interrupted = -1;
  /** What the host set has changed and is not yet followed. */
  #stale = true;
  #wide = false;
  /** What stands in the shadow; undefined until the texts are there. @type {HTMLElement | undefined} */
  #tree;
  /** @type {import("./layout.js").Places} */
  #places;
  /** @type {Results} */
  #results;
  /** @type {Combobox} */
  #combobox;
  /** @type {Api} */
  #api;
  /** @type {import("./texts.js").Texts} */
  #texts;
  #reports = false;
  #internals = this.attachInternals();
  #follow = () => this.#apply(readFragment(location.hash));
  #sizes = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles];
    root.append(element("slot"));
  }

  connectedCallback() {
    if (this.#stale) void this.#build();
    this.#sizes.observe(this);
    if (this.#inAddress) addEventListener("popstate", this.#follow);
    const interrupted = this.#interrupted;
    this.#interrupted = -1;
    if (interrupted >= 0) void this.#search(interrupted);
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
    removeEventListener("popstate", this.#follow);
    this.#combobox?.close();
    if (this.#results?.busy) {
      this.#interrupted = this.#results.pending;
      this.#giveUp();
      this.#results.settled();
    }
  }

  attributeChangedCallback() {
    if (this.#stale) return;
    this.#stale = true;
    // A host that sets several attributes at once is followed once.
    queueMicrotask(() => this.isConnected && this.#stale && void this.#build());
  }

  /** Asks a question as if it had been typed. */
  ask(/** @type {string} */ question) {
    this.#go({ question: question.trim(), filters: this.#asked.filters });
  }

  /**
   * Builds everything anew for the attributes as they are; what was asked is asked again. What the host wrote between the
   * tags stays in sight until the texts are there.
   */
  async #build() {
    this.#stale = false;
    this.#giveUp();
    const request = this.#requests;
    try {
      this.#texts = await textsIn(this.lang || document.documentElement.lang);
    } catch {
      this.#stale = true;
      return;
    }
    if (request === this.#requests) this.#fill();
  }

  #fill() {
    const level = Math.min(Math.max(Number(this.getAttribute("heading-level")) || 2, 1), 5);
    this.#api = new Api(this.#root());
    const tree = (this.#tree = layout(this.#texts, level, this.getAttribute("label") ?? ""));
    tree.lang = this.#texts.language;
    this.shadowRoot?.replaceChildren(tree);
    const places = (this.#places = placesOf(tree));
    this.#results = new Results(places, {
      texts: this.#texts,
      level: level + 1,
      api: this.#api,
      feedback: false,
      say: (text) => {
        places.said.textContent = text;
      },
      open: (event, hit, url) => this.#tell("open", { document: hit.document.id, passage: hit.passage.id, page: hit.page, url }, event),
    });
    this.#combobox = new Combobox(this.#box, places.suggestions, this.#api, () => this.#submit());
    this.#listen(places);
    this.#showExamples();
    this.#snapshot = "";
    void this.#loadFilters();
    void this.#loadAbout();
    this.#apply(this.#inAddress ? readFragment(location.hash) : this.#asked);
  }

  /** @param {import("./layout.js").Places} places */
  #listen(places) {
    places.ask.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    places.done.addEventListener("click", () => {
      /** @type {HTMLDetailsElement} */ (places.box).open = false;
      places.results.focus();
    });
    // While an answer is on its way, the hits that stand there may belong to an earlier question.
    places.more.addEventListener("click", () => {
      if (!this.#results.busy) void this.#search(this.#results.shown);
    });
  }

  get #box() {
    return /** @type {HTMLInputElement} */ (this.#places.question);
  }

  get #inAddress() {
    return this.hasAttribute("question-in-address");
  }

  get #compact() {
    return this.getAttribute("form") === "compact";
  }

  /** @returns {URL} the service's address, with a slash at its end */
  #root() {
    const given = new URL(this.getAttribute("api") || OWN_SERVICE, document.baseURI);
    if (!given.pathname.endsWith("/")) given.pathname += "/";
    return given;
  }

  /** Filters that the host has set: `filter-kind="Checkliste|Leitfaden"`. */
  get #fixed() {
    /** @type {Chosen} */
    const fixed = {};
    for (const field of Object.keys(FILTERS)) {
      const values = (this.getAttribute(fixedName(field)) ?? "").split("|").map((value) => value.trim()).filter(Boolean);
      if (values.length > 0) fixed[field] = values;
    }
    return fixed;
  }

  #submit() {
    const typed = this.#box.value.trim();
    this.#combobox.close();
    if (typed === "") {
      this.#complain(this.#texts.question.empty);
      this.#box.focus();
      return;
    }
    if (touched.matches) this.#box.blur();
    this.#go({ question: typed, filters: this.#asked.filters });
  }

  /** @param {Asked} wanted */
  #go(wanted) {
    if (this.#inAddress) {
      const fragment = writeFragment(wanted);
      if (fragment !== location.hash) history.pushState(null, "", fragment || location.pathname + location.search);
    }
    this.#apply(wanted);
  }

  /** @param {Asked} wanted */
  #apply(wanted) {
    if (this.#tree === undefined) {
      this.#asked = wanted;
      return;
    }
    const before = this.#asked.question !== "";
    const { question, filters } = wanted;
    this.#asked = wanted;
    this.#box.value = question;
    this.#combobox.close();
    this.#complain("");
    this.#showChosen();
    if (this.#inAddress) document.title = question === "" ? this.#texts.name : fill(this.#texts, this.#texts.title, { question });
    this.#places.examples.hidden = question !== "" || this.#compact || this.hasAttribute("no-examples");
    if (this.#tree.classList.toggle("asked", question !== "") !== before) this.#fold();
    if (STATES) this.#internals.states[question === "" ? "delete" : "add"]("asked");
    if (question !== "") {
      void this.#search(0);
    } else {
      this.#giveUp();
      this.#results.clear();
      this.#places.welcome.hidden = this.#compact;
    }
  }

  /** Whatever is still on its way is no longer wanted; its answer is discarded even where aborting comes too late. */
  #giveUp() {
    this.#requests += 1;
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  /** @param {number} offset how many hits are there already */
  async #search(offset) {
    this.#giveUp();
    const request = this.#requests;
    const { question: query, filters } = this.#asked;
    const results = this.#results;
    results.loading(offset);
    try {
      const chosen = forApi({ ...filters, ...this.#fixed });
      const how = { spelling: query !== this.#exact, facets: offset === 0 };
      const wanted = { query, limit: this.#limit, offset, filters: chosen, ...how };
      const result = await this.#api.search(wanted, this.#controller.signal);
      if (request !== this.#requests) return;
      this.#show(result, query, offset);
    } catch (error) {
      if (request !== this.#requests) return;
      if (error instanceof ApiError && error.refused) {
        results.refused();
        this.#complain(results.sentence(error));
      } else {
        results.fail(error, offset, () => void this.#search(offset));
      }
    }
  }

  /** @param {import("./api.js").SearchResult} result @param {string} query @param {number} offset */
  #show(result, query, offset) {
    const { failure, groups } = this.#places;
    const retried = failure.contains(this.shadowRoot?.activeElement ?? null);
    const asTyped = () => {
      this.#exact = query;
      void this.#search(0);
      this.#box.focus();
    };
    const first = this.#results.show(result, query, offset, this.#ways(query), asTyped);
    if (offset > 0) first?.focus();
    else if (retried) this.#box.focus();
    if (offset > 0) return;
    if (result.facets) countFilters(groups, result.facets, this.#texts);
    void this.#followSnapshot(result.snapshot);
    this.#tell("search", { band: result.band, total: result.total });
    if (this.#reports && result.band === "none") void this.#api.unanswered(null).catch(() => {});
  }

  /** @param {string} query @returns {import("./nothing.js").Ways} */
  #ways(query) {
    const filters = this.#asked.filters;
    return {
      ask: (question) => this.#go({ question, filters }),
      clear: countChosen(filters) > 0 ? () => this.#leave({}) : null,
      release: (field) => this.#leave(without(filters, field)),
      report: this.#reports ? () => this.#api.unanswered(query) : null,
    };
  }

  get #limit() {
    return Math.min(Math.max(Math.trunc(Number(this.getAttribute("hits"))) || HITS, 1), MOST_HITS);
  }

  /** @param {string} sentence about the question itself; "" takes it back */
  #complain(sentence) {
    this.#places.note.textContent = sentence;
    if (sentence === "") this.#box.removeAttribute("aria-invalid");
    else this.#box.setAttribute("aria-invalid", "true");
  }

  /** Tells the host; a host that opens the document itself prevents the default. */
  #tell(/** @type {string} */ name, /** @type {object} */ detail, /** @type {Event | null} */ cause = null) {
    const event = new CustomEvent(`fundstelle:${name}`, { detail, bubbles: true, composed: true, cancelable: cause !== null });
    if (!this.dispatchEvent(event)) cause?.preventDefault();
  }

  /** The index may change while the page is open; then there may be other values to choose from. */
  async #followSnapshot(/** @type {string} */ live) {
    if (this.#snapshot !== "" && this.#snapshot !== live) await this.#loadFilters();
    this.#snapshot = live;
  }

  /** Without facets the widget still answers, so that a failure here stays quiet; the next search says what is wrong. */
  async #loadFilters() {
    const { filters, groups } = this.#places;
    if (this.#compact || this.hasAttribute("no-filters")) return;
    try {
      const facets = await this.#api.facets();
      const fixed = Object.keys(this.#fixed);
      filters.hidden = !renderFilters(groups, facets, fixed, this.#texts, () => this.#filterChanged());
      tickFilters(groups, this.#asked.filters);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** What the operator has switched on; nothing of it where that cannot be known. */
  async #loadAbout() {
    try {
      const about = await this.#api.about();
      this.#results.view.feedback = about.feedback === true;
      this.#reports = about.unanswered === true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #filterChanged() {
    const question = this.#box.value.trim() || this.#asked.question;
    this.#go({ question, filters: readFilters(this.#places.groups, this.#asked.filters) });
  }

  /** @param {Chosen} left */
  #leave(left) {
    this.#go({ question: this.#box.value.trim() || this.#asked.question, filters: left });
    const next = /** @type {HTMLElement | null} */ (this.#places.chips.querySelector("button"));
    (next ?? this.#box).focus();
  }

  #measure() {
    const wide = this.clientWidth >= WIDE;
    if (wide === this.#wide) return;
    this.#wide = wide;
    if (this.#tree !== undefined) this.#fold();
  }

  /** Beside the hits the filters stand open; in a narrow widget, and before anything is asked, they wait folded. */
  #fold() {
    /** @type {HTMLDetailsElement} */ (this.#places.box).open = this.#wide && this.#asked.question !== "";
  }

  #showChosen() {
    const { filters } = this.#asked;
    const { groups, chips, active } = this.#places;
    const count = countChosen(filters);
    tickFilters(groups, filters);
    renderChips(chips, filters, this.#texts, (left) => this.#leave(left));
    active.textContent = count === 0 ? "" : fill(this.#texts, this.#texts.filter.active, { count });
  }

  #showExamples() {
    const buttons = this.#texts.examples.map((/** @type {string} */ example) =>
      element("li", {}, element("button", { type: "button", class: "example", part: "button example", click: () => this.#tryOut(example) }, example)),
    );
    this.#places.examples.querySelector("ul")?.replaceChildren(...buttons);
  }

  /** The example's button is about to go; on a touch screen focus in the box would open the keyboard over the answer. */
  #tryOut(/** @type {string} */ example) {
    this.ask(example);
    (touched.matches ? this.#places.results : this.#box).focus();
  }
}

/** @param {Chosen} filters */
function forApi(filters) {
  return "year" in filters ? { ...filters, year: filters.year.map(Number) } : filters;
}

/** @param {string} field of the API @returns {string} the attribute that sets it */
function fixedName(field) {
  return `filter-${field.replaceAll("_", "-")}`;
}

function fixedNames() {
  return Object.keys(FILTERS).map(fixedName);
}

// A page may load the file twice, from two addresses.
if (!customElements.get("fundstelle-suche")) customElements.define("fundstelle-suche", FundstelleSuche);
