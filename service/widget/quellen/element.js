/**
 * Makes an element. Strings become text nodes, never markup; null and false are left out.
 *
 * @param {string} tag
 * @param {Record<string, string | boolean | EventListener | null>} [attributes] a function listens to the event of that name
 * @param {...(Node | string | null | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== false));
  return made;
}

/** @param {number} level @param {Record<string, string | boolean | EventListener | null>} attributes */
export function heading(level, attributes, ...children) {
  return element(`h${Math.min(Math.max(level, 1), 6)}`, attributes, ...children);
}

/** A text that only screen readers say. */
export function unseen(/** @type {string} */ text) {
  return element("span", { class: "unseen" }, text);
}

/** @param {string} look "primary", "secondary" or "quiet" @param {string} label @param {EventListener} click */
export function button(look, label, click) {
  return element("button", { type: "button", class: look, part: `button ${look}`, click }, label);
}
