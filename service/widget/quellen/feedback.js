/** "Hat das geholfen?", where the operator has switched it on. */

import { ApiError } from "./api.js";
import { button, element } from "./element.js";

const MAX_COMMENT = 500;

/**
 * @param {import("./api.js").Hit} hit
 * @param {import("./hits.js").View} view
 */
export function feedbackForm(hit, { texts, api }) {
  const said = texts.feedback;
  const given = { passage: hit.passage.id, band: hit.band };
  const place = element("div", { class: "feedback", role: "group", "aria-label": said.question }, element("span", {}, said.question));
  const send = async (/** @type {boolean} */ helpful, /** @type {string} */ comment) => {
    try {
      await api.feedback({ ...given, helpful, ...(comment === "" ? {} : { comment }) });
      place.replaceChildren(element("p", { tabindex: "-1" }, said.thanks));
      /** @type {HTMLElement} */ (place.firstElementChild).focus();
    } catch (error) {
      const detail = error instanceof ApiError ? error.detail : null;
      place.querySelector("[role=alert]")?.remove();
      place.append(element("p", { class: "note", role: "alert" }, detail ?? said.failed));
    }
  };
  place.append(
    button("quiet", said.yes, () => void send(true, "")),
    button("quiet", said.no, () => askWhy(place, said, (comment) => void send(false, comment))),
  );
  return place;
}

/**
 * @param {HTMLElement} place
 * @param {import("./texts.js").Texts} said
 * @param {(comment: string) => void} send
 */
function askWhy(place, said, send) {
  const box = /** @type {HTMLTextAreaElement} */ (element("textarea", { rows: "2", maxlength: String(MAX_COMMENT) }));
  place.replaceChildren(
    element("label", { class: "why" }, said.comment, box),
    element("p", { class: "hint" }, said.hint),
    button("secondary", said.send, () => send(box.value.trim())),
  );
  box.focus();
}
