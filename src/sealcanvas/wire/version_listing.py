"""The body of ListObjectVersions: AWS has versions and delete markers mixed, by key and the newest first.

The service model has two lists, and clients that follow it see two; others read the XML from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from sealcanvas.wire import scalars, xmltext
from sealcanvas.wire.model import Shape

_MIXED = ("Versions", "DeleteMarkers")


def write(parts: list[str], shape: Shape, root: str, body: Mapping[str, Any], attributes: str) -> None:
    """Append the answer to parts; raises KeyError for an unknown member."""
    parts.append(f"<{root}{attributes}>")
    plain = {name: value for name, value in body.items() if name not in _MIXED}
    xmltext.write_members(parts, shape, plain, scalars.iso_milliseconds)
    encoded = body.get("EncodingType") == "url"
    for name, entry in _mixed(body.get("Versions") or [], body.get("DeleteMarkers") or [], encoded=encoded):
        member = shape.members[name]
        xmltext.write(parts, member.member, member.serialization["name"], entry, scalars.iso_milliseconds)
    parts.append(f"</{root}>")


def _mixed(
    versions: list[Mapping[str, Any]], markers: list[Mapping[str, Any]], *, encoded: bool
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Both lists in one, each in its own order: by key, of one key the later first, and the latest before all."""

    def place(entry: Mapping[str, Any]) -> tuple[str, bool, float]:
        key = unquote(entry["Key"]) if encoded else entry["Key"]
        return key, not entry["IsLatest"], -entry["LastModified"].timestamp()

    at, rest = 0, markers
    for version in versions:
        while at < len(rest) and place(rest[at]) < place(version):
            yield "DeleteMarkers", rest[at]
            at += 1
        yield "Versions", version
    for marker in rest[at:]:
        yield "DeleteMarkers", marker
