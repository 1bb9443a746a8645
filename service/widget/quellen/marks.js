/** @typedef {{text: string, marked: boolean}} Piece */

/**
 * Cuts a text at its marks.
 *
 * Marks count Unicode code points, as Python does, while JavaScript's strings count UTF-16 units; an emoji is one of
 * the former and two of the latter. Marks may come unsorted or overlap; what lies outside the text or is no pair of
 * whole numbers is left out. The pieces joined are always exactly the text.
 *
 * @param {string} text
 * @param {unknown} marks [start, end] pairs, end exclusive
 * @returns {Piece[]}
 */
export function pieces(text, marks) {
  const points = Array.from(text);
  const pairs = (Array.isArray(marks) ? marks : [])
    .filter((pair) => Array.isArray(pair) && Number.isInteger(pair[0]) && Number.isInteger(pair[1]))
    .map(([start, end]) => [Math.max(0, start), Math.min(points.length, end)])
    .sort((a, b) => a[0] - b[0]);
  /** @type {Piece[]} */
  const cut = [];
  let done = 0;
  const push = (/** @type {number} */ end, /** @type {boolean} */ marked) => {
    if (end <= done) return;
    cut.push({ text: points.slice(done, end).join(""), marked });
    done = end;
  };
  for (const [start, end] of pairs) {
    if (end <= Math.max(start, done)) continue;
    push(start, false);
    push(end, true);
  }
  push(points.length, false);
  return cut;
}

/**
 * Cuts a text at its marks, in three parts: before a stretch, the stretch, and after it.
 *
 * @param {string} text
 * @param {unknown} marks
 * @param {unknown} stretch [start, end] in code points, end exclusive; all is before anything that is no such pair
 * @returns {[Piece[], Piece[], Piece[]]}
 */
export function around(text, marks, stretch) {
  const points = Array.from(text);
  const [from, to] = Array.isArray(stretch) && stretch.every(Number.isInteger) ? stretch : [points.length, points.length];
  const start = Math.min(Math.max(0, from), points.length);
  const end = Math.min(Math.max(start, to), points.length);
  const part = (/** @type {number} */ first, /** @type {number} */ last) =>
    pieces(points.slice(first, last).join(""), shifted(marks, first));
  return [part(0, start), part(start, end), part(end, points.length)];
}

/** Marks that count from a later place; anything else stays as it is. */
function shifted(/** @type {unknown} */ marks, /** @type {number} */ by) {
  if (!Array.isArray(marks)) return marks;
  return marks.map((pair) => (Array.isArray(pair) ? pair.map((place) => (Number.isInteger(place) ? place - by : place)) : pair));
}
