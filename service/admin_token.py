"""Lets in only who brings the operator's token."""

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import SecretStr
from starlette.exceptions import HTTPException

_bearer = HTTPBearer(
    auto_error=False, scheme_name="Verwaltung", description="Das Token aus FUNDSTELLE_ADMIN_TOKEN als Bearer-Token"
)


def token_required(token: SecretStr) -> Callable[..., None]:
    """A dependency that refuses with 401 who does not bring `token`."""
    wanted = token.get_secret_value().encode()

    def check(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
        if given is None or not hmac.compare_digest(given.credentials.encode(), wanted):
            raise HTTPException(401, headers={"WWW-Authenticate": 'Bearer realm="Fundstelle"'})

    return check
