/** What can be done with a hit: read on around it, see its page, look for the like, cite it, say whether it helped. */

import { linked, safeAddress } from "./addresses.js";
import { citation } from "./citation.js";
import { button, element } from "./element.js";
import { feedbackForm } from "./feedback.js";
import { fill, pagesInWords } from "./texts.js";

/** @typedef {import("./api.js").Hit} Hit */
/** @typedef {import("./hits.js").View} View */

/**
 * @param {Hit} hit
 * @param {View} view
 * @param {HTMLElement} passage
 * @param {string} name id of the hit's heading
 */
export function hitActions(hit, view, passage, name) {
  const { texts, api } = view;
  const image = safeAddress(api.root, hit.page_image);
  const panels = element("div", { class: "panels" });
  const actions = element(
    "div",
    { class: "actions", role: "group", "aria-label": texts.action.group },
    toggle(texts.action.context, name, texts, () => surroundings(hit, view, passage)),
    image !== null && toggle(texts.action.image, name, texts, () => shown(panels, pageImage(image, hit, view))),
    toggle(texts.action.similar, name, texts, async () => shown(panels, await similar(hit, view))),
    citeButton(hit, view, panels, name),
  );
  return element("div", {}, actions, panels, view.feedback && feedbackForm(hit, view));
}

/**
 * A button that shows and hides something; what it shows is made when it is first wanted.
 *
 * @param {string} label
 * @param {string} name
 * @param {import("./texts.js").Texts} texts
 * @param {() => Promise<HTMLElement[]> | HTMLElement[]} make what is shown, already in its place
 */
function toggle(label, name, texts, make) {
  /** @type {HTMLElement[] | null} */
  let made = null;
  const control = button("quiet", label, async () => {
    const open = control.getAttribute("aria-expanded") !== "true";
    if (open && made === null) {
      control.setAttribute("aria-busy", "true");
      complain(control, "");
      try {
        made = await make();
      } catch {
        complain(control, texts.action.failed);
        return;
      } finally {
        control.removeAttribute("aria-busy");
      }
    }
    for (const part of made ?? []) part.hidden = !open;
    control.setAttribute("aria-expanded", String(open));
  });
  control.setAttribute("aria-expanded", "false");
  control.setAttribute("aria-describedby", name);
  return control;
}

/** Says below the group of `control` what went wrong; "" takes it back. */
function complain(/** @type {HTMLElement} */ control, /** @type {string} */ sentence) {
  const group = control.parentElement;
  group?.querySelector(":scope > [role=alert]")?.remove();
  if (sentence !== "") group?.append(element("p", { class: "note", role: "alert" }, sentence));
}

/** @param {HTMLElement} place @param {HTMLElement} made */
function shown(place, made) {
  place.append(made);
  return [made];
}

/**
 * The passages before and after, above and below the hit's own.
 *
 * @param {Hit} hit
 * @param {View} view
 * @param {HTMLElement} passage
 */
async function surroundings(hit, { api, texts }, passage) {
  const { before, after } = await api.neighbours(hit.passage.id);
  const part = (/** @type {{text: string}[]} */ some, /** @type {string} */ none) =>
    element(
      "div",
      { class: "context", lang: some.length > 0 ? hit.document.language || "de" : null },
      some.length > 0 ? some.map(({ text }) => text).join("\n") : none,
    );
  const above = part(before ?? [], texts.action.first);
  const below = part(after ?? [], texts.action.last);
  passage.before(above);
  passage.after(below);
  return [above, below];
}

/**
 * The cited page; the host's own rules may forbid foreign images, then the link to the original is left.
 *
 * @param {string} address
 * @param {Hit} hit
 * @param {View} view
 */
function pageImage(address, hit, { texts, api }) {
  const pages = pagesInWords(texts, { page: hit.page });
  const alt = fill(texts, texts.action.imageAlt, { pages, title: hit.document.title });
  const failed = () => figure.replaceChildren(element("p", { role: "alert" }, texts.action.imageFailed));
  const picture = element("img", { src: address, alt, loading: "lazy", crossorigin: "anonymous", error: failed });
  const original = safeAddress(api.root, hit.url);
  const link = original === null ? picture : element("a", { href: original }, picture);
  const figure = element("figure", { class: "page-image" }, link, element("figcaption", {}, texts.action.imageNote));
  return figure;
}

/** @param {Hit} hit @param {View} view */
async function similar(hit, { api, texts }) {
  const found = await api.similar(hit.passage.id);
  const items = found.map(({ document, passage, url }) => {
    const pages = pagesInWords(texts, passage);
    const title = pages === "" ? document.title : `${document.title}, ${pages}`;
    return element(
      "li",
      {},
      linked(title, safeAddress(api.root, url)),
      element("p", { class: "snippet", lang: document.language || "de" }, passage.text),
    );
  });
  if (items.length === 0) return element("p", { class: "similar" }, texts.action.noneSimilar);
  return element("ul", { class: "similar", "aria-label": texts.action.similar }, ...items);
}

/**
 * Copies the citation; where the browser does not let it, the citation stands there, selected, to be copied by hand.
 *
 * @param {Hit} hit
 * @param {View} view
 * @param {HTMLElement} panels
 * @param {string} name
 */
function citeButton(hit, { texts, api, say }, panels, name) {
  /** @type {HTMLTextAreaElement | null} */
  let box = null;
  const control = button("quiet", texts.action.cite, async () => {
    const text = citation(hit, texts, api.root, new Date());
    try {
      await navigator.clipboard.writeText(text);
      control.textContent = texts.action.cited;
      say(texts.action.citedSaid);
    } catch {
      if (box === null) {
        const given = { class: "citation", readonly: true, rows: "3", "aria-label": texts.action.citation };
        box = /** @type {HTMLTextAreaElement} */ (element("textarea", given));
        panels.append(box);
      }
      box.value = text;
      box.focus();
      box.select();
    }
  });
  control.setAttribute("aria-describedby", name);
  return control;
}
