"""Where a request goes, whatever path the service is shown below."""

from starlette.types import Scope


def path_of(scope: Scope) -> str:
    """The path as the routes know it. uvicorn puts `root_path` before it."""
    path: str = scope["path"]
    root_path: str = scope.get("root_path", "")
    return path.removeprefix(root_path) if path.startswith(f"{root_path}/") else path
