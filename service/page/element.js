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
