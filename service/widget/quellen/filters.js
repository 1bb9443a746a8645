/** The filters beside the hits: a group of checkboxes for each field, and a chip for each value chosen. */

import { FILTERS } from "./address.js";
import { button, element, unseen } from "./element.js";
import { fill } from "./texts.js";

/** @typedef {Record<string, string[]>} Chosen */
/** @typedef {import("./api.js").Facets} Facets */
/** @typedef {import("./texts.js").Texts} Texts */

/** So many values of a field are shown at once; the rest comes on demand. */
const SHOWN_AT_ONCE = 8;

/**
 * Builds the groups anew. Fields with one value only are left out: choosing it would change nothing.
 *
 * @param {HTMLElement} place emptied first
 * @param {Facets} facets
 * @param {string[]} fixed fields that the host has set, which cannot be chosen
 * @param {Texts} texts
 * @param {() => void} changed called after a checkbox has changed
 * @returns {boolean} whether there is anything to choose
 */
export function renderFilters(place, facets, fixed, texts, changed) {
  const groups = Object.keys(FILTERS)
    .filter((field) => !fixed.includes(field))
    .map((field) => ({ field, values: ordered(field, facets[field] ?? {}) }))
    .filter(({ values }) => values.length > 1)
    .map(({ field, values }) => renderGroup(field, values, texts, changed));
  place.replaceChildren(...groups);
  return groups.length > 0;
}

/**
 * @param {string} field
 * @param {Record<string, number>} counts
 * @returns {[string, number][]} years newest first, the rest by the alphabet
 */
function ordered(field, counts) {
  const values = Object.entries(counts);
  if (field === "year") return values.sort(([a], [b]) => Number(b) - Number(a));
  return values.sort(([a], [b]) => a.localeCompare(b, "de"));
}

/**
 * @param {string} field
 * @param {[string, number][]} values
 * @param {Texts} texts
 * @param {() => void} changed
 */
function renderGroup(field, values, texts, changed) {
  const choices = values.map(([value, count]) => renderChoice(field, value, count, texts, changed));
  const rest = choices.slice(SHOWN_AT_ONCE);
  for (const choice of rest) choice.hidden = true;
  const more = button("quiet", fill(texts, texts.filter.more, { count: rest.length }), () => {
    for (const choice of rest) choice.hidden = false;
    more.remove();
    rest[0].querySelector("input")?.focus();
  });
  return element(
    "fieldset",
    {},
    element("legend", {}, texts.filter[field]),
    ...choices,
    rest.length > 0 && more,
  );
}

/**
 * @param {string} field
 * @param {string} value
 * @param {number} count
 * @param {Texts} texts
 * @param {() => void} changed
 */
function renderChoice(field, value, count, texts, changed) {
  return element(
    "label",
    { class: "choice" },
    element("input", { type: "checkbox", name: field, value, change: changed }),
    element("span", { class: "value" }, value),
    element("span", { class: "count" }, ...counted(count, texts)),
  );
}

/** @param {number} count @param {Texts} texts */
function counted(count, texts) {
  const said = count === 1 ? texts.filter.one : fill(texts, texts.filter.many, { count });
  return [element("span", { "aria-hidden": "true" }, String(count)), unseen(` (${said})`)];
}

/**
 * Says at each value how many documents it has among the hits; which values there are stays as it is, and so does focus.
 *
 * @param {HTMLElement} place the groups' element
 * @param {Facets} facets
 * @param {Texts} texts
 */
export function countFilters(place, facets, texts) {
  for (const box of boxes(place)) {
    const count = facets[box.name]?.[box.value] ?? 0;
    const choice = box.closest("label");
    choice?.classList.toggle("empty", count === 0);
    choice?.querySelector(".count")?.replaceChildren(...counted(count, texts));
  }
}

/** @param {HTMLElement} place @returns {NodeListOf<HTMLInputElement>} */
function boxes(place) {
  return place.querySelectorAll("input[type=checkbox]");
}

/**
 * What is ticked, joined with values of an older link that the groups do not offer (they stay until their chip goes).
 *
 * @param {HTMLElement} place
 * @param {Chosen} before
 * @returns {Chosen}
 */
export function readFilters(place, before) {
  const offered = new Set([...boxes(place)].map((box) => `${box.name}\n${box.value}`));
  /** @type {Chosen} */
  const chosen = {};
  for (const field of Object.keys(FILTERS)) {
    const kept = (before[field] ?? []).filter((value) => !offered.has(`${field}\n${value}`));
    const ticked = [...boxes(place)].filter((box) => box.name === field && box.checked).map((box) => box.value);
    if (kept.length + ticked.length > 0) chosen[field] = [...ticked, ...kept];
  }
  return chosen;
}

/**
 * Ticks what is chosen and shows it even where its group is shortened.
 *
 * @param {HTMLElement} place
 * @param {Chosen} chosen
 */
export function tickFilters(place, chosen) {
  for (const box of boxes(place)) {
    box.checked = (chosen[box.name] ?? []).includes(box.value);
    const choice = box.closest("label");
    if (box.checked && choice) choice.hidden = false;
  }
}

/** @param {Chosen} chosen */
export function countChosen(chosen) {
  return Object.values(chosen).reduce((sum, values) => sum + values.length, 0);
}

/** @param {Chosen} chosen @param {string} field @param {string} [value] all of the field's where left out */
export function without(chosen, field, value) {
  const left = { ...chosen, [field]: (chosen[field] ?? []).filter((other) => value !== undefined && other !== value) };
  return Object.fromEntries(Object.entries(left).filter(([, values]) => values.length > 0));
}

/**
 * @param {HTMLElement} place a list, emptied first
 * @param {Chosen} chosen
 * @param {Texts} texts
 * @param {(left: Chosen) => void} change called with what stays chosen
 */
export function renderChips(place, chosen, texts, change) {
  const chips = Object.keys(FILTERS).flatMap((field) =>
    (chosen[field] ?? []).map((value) =>
      chip(
        texts.filter.remove,
        fill(texts, texts.filter.chip, { field: texts.filter[field], value }),
        () => change(without(chosen, field, value)),
      ),
    ),
  );
  if (chips.length > 1) chips.push(element("li", {}, button("quiet", texts.filter.clear, () => change({}))));
  place.replaceChildren(...chips);
  place.hidden = chips.length === 0;
}

/** @param {string} said read aloud before the label @param {string} label @param {EventListener} click */
function chip(said, label, click) {
  const given = { type: "button", class: "chip", part: "button chip", click };
  return element("li", {}, element("button", given, unseen(`${said} `), label));
}
