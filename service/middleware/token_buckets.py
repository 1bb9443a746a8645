"""How much each client may still ask: a bucket of tokens for each, refilled all the time.

The library `limits` was looked at: in memory it keeps a record of every client that ever asked and walks over all of
them every hundredth of a second, from a thread of its own.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class TokenBuckets:
    """Buckets of `per_minute` tokens, at least one. Of more than `most_clients`, who asked longest ago is forgotten."""

    def __init__(
        self, per_minute: float, most_clients: int = 20_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = max(per_minute, 1.0)
        self._per_second = per_minute / 60
        self._most_clients = most_clients
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, client: str, tokens: float) -> float:
        """Takes tokens from the client's bucket; 0, or the seconds until there are enough, and then none is taken."""
        now = self._clock()
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = _Bucket(self._most, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._most_clients:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._most, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        if bucket.tokens < tokens:
            return (tokens - bucket.tokens) / self._per_second
        bucket.tokens -= tokens
        return 0.0
