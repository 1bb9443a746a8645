/** How one hit is shown. Takes nothing from the page around it, so that other clients of the API can show hits alike. */

import { element } from "./element.js";
import { around } from "./marks.js";
import { fill } from "./texts.js";

/** @typedef {import("./api.js").Hit} Hit */
/** @typedef {import("./texts.js").Texts} Texts */

/** So many places that repeat a passage are named. */
const SAME_SHOWN = 3;
const date = new Intl.DateTimeFormat("de", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("de", { month: "long", year: "numeric", timeZone: "UTC" });

/**
 * @param {Hit} hit
 * @param {Texts} texts
 * @returns {HTMLElement} an <article> with a heading that can take focus
 */
export function renderHit(hit, texts) {
  const name = `hit-${hit.rank}`;
  const pages = pagesOf(hit, texts);
  const address = safeAddress(hit.url);
  return element(
    "article",
    { class: "hit", "aria-labelledby": name },
    element(
      "header",
      {},
      element("h3", { id: name, tabindex: "-1" }, linked(hit.document.title, address)),
      renderFacts(hit),
    ),
    renderPath(hit, texts),
    renderPassage(hit),
    renderSame(hit, texts),
    element(
      "footer",
      {},
      renderBand(hit.band, texts),
      pages !== "" && element("span", { class: "pages" }, withLabel(pages, hit, texts)),
      address !== null &&
        element(
          "a",
          { class: "open", href: address, "aria-describedby": name },
          pages === "" ? texts.hit.open : fill(texts.hit.openAt, { pages }),
        ),
      renderOrigin(hit, texts),
    ),
  );
}

/**
 * @param {string | null} iso "2023", "2023-09" or "2023-09-14"
 * @returns {string} in German words; anything else as it came
 */
export function germanDate(iso) {
  const [whole, year, monthOf, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(iso ?? "") ?? [];
  if (whole === undefined) return iso ?? "";
  if (monthOf === undefined) return year;
  const moment = new Date(Date.UTC(Number(year), Number(monthOf) - 1, Number(day ?? 1)));
  return (day === undefined ? month : date).format(moment);
}

/**
 * @param {Hit} hit
 * @param {Texts} texts
 */
function pagesOf(hit, texts) {
  if (hit.page === null || hit.page === undefined) return "";
  const last = hit.last_page ?? hit.page;
  if (last === hit.page) return fill(texts.hit.page, { page: String(hit.page) });
  return fill(texts.hit.pages, { page: String(hit.page), last: String(last) });
}

/** The printed page number is said only where it is another than the physical one. */
function withLabel(/** @type {string} */ pages, /** @type {Hit} */ hit, /** @type {Texts} */ texts) {
  const label = hit.page_label;
  if (!label || label === String(hit.page)) return pages;
  return `${pages} (${fill(texts.hit.label, { label })})`;
}

/**
 * Metadata may come from anywhere: only addresses that open a document are linked, no `javascript:` or `data:`.
 *
 * @param {string | null} address
 * @returns {string | null}
 */
function safeAddress(address) {
  if (!address || !URL.canParse(address, document.baseURI)) return null;
  const url = new URL(address, document.baseURI);
  return ["http:", "https:"].includes(url.protocol) ? url.href : null;
}

/** @param {string} title @param {string | null} address */
function linked(title, address) {
  return address === null ? title : element("a", { href: address }, title);
}

/** @param {Hit} hit */
function renderFacts({ document: { kind, municipality, date: iso } }) {
  const facts = [kind, municipality, germanDate(iso)].filter((fact) => fact);
  if (facts.length === 0) return null;
  return element("ul", { class: "facts", role: "list" }, ...facts.map((fact) => element("li", {}, fact ?? "")));
}

/** @param {Hit} hit @param {Texts} texts */
function renderPath({ heading_path: path, document: { title } }, texts) {
  const parts = (Array.isArray(path) ? path : []).filter((part, place) => place > 0 || part !== title);
  if (parts.length === 0) return null;
  // Blanks between the steps let a long path break there.
  const steps = parts.flatMap((part, place) => [place > 0 && " ", element("span", {}, part)]);
  return element("p", { class: "path" }, element("span", { class: "unseen" }, `${texts.hit.path} `), ...steps);
}

/** @param {Hit} hit */
function renderPassage({ passage, document: { language } }) {
  const [before, sentence, after] = around(passage.text, passage.marks, passage.sentence).map((cut) =>
    cut.map(({ text, marked }) => (marked ? element("mark", {}, text) : text)),
  );
  const best = sentence.length > 0 && element("strong", { class: "sentence" }, ...sentence);
  return element("blockquote", { class: "passage", lang: language || "de" }, ...before, best, ...after);
}

/** Where the same is said almost word for word. */
function renderSame(/** @type {Hit} */ { also_in: places = [] }, /** @type {Texts} */ texts) {
  if (places.length === 0) return null;
  const named = places.map((place) => {
    const page = place.page === null ? "" : `, ${fill(texts.hit.page, { page: String(place.page) })}`;
    return element("li", {}, linked(place.title + page, safeAddress(place.url)));
  });
  return element(
    "div",
    { class: "same" },
    element("p", {}, texts.hit.alsoIn),
    element("ul", {}, ...named.slice(0, SAME_SHOWN)),
    named.length > SAME_SHOWN &&
      element("p", {}, fill(texts.hit.alsoInMore, { count: String(named.length - SAME_SHOWN) })),
  );
}

/** @param {string} band @param {Texts} texts */
function renderBand(band, texts) {
  if (!Object.hasOwn(texts.band, band)) return null;
  return element(
    "span",
    { class: `relevance ${band}` },
    element("span", { class: "meter", "aria-hidden": "true" }, ...["", "", ""].map(() => element("i"))),
    texts.band[band],
  );
}

/** @param {Hit} hit @param {Texts} texts */
function renderOrigin({ document: { publisher, licence } }, texts) {
  const said = [
    publisher && fill(texts.hit.publisher, { publisher }),
    licence && fill(texts.hit.licence, { licence }),
  ].filter((part) => part);
  return said.length > 0 && element("p", { class: "origin" }, ...said.map((part) => element("span", {}, part || "")));
}
