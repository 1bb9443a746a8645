// Fragt Fundstelle und zeigt nummerierte Fundstellen: node suche.mjs http://127.0.0.1:8000 "Wie gewinnt man Ehrenamtliche?"
// Die Funktionen laufen auch im Browser: import { ask, citations } from "./suche.mjs".

/** Die Antwort des Dienstes. Bei einem Fehler ein Error mit dem deutschen Satz, den der Dienst mitschickt. */
export async function ask(service, question, limit = 3) {
  const response = await fetch(new URL("/api/v1/search", service), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: question, limit }),
  });
  if (response.ok) return response.json();
  // RFC 9457: jeder Fehler ist application/problem+json mit einem Satz in "detail".
  const isProblem = (response.headers.get("Content-Type") ?? "").startsWith("application/problem+json");
  throw new Error(isProblem ? (await response.json()).detail : `Fehler ${response.status}`);
}

/** Fundstellen als nummerierte Liste; ohne passende ein Satz. */
export function citations(service, answer) {
  if (answer.band === "none") return "Dazu wurde nichts Passendes gefunden.";
  return answer.hits.map((hit) => citation(service, hit)).join("\n\n");
}

function citation(service, hit) {
  const page = hit.page_label ?? hit.page;
  const place = hit.document.title + (page ? `, S. ${page}` : "");
  const link = hit.url ? `\n    ${new URL(hit.url, service)}` : "";
  return `[${hit.rank}] ${place}${link}\n    ${hit.passage.text.split(/\s+/).join(" ")}`;
}

const [service, question] = globalThis.process?.argv.slice(2) ?? [];
if (question) {
  try {
    console.log(citations(service, await ask(service, question)));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
