/** How one hit is shown. */

import { hitActions } from "./actions.js";
import { documentPage, linked, safeAddress } from "./addresses.js";
import { element, heading, unseen } from "./element.js";
import { around } from "./marks.js";
import { dateInWords, fill, pagesInWords } from "./texts.js";

/** @typedef {import("./api.js").Hit} Hit */
/** @typedef {import("./texts.js").Texts} Texts */
/**
 * What all hits of a widget share. `open` tells the host that a document is about to be opened, `say` tells those who
 * listen what the others see.
 *
 * @typedef {{texts: Texts, level: number, api: import("./api.js").Api, feedback: boolean,
 *   open: (event: Event, hit: Hit, address: string) => void, say: (text: string) => void}} View
 */

/** So many places that repeat a passage are named. */
const SAME_SHOWN = 3;

/**
 * @param {Hit} hit
 * @param {View} view
 * @returns {HTMLElement} an <article> with a heading that can take focus
 */
export function renderHit(hit, view) {
  const { texts, level, api } = view;
  const name = `hit-${hit.rank}`;
  const pages = pagesInWords(texts, hit, false);
  const place = pagesInWords(texts, hit);
  const address = safeAddress(api.root, hit.url);
  const opening = (/** @type {Event} */ event) => address !== null && view.open(event, hit, address);
  const passage = renderPassage(hit);
  return element(
    "article",
    { class: "hit", part: "hit", "aria-labelledby": name },
    element(
      "header",
      {},
      heading(level, { id: name, class: "title", part: "title", tabindex: "-1" }, linked(hit.document.title, address, opening)),
      renderFacts(hit, texts),
    ),
    renderPath(hit, texts),
    passage,
    renderSame(hit, view),
    element(
      "footer",
      {},
      renderBand(hit.band, texts),
      // The link names the page; the printed number is told beside it.
      place !== (address === null ? "" : pages) && element("span", { class: "pages" }, place),
      address !== null &&
        element(
          "a",
          { class: "open", href: address, "aria-describedby": name, click: opening },
          pages === "" ? texts.hit.open : fill(texts, texts.hit.openAt, { pages }),
        ),
      element(
        "a",
        { class: "open all", href: documentPage(api.root, hit.document.id, hit.passage.id), "aria-describedby": name },
        texts.hit.document,
      ),
      renderOrigin(hit, texts),
    ),
    hitActions(hit, view, passage, name),
  );
}

/** @param {Hit} hit @param {Texts} texts */
function renderFacts({ document: { kind, municipality, date } }, texts) {
  const facts = [kind, municipality, dateInWords(texts, date)].filter((fact) => fact);
  if (facts.length === 0) return null;
  return element("ul", { class: "facts", role: "list" }, ...facts.map((fact) => element("li", {}, fact ?? "")));
}

/** @param {Hit} hit @param {Texts} texts */
function renderPath({ heading_path: path, document: { title } }, texts) {
  const parts = (Array.isArray(path) ? path : []).filter((part, place) => place > 0 || part !== title);
  if (parts.length === 0) return null;
  // Blanks between the steps let a long path break there.
  const steps = parts.flatMap((part, place) => [place > 0 && " ", element("span", {}, part)]);
  return element("p", { class: "path" }, unseen(`${texts.hit.path} `), ...steps);
}

/** @param {Hit} hit */
function renderPassage({ passage, document: { language } }) {
  const [before, sentence, after] = around(passage.text, passage.marks, passage.sentence).map((cut) =>
    cut.map(({ text, marked }) => (marked ? element("mark", { part: "mark" }, text) : text)),
  );
  const best = sentence.length > 0 && element("strong", { class: "sentence" }, ...sentence);
  const given = { class: "passage", part: "passage", lang: language || "de" };
  return element("blockquote", given, ...before, best, ...after);
}

/** Where the same is said almost word for word. */
function renderSame(/** @type {Hit} */ { also_in: places = [] }, /** @type {View} */ { texts, api }) {
  if (places.length === 0) return null;
  const named = places.map((place) => {
    const page = pagesInWords(texts, { page: place.page }, false);
    const title = page === "" ? place.title : `${place.title}, ${page}`;
    return element("li", {}, linked(title, safeAddress(api.root, place.url)));
  });
  return element(
    "div",
    { class: "same" },
    element("p", {}, texts.hit.alsoIn),
    element("ul", {}, ...named.slice(0, SAME_SHOWN)),
    named.length > SAME_SHOWN && element("p", {}, fill(texts, texts.hit.alsoInMore, { count: named.length - SAME_SHOWN })),
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
    publisher && fill(texts, texts.hit.publisher, { publisher }),
    licence && fill(texts, texts.hit.licence, { licence }),
  ].filter((part) => part);
  return said.length > 0 && element("p", { class: "origin" }, ...said.map((part) => element("span", {}, part || "")));
}
