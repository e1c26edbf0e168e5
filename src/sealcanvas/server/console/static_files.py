"""The built web page and its assets: a list read once, so that no request names a path (docs/sessions.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sealcanvas.server.console.headers import page_policy
from sealcanvas.wire.message import Request, Response

FOLDER = Path(__file__).with_name("static")
_PAGE = "index.html"
_ASSETS = "assets/"
_FOR_EVER = "public, max-age=31536000, immutable"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_CODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings in the order in which they are preferred, with the ending of their files."""
_QUALITY = re.compile(r";\s*q=0(\.0*)?\s*$")


@dataclass(frozen=True, slots=True)
class _File:
    kind: str
    etag: str
    body: bytes = field(repr=False)
    coded: Mapping[str, bytes] = field(repr=False)


class StaticFiles:
    """Every file of a folder, held in memory.

    Args:
        folder: the built web page's; one that is not there has no files.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        self._files = {name: _read(name, path, found) for name, path in found.items() if path.suffix in _KINDS}

    @property
    def built(self) -> bool:
        """Whether there is a page."""
        return _PAGE in self._files

    def page(self, request: Request) -> Response:
        """The web page: of each address that is no file's, since it finds its way by itself."""
        file = self._files[_PAGE]
        return _answer(file, request, "no-cache")

    def find(self, name: str, request: Request) -> Response | None:
        """A file by its name below the folder, exactly as it is spelt there; None if there is none."""
        file = self._files.get(name)
        if file is None or name == _PAGE:
            return None
        return _answer(file, request, _FOR_EVER if name.startswith(_ASSETS) else "no-cache")


def is_asset(name: str) -> bool:
    """Whether a name is one of an asset, for which no page stands in."""
    return name.startswith(_ASSETS)


def _read(name: str, path: Path, found: Mapping[str, Path]) -> _File:
    body = path.read_bytes()
    coded = {c: found[name + ending].read_bytes() for c, ending in _CODINGS.items() if name + ending in found}
    return _File(_KINDS[path.suffix], sha256(body).hexdigest()[:32], body, coded)


def _answer(file: _File, request: Request, kept: str) -> Response:
    coding = _coding(file, request.headers.get("accept-encoding", ""))
    etag = f'"{file.etag}-{coding}"' if coding else f'"{file.etag}"'
    # Of assets too: a worker obeys the policy that its own script came with.
    policy = page_policy(request)
    told = {"content-security-policy": policy, "cache-control": kept, "etag": etag, "vary": "accept-encoding"}
    if etag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")):
        return Response(304, told, b"")
    told["content-type"] = file.kind
    if coding:
        told["content-encoding"] = coding
    return Response(200, told, file.coded[coding] if coding else file.body)


def _coding(file: _File, accepted: str) -> str:
    """The content coding to answer in, or "" for none."""
    wanted = {each.partition(";")[0].strip().lower() for each in accepted.split(",") if not _QUALITY.search(each)}
    return next((coding for coding in file.coded if coding in wanted), "")
