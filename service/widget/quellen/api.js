/**
 * A client of Fundstelle's public API. Whatever goes wrong becomes an `ApiError`; a request that the caller aborted
 * rejects with that `AbortError`.
 *
 * @typedef {"good" | "possible" | "none"} Band
 * @typedef {{id: string, text: string, marks: [number, number][], sentence?: [number, number] | null}} Passage
 * @typedef {{id: string, title: string, kind: string | null, municipality: string | null, date: string | null,
 *   publisher: string | null, licence: string | null, language: string | null}} DocumentInfo
 * @typedef {{page: number | null, last_page?: number | null, page_label?: string | null, url: string | null,
 *   page_image?: string | null}} Place
 * @typedef {Place & {rank: number, relevance: number, band: Band, passage: Passage, document: DocumentInfo,
 *   heading_path: string[], also_in?: (Place & {title: string})[]}} Hit
 * @typedef {{headings: (Place & {title: string, heading_path: string[], document: string, passage: string})[],
 *   filters: {field: string, hits: number}[], spelling: string | null}} Alternatives
 * @typedef {Record<string, Record<string, number>>} Facets
 * @typedef {{query: string, hits: Hit[], total: number, snapshot: string, band: Band, notice: string | null,
 *   searched?: string | null, facets?: Facets | null, alternatives?: Alternatives | null}} SearchResult
 * @typedef {{query: string, limit: number, offset: number, filters: Record<string, (string | number)[]>,
 *   spelling: boolean, facets: boolean}} Query
 * @typedef {"network" | "timeout" | "malformed" | "problem"} Reason
 */

export class ApiError extends Error {
  /**
   * @param {Reason} reason
   * @param {number} [status] of the HTTP answer, 0 where there was none
   * @param {string | null} [detail] the service's own German sentence
   */
  constructor(reason, status = 0, detail = null) {
    super(detail ?? reason);
    this.name = "ApiError";
    this.reason = reason;
    this.status = status;
    this.detail = detail;
  }

  /** Whether the question itself was refused, so that asking the same again is of no use. */
  get refused() {
    return [400, 413, 422].includes(this.status);
  }
}

export class Api {
  /**
   * @param {URL} root the service's address
   * @param {number} [timeoutMs] how long one answer may take
   */
  constructor(root, timeoutMs = 30_000) {
    this.root = root;
    this.base = new URL("api/v1/", root);
    this.timeoutMs = timeoutMs;
  }

  /** @param {Query} query @param {AbortSignal} [signal] @returns {Promise<SearchResult>} */
  async search(query, signal) {
    const answer = await this.#ask("search", query, signal);
    if (!isSearchResult(answer)) throw new ApiError("malformed", 200);
    return answer;
  }

  /** @returns {Promise<Facets>} */
  async facets() {
    return /** @type {Promise<Facets>} */ (this.#object("facets"));
  }

  /**
   * By POST: what is being typed then stands in no address that a server on the way may log.
   *
   * @param {string} prefix @param {number} limit @param {AbortSignal} signal @returns {Promise<{text: string, kind: string}[]>}
   */
  async suggest(prefix, limit, signal) {
    const { suggestions } = await this.#object("suggest", { prefix, limit }, signal);
    if (!Array.isArray(suggestions)) throw new ApiError("malformed", 200);
    return suggestions.filter((some) => isObject(some) && typeof some.text === "string");
  }

  /** The passage with those before and after it. */
  async neighbours(/** @type {string} */ passage) {
    return this.#object(`passages/${encodeURIComponent(passage)}?neighbours=1`);
  }

  /** Passages elsewhere that speak of the same. */
  async similar(/** @type {string} */ passage) {
    const { passages } = await this.#object(`passages/${encodeURIComponent(passage)}/similar?limit=3`);
    if (!Array.isArray(passages)) throw new ApiError("malformed", 200);
    return passages;
  }

  /** What the operator has switched on. */
  async about() {
    return this.#object("about");
  }

  /** @param {{passage: string, band: Band, helpful: boolean, comment?: string}} given */
  async feedback(given) {
    await this.#ask("feedback", given);
  }

  /** @param {string | null} query only where its author agreed */
  async unanswered(query) {
    await this.#ask("unanswered", { query, consent: query !== null });
  }

  /** @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] @returns {Promise<Record<string, any>>} */
  async #object(path, body, signal) {
    const answer = await this.#ask(path, body, signal);
    if (!isObject(answer)) throw new ApiError("malformed", 200);
    return answer;
  }

  /**
   * @param {string} path
   * @param {unknown} [body] makes it a POST
   * @param {AbortSignal} [signal]
   * @returns {Promise<unknown>} null where the answer has no body
   */
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

/** @param {string} body */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError("malformed", 200);
  }
}

/**
 * The sentence of a problem (RFC 9457); null where the answer is none, such as a proxy's error page.
 *
 * @param {string} body
 * @returns {string | null}
 */
function detailOf(body) {
  try {
    const problem = JSON.parse(body);
    return typeof problem?.detail === "string" && problem.detail !== "" ? problem.detail : null;
  } catch {
    return null;
  }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {value is SearchResult} */
function isSearchResult(value) {
  return isObject(value) && Number.isInteger(value.total) && Array.isArray(value.hits) && value.hits.every(isHit);
}

/** @param {unknown} hit @returns {hit is Hit} */
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
