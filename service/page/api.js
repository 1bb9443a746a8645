/**
 * A client of Fundstelle's public API. Whatever goes wrong becomes an `ApiError`; a request that the caller aborted
 * rejects with that `AbortError`.
 *
 * @typedef {"good" | "possible" | "none"} Band
 * @typedef {{id: string, text: string, marks: [number, number][], sentence?: [number, number] | null}} Passage
 * @typedef {{id: string, title: string, kind: string | null, municipality: string | null, date: string | null,
 *   publisher: string | null, licence: string | null, language: string | null}} DocumentInfo
 * @typedef {{rank: number, relevance: number, band: Band, passage: Passage, document: DocumentInfo, page: number | null,
 *   last_page: number | null, page_label: string | null, heading_path: string[], url: string | null,
 *   also_in?: {title: string, page: number | null, url: string | null}[]}} Hit
 * @typedef {{query: string, hits: Hit[], total: number, took_ms: number, snapshot: string,
 *   band: Band, notice: string | null, searched?: string | null}} SearchResult
 * @typedef {{query: string, limit: number, offset: number, filters: Record<string, (string | number)[]>,
 *   spelling: boolean}} Query
 * @typedef {Record<string, Record<string, number>>} Facets
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
   * @param {URL} [base] address under which the API's paths begin
   * @param {number} [timeoutMs] how long one answer may take
   */
  constructor(base = new URL("../api/v1/", import.meta.url), timeoutMs = 30_000) {
    this.base = base;
    this.timeoutMs = timeoutMs;
  }

  /**
   * @param {Query} query
   * @param {AbortSignal} [signal]
   * @returns {Promise<SearchResult>}
   */
  async search(query, signal) {
    const answer = await this.#fetch("search", signal, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(query),
    });
    if (!isSearchResult(answer)) throw new ApiError("malformed", 200);
    return answer;
  }

  /**
   * @param {AbortSignal} [signal]
   * @returns {Promise<Facets>}
   */
  async facets(signal) {
    const answer = await this.#fetch("facets", signal, {});
    if (!isObject(answer)) throw new ApiError("malformed", 200);
    return /** @type {Facets} */ (answer);
  }

  /**
   * @param {string} path
   * @param {AbortSignal | undefined} signal
   * @param {RequestInit} options
   * @returns {Promise<unknown>}
   */
  async #fetch(path, signal, options) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort();
    }, this.timeoutMs);
    try {
      const response = await fetch(new URL(path, this.base), {
        ...options,
        credentials: "omit",
        signal: controller.signal,
      });
      const body = await response.text();
      if (!response.ok) throw new ApiError("problem", response.status, detailOf(body));
      return parsed(body);
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

/** @param {unknown} value @returns {value is Record<string, unknown>} */
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
