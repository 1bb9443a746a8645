"""The limit for how much a single client may ask. Addresses are kept in memory only, and never logged."""

import ipaddress
import logging
import math

from starlette.types import ASGIApp, Receive, Scope, Send

from service.middleware.paths import path_of
from service.middleware.token_buckets import TokenBuckets
from service.problems import problem

_log = logging.getLogger(__name__)

_SHARES = {
    ("POST", "/api/v1/search"): 1.0,
    ("POST", "/suche"): 1.0,
    ("POST", "/api/v1/feedback"): 1.0,
    ("POST", "/api/v1/unanswered"): 0.1,
    ("POST", "/api/v1/suggest"): 0.1,
    ("GET", "/api/v1/suggest"): 0.1,
}
"""What a request counts for. A question that is typed asks for suggestions at almost every letter, an answer shows an
image with every hit, and an unanswered question has counted already."""
_PASSAGES = "/api/v1/passages/"
_PASSAGE_SHARE = 0.1
_MAX_NAME = 64
_IPV6_NETWORK = 64
"""Bits of an address that a subscriber is given; the rest is theirs to choose (RFC 6177)."""
_DETAIL = "Von dieser Adresse wird zu viel gefragt; bitte in {seconds} Sekunden noch einmal versuchen."
_NOT_TRUSTED = (
    "Anfragen kommen über einen vorgeschalteten Server, den FUNDSTELLE_TRUSTED_PROXIES nicht nennt;"
    " sie gelten alle als von derselben Adresse."
)


class RateLimit:
    """Refuses with 429 and Retry-After what goes beyond `per_minute` questions of a client.

    `behind_proxy`: whether a proxy that is trusted names the clients.
    """

    def __init__(self, app: ASGIApp, per_minute: float, behind_proxy: bool = False) -> None:
        self._app = app
        self._buckets = TokenBuckets(per_minute)
        self._warned = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        share = _share(scope) if scope["type"] == "http" else 0.0
        wait = self._buckets.take(client_of(scope), share) if share else 0.0
        if wait:
            self._warn(scope)
            seconds = math.ceil(wait)
            refused = problem(429, _DETAIL.format(seconds=seconds), {"Retry-After": str(seconds)})
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _warn(self, scope: Scope) -> None:
        """Says once that a proxy names clients and is not believed."""
        if not self._warned and any(name == b"x-forwarded-for" for name, _ in scope["headers"]):
            self._warned = True
            _log.warning(_NOT_TRUSTED)


def _share(scope: Scope) -> float:
    path = path_of(scope)
    if path.startswith(_PASSAGES):
        return _PASSAGE_SHARE
    return _SHARES.get((scope["method"], path), 0.0)


def client_of(scope: Scope) -> str:
    """Whom a request counts for: an IPv4 address, the network of an IPv6 address."""
    host: str = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a socket in the file system has none, and a proxy may name whatever it likes
        return host[:_MAX_NAME]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(int(address) >> (address.max_prefixlen - _IPV6_NETWORK))
        address = address.ipv4_mapped
    return str(address)
