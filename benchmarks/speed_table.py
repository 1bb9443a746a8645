"""The table of a speed measurement, in Markdown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_NAMES = {"fundstelle": "Fundstelle", "txtai": "txtai", "txtai_shared_encoder": "txtai, Fundstelle's encoder"}

_Row = tuple[str, str, Callable[[Mapping[str, Any]], Any], bool]
"""Label, number format, where the value stands, whether more is better."""

_ROWS: tuple[_Row, ...] = (
    ("building, passages per second", ",.0f", lambda s: s["build"]["passages_per_s"], True),
    ("per second of busy processor", ",.0f", lambda s: s["build"]["passages_per_processor_s"], True),
    ("one question in the process, p50", ".2f ms", lambda s: s["in_process"]["p50_ms"], False),
    ("p95", ".2f ms", lambda s: s["in_process"]["p95_ms"], False),
    ("p99", ".2f ms", lambda s: s["in_process"]["p99_ms"], False),
    ("processor time of one question", ".2f ms", lambda s: s["in_process"]["processor_ms"], False),
    ("one question over HTTP, p50", ".2f ms", lambda s: s["http"]["p50_ms"], False),
    ("p95 over HTTP", ".2f ms", lambda s: s["http"]["p95_ms"], False),
    ("p99 over HTTP", ".2f ms", lambda s: s["http"]["p99_ms"], False),
    ("processor time of one question, server", ".2f ms", lambda s: s["http"]["processor_ms"], False),
    ("resident memory of the asking process", ".0f MB", lambda s: s["in_process"]["rss_mb"], False),
    ("of which its own (USS)", ".0f MB", lambda s: s["in_process"]["uss_mb"], False),
    ("resident memory of the serving process", ".0f MB", lambda s: s["http"]["rss_mb"], False),
    ("of which its own (USS) when serving", ".0f MB", lambda s: s["http"]["uss_mb"], False),
    ("size on disk", ".0f MB", lambda s: s["disk_mb"], False),
    ("from the start of `fundstelle serve` to its address", ".2f s", lambda s: s["http"]["announced_s"], False),
    ("from the start of `fundstelle serve` to the first answer", ".2f s", lambda s: s["http"]["first_answer_s"], False),
)


def table_of(record: Mapping[str, Any]) -> str:
    """The tables of all sizes with a line that says where and with what they were measured."""
    machine, versions, data = record["machine"], record["versions"], record["data"]
    packages = ", ".join(f"{name} {number}" for name, number in versions.items())
    head = (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {record['measured']};"
        f" {packages}. Texts: {data['documents']}. Questions: {data['asked']} of {data['questions']},"
        f" {data['hits_per_question']} hits each, {record['rounds']} rounds."
    )
    return "\n\n".join([head, *(_table(size) for size in record["sizes"])])


def _table(size: Mapping[str, Any]) -> str:
    corpus, systems = size["corpus"], size["systems"]
    peers = [name for name in systems if name != "fundstelle"]
    title = f"{corpus['passages']:,} passages of {corpus['documents']:,} documents"
    labels = [title, *(_NAMES[name] for name in systems), *(f"against {_NAMES[name]}" for name in peers)]
    lines = [_line(labels), _line(["---", *["---:"] * (len(labels) - 1)])]
    for label, form, value_of, more in _ROWS:
        values = {name: _value(value_of, system) for name, system in systems.items()}
        if values["fundstelle"] is not None:
            cells = [_number(value, form) for value in values.values()]
            lines.append(_line([label, *cells, *(_ratio(values["fundstelle"], values[peer], more) for peer in peers)]))
    return "\n".join(lines)


def _value(value_of: Callable[[Mapping[str, Any]], Any], system: Mapping[str, Any]) -> float | None:
    try:
        return float(value_of(system))
    except KeyError:
        return None


def _number(value: float | None, form: str) -> str:
    number_form, _, unit = form.partition(" ")
    return "" if value is None else f"{value:{number_form}} {unit}".strip()


def _ratio(ours: float, peers: float | None, more: bool) -> str:
    """How many times better Fundstelle is; below 1 it is worse."""
    if not peers or not ours:
        return ""
    return f"{ours / peers if more else peers / ours:.1f} ×"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
