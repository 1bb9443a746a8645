/**
 * The search page: what is asked, in the address's fragment and in the form, and who is asked.
 *
 * One way in: whatever changes the question or a filter calls `go`, which writes the fragment, and `apply`, which makes
 * the page follow it. Back and forward, and a link that was shared, call `apply` alone.
 */

import { Api, ApiError } from "./api.js";
import { element } from "./element.js";
import { countChosen, readFilters, renderChips, renderFilters, tickFilters } from "./filters.js";
import { readFragment, writeFragment } from "./fragment.js";
import { Results } from "./results.js";
import { fill, loadTexts } from "./texts.js";

const HITS_PER_PAGE = 10;

/** @typedef {import("./fragment.js").Asked} Asked */

const form = /** @type {HTMLFormElement} */ (document.getElementById("ask"));
const question = /** @type {HTMLInputElement} */ (document.getElementById("question"));
const note = /** @type {HTMLElement} */ (document.getElementById("question-note"));
const examples = /** @type {HTMLElement} */ (document.getElementById("examples"));
const filters = /** @type {HTMLElement} */ (document.getElementById("filters"));
const filtersBox = /** @type {HTMLDetailsElement} */ (document.getElementById("filters-box"));
const groups = /** @type {HTMLElement} */ (document.getElementById("filter-groups"));
const chips = /** @type {HTMLElement} */ (document.getElementById("chips"));

const wide = matchMedia("(min-width: 60rem)");
const touched = matchMedia("(pointer: coarse)");

const texts = await loadTexts();
const api = new Api();
const results = new Results(texts);

/** @type {Asked} */
let asked = { question: "", filters: {} };
/** A question that is to be searched for as it was typed. */
let exact = "";
let requests = 0;
let controller = new AbortController();
let snapshot = "";

/** @param {Asked} wanted */
function go(wanted) {
  const fragment = writeFragment(wanted);
  if (fragment !== location.hash) history.pushState(null, "", fragment || location.pathname + location.search);
  apply(wanted);
}

/** @param {Asked} wanted */
function apply(wanted) {
  const before = asked.question !== "";
  asked = wanted;
  question.value = wanted.question;
  complain("");
  showChosen();
  document.title = wanted.question === "" ? "Fundstelle" : fill(texts.title, { question: wanted.question });
  examples.hidden = wanted.question !== "";
  if (document.body.classList.toggle("asked", wanted.question !== "") !== before) fold();
  if (wanted.question === "") {
    giveUp();
    results.clear();
  } else {
    void search(0);
  }
}

/** Whatever is still on its way is no longer wanted; its answer is discarded even where aborting comes too late. */
function giveUp() {
  requests += 1;
  controller.abort();
  controller = new AbortController();
}

/** @param {number} offset how many hits are there already */
async function search(offset) {
  giveUp();
  const request = requests;
  const { question: query, filters: chosen } = asked;
  results.loading(offset);
  try {
    const wanted = { query, limit: HITS_PER_PAGE, offset, filters: forApi(chosen), spelling: query !== exact };
    const result = await api.search(wanted, controller.signal);
    if (request !== requests) return;
    const clear = countChosen(chosen) > 0 ? () => leave({}) : null;
    const asTyped = () => {
      exact = query;
      void search(0);
      question.focus();
    };
    const retried = results.failure.contains(document.activeElement);
    const first = results.show(result, query, offset, clear, asTyped);
    if (offset > 0) first?.focus();
    else if (retried) question.focus();
    void followSnapshot(result.snapshot);
  } catch (error) {
    if (request !== requests) return;
    if (error instanceof ApiError && error.refused) {
      results.refused();
      complain(results.sentence(error));
    } else {
      results.fail(error, offset, () => void search(offset));
    }
  }
}

/** @param {Record<string, string[]>} chosen */
function forApi(chosen) {
  return "year" in chosen ? { ...chosen, year: chosen.year.map(Number) } : chosen;
}

/** @param {string} sentence about the question itself; "" takes it back */
function complain(sentence) {
  note.textContent = sentence;
  if (sentence === "") question.removeAttribute("aria-invalid");
  else question.setAttribute("aria-invalid", "true");
}

/** The index may change while the page is open; then there may be other values to choose from. */
async function followSnapshot(/** @type {string} */ live) {
  if (snapshot !== "" && snapshot !== live) await loadFilters();
  snapshot = live;
}

/** Without facets the page still answers, so that a failure here stays quiet; the next search says what is wrong. */
async function loadFilters() {
  try {
    filters.hidden = !renderFilters(groups, await api.facets(), texts, filterChanged);
    tickFilters(groups, asked.filters);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function filterChanged() {
  go({ question: question.value.trim() || asked.question, filters: readFilters(groups, asked.filters) });
}

/** @param {Record<string, string[]>} left */
function leave(left) {
  go({ question: question.value.trim() || asked.question, filters: left });
  const next = /** @type {HTMLElement | null} */ (chips.querySelector("button"));
  (next ?? question).focus();
}

/** Beside the hits the filters stand open; on a narrow screen, and before anything is asked, they wait folded. */
function fold() {
  filtersBox.open = wide.matches && asked.question !== "";
}

function showChosen() {
  const count = countChosen(asked.filters);
  tickFilters(groups, asked.filters);
  renderChips(chips, asked.filters, texts, leave);
  const active = document.getElementById("filters-active");
  if (active) active.textContent = count === 0 ? "" : fill(texts.filter.active, { count });
}

function showExamples() {
  const buttons = texts.examples.map((/** @type {string} */ example) =>
    element("li", {}, element("button", { type: "button", class: "example", click: () => tryOut(example) }, example)),
  );
  document.getElementById("example-list")?.replaceChildren(...buttons);
}

/** The example's button is about to go; on a touch screen focus in the box would open the keyboard over the answer. */
function tryOut(/** @type {string} */ example) {
  go({ question: example, filters: asked.filters });
  (touched.matches ? results.section : question).focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = question.value.trim();
  if (typed === "") {
    complain(texts.question.empty);
    question.focus();
    return;
  }
  if (touched.matches) question.blur();
  go({ question: typed, filters: asked.filters });
});

document.getElementById("filters-done")?.addEventListener("click", () => {
  filtersBox.open = false;
  results.section.focus();
});

// While an answer is on its way, the hits that stand there may belong to an earlier question.
results.more.addEventListener("click", () => {
  if (!results.busy) void search(results.shown);
});
window.addEventListener("popstate", () => apply(readFragment(location.hash)));

// Following the link would write its own fragment over the question.
document.getElementById("skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("inhalt")?.focus();
});

wide.addEventListener("change", fold);
showExamples();
void loadFilters();
apply(readFragment(location.hash));
