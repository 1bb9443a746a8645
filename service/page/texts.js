/** What the page says, from texte.de.json: nested objects whose leaves are sentences with {names} to fill in. */

/** @typedef {{[key: string]: any}} Texts */

/**
 * @param {URL} [address]
 * @returns {Promise<Texts>}
 */
export async function loadTexts(address = new URL("texte.de.json", import.meta.url)) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`texte.de.json: ${response.status}`);
  return response.json();
}

const number = new Intl.NumberFormat("de");

/**
 * Fills {names} in; numbers are written the German way. An unknown name stays as it is, so that a slip is seen.
 *
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number.format(value) : value;
  });
}
