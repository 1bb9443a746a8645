/** The widget's parts as they stand before anything is asked. */

import { element, heading } from "./element.js";

/**
 * The places that change, by name: also their ids in the shadow tree.
 *
 * @typedef {Record<"ask" | "question" | "note" | "suggestions" | "examples" | "filters" | "box" | "active" | "groups" |
 *   "done" | "results" | "status" | "said" | "chips" | "searched" | "failure" | "nothing" | "found" | "anyway" | "hits" | "more" |
 *   "welcome", HTMLElement>} Places
 */

/**
 * @param {import("./texts.js").Texts} texts
 * @param {number} level of the headings "Eingrenzen" and "Fundstellen"
 * @param {string} name what tells this search from another one on the same page; "" where it is the only one
 * @returns {HTMLElement} a tree with an element of every place's id
 */
export function layout(texts, level, name) {
  return element(
    "div",
    { class: "widget", part: "widget" },
    element("search", { class: "head", part: "head", "aria-label": name || null }, askForm(texts), examples(texts)),
    element("div", { class: "columns" }, filters(texts, level, name), results(texts, level, name)),
  );
}

/** @param {ParentNode} tree @returns {Places} */
export function placesOf(tree) {
  return /** @type {Places} */ (Object.fromEntries([...tree.querySelectorAll("[id]")].map((place) => [place.id, place])));
}

/** @param {import("./texts.js").Texts} texts */
function askForm(texts) {
  // Without a name the browser never puts the question into an address that a server could log.
  const box = element("input", {
    id: "question",
    part: "input",
    type: "search",
    role: "combobox",
    autocomplete: "off",
    enterkeyhint: "search",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
    "aria-describedby": "note",
  });
  return element(
    "form",
    { id: "ask", part: "form", novalidate: true },
    element("label", { for: "question", part: "label" }, texts.question.label),
    element(
      "div",
      { class: "ask-row" },
      element(
        "div",
        { class: "box" },
        box,
        element("ul", { id: "suggestions", part: "suggestions", role: "listbox", "aria-label": texts.question.suggestions, hidden: true }),
      ),
      element("button", { type: "submit", class: "primary", part: "button primary" }, texts.question.send),
    ),
    element("p", { class: "note", id: "note", role: "alert" }),
  );
}

/** @param {import("./texts.js").Texts} texts */
function examples(texts) {
  return element(
    "div",
    { id: "examples", class: "examples", hidden: true },
    element("p", { id: "examples-title" }, texts.examplesTitle),
    element("ul", { role: "list", "aria-labelledby": "examples-title" }),
  );
}

/** @param {string} title @param {string} name */
function named(title, name) {
  return name === "" ? title : `${title}: ${name}`;
}

/** @param {import("./texts.js").Texts} texts @param {number} level @param {string} name */
function filters(texts, level, name) {
  return element(
    "section",
    { id: "filters", class: "filters", part: "filters", "aria-label": named(texts.filter.title, name), hidden: true },
    element(
      "details",
      { id: "box" },
      element("summary", {}, heading(level, {}, texts.filter.title), element("span", { id: "active", class: "active-count" })),
      element("div", { id: "groups", class: "groups" }),
      element("p", { class: "done" }, element("button", { id: "done", type: "button", class: "primary", part: "button primary" }, texts.filter.done)),
    ),
  );
}

/** @param {import("./texts.js").Texts} texts @param {number} level @param {string} name */
function results(texts, level, name) {
  return element(
    "section",
    { id: "results", class: "results", part: "results", "aria-label": named(texts.status.title, name), tabindex: "-1" },
    heading(level, { class: "unseen" }, named(texts.status.title, name)),
    element("p", { id: "status", class: "status", part: "status", role: "status" }),
    element("p", { id: "said", class: "unseen", "aria-live": "polite" }),
    element("ul", { id: "chips", class: "chips", role: "list", "aria-label": texts.filter.chosen, hidden: true }),
    element("p", { id: "searched" }),
    element("div", { id: "failure", class: "failure", part: "failure", role: "alert" }),
    element("div", { id: "nothing", part: "nothing" }),
    element(
      "details",
      { id: "found", class: "found", open: true },
      element("summary", { id: "anyway", hidden: true }, texts.unfitting.anyway),
      element("ol", { id: "hits", class: "hits", role: "list" }),
      element("p", { class: "more" }, element("button", { id: "more", type: "button", class: "secondary", part: "button secondary", hidden: true }, texts.status.more)),
    ),
    element(
      "div",
      { id: "welcome", class: "welcome" },
      ...texts.welcome.map((/** @type {{title: string, text: string}} */ { title, text }) =>
        element("div", {}, heading(level, {}, title), element("p", {}, text)),
      ),
    ),
  );
}
