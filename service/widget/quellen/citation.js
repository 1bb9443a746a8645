/** A hit as it is cited in a paper: who, what, when, where, and the address. */

import { safeAddress } from "./addresses.js";
import { dateInWords, fill, pagesInWords } from "./texts.js";

/** @typedef {import("./api.js").Hit} Hit */

/**
 * @param {Hit} hit
 * @param {import("./texts.js").Texts} texts
 * @param {URL} root
 * @param {Date} today
 * @returns {string} one line
 */
export function citation(hit, texts, root, today) {
  const { title, publisher, municipality, date } = hit.document;
  const by = publisher ?? municipality;
  const said = [
    by ? `${by}: ${title}` : title,
    dateInWords(texts, date),
    pagesInWords(texts, hit),
    sectionOf(hit) && fill(texts, texts.citation.section, { heading: sectionOf(hit) }),
  ].filter((part) => part);
  const address = safeAddress(root, hit.url);
  if (address === null) return `${said.join(", ")}.`;
  const day = dateInWords(texts, today.toISOString().slice(0, 10));
  return `${said.join(", ")}. ${address} (${fill(texts, texts.citation.seen, { day })})`;
}

/** @param {Hit} hit */
function sectionOf({ heading_path: path, document: { title } }) {
  const last = Array.isArray(path) ? path.at(-1) : undefined;
  return last === undefined || last === title ? "" : last;
}
