/*!
 * Fundstelle, the search widget: <fundstelle-suche api="https://...">. How to embed it: docs/widget.md.
 * Joined from service/widget/quellen by service/widget/join.py; change the sources, not this file.
 */

const FILTERS = {
  kind: "art",
  field_of_action: "feld",
  municipality: "kommune",
  federal_state: "land",
  year: "jahr",
};

function readFragment(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const filters = {};
  for (const [field, name] of Object.entries(FILTERS)) {
    let values = [...new Set(given.getAll(name).filter((value) => value !== ""))];
    if (field === "year") values = values.filter((value) => /^\d{4}$/.test(value));
    if (values.length > 0) filters[field] = values;
  }
  return { question: (given.get("frage") ?? "").trim(), filters };
}

function writeFragment(asked) {
  const said = new URLSearchParams();
  if (asked.question !== "") said.append("frage", asked.question);
  for (const [field, name] of Object.entries(FILTERS)) {
    for (const value of asked.filters[field] ?? []) said.append(name, value);
  }
  const written = said.toString();
  return written === "" ? "" : `#${written}`;
}

class ApiError extends Error {
  constructor(reason, status = 0, detail = null) {
    super(detail ?? reason);
    this.name = "ApiError";
    this.reason = reason;
    this.status = status;
    this.detail = detail;
  }

  get refused() {
    return [400, 413, 422].includes(this.status);
  }
}

class Api {
  constructor(root, timeoutMs = 30_000) {
    this.root = root;
    this.base = new URL("api/v1/", root);
    this.timeoutMs = timeoutMs;
  }

  async search(query, signal) {
    const answer = await this.#ask("search", query, signal);
    if (!isSearchResult(answer)) throw new ApiError("malformed", 200);
    return answer;
  }

  async facets() {
    return (this.#object("facets"));
  }

  async suggest(prefix, limit, signal) {
    const { suggestions } = await this.#object("suggest", { prefix, limit }, signal);
    if (!Array.isArray(suggestions)) throw new ApiError("malformed", 200);
    return suggestions.filter((some) => isObject(some) && typeof some.text === "string");
  }

  async neighbours(passage) {
    return this.#object(`passages/${encodeURIComponent(passage)}?neighbours=1`);
  }

  async similar(passage) {
    const { passages } = await this.#object(`passages/${encodeURIComponent(passage)}/similar?limit=3`);
    if (!Array.isArray(passages)) throw new ApiError("malformed", 200);
    return passages;
  }

  async about() {
    return this.#object("about");
  }

  async feedback(given) {
    await this.#ask("feedback", given);
  }

  async unanswered(query) {
    await this.#ask("unanswered", { query, consent: query !== null });
  }

  async #object(path, body, signal) {
    const answer = await this.#ask(path, body, signal);
    if (!isObject(answer)) throw new ApiError("malformed", 200);
    return answer;
  }

  async #ask(path, body, signal) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort();
    }, this.timeoutMs);
    const sent = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    try {
      const response = await fetch(new URL(path, this.base), { ...sent, credentials: "omit", signal: controller.signal });
      const text = await response.text();
      if (!response.ok) throw new ApiError("problem", response.status, detailOf(text));
      return response.status === 204 ? null : parsed(text);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      if (late) throw new ApiError("timeout");
      if (controller.signal.aborted) throw error;
      throw new ApiError("network");
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError("malformed", 200);
  }
}

function detailOf(body) {
  try {
    const problem = JSON.parse(body);
    return typeof problem?.detail === "string" && problem.detail !== "" ? problem.detail : null;
  } catch {
    return null;
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSearchResult(value) {
  return isObject(value) && Number.isInteger(value.total) && Array.isArray(value.hits) && value.hits.every(isHit);
}

function isHit(hit) {
  return (
    isObject(hit) &&
    isObject(hit.passage) &&
    typeof hit.passage.text === "string" &&
    isObject(hit.document) &&
    typeof hit.document.title === "string" &&
    typeof hit.relevance === "number"
  );
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== false));
  return made;
}

function heading(level, attributes, ...children) {
  return element(`h${Math.min(Math.max(level, 1), 6)}`, attributes, ...children);
}

function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

function button(look, label, click) {
  return element("button", { type: "button", class: look, part: `button ${look}`, click }, label);
}

const WAIT_MS = 150;
const SHORTEST = 2;
const LONGEST = 80;
const LIMIT = 8;

class Combobox {
  #box;
  #list;
  #api;
  #take;
  #timer;
  #controller = new AbortController();
  #active = -1;
  #useful = true;

  constructor(box, list, api, take) {
    this.#box = box;
    this.#list = list;
    this.#api = api;
    this.#take = take;
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = (event.target).closest("[role=option]");
      if (option) this.#choose([...this.#list.children].indexOf(option));
    });
  }

  get open() {
    return !this.#list.hidden;
  }

  close() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#activate(-1);
    this.#list.hidden = true;
    this.#box.setAttribute("aria-expanded", "false");
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    const prefix = this.#box.value.trim();
    if (!this.#useful || prefix.length < SHORTEST || prefix.length > LONGEST) this.close();
    else this.#timer = setTimeout(() => void this.#ask(prefix), WAIT_MS);
  }

  async #ask(prefix) {
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const found = await this.#api.suggest(prefix, LIMIT, controller.signal);
      if (!controller.signal.aborted) this.#show(found.filter(({ text }) => text !== this.#box.value));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.#useful = false;
      if (!controller.signal.aborted) this.close();
    }
  }

  #show(found) {
    if (found.length === 0) return this.close();
    const options = found.map(({ text }, place) =>
      element("li", { id: `suggestion-${place}`, role: "option", part: "suggestion", "aria-selected": "false" }, text),
    );
    this.#list.replaceChildren(...options);
    this.#activate(-1);
    this.#list.hidden = false;
    this.#box.setAttribute("aria-expanded", "true");
  }

  #key(event) {
    const count = this.open ? this.#list.children.length : 0;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowDown" && event.altKey && count === 0) void this.#ask(this.#box.value.trim());
    else if (event.key === "ArrowDown" && count > 0) this.#activate(this.#active + 1 < count ? this.#active + 1 : -1);
    else if (event.key === "ArrowUp" && count > 0) this.#activate(this.#active < 0 ? count - 1 : this.#active - 1);
    else if (event.key === "Escape" && count > 0) this.close();
    else if (event.key === "Escape" && this.#box.value !== "") this.#empty();
    else if (event.key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #empty() {
    this.close();
    this.#box.value = "";
  }

  #activate(place) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const option = this.#list.children[place];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#box.setAttribute("aria-activedescendant", option.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #choose(place) {
    this.#box.value = this.#list.children[place].textContent ?? "";
    this.close();
    this.#take();
  }
}

const LANGUAGES = ["de", "en"];
const loaded = new Map();
const numbers = new Map();

function textsIn(tag) {
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

async function fetchTexts(language) {
  const response = await fetch(new URL(`texte.${language}.json`, import.meta.url), { credentials: "omit" });
  if (!response.ok) throw new Error(`texte.${language}.json: ${response.status}`);
  return response.json();
}

function fill(texts, sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numberFormat(texts.language).format(value) : value;
  });
}

function numberFormat(language) {
  if (!numbers.has(language)) numbers.set(language, new Intl.NumberFormat(language));
  return numbers.get(language);
}

function dateInWords(texts, iso) {
  const [whole, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(iso ?? "") ?? [];
  if (whole === undefined) return iso ?? "";
  if (month === undefined) return year;
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  const form = { year: "numeric", month: "long", timeZone: "UTC", ...(day === undefined ? {} : { day: "numeric" }) };
  return new Intl.DateTimeFormat(texts.language, form).format(moment);
}

function pagesInWords(texts, { page, last_page: last, page_label: label }, withLabel = true) {
  if (page === null || page === undefined) return "";
  const said =
    (last ?? page) === page
      ? fill(texts, texts.hit.page, { page: String(page) })
      : fill(texts, texts.hit.pages, { page: String(page), last: String(last) });
  if (!withLabel || !label || label === String(page)) return said;
  return `${said} (${fill(texts, texts.hit.label, { label })})`;
}

const SHOWN_AT_ONCE = 8;

function renderFilters(place, facets, fixed, texts, changed) {
  const groups = Object.keys(FILTERS)
    .filter((field) => !fixed.includes(field))
    .map((field) => ({ field, values: ordered(field, facets[field] ?? {}) }))
    .filter(({ values }) => values.length > 1)
    .map(({ field, values }) => renderGroup(field, values, texts, changed));
  place.replaceChildren(...groups);
  return groups.length > 0;
}

function ordered(field, counts) {
  const values = Object.entries(counts);
  if (field === "year") return values.sort(([a], [b]) => Number(b) - Number(a));
  return values.sort(([a], [b]) => a.localeCompare(b, "de"));
}

function renderGroup(field, values, texts, changed) {
  const choices = values.map(([value, count]) => renderChoice(field, value, count, texts, changed));
  const rest = choices.slice(SHOWN_AT_ONCE);
  for (const choice of rest) choice.hidden = true;
  const more = button("quiet", fill(texts, texts.filter.more, { count: rest.length }), () => {
    for (const choice of rest) choice.hidden = false;
    more.remove();
    rest[0].querySelector("input")?.focus();
  });
  return element(
    "fieldset",
    {},
    element("legend", {}, texts.filter[field]),
    ...choices,
    rest.length > 0 && more,
  );
}

function renderChoice(field, value, count, texts, changed) {
  return element(
    "label",
    { class: "choice" },
    element("input", { type: "checkbox", name: field, value, change: changed }),
    element("span", { class: "value" }, value),
    element("span", { class: "count" }, ...counted(count, texts)),
  );
}

function counted(count, texts) {
  const said = count === 1 ? texts.filter.one : fill(texts, texts.filter.many, { count });
  return [element("span", { "aria-hidden": "true" }, String(count)), unseen(` (${said})`)];
}

function countFilters(place, facets, texts) {
  for (const box of boxes(place)) {
    const count = facets[box.name]?.[box.value] ?? 0;
    const choice = box.closest("label");
    choice?.classList.toggle("empty", count === 0);
    choice?.querySelector(".count")?.replaceChildren(...counted(count, texts));
  }
}

function boxes(place) {
  return place.querySelectorAll("input[type=checkbox]");
}

function readFilters(place, before) {
  const offered = new Set([...boxes(place)].map((box) => `${box.name}\n${box.value}`));
  const chosen = {};
  for (const field of Object.keys(FILTERS)) {
    const kept = (before[field] ?? []).filter((value) => !offered.has(`${field}\n${value}`));
    const ticked = [...boxes(place)].filter((box) => box.name === field && box.checked).map((box) => box.value);
    if (kept.length + ticked.length > 0) chosen[field] = [...ticked, ...kept];
  }
  return chosen;
}

function tickFilters(place, chosen) {
  for (const box of boxes(place)) {
    box.checked = (chosen[box.name] ?? []).includes(box.value);
    const choice = box.closest("label");
    if (box.checked && choice) choice.hidden = false;
  }
}

function countChosen(chosen) {
  return Object.values(chosen).reduce((sum, values) => sum + values.length, 0);
}

function without(chosen, field, value) {
  const left = { ...chosen, [field]: (chosen[field] ?? []).filter((other) => value !== undefined && other !== value) };
  return Object.fromEntries(Object.entries(left).filter(([, values]) => values.length > 0));
}

function renderChips(place, chosen, texts, change) {
  const chips = Object.keys(FILTERS).flatMap((field) =>
    (chosen[field] ?? []).map((value) =>
      chip(
        texts.filter.remove,
        fill(texts, texts.filter.chip, { field: texts.filter[field], value }),
        () => change(without(chosen, field, value)),
      ),
    ),
  );
  if (chips.length > 1) chips.push(element("li", {}, button("quiet", texts.filter.clear, () => change({}))));
  place.replaceChildren(...chips);
  place.hidden = chips.length === 0;
}

function chip(said, label, click) {
  const given = { type: "button", class: "chip", part: "button chip", click };
  return element("li", {}, element("button", given, unseen(`${said} `), label));
}

function layout(texts, level, name) {
  return element(
    "div",
    { class: "widget", part: "widget" },
    element("search", { class: "head", part: "head", "aria-label": name || null }, askForm(texts), examples(texts)),
    element("div", { class: "columns" }, filters(texts, level, name), results(texts, level, name)),
  );
}

function placesOf(tree) {
  return (Object.fromEntries([...tree.querySelectorAll("[id]")].map((place) => [place.id, place])));
}

function askForm(texts) {
  const box = element("input", {
    id: "question",
    part: "input",
    type: "search",
    role: "combobox",
    autocomplete: "off",
    enterkeyhint: "search",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
    "aria-describedby": "note",
  });
  return element(
    "form",
    { id: "ask", part: "form", novalidate: true },
    element("label", { for: "question", part: "label" }, texts.question.label),
    element(
      "div",
      { class: "ask-row" },
      element(
        "div",
        { class: "box" },
        box,
        element("ul", { id: "suggestions", part: "suggestions", role: "listbox", "aria-label": texts.question.suggestions, hidden: true }),
      ),
      element("button", { type: "submit", class: "primary", part: "button primary" }, texts.question.send),
    ),
    element("p", { class: "note", id: "note", role: "alert" }),
  );
}

function examples(texts) {
  return element(
    "div",
    { id: "examples", class: "examples", hidden: true },
    element("p", { id: "examples-title" }, texts.examplesTitle),
    element("ul", { role: "list", "aria-labelledby": "examples-title" }),
  );
}

function named(title, name) {
  return name === "" ? title : `${title}: ${name}`;
}

function filters(texts, level, name) {
  return element(
    "section",
    { id: "filters", class: "filters", part: "filters", "aria-label": named(texts.filter.title, name), hidden: true },
    element(
      "details",
      { id: "box" },
      element("summary", {}, heading(level, {}, texts.filter.title), element("span", { id: "active", class: "active-count" })),
      element("div", { id: "groups", class: "groups" }),
      element("p", { class: "done" }, element("button", { id: "done", type: "button", class: "primary", part: "button primary" }, texts.filter.done)),
    ),
  );
}

function results(texts, level, name) {
  return element(
    "section",
    { id: "results", class: "results", part: "results", "aria-label": named(texts.status.title, name), tabindex: "-1" },
    heading(level, { class: "unseen" }, named(texts.status.title, name)),
    element("p", { id: "status", class: "status", part: "status", role: "status" }),
    element("p", { id: "said", class: "unseen", "aria-live": "polite" }),
    element("ul", { id: "chips", class: "chips", role: "list", "aria-label": texts.filter.chosen, hidden: true }),
    element("p", { id: "searched" }),
    element("div", { id: "failure", class: "failure", part: "failure", role: "alert" }),
    element("div", { id: "nothing", part: "nothing" }),
    element(
      "details",
      { id: "found", class: "found", open: true },
      element("summary", { id: "anyway", hidden: true }, texts.unfitting.anyway),
      element("ol", { id: "hits", class: "hits", role: "list" }),
      element("p", { class: "more" }, element("button", { id: "more", type: "button", class: "secondary", part: "button secondary", hidden: true }, texts.status.more)),
    ),
    element(
      "div",
      { id: "welcome", class: "welcome" },
      ...texts.welcome.map(({ title, text }) =>
        element("div", {}, heading(level, {}, title), element("p", {}, text)),
      ),
    ),
  );
}

function safeAddress(root, address) {
  if (!address || !URL.canParse(address, root)) return null;
  const url = new URL(address, root);
  return ["http:", "https:"].includes(url.protocol) ? url.href : null;
}

function documentPage(root, document, passage) {
  const page = new URL(`dokumente/${encodeURIComponent(document)}`, root);
  page.searchParams.set("passage", passage);
  return page.href;
}

function linked(title, address, opening) {
  return address === null ? title : element("a", { href: address, click: opening ?? null }, title);
}

function citation(hit, texts, root, today) {
  const { title, publisher, municipality, date } = hit.document;
  const by = publisher ?? municipality;
  const said = [
    by ? `${by}: ${title}` : title,
    dateInWords(texts, date),
    pagesInWords(texts, hit),
    sectionOf(hit) && fill(texts, texts.citation.section, { heading: sectionOf(hit) }),
  ].filter((part) => part);
  const address = safeAddress(root, hit.url);
  if (address === null) return `${said.join(", ")}.`;
  const day = dateInWords(texts, today.toISOString().slice(0, 10));
  return `${said.join(", ")}. ${address} (${fill(texts, texts.citation.seen, { day })})`;
}

function sectionOf({ heading_path: path, document: { title } }) {
  const last = Array.isArray(path) ? path.at(-1) : undefined;
  return last === undefined || last === title ? "" : last;
}

const MAX_COMMENT = 500;

function feedbackForm(hit, { texts, api }) {
  const said = texts.feedback;
  const given = { passage: hit.passage.id, band: hit.band };
  const place = element("div", { class: "feedback", role: "group", "aria-label": said.question }, element("span", {}, said.question));
  const send = async (helpful, comment) => {
    try {
      await api.feedback({ ...given, helpful, ...(comment === "" ? {} : { comment }) });
      place.replaceChildren(element("p", { tabindex: "-1" }, said.thanks));
      (place.firstElementChild).focus();
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

function askWhy(place, said, send) {
  const box = (element("textarea", { rows: "2", maxlength: String(MAX_COMMENT) }));
  place.replaceChildren(
    element("label", { class: "why" }, said.comment, box),
    element("p", { class: "hint" }, said.hint),
    button("secondary", said.send, () => send(box.value.trim())),
  );
  box.focus();
}

function hitActions(hit, view, passage, name) {
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

function toggle(label, name, texts, make) {
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

function complain(control, sentence) {
  const group = control.parentElement;
  group?.querySelector(":scope > [role=alert]")?.remove();
  if (sentence !== "") group?.append(element("p", { class: "note", role: "alert" }, sentence));
}

function shown(place, made) {
  place.append(made);
  return [made];
}

async function surroundings(hit, { api, texts }, passage) {
  const { before, after } = await api.neighbours(hit.passage.id);
  const part = (some, none) =>
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

function citeButton(hit, { texts, api, say }, panels, name) {
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
        box = (element("textarea", given));
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

function pieces(text, marks) {
  const points = Array.from(text);
  const pairs = (Array.isArray(marks) ? marks : [])
    .filter((pair) => Array.isArray(pair) && Number.isInteger(pair[0]) && Number.isInteger(pair[1]))
    .map(([start, end]) => [Math.max(0, start), Math.min(points.length, end)])
    .sort((a, b) => a[0] - b[0]);
  const cut = [];
  let done = 0;
  const push = (end, marked) => {
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

function around(text, marks, stretch) {
  const points = Array.from(text);
  const [from, to] = Array.isArray(stretch) && stretch.every(Number.isInteger) ? stretch : [points.length, points.length];
  const start = Math.min(Math.max(0, from), points.length);
  const end = Math.min(Math.max(start, to), points.length);
  const part = (first, last) =>
    pieces(points.slice(first, last).join(""), shifted(marks, first));
  return [part(0, start), part(start, end), part(end, points.length)];
}

function shifted(marks, by) {
  if (!Array.isArray(marks)) return marks;
  return marks.map((pair) => (Array.isArray(pair) ? pair.map((place) => (Number.isInteger(place) ? place - by : place)) : pair));
}

const SAME_SHOWN = 3;

function renderHit(hit, view) {
  const { texts, level, api } = view;
  const name = `hit-${hit.rank}`;
  const pages = pagesInWords(texts, hit, false);
  const place = pagesInWords(texts, hit);
  const address = safeAddress(api.root, hit.url);
  const opening = (event) => address !== null && view.open(event, hit, address);
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

function renderFacts({ document: { kind, municipality, date } }, texts) {
  const facts = [kind, municipality, dateInWords(texts, date)].filter((fact) => fact);
  if (facts.length === 0) return null;
  return element("ul", { class: "facts", role: "list" }, ...facts.map((fact) => element("li", {}, fact ?? "")));
}

function renderPath({ heading_path: path, document: { title } }, texts) {
  const parts = (Array.isArray(path) ? path : []).filter((part, place) => place > 0 || part !== title);
  if (parts.length === 0) return null;
  const steps = parts.flatMap((part, place) => [place > 0 && " ", element("span", {}, part)]);
  return element("p", { class: "path" }, unseen(`${texts.hit.path} `), ...steps);
}

function renderPassage({ passage, document: { language } }) {
  const [before, sentence, after] = around(passage.text, passage.marks, passage.sentence).map((cut) =>
    cut.map(({ text, marked }) => (marked ? element("mark", { part: "mark" }, text) : text)),
  );
  const best = sentence.length > 0 && element("strong", { class: "sentence" }, ...sentence);
  const given = { class: "passage", part: "passage", lang: language || "de" };
  return element("blockquote", given, ...before, best, ...after);
}

function renderSame({ also_in: places = [] }, { texts, api }) {
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

function renderBand(band, texts) {
  if (!Object.hasOwn(texts.band, band)) return null;
  return element(
    "span",
    { class: `relevance ${band}` },
    element("span", { class: "meter", "aria-hidden": "true" }, ...["", "", ""].map(() => element("i"))),
    texts.band[band],
  );
}

function renderOrigin({ document: { publisher, licence } }, texts) {
  const said = [
    publisher && fill(texts, texts.hit.publisher, { publisher }),
    licence && fill(texts, texts.hit.licence, { licence }),
  ].filter((part) => part);
  return said.length > 0 && element("p", { class: "origin" }, ...said.map((part) => element("span", {}, part || "")));
}

function renderNothing(result, { texts, level, api }, ways) {
  const said = result.hits.length > 0 ? texts.unfitting : texts.nothing;
  const { headings = [], filters = [], spelling = null } = result.alternatives ?? {};
  return [
    heading(level, {}, said.title),
    element("p", {}, ways.clear === null ? said.unfiltered : said.filtered),
    spelling !== null &&
      element("p", {}, `${texts.help.meant} `, button("quiet", spelling, () => ways.ask(spelling))),
    ...filters.map(({ field, hits }) =>
      element("p", {}, button("secondary", releaseLabel(texts, field, hits), () => ways.release(field))),
    ),
    ways.clear !== null && element("p", {}, button("secondary", texts.nothing.clear, ways.clear)),
    headings.length > 0 && element("p", { id: "nearest" }, texts.help.headings),
    headings.length > 0 &&
      element("ul", { class: "nearest", "aria-labelledby": "nearest" }, ...headings.map((near) => nearest(near, api.root))),
    ways.report !== null && reportOffer(texts, ways.report),
  ].filter((part) => part !== false);
}

function releaseLabel(texts, field, hits) {
  const name = texts.filter[field] ?? field;
  return fill(texts, hits === 1 ? texts.help.releaseOne : texts.help.release, { field: name, hits });
}

function nearest({ title, heading_path: path, document, passage }, root) {
  const last = path?.at(-1) ?? title;
  return element("li", {}, linked(last, documentPage(root, document, passage)), last !== title && ` (${title})`);
}

function reportOffer(texts, report) {
  const place = element("div", { class: "report" }, element("p", {}, texts.report.offer));
  const send = button("secondary", texts.report.agree, async () => {
    send.disabled = true;
    try {
      await report();
      place.replaceChildren(element("p", { tabindex: "-1" }, texts.report.thanks));
      (place.firstElementChild).focus();
    } catch {
      send.disabled = false;
      place.append(element("p", { role: "alert" }, texts.report.failed));
    }
  });
  place.append(send);
  return place;
}

const LOADING_SAID_AFTER_MS = 300;

class Results {
  constructor(places, view) {
    this.places = places;
    this.view = view;
    this.texts = view.texts;
    this.timer = undefined;
    this.shown = 0;
    this.question = "";
    this.unfitting = false;
    this.pending = 0;
  }

  clear() {
    this.settled();
    this.say("");
    this.places.failure.replaceChildren();
    this.#empty();
    this.places.welcome.hidden = false;
  }

  get busy() {
    return this.places.results.hasAttribute("aria-busy");
  }

  loading(offset) {
    const { failure, results } = this.places;
    this.pending = offset;
    clearTimeout(this.timer);
    const root = (failure.getRootNode());
    if (offset === 0 && !failure.contains(root.activeElement)) failure.replaceChildren();
    this.say("");
    results.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => {
      this.say(this.texts.status.loading);
      results.classList.add("waiting");
    }, LOADING_SAID_AFTER_MS);
  }

  refused() {
    this.settled();
    this.say("");
    this.places.more.hidden = true;
  }

  show(result, question, offset, ways, asTyped) {
    const { failure, welcome, hits, more, searched, nothing } = this.places;
    this.settled();
    failure.replaceChildren();
    welcome.hidden = true;
    if (offset === 0) this.#empty();
    if (offset === 0 && result.searched) {
      searched.append(button("secondary", fill(this.texts, this.texts.spelling.exact, { question }), asTyped));
    }
    this.question = question;
    const items = result.hits.map((hit, place) =>
      element("li", {}, renderHit({ ...hit, rank: offset + place + 1 }, this.view)),
    );
    hits.append(...items);
    this.shown = hits.children.length;
    const total = Math.max(result.total, this.shown);
    more.hidden = result.hits.length === 0 || this.shown >= total;
    if (offset === 0) this.#fold(this.shown > 0 && result.band === "none");
    if (offset === 0 && (this.shown === 0 || this.unfitting)) nothing.replaceChildren(...renderNothing(result, this.view, ways));
    this.say(this.unfitting ? this.texts.unfitting.status : this.#count(total), this.#notice(result));
    return items[0]?.querySelector(".title") ?? null;
  }

  fail(error, offset, retry) {
    const { failure, welcome, hits, more, nothing } = this.places;
    this.settled();
    this.say("");
    welcome.hidden = true;
    if (offset > 0) hits.after(failure);
    else nothing.before(failure);
    if (offset === 0) more.hidden = true;
    const stays = offset === 0 && this.shown > 0;
    failure.replaceChildren(
      element("p", {}, this.sentence(error)),
      stays ? element("p", {}, fill(this.texts, this.texts.failure.old, { question: this.question })) : "",
      element("p", {}, button("secondary", this.texts.failure.retry, retry)),
    );
  }

  sentence(error) {
    if (!(error instanceof ApiError)) return this.texts.failure.malformed;
    return error.detail ?? fill(this.texts, this.texts.failure[error.reason], { status: String(error.status) });
  }

  settled() {
    clearTimeout(this.timer);
    this.places.results.removeAttribute("aria-busy");
    this.places.results.classList.remove("waiting");
  }

  say(text, notice = "") {
    this.places.status.textContent = text;
    if (notice !== "") this.places.status.append(element("span", { class: "notice" }, notice));
  }

  #notice({ searched, notice }) {
    const corrected = searched ? fill(this.texts, this.texts.spelling.searched, { question: searched }) : "";
    return [corrected, notice ?? ""].filter((sentence) => sentence !== "").join(" ");
  }

  #count(total) {
    const said = this.texts.status;
    if (total === 0) return said.none;
    if (total > this.shown) return fill(this.texts, said.some, { total, shown: this.shown });
    return total === 1 ? said.one : fill(this.texts, said.all, { total });
  }

  #fold(unfitting) {
    this.unfitting = unfitting;
    this.places.anyway.hidden = !unfitting;
    (this.places.found).open = !unfitting;
  }

  #empty() {
    const { hits, nothing, searched, more } = this.places;
    for (const place of [hits, nothing, searched]) place.replaceChildren();
    this.#fold(false);
    this.shown = 0;
    this.question = "";
    more.hidden = true;
  }
}

const styles = new CSSStyleSheet();
styles.replaceSync(`
:host {
  display: block;
  width: 100%;
  container-type: inline-size;
}

:host([hidden]) {
  display: none;
}

:host([theme="light"]) {
  color-scheme: light;
}

:host([theme="dark"]) {
  color-scheme: dark;
}

*,
::before,
::after {
  box-sizing: border-box;
}

[hidden] {
  display: none !important;
}

h1,
h2,
h3,
h4,
h5,
h6,
p,
ul,
ol,
blockquote,
figure,
fieldset {
  margin: 0;
  padding: 0;
}

h1,
h2,
h3,
h4,
h5,
h6 {
  font-size: 1.0625rem;
  line-height: 1.4;
}

ul,
ol {
  list-style: none;
}

.widget {
  all: initial;
  color-scheme: inherit;
  visibility: inherit;
  --accent: var(--fundstelle-accent, light-dark(#0b5c6b, #86cfdb));
  --accent-strong: var(--fundstelle-accent-strong, color-mix(in srgb, var(--accent) 75%, var(--ink)));
  --on-accent: var(--fundstelle-on-accent, light-dark(#ffffff, #0b2329));
  --ground: var(--fundstelle-ground, light-dark(#f5f6f3, #11181b));
  --surface: var(--fundstelle-surface, light-dark(#ffffff, #192226));
  --ink: var(--fundstelle-ink, light-dark(#17262d, #e9eef0));
  --soft: var(--fundstelle-soft, light-dark(#4b5b64, #acbac0));
  --line: var(--fundstelle-line, light-dark(#d5dcda, #2d393e));
  --edge: var(--fundstelle-edge, light-dark(#74848a, #7f9097));
  --quiet: var(--fundstelle-quiet, light-dark(#e9efee, #233035));
  --mark: var(--fundstelle-mark, light-dark(#ffe79a, #5c4a0c));
  --on-mark: var(--fundstelle-on-mark, light-dark(#17262d, #fff4cc));
  --wrong: var(--fundstelle-wrong, light-dark(#9b1c1c, #ffb4a8));
  --wrong-ground: var(--fundstelle-wrong-ground, light-dark(#fdf1ef, #2b1c1b));
  --radius: var(--fundstelle-radius, 0.625rem);
  font-family: var(--fundstelle-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif);
  font-size: var(--fundstelle-font-size, 1rem);
  line-height: 1.55;
  color: var(--ink);
  overflow-wrap: anywhere;
  display: block;
  padding: var(--fundstelle-padding, 0);
  background: var(--ground);
}

a {
  color: var(--accent);
  text-decoration-thickness: 1px;
  text-underline-offset: 0.2em;
}

a:hover {
  color: var(--accent-strong);
  text-decoration-thickness: 2px;
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
  border-radius: 0.25rem;
}

.results:focus {
  outline: none;
}

.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

form {
  max-width: 48rem;
}

.box {
  position: relative;
  flex: 1 1 16rem;
  min-width: 0;
}

label[for] {
  display: block;
  margin-block-end: 0.375rem;
  font-weight: 600;
}

.ask-row {
  display: flex;
  flex-wrap: wrap;
  gap: 0.625rem;
}

#question {
  width: 100%;
  min-width: 0;
  min-height: 3rem;
  padding: 0.5rem 0.875rem;
  font: inherit;
  font-size: 1.0625rem;
  color: var(--ink);
  appearance: none;
  background: var(--surface);
  border: 1px solid var(--edge);
  border-radius: var(--radius);
}

#question:focus-visible {
  outline-offset: 0;
  border-radius: var(--radius);
}

#question::-webkit-search-cancel-button {
  width: 1rem;
  height: 1rem;
  appearance: none;
  cursor: pointer;
  background:
    linear-gradient(45deg, transparent 45%, var(--soft) 45% 55%, transparent 55%),
    linear-gradient(-45deg, transparent 45%, var(--soft) 45% 55%, transparent 55%);
}

#question[aria-invalid] {
  border: 2px solid var(--wrong);
}

.note:not(:empty) {
  margin-block-start: 0.5rem;
  font-weight: 600;
  color: var(--wrong);
}

button {
  min-height: 2.75rem;
  padding: 0.5rem 1.25rem;
  font: inherit;
  cursor: pointer;
  border: 1px solid transparent;
  border-radius: var(--radius);
}

button:focus-visible {
  border-radius: var(--radius);
}

.primary {
  flex: 0 1 auto;
  min-height: 3rem;
  font-weight: 600;
  color: var(--on-accent);
  background: var(--accent);
}

.primary:hover {
  background: var(--accent-strong);
}

.secondary {
  font-weight: 600;
  color: var(--accent);
  background: var(--surface);
  border-color: var(--accent);
}

.secondary:hover {
  color: var(--accent-strong);
  background: var(--quiet);
  border-color: var(--accent-strong);
}

.quiet {
  min-height: 2rem;
  padding: 0.25rem 0.375rem;
  font-size: 0.9375rem;
  color: var(--accent);
  text-decoration: underline;
  text-decoration-thickness: 1px;
  text-underline-offset: 0.2em;
  background: none;
}

.quiet:hover {
  color: var(--accent-strong);
  text-decoration-thickness: 2px;
}

.examples {
  margin-block-start: 1.5rem;
}

.examples p {
  margin-block-end: 0.5rem;
  font-size: 0.9375rem;
  font-weight: 600;
  color: var(--soft);
}

.examples ul,
.chips {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
}

.example {
  padding: 0.375rem 1rem;
  line-height: 1.35;
  text-align: start;
  color: var(--ink);
  background: var(--surface);
  border-color: var(--line);
  border-radius: 1.375rem;
}

.example:hover {
  color: var(--accent-strong);
  border-color: var(--accent);
}

.example:focus-visible {
  border-radius: 1.375rem;
}

[role="listbox"] {
  position: absolute;
  inset: 100% 0 auto;
  z-index: 2;
  max-height: min(22rem, 60vh);
  margin-block-start: 0.25rem;
  padding-block: 0.25rem;
  overflow-y: auto;
  background: var(--surface);
  border: 1px solid var(--edge);
  border-radius: var(--radius);
  box-shadow: 0 8px 24px rgb(0 0 0 / 16%);
}

[role="option"] {
  min-height: 2.25rem;
  padding: 0.375rem 0.875rem;
  cursor: pointer;
}

[role="option"]:hover {
  background: var(--quiet);
}

[role="option"][aria-selected="true"] {
  color: var(--on-accent);
  background: var(--accent);
}

.columns {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 1.25rem 2.5rem;
  align-content: start;
  padding-block-start: 1.5rem;
}

@container (min-width: 880px) {
  .asked .columns:has(> .filters:not([hidden])) {
    grid-template-columns: 18rem minmax(0, 1fr);
  }

  .columns {
    padding-block-start: 2rem;
  }
}

.results {
  min-width: 0;
}

.status {
  position: relative;
  min-height: 1.75rem;
  margin-block-end: 0.75rem;
  font-weight: 600;
}

.status:empty {
  min-height: 0;
  margin: 0;
}

#searched {
  margin-block: 0 1rem;
}

#searched:empty {
  display: none;
}

.notice {
  display: block;
  max-width: 44rem;
  padding: 0.5rem 0.75rem;
  margin-block-start: 0.5rem;
  font-weight: 400;
  background: var(--quiet);
  border-inline-start: 0.25rem solid var(--accent);
}

.waiting .status::after {
  position: absolute;
  inset: auto auto -0.375rem 0;
  width: 6rem;
  height: 3px;
  content: "";
  background: var(--accent);
  border-radius: 2px;
  animation: waiting 1.2s ease-in-out infinite alternate;
}

@keyframes waiting {
  from {
    transform: translateX(0);
  }

  to {
    transform: translateX(6rem);
  }
}

.failure:not(:empty) {
  display: grid;
  max-width: 44rem;
  gap: 0.75rem;
  margin-block-end: 1.25rem;
  padding: 1rem 1.25rem;
  background: var(--wrong-ground);
  border: 1px solid var(--wrong);
  border-inline-start-width: 5px;
  border-radius: var(--radius);
}

#nothing:not(:empty) {
  display: grid;
  gap: 0.75rem;
  max-width: 44rem;
  padding: 1.25rem 1.5rem;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: var(--radius);
}

.found > summary {
  margin-block: 1.25rem;
  font-weight: 600;
  color: var(--accent);
}

.more:not(:has([hidden])) {
  margin-block-start: 1.5rem;
  text-align: center;
}

.welcome {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
  gap: 1.5rem 2rem;
}

.welcome :is(h1, h2, h3, h4, h5, h6) {
  margin-block-end: 0.25rem;
  font-size: 1.0625rem;
}

.welcome > div {
  padding-block-start: 0.75rem;
  border-block-start: 2px solid var(--line);
}

.welcome p {
  color: var(--soft);
}

.filters {
  min-width: 0;
}

summary {
  display: flex;
  gap: 0.5rem;
  align-items: center;
  width: fit-content;
  min-height: 1.75rem;
  cursor: pointer;
  list-style: none;
}

summary::-webkit-details-marker {
  display: none;
}

summary::before {
  width: 0.5rem;
  height: 0.5rem;
  margin-inline: 0.125rem 0.25rem;
  content: "";
  border: solid currentcolor;
  border-width: 0 2px 2px 0;
  transform: rotate(-45deg);
}

[open] > summary::before {
  transform: translateY(-0.125rem) rotate(45deg);
}

.active-count:not(:empty) {
  padding: 0.0625rem 0.625rem;
  font-size: 0.875rem;
  color: var(--on-accent);
  background: var(--accent);
  border-radius: 1rem;
}

.groups {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
  gap: 1.25rem;
  padding-block: 0.5rem;
}

.done {
  display: none;
}

.done button {
  width: 100%;
}

@container (max-width: 879.98px) {
  .asked .done {
    display: block;
    margin-block: 0.75rem;
  }
}

fieldset {
  min-width: 0;
  border: 0;
}

legend {
  width: 100%;
  padding: 0 0 0.25rem;
  font-size: 0.9375rem;
  font-weight: 600;
  color: var(--soft);
  border-block-end: 1px solid var(--line);
}

.choice {
  display: flex;
  gap: 0.625rem;
  align-items: flex-start;
  padding-block: 0.3125rem;
  font-size: 0.9375rem;
  line-height: 1.4;
  cursor: pointer;
}

.choice:first-of-type {
  margin-block-start: 0.375rem;
}

.choice:hover .value {
  text-decoration: underline;
  text-underline-offset: 0.2em;
}

.choice input {
  flex: none;
  width: 1.25rem;
  height: 1.25rem;
  margin: 0.0625rem 0 0;
  accent-color: var(--accent);
}

.choice .value {
  flex: 1;
  min-width: 0;
  hyphens: auto;
}

.choice.empty .value {
  color: var(--soft);
}

.choice .count {
  color: var(--soft);
  font-variant-numeric: tabular-nums;
}

.chips {
  margin-block-end: 1rem;
}

.chip {
  display: inline-flex;
  gap: 0.5rem;
  align-items: center;
  min-height: 2.25rem;
  padding: 0.25rem 0.875rem;
  font-size: 0.9375rem;
  text-align: start;
  color: var(--ink);
  background: var(--quiet);
  border-color: var(--edge);
  border-radius: 1.125rem;
}

.chip::after {
  content: "×" / "";
  font-size: 1.25rem;
  line-height: 1;
  color: var(--soft);
}

.chip:hover {
  border-color: var(--accent);
}

.chip:focus-visible {
  border-radius: 1.125rem;
}

.hits {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 1.25rem;
}

.hit {
  padding: clamp(1rem, 3vw, 1.5rem);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  box-shadow: 0 1px 2px rgb(23 38 45 / 6%), 0 4px 16px rgb(23 38 45 / 5%);
}

.title {
  font-size: 1.1875rem;
  line-height: 1.35;
  unicode-bidi: isolate;
}

.title a {
  text-decoration-color: color-mix(in srgb, currentcolor 40%, transparent);
}

.facts {
  display: flex;
  flex-wrap: wrap;
  margin-block-start: 0.25rem;
  margin-inline-start: -1.125rem;
  clip-path: inset(0 0 0 1.125rem);
  font-size: 0.9375rem;
  color: var(--soft);
}

.facts li,
.path span,
.origin span {
  unicode-bidi: isolate;
}

.facts li {
  position: relative;
  padding-inline-start: 1.125rem;
}

.facts li::before {
  position: absolute;
  inset-inline-start: 0.4375rem;
  content: "·" / "";
}

.path {
  margin-block-start: 0.875rem;
  font-size: 0.9375rem;
  color: var(--soft);
}

.path span:last-child {
  font-weight: 600;
  color: var(--ink);
}

.path span:not(:last-child, .unseen)::after {
  margin-inline: 0.375rem 0.125rem;
  content: "›" / "";
}

.passage {
  max-width: 44rem;
  margin-block: 0.75rem 1rem;
  padding-inline-start: 1rem;
  line-height: 1.65;
  white-space: pre-line;
  unicode-bidi: isolate;
  border-inline-start: 3px solid var(--line);
}

.sentence {
  font-weight: 600;
}

mark {
  padding: 0.0625em 0.125em;
  margin-inline: -0.125em;
  color: var(--on-mark);
  background: var(--mark);
  border-radius: 0.1875em;
  box-decoration-break: clone;
  -webkit-box-decoration-break: clone;
}

.hit footer {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
  align-items: center;
  font-size: 0.9375rem;
}

.same {
  max-width: 44rem;
  margin-block: -0.25rem 1rem;
  font-size: 0.9375rem;
  color: var(--soft);
}

.same ul {
  padding-inline-start: 1.25rem;
  margin-block: 0.25rem;
}

.same li {
  padding-block: 0.125rem;
}

.relevance {
  display: inline-flex;
  gap: 0.5rem;
  align-items: center;
}

.meter {
  display: inline-flex;
  gap: 0.1875rem;
}

.meter i {
  width: 0.75rem;
  height: 0.5rem;
  border: 1px solid var(--accent);
  border-radius: 2px;
}

.good .meter i,
.possible .meter i:not(:last-child),
.none .meter i:first-child {
  background: var(--accent);
  forced-color-adjust: none;
}

.pages {
  color: var(--soft);
}

.open {
  display: inline-block;
  padding-block: 0.25rem;
  font-weight: 600;
}

.all {
  font-weight: 400;
}

.origin {
  display: flex;
  flex-basis: 100%;
  flex-wrap: wrap;
  gap: 0 1rem;
  margin-block-start: 0.375rem;
  font-size: 0.875rem;
  color: var(--soft);
}

@media (forced-colors: active) {
  .good .meter i,
  .possible .meter i:not(:last-child),
  .none .meter i:first-child {
    background: CanvasText;
  }
}

.actions {
  display: flex;
  max-width: 44.375rem;
  flex-wrap: wrap;
  gap: 0.25rem 0.75rem;
  margin-block-start: 0.75rem;
  margin-inline-start: -0.375rem;
  padding-block-start: 0.5rem;
  border-block-start: 1px solid var(--line);
}

.actions > .note,
.feedback > .note {
  flex-basis: 100%;
}

.quiet[aria-expanded]::before {
  display: inline-block;
  width: 0.4375rem;
  height: 0.4375rem;
  margin-inline: 0.125rem 0.4375rem;
  content: "";
  border: solid currentcolor;
  border-width: 0 2px 2px 0;
  transform: translateY(-0.125rem) rotate(-45deg);
}

.quiet[aria-expanded="true"]::before {
  transform: translateY(-0.1875rem) rotate(45deg);
}

.quiet[aria-busy]::before {
  opacity: 0.4;
}

.context {
  max-width: 44rem;
  margin-block: 0.75rem;
  padding-inline-start: 1rem;
  color: var(--soft);
  border-inline-start: 3px dotted var(--line);
  white-space: pre-line;
  unicode-bidi: isolate;
}

.panels > * {
  margin-block-start: 1rem;
}

.page-image img {
  display: block;
  width: 100%;
  max-width: 44rem;
  height: auto;
  background: #ffffff;
  border: 1px solid var(--edge);
}

.page-image figcaption,
.hint {
  margin-block-start: 0.375rem;
  font-size: 0.875rem;
  color: var(--soft);
}

.similar {
  display: grid;
  gap: 0.75rem;
  max-width: 44rem;
  padding: 0.875rem 1rem;
  background: var(--ground);
  border-radius: var(--radius);
}

.snippet {
  display: -webkit-box;
  overflow: hidden;
  font-size: 0.9375rem;
  color: var(--soft);
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 3;
  unicode-bidi: isolate;
}

textarea {
  display: block;
  width: 100%;
  max-width: 44rem;
  padding: 0.5rem 0.75rem;
  font: inherit;
  font-size: 0.9375rem;
  color: var(--ink);
  background: var(--surface);
  border: 1px solid var(--edge);
  border-radius: var(--radius);
}

.feedback {
  display: flex;
  max-width: 44rem;
  flex-wrap: wrap;
  gap: 0.25rem 0.75rem;
  align-items: center;
  margin-block-start: 0.5rem;
  font-size: 0.9375rem;
}

.feedback .why {
  flex-basis: 100%;
}

.feedback .hint {
  flex: 1 1 14rem;
}

.nearest {
  display: grid;
  gap: 0.375rem;
  padding-inline-start: 1.25rem;
  list-style: disc;
}

.report {
  display: grid;
  gap: 0.5rem;
  justify-items: start;
  padding-block-start: 0.75rem;
  border-block-start: 1px solid var(--line);
}

:host([form="compact"]) .hit {
  padding: 0.875rem 1rem;
}

@container (max-width: 480px) {
  .primary {
    flex: 1 1 100%;
  }
}

@media (prefers-reduced-motion: reduce) {
  .waiting .status::after {
    animation: none;
  }
}

@media (forced-colors: active) {
  .primary,
  .chip,
  .example,
  .active-count,
  [role="option"][aria-selected="true"] {
    border: 1px solid ButtonBorder;
  }

  [role="option"][aria-selected="true"] {
    color: HighlightText;
    background: Highlight;
    forced-color-adjust: none;
  }
}

@media print {
  form,
  .examples,
  .filters,
  .more,
  .chips,
  .actions,
  .feedback {
    display: none;
  }

  .hit {
    box-shadow: none;
    break-inside: avoid;
  }
}
`);

const HITS = 10;
const MOST_HITS = 50;
const WIDE = 880;
const OWN_SERVICE = import.meta.url.replace(/widget\/(?:[^/]+\/)?[^/]*$/, "");
const STATES = CSS.supports("selector(:state(asked))");
const touched = matchMedia("(pointer: coarse)");

class FundstelleSuche extends HTMLElement {
  static observedAttributes = ["api", "lang", "hits", "heading-level", "form", "label", "no-filters", "no-examples", ...fixedNames()];

  #asked = { question: "", filters: {} };
  #exact = "";
  #requests = 0;
  #controller = new AbortController();
  #snapshot = "";
  #interrupted = -1;
  #stale = true;
  #wide = false;
  #tree;
  #places;
  #results;
  #combobox;
  #api;
  #texts;
  #reports = false;
  #internals = this.attachInternals();
  #follow = () => this.#apply(readFragment(location.hash));
  #sizes = new ResizeObserver(() => this.#measure());

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styles];
    root.append(element("slot"));
  }

  connectedCallback() {
    if (this.#stale) void this.#build();
    this.#sizes.observe(this);
    if (this.#inAddress) addEventListener("popstate", this.#follow);
    const interrupted = this.#interrupted;
    this.#interrupted = -1;
    if (interrupted >= 0) void this.#search(interrupted);
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
    removeEventListener("popstate", this.#follow);
    this.#combobox?.close();
    if (this.#results?.busy) {
      this.#interrupted = this.#results.pending;
      this.#giveUp();
      this.#results.settled();
    }
  }

  attributeChangedCallback() {
    if (this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => this.isConnected && this.#stale && void this.#build());
  }

  ask(question) {
    this.#go({ question: question.trim(), filters: this.#asked.filters });
  }

  async #build() {
    this.#stale = false;
    this.#giveUp();
    const request = this.#requests;
    try {
      this.#texts = await textsIn(this.lang || document.documentElement.lang);
    } catch {
      this.#stale = true;
      return;
    }
    if (request === this.#requests) this.#fill();
  }

  #fill() {
    const level = Math.min(Math.max(Number(this.getAttribute("heading-level")) || 2, 1), 5);
    this.#api = new Api(this.#root());
    const tree = (this.#tree = layout(this.#texts, level, this.getAttribute("label") ?? ""));
    tree.lang = this.#texts.language;
    this.shadowRoot?.replaceChildren(tree);
    const places = (this.#places = placesOf(tree));
    this.#results = new Results(places, {
      texts: this.#texts,
      level: level + 1,
      api: this.#api,
      feedback: false,
      say: (text) => {
        places.said.textContent = text;
      },
      open: (event, hit, url) => this.#tell("open", { document: hit.document.id, passage: hit.passage.id, page: hit.page, url }, event),
    });
    this.#combobox = new Combobox(this.#box, places.suggestions, this.#api, () => this.#submit());
    this.#listen(places);
    this.#showExamples();
    this.#snapshot = "";
    void this.#loadFilters();
    void this.#loadAbout();
    this.#apply(this.#inAddress ? readFragment(location.hash) : this.#asked);
  }

  #listen(places) {
    places.ask.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    places.done.addEventListener("click", () => {
      (places.box).open = false;
      places.results.focus();
    });
    places.more.addEventListener("click", () => {
      if (!this.#results.busy) void this.#search(this.#results.shown);
    });
  }

  get #box() {
    return (this.#places.question);
  }

  get #inAddress() {
    return this.hasAttribute("question-in-address");
  }

  get #compact() {
    return this.getAttribute("form") === "compact";
  }

  #root() {
    const given = new URL(this.getAttribute("api") || OWN_SERVICE, document.baseURI);
    if (!given.pathname.endsWith("/")) given.pathname += "/";
    return given;
  }

  get #fixed() {
    const fixed = {};
    for (const field of Object.keys(FILTERS)) {
      const values = (this.getAttribute(fixedName(field)) ?? "").split("|").map((value) => value.trim()).filter(Boolean);
      if (values.length > 0) fixed[field] = values;
    }
    return fixed;
  }

  #submit() {
    const typed = this.#box.value.trim();
    this.#combobox.close();
    if (typed === "") {
      this.#complain(this.#texts.question.empty);
      this.#box.focus();
      return;
    }
    if (touched.matches) this.#box.blur();
    this.#go({ question: typed, filters: this.#asked.filters });
  }

  #go(wanted) {
    if (this.#inAddress) {
      const fragment = writeFragment(wanted);
      if (fragment !== location.hash) history.pushState(null, "", fragment || location.pathname + location.search);
    }
    this.#apply(wanted);
  }

  #apply(wanted) {
    if (this.#tree === undefined) {
      this.#asked = wanted;
      return;
    }
    const before = this.#asked.question !== "";
    const { question, filters } = wanted;
    this.#asked = wanted;
    this.#box.value = question;
    this.#combobox.close();
    this.#complain("");
    this.#showChosen();
    if (this.#inAddress) document.title = question === "" ? this.#texts.name : fill(this.#texts, this.#texts.title, { question });
    this.#places.examples.hidden = question !== "" || this.#compact || this.hasAttribute("no-examples");
    if (this.#tree.classList.toggle("asked", question !== "") !== before) this.#fold();
    if (STATES) this.#internals.states[question === "" ? "delete" : "add"]("asked");
    if (question !== "") {
      void this.#search(0);
    } else {
      this.#giveUp();
      this.#results.clear();
      this.#places.welcome.hidden = this.#compact;
    }
  }

  #giveUp() {
    this.#requests += 1;
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  async #search(offset) {
    this.#giveUp();
    const request = this.#requests;
    const { question: query, filters } = this.#asked;
    const results = this.#results;
    results.loading(offset);
    try {
      const chosen = forApi({ ...filters, ...this.#fixed });
      const how = { spelling: query !== this.#exact, facets: offset === 0 };
      const wanted = { query, limit: this.#limit, offset, filters: chosen, ...how };
      const result = await this.#api.search(wanted, this.#controller.signal);
      if (request !== this.#requests) return;
      this.#show(result, query, offset);
    } catch (error) {
      if (request !== this.#requests) return;
      if (error instanceof ApiError && error.refused) {
        results.refused();
        this.#complain(results.sentence(error));
      } else {
        results.fail(error, offset, () => void this.#search(offset));
      }
    }
  }

  #show(result, query, offset) {
    const { failure, groups } = this.#places;
    const retried = failure.contains(this.shadowRoot?.activeElement ?? null);
    const asTyped = () => {
      this.#exact = query;
      void this.#search(0);
      this.#box.focus();
    };
    const first = this.#results.show(result, query, offset, this.#ways(query), asTyped);
    if (offset > 0) first?.focus();
    else if (retried) this.#box.focus();
    if (offset > 0) return;
    if (result.facets) countFilters(groups, result.facets, this.#texts);
    void this.#followSnapshot(result.snapshot);
    this.#tell("search", { band: result.band, total: result.total });
    if (this.#reports && result.band === "none") void this.#api.unanswered(null).catch(() => {});
  }

  #ways(query) {
    const filters = this.#asked.filters;
    return {
      ask: (question) => this.#go({ question, filters }),
      clear: countChosen(filters) > 0 ? () => this.#leave({}) : null,
      release: (field) => this.#leave(without(filters, field)),
      report: this.#reports ? () => this.#api.unanswered(query) : null,
    };
  }

  get #limit() {
    return Math.min(Math.max(Math.trunc(Number(this.getAttribute("hits"))) || HITS, 1), MOST_HITS);
  }

  #complain(sentence) {
    this.#places.note.textContent = sentence;
    if (sentence === "") this.#box.removeAttribute("aria-invalid");
    else this.#box.setAttribute("aria-invalid", "true");
  }

  #tell(name, detail, cause = null) {
    const event = new CustomEvent(`fundstelle:${name}`, { detail, bubbles: true, composed: true, cancelable: cause !== null });
    if (!this.dispatchEvent(event)) cause?.preventDefault();
  }

  async #followSnapshot(live) {
    if (this.#snapshot !== "" && this.#snapshot !== live) await this.#loadFilters();
    this.#snapshot = live;
  }

  async #loadFilters() {
    const { filters, groups } = this.#places;
    if (this.#compact || this.hasAttribute("no-filters")) return;
    try {
      const facets = await this.#api.facets();
      const fixed = Object.keys(this.#fixed);
      filters.hidden = !renderFilters(groups, facets, fixed, this.#texts, () => this.#filterChanged());
      tickFilters(groups, this.#asked.filters);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  async #loadAbout() {
    try {
      const about = await this.#api.about();
      this.#results.view.feedback = about.feedback === true;
      this.#reports = about.unanswered === true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #filterChanged() {
    const question = this.#box.value.trim() || this.#asked.question;
    this.#go({ question, filters: readFilters(this.#places.groups, this.#asked.filters) });
  }

  #leave(left) {
    this.#go({ question: this.#box.value.trim() || this.#asked.question, filters: left });
    const next = (this.#places.chips.querySelector("button"));
    (next ?? this.#box).focus();
  }

  #measure() {
    const wide = this.clientWidth >= WIDE;
    if (wide === this.#wide) return;
    this.#wide = wide;
    if (this.#tree !== undefined) this.#fold();
  }

  #fold() {
    (this.#places.box).open = this.#wide && this.#asked.question !== "";
  }

  #showChosen() {
    const { filters } = this.#asked;
    const { groups, chips, active } = this.#places;
    const count = countChosen(filters);
    tickFilters(groups, filters);
    renderChips(chips, filters, this.#texts, (left) => this.#leave(left));
    active.textContent = count === 0 ? "" : fill(this.#texts, this.#texts.filter.active, { count });
  }

  #showExamples() {
    const buttons = this.#texts.examples.map((example) =>
      element("li", {}, element("button", { type: "button", class: "example", part: "button example", click: () => this.#tryOut(example) }, example)),
    );
    this.#places.examples.querySelector("ul")?.replaceChildren(...buttons);
  }

  #tryOut(example) {
    this.ask(example);
    (touched.matches ? this.#places.results : this.#box).focus();
  }
}

function forApi(filters) {
  return "year" in filters ? { ...filters, year: filters.year.map(Number) } : filters;
}

function fixedName(field) {
  return `filter-${field.replaceAll("_", "-")}`;
}

function fixedNames() {
  return Object.keys(FILTERS).map(fixedName);
}

if (!customElements.get("fundstelle-suche")) customElements.define("fundstelle-suche", FundstelleSuche);
