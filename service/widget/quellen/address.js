/**
 * The question and its filters in the address's fragment, which browsers never send to a server:
 * `#frage=Wer+hilft%3F&art=Checkliste&jahr=2023`.
 *
 * @typedef {{question: string, filters: Record<string, string[]>}} Asked
 */

/** API field name of each filter and its name in the fragment, in the order in which the page shows them. */
export const FILTERS = {
  kind: "art",
  field_of_action: "feld",
  municipality: "kommune",
  federal_state: "land",
  year: "jahr",
};

/**
 * @param {string} fragment with or without "#"
 * @returns {Asked}
 */
export function readFragment(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  /** @type {Record<string, string[]>} */
  const filters = {};
  for (const [field, name] of Object.entries(FILTERS)) {
    let values = [...new Set(given.getAll(name).filter((value) => value !== ""))];
    if (field === "year") values = values.filter((value) => /^\d{4}$/.test(value));
    if (values.length > 0) filters[field] = values;
  }
  return { question: (given.get("frage") ?? "").trim(), filters };
}

/**
 * @param {Asked} asked
 * @returns {string} with "#", or "" where there is nothing to say
 */
export function writeFragment(asked) {
  const said = new URLSearchParams();
  if (asked.question !== "") said.append("frage", asked.question);
  for (const [field, name] of Object.entries(FILTERS)) {
    for (const value of asked.filters[field] ?? []) said.append(name, value);
  }
  const written = said.toString();
  return written === "" ? "" : `#${written}`;
}
