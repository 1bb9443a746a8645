/**
 * Suggestions below a text box: the combobox pattern of the ARIA Authoring Practices with a list and manual selection.
 * Focus stays in the box; arrow keys move through the list, Enter takes what is active, Escape closes the list and then
 * empties the box.
 */

import { ApiError } from "./api.js";
import { element } from "./element.js";

/** After the last key, so that not every letter is asked for. */
const WAIT_MS = 150;
const SHORTEST = 2;
/** Titles and headings are hardly longer. */
const LONGEST = 80;
const LIMIT = 8;

export class Combobox {
  #box;
  #list;
  #api;
  #take;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #controller = new AbortController();
  #active = -1;
  /** A service without suggestions is not asked again. */
  #useful = true;

  /**
   * @param {HTMLInputElement} box
   * @param {HTMLElement} list an empty listbox that the box controls
   * @param {import("./api.js").Api} api
   * @param {() => void} take called when a suggestion has been put into the box
   */
  constructor(box, list, api, take) {
    this.#box = box;
    this.#list = list;
    this.#api = api;
    this.#take = take;
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("blur", () => this.close());
    // Focus would leave the box before the click arrives.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (option) this.#choose([...this.#list.children].indexOf(option));
    });
  }

  get open() {
    return !this.#list.hidden;
  }

  /** Also forgets what is still on its way. */
  close() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#activate(-1);
    this.#list.hidden = true;
    this.#box.setAttribute("aria-expanded", "false");
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    const prefix = this.#box.value.trim();
    if (!this.#useful || prefix.length < SHORTEST || prefix.length > LONGEST) this.close();
    else this.#timer = setTimeout(() => void this.#ask(prefix), WAIT_MS);
  }

  async #ask(/** @type {string} */ prefix) {
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const found = await this.#api.suggest(prefix, LIMIT, controller.signal);
      if (!controller.signal.aborted) this.#show(found.filter(({ text }) => text !== this.#box.value));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.#useful = false;
      if (!controller.signal.aborted) this.close();
    }
  }

  /** @param {{text: string}[]} found */
  #show(found) {
    if (found.length === 0) return this.close();
    const options = found.map(({ text }, place) =>
      element("li", { id: `suggestion-${place}`, role: "option", part: "suggestion", "aria-selected": "false" }, text),
    );
    this.#list.replaceChildren(...options);
    this.#activate(-1);
    this.#list.hidden = false;
    this.#box.setAttribute("aria-expanded", "true");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const count = this.open ? this.#list.children.length : 0;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowDown" && event.altKey && count === 0) void this.#ask(this.#box.value.trim());
    // Before the first and after the last is the box itself.
    else if (event.key === "ArrowDown" && count > 0) this.#activate(this.#active + 1 < count ? this.#active + 1 : -1);
    else if (event.key === "ArrowUp" && count > 0) this.#activate(this.#active < 0 ? count - 1 : this.#active - 1);
    else if (event.key === "Escape" && count > 0) this.close();
    else if (event.key === "Escape" && this.#box.value !== "") this.#empty();
    else if (event.key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else return;
    event.preventDefault();
    // A dialog around the widget would close on the same Escape.
    event.stopPropagation();
  }

  #empty() {
    this.close();
    this.#box.value = "";
  }

  #activate(/** @type {number} */ place) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const option = this.#list.children[place];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#box.setAttribute("aria-activedescendant", option.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #choose(/** @type {number} */ place) {
    this.#box.value = this.#list.children[place].textContent ?? "";
    this.close();
    this.#take();
  }
}
