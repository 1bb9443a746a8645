"""Fragt Fundstelle und zeigt nummerierte Fundstellen.

Aufruf: python suche.py http://127.0.0.1:8000 "Wie gewinnt man Ehrenamtliche?"
"""

import json
import sys
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen


def ask(service: str, question: str, limit: int = 3) -> dict[str, Any]:
    """Die Antwort des Dienstes. Bei einem Fehler RuntimeError mit dem deutschen Satz, den der Dienst mitschickt."""
    body = json.dumps({"query": question, "limit": limit}).encode()
    request = Request(urljoin(service, "/api/v1/search"), body, {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=30) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except HTTPError as error:
        # RFC 9457: jeder Fehler ist application/problem+json mit einem Satz in "detail".
        is_problem = error.headers.get_content_type() == "application/problem+json"
        raise RuntimeError(json.load(error)["detail"] if is_problem else f"Fehler {error.code}") from error
    except URLError as error:
        raise RuntimeError(f"Der Dienst ist nicht erreichbar: {error.reason}") from error


def citations(service: str, answer: dict[str, Any]) -> str:
    """Fundstellen als nummerierte Liste; ohne passende ein Satz."""
    if answer["band"] == "none":
        return "Dazu wurde nichts Passendes gefunden."
    return "\n\n".join(_citation(service, hit) for hit in answer["hits"])


def _citation(service: str, hit: dict[str, Any]) -> str:
    page = hit["page_label"] or hit["page"]
    place = hit["document"]["title"] + (f", S. {page}" if page else "")
    link = "\n    " + urljoin(service, hit["url"]) if hit["url"] else ""
    return f"[{hit['rank']}] {place}{link}\n    {' '.join(hit['passage']['text'].split())}"


if __name__ == "__main__":
    try:
        print(citations(sys.argv[1], ask(sys.argv[1], sys.argv[2])))
    except RuntimeError as error:
        sys.exit(str(error))
