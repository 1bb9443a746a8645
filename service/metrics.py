"""Measurements for Prometheus: figures by route, status, band and mode; nothing that anybody wrote.

With several workers prometheus-client keeps the figures in files of a folder that the supervisor names by environment
variable, and whichever worker is asked adds them up.
"""

import os
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector

from service.calibration import Band
from service.gate import Gate
from service.middleware.observing import Answered
from service.mode import Mode

MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts what is answered; looks at `gate` when it is asked."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._registry = registry = CollectorRegistry()
        self._several = MULTIPROCESS_FOLDER in os.environ
        self._requests = Counter(
            "fundstelle_requests", "Beantwortete Anfragen", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "fundstelle_request_seconds", "Dauer der Antworten", ("route",), registry=registry, buckets=_BUCKETS_S
        )
        self._questions = Counter(
            "fundstelle_questions",
            "Fragen nach Art der Suche und Güte der Antwort",
            ("mode", "band"),
            registry=registry,
        )
        self._waiting = Gauge(
            "fundstelle_waiting_questions",
            "Fragen, die auf einen freien Platz warten",
            registry=registry,
            multiprocess_mode="livesum",
        )
        if not self._several:
            ProcessCollector(registry=registry)

    def count_answer(self, answered: Answered) -> None:
        """An observer of requests."""
        self._requests.labels(answered.method, answered.route, str(answered.status)).inc()
        self._seconds.labels(answered.route).observe(answered.seconds)
        self._waiting.set(self._gate.waiting)

    def count_question(self, mode: Mode, band: Band) -> None:
        """A question that was answered."""
        self._questions.labels(mode.value, band.value).inc()

    def exposition(self) -> bytes:
        """All figures in the form that Prometheus reads."""
        self._waiting.set(self._gate.waiting)
        counted = self._registry
        if self._several:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(self._index())

    def _index(self) -> CollectorRegistry:
        """Figures of the live snapshot, the same for every worker that has changed over to it."""
        registry = CollectorRegistry()
        manifest = self._gate.ask_at_once(lambda engine: engine.snapshot.manifest)
        info = Gauge(
            "fundstelle_info", "Fassung, Stand und Modell", ("version", "snapshot", "model"), registry=registry
        )
        info.labels(version("fundstelle"), manifest.id, manifest.model.name).set(1)
        for name, text, value in (
            ("documents", "Dokumente im Index", manifest.documents),
            ("passages", "Textstellen im Index", manifest.passages),
            ("warning", "Ob ein neuerer Stand nicht geöffnet werden konnte", self._gate.live.warning is not None),
        ):
            Gauge(f"fundstelle_{name}", text, registry=registry).set(value)
        return registry
