/** What helps on where nothing was found, or nothing that fits. */

import { linked, documentPage } from "./addresses.js";
import { button, element, heading } from "./element.js";
import { fill } from "./texts.js";

/** @typedef {import("./api.js").SearchResult} SearchResult */
/**
 * What can be done about it; null where there is nothing to do.
 *
 * @typedef {{ask: (question: string) => void, clear: (() => void) | null, release: (field: string) => void,
 *   report: (() => Promise<void>) | null}} Ways
 */

/**
 * @param {SearchResult} result
 * @param {import("./hits.js").View} view
 * @param {Ways} ways
 * @returns {HTMLElement[]}
 */
export function renderNothing(result, { texts, level, api }, ways) {
  const said = result.hits.length > 0 ? texts.unfitting : texts.nothing;
  const { headings = [], filters = [], spelling = null } = result.alternatives ?? {};
  return [
    heading(level, {}, said.title),
    element("p", {}, ways.clear === null ? said.unfiltered : said.filtered),
    spelling !== null &&
      element("p", {}, `${texts.help.meant} `, button("quiet", spelling, () => ways.ask(spelling))),
    ...filters.map(({ field, hits }) =>
      element("p", {}, button("secondary", releaseLabel(texts, field, hits), () => ways.release(field))),
    ),
    ways.clear !== null && element("p", {}, button("secondary", texts.nothing.clear, ways.clear)),
    headings.length > 0 && element("p", { id: "nearest" }, texts.help.headings),
    headings.length > 0 &&
      element("ul", { class: "nearest", "aria-labelledby": "nearest" }, ...headings.map((near) => nearest(near, api.root))),
    ways.report !== null && reportOffer(texts, ways.report),
  ].filter((part) => part !== false);
}

/** @param {import("./texts.js").Texts} texts @param {string} field @param {number} hits */
function releaseLabel(texts, field, hits) {
  const name = texts.filter[field] ?? field;
  return fill(texts, hits === 1 ? texts.help.releaseOne : texts.help.release, { field: name, hits });
}

/** @param {{title: string, heading_path: string[], document: string, passage: string}} near @param {URL} root */
function nearest({ title, heading_path: path, document, passage }, root) {
  const last = path?.at(-1) ?? title;
  return element("li", {}, linked(last, documentPage(root, document, passage)), last !== title && ` (${title})`);
}

/** The question is kept only after a click that says so, each time. */
function reportOffer(/** @type {import("./texts.js").Texts} */ texts, /** @type {() => Promise<void>} */ report) {
  const place = element("div", { class: "report" }, element("p", {}, texts.report.offer));
  const send = button("secondary", texts.report.agree, async () => {
    send.disabled = true;
    try {
      await report();
      place.replaceChildren(element("p", { tabindex: "-1" }, texts.report.thanks));
      /** @type {HTMLElement} */ (place.firstElementChild).focus();
    } catch {
      send.disabled = false;
      place.append(element("p", { role: "alert" }, texts.report.failed));
    }
  });
  place.append(send);
  return place;
}
