/** Addresses that come with an answer. */

import { element } from "./element.js";

/**
 * Metadata may come from anywhere: only addresses that open a document are linked, no `javascript:` or `data:`.
 *
 * @param {URL} root of the service, below which relative addresses are meant
 * @param {string | null | undefined} address
 * @returns {string | null}
 */
export function safeAddress(root, address) {
  if (!address || !URL.canParse(address, root)) return null;
  const url = new URL(address, root);
  return ["http:", "https:"].includes(url.protocol) ? url.href : null;
}

/** The service's own page of a document, at one of its passages. */
export function documentPage(/** @type {URL} */ root, /** @type {string} */ document, /** @type {string} */ passage) {
  const page = new URL(`dokumente/${encodeURIComponent(document)}`, root);
  page.searchParams.set("passage", passage);
  return page.href;
}

/** @param {string} title @param {string | null} address @param {EventListener} [opening] */
export function linked(title, address, opening) {
  return address === null ? title : element("a", { href: address, click: opening ?? null }, title);
}
