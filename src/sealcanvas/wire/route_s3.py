"""Finds the S3 operation of a request: by method and level, then by sub-resource, query and header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, unquote_to_bytes

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation, ServiceModel

DOMAINS = ("s3.localhost", "localhost")
_BUCKET_LABEL = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Address:
    """The bucket and key that a request names, decoded; None where it names none."""

    bucket: str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class _Route:
    operation: Operation
    fixed: tuple[tuple[str, str], ...]  # in the query, with this value
    query: tuple[str, ...]  # in the query, with any value
    headers: tuple[str, ...]

    @property
    def weight(self) -> int:
        return len(self.fixed) + len(self.query) + len(self.headers)


def address(request: Request, domains: Sequence[str] = DOMAINS) -> Address:
    """The bucket and key of a request, in path style or in virtual-host style below one of the domains.

    Raises WireError InvalidURI for a path that is not percent-encoded UTF-8.
    """
    try:
        path = unquote_to_bytes(request.path).decode("utf-8")
    except UnicodeDecodeError:
        raise WireError("InvalidURI", "Couldn't parse the specified URI.") from None
    rest = path[1:] if path.startswith("/") else path
    bucket = bucket_of_host(request.host, domains)
    if bucket is None:
        bucket, _, rest = rest.partition("/")
    return Address(bucket or None, rest or None)


def bucket_of_host(host: str, domains: Sequence[str] = DOMAINS) -> str | None:
    """The bucket named by a Host header, or None in path style."""
    name = host.rpartition(":")[0] if re.search(r":\d*$", host) else host
    name = name.lower()
    if name in domains:
        return None
    for domain in domains:  # the longest domain stands first
        label = name.removesuffix(f".{domain}")
        if label != name and _BUCKET_LABEL.fullmatch(label):
            return label
    return None


def pairs(request: Request) -> list[tuple[str, str]]:
    """The decoded query pairs of a request; raises WireError InvalidURI when they cannot be decoded."""
    try:
        return parse_qsl(request.query, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:  # also UnicodeDecodeError
        raise WireError("InvalidURI", "Couldn't parse the specified URI.") from None


def headers(request: Request) -> Mapping[str, str]:
    """The headers of a request, with those that a presigned URL carries in its query (lower-case names).

    Some clients move x-amz-* headers into the URL when they presign; S3 takes them from there, and so must we, or an
    upload would be sealed under another key than the one its URL names. Raises WireError InvalidURI.
    """
    if "X-Amz-Signature=" not in request.query:
        return request.headers
    moved = {name.lower(): value for name, value in pairs(request)}
    return {**{name: value for name, value in moved.items() if name.startswith("x-amz-")}, **request.headers}


def route(service: ServiceModel, request: Request, domains: Sequence[str] = DOMAINS) -> Operation:
    """The served S3 operation of a request; raises WireError NotImplemented or MethodNotAllowed."""
    where = address(request, domains)
    level = 0 if where.bucket is None else 1 if where.key is None else 2
    query = dict(pairs(request))
    if query.get("x-id") in service.refused:  # clients say so where the rest of the URI does not tell
        raise _not_implemented(query["x-id"])
    sent = headers(request)
    asked = service.subresources & query.keys()
    for candidate in _routes(service).get((request.method, level), ()):
        if not all(query.get(name) == value for name, value in candidate.fixed):
            continue
        if not all(name in query for name in candidate.query):
            continue
        if not all(name in sent for name in candidate.headers):
            continue
        if asked <= {name for name, _ in candidate.fixed}:
            return candidate.operation
    if asked:
        raise _not_implemented(_refused(service).get((request.method, level, min(asked)), ""))
    raise WireError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
        Method=request.method,
        ResourceType=("SERVICE", "BUCKET", "OBJECT")[level],
    )


def _not_implemented(name: str) -> WireError:
    """The refusal of an operation that is not served, with its name where there is one (*ours*)."""
    text = "A header you provided implies functionality that is not implemented"
    return WireError("NotImplemented", text, 501, Operation=name or None)


def level_of(uri: str) -> int:
    """0 for operations on the service, 1 on a bucket, 2 on an object."""
    path = uri.partition("?")[0]
    return 2 if "{Key+}" in path else 1 if "{Bucket}" in path else 0


@cache
def _refused(service: ServiceModel) -> dict[tuple[str, int, str], str]:
    """The names of the operations that are not served, by method, level and sub-resource."""
    found: dict[tuple[str, int, str], str] = {}
    for name, (method, uri) in service.refused.items():
        for subresource, _ in parse_qsl(uri.partition("?")[2], keep_blank_values=True):
            found.setdefault((method, level_of(uri), subresource), name)
    return found


@cache
def _routes(service: ServiceModel) -> dict[tuple[str, int], tuple[_Route, ...]]:
    """Candidates by method and level (0 service, 1 bucket, 2 object), the most particular first."""
    table: dict[tuple[str, int], list[_Route]] = {}
    for operation in service.operations.values():
        static = operation.request_uri.partition("?")[2]
        level = level_of(operation.request_uri)
        query: list[str] = []
        named: list[str] = []
        for name in operation.input.required_members if operation.input else ():
            traits = operation.input.members[name].serialization  # type: ignore[union-attr]  # has members: not None
            if traits.get("location") == "querystring":
                query.append(traits["name"])
            elif traits.get("location") == "header" and traits["name"].lower() == "x-amz-copy-source":
                named.append("x-amz-copy-source")
        fixed = tuple(parse_qsl(static, keep_blank_values=True))
        entry = _Route(operation, fixed, tuple(query), tuple(named))
        table.setdefault((operation.http_method, level), []).append(entry)
    return {where: tuple(sorted(found, key=lambda r: -r.weight)) for where, found in table.items()}
