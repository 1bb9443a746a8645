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
