"""A small stand-in for the hub: one repository over HTTP on this machine, as huggingface-hub asks for it."""

import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LARGE = (".safetensors", ".bin", ".onnx")
"""Files that the hub keeps by their sha256; the others have a git checksum."""


@dataclass
class Hub:
    """Serves `files` of the repository `repo` at the commit that `main` stands for.

    `broken_off`: files of which only half is sent. `altered`: files whose bytes arrive changed.
    `requests`: what was asked for, as (method, path, range).
    """

    repo: str
    files: dict[str, bytes]
    commit: str = "0123456789abcdef0123456789abcdef01234567"
    branches: dict[str, str] = field(default_factory=dict)
    broken_off: set[str] = field(default_factory=set)
    altered: set[str] = field(default_factory=set)
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def tree(self) -> list[dict[str, Any]]:
        return [self._listed(path, content) for path, content in self.files.items()]

    def _listed(self, path: str, content: bytes) -> dict[str, Any]:
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content), "oid": blob}
        if path.endswith(LARGE):
            digest = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"oid": digest, "size": len(content), "pointerSize": 100}
        return entry


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = urlsplit(self.path).path
        self.hub.requests.append((self.command, path, self.headers.get("Range")))
        api = re.fullmatch(rf"/api/models/{self.hub.repo}/(revision|tree)/([^/]+)", path)
        file = re.fullmatch(rf"/{self.hub.repo}/resolve/{self.hub.commit}/(.+)", path)
        if api and api[1] == "revision":
            self._revision(api[2])
        elif api and api[2] == self.hub.commit:
            self._json(self.hub.tree())
        elif file and file[1] in self.hub.files:
            self._file(file[1])
        else:
            self._error("RepoNotFound")

    def _revision(self, name: str) -> None:
        known = {"main": self.hub.commit, self.hub.commit: self.hub.commit} | self.hub.branches
        if name in known:
            self._json({"id": self.hub.repo, "sha": known[name], "siblings": []})
        else:
            self._error("RevisionNotFound")

    def _json(self, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _error(self, code: str) -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, name: str) -> None:
        content = self.hub.files[name]
        if name in self.hub.altered:
            content = content[:-1] + bytes([content[-1] ^ 1])
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        start = int(asked[1]) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("X-Repo-Commit", self.hub.commit)
        self.send_header("ETag", f'"{hashlib.sha256(self.hub.files[name]).hexdigest()}"')
        self.send_header("Content-Length", str(len(content) - start))
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if self.command == "HEAD":
            return
        if name in self.hub.broken_off:
            self.wfile.write(content[start : len(content) // 2])
            self.close_connection = True
        else:
            self.wfile.write(content[start:])
