"""What one HTTP exchange is to the wire layer: no framework, no sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it came in.

    path: raw, still percent-encoded. query: raw, without '?'. headers: lower-case names, repeated ones joined with ','.
    body: whole, or b"" for a streamed upload, whose payload the server reads elsewhere. host: the Host header.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)  # Authorization and session tokens stay out of logs
    body: bytes = field(repr=False)
    host: str
    scheme: str
    source_ip: str


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; for a streamed output the server adds the body and its length."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
