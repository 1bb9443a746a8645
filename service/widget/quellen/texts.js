/**
 * What the widget says, from texte.de.json and its like beside the file: nested objects whose leaves are sentences with
 * {names} to fill in.
 */

/** @typedef {{[key: string]: any}} Texts */

const LANGUAGES = ["de", "en"];
/** @type {Map<string, Promise<Texts>>} */
const loaded = new Map();
const numbers = new Map();

/**
 * @param {string} tag a language tag such as "en-GB"; German where it is none of ours
 * @returns {Promise<Texts>} rejects where the file cannot be had, and then tries anew the next time
 */
export function textsIn(tag) {
  const wanted = tag.toLowerCase().split("-")[0];
  const language = LANGUAGES.includes(wanted) ? wanted : LANGUAGES[0];
  let texts = loaded.get(language);
  if (texts === undefined) {
    texts = fetchTexts(language);
    loaded.set(language, texts);
    texts.catch(() => loaded.delete(language));
  }
  return texts;
}

/** @param {string} language */
async function fetchTexts(language) {
  const response = await fetch(new URL(`texte.${language}.json`, import.meta.url), { credentials: "omit" });
  if (!response.ok) throw new Error(`texte.${language}.json: ${response.status}`);
  return response.json();
}

/**
 * Fills {names} in; numbers are written the language's way. An unknown name stays as it is, so that a slip is seen.
 *
 * @param {Texts} texts of whose language the sentence is
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(texts, sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numberFormat(texts.language).format(value) : value;
  });
}

/** @param {string} language */
function numberFormat(language) {
  if (!numbers.has(language)) numbers.set(language, new Intl.NumberFormat(language));
  return numbers.get(language);
}

/**
 * @param {Texts} texts
 * @param {string | null} iso "2023", "2023-09" or "2023-09-14"
 * @returns {string} in words; anything else as it came
 */
export function dateInWords(texts, iso) {
  const [whole, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(iso ?? "") ?? [];
  if (whole === undefined) return iso ?? "";
  if (month === undefined) return year;
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { year: "numeric", month: "long", timeZone: "UTC", ...(day === undefined ? {} : { day: "numeric" }) };
  return new Intl.DateTimeFormat(texts.language, form).format(moment);
}

/**
 * "Seite 12", "Seiten 12 bis 13", with the printed number where it is another; "" for formats without pages.
 *
 * @param {Texts} texts
 * @param {{page?: number | null, last_page?: number | null, page_label?: string | null}} place
 * @param {boolean} [withLabel]
 */
export function pagesInWords(texts, { page, last_page: last, page_label: label }, withLabel = true) {
  if (page === null || page === undefined) return "";
  const said =
    (last ?? page) === page
      ? fill(texts, texts.hit.page, { page: String(page) })
      : fill(texts, texts.hit.pages, { page: String(page), last: String(last) });
  if (!withLabel || !label || label === String(page)) return said;
  return `${said} (${fill(texts, texts.hit.label, { label })})`;
}
