"""If-Match and its kin, for reads, copies and writes (RFC 9110, section 13)."""

from datetime import datetime
from typing import Any, Protocol

from sealcanvas.s3.errors import InvalidArgument, NoSuchKey, NotImplementedByS3, NotModified, PreconditionFailed
from sealcanvas.service.operation import Request


class Entity(Protocol):
    """What conditions look at."""

    @property
    def etag(self) -> str: ...

    @property
    def modified_at(self) -> datetime: ...


def check_read(record: Entity, request: Request) -> None:
    """Hold the object against the conditions of GetObject and HeadObject.

    Raises:
        PreconditionFailed: If-Match or If-Unmodified-Since does not hold.
        NotModified: If-None-Match or If-Modified-Since says that the caller has it already.
    """
    _require(record, request, "")
    if _unchanged(record, request, ""):
        raise NotModified(ETag=record.etag)


def check_source(record: Entity, request: Request) -> None:
    """Hold a copy's source against its conditions.

    Raises:
        PreconditionFailed: one of them does not hold.
    """
    _require(record, request, "CopySource")
    if _unchanged(record, request, "CopySource"):
        raise PreconditionFailed(Condition="x-amz-copy-source-If-None-Match")


def check_write(etag: str | None, request: Request) -> None:
    """Hold what a write would replace against If-None-Match: * and If-Match.

    Args:
        etag: of the object that is there; None where none is.

    Raises:
        PreconditionFailed: the object is there, or is another one.
        NoSuchKey: If-Match, and no object.
    """
    none_match, match = request.get("IfNoneMatch"), request.get("IfMatch")
    if none_match is not None:
        if none_match.strip() != "*":
            raise NotImplementedByS3(Header="If-None-Match")
        if match is not None:
            raise InvalidArgument("If-Match and If-None-Match exclude each other", "If-Match", match)
        if etag is not None:
            raise PreconditionFailed(Condition="If-None-Match")
    if match is not None:
        if etag is None:
            raise NoSuchKey
        if not _matches(match, etag):
            raise PreconditionFailed(Condition="If-Match")


def _require(record: Entity, request: Request, prefix: str) -> None:
    match = request.get(f"{prefix}IfMatch")
    if match is not None:
        if not _matches(match, record.etag):
            raise PreconditionFailed(Condition="If-Match")
        return  # a match wins over If-Unmodified-Since
    since = request.get(f"{prefix}IfUnmodifiedSince")
    if since is not None and _second(record.modified_at) > _second(since):
        raise PreconditionFailed(Condition="If-Unmodified-Since")


def _unchanged(record: Entity, request: Request, prefix: str) -> bool:
    none_match = request.get(f"{prefix}IfNoneMatch")
    if none_match is not None:
        return _matches(none_match, record.etag)  # it alone decides: If-Modified-Since is not looked at
    since: Any = request.get(f"{prefix}IfModifiedSince")
    return since is not None and _second(record.modified_at) <= _second(since)


def _matches(text: str, etag: str) -> bool:
    wanted = {tag.strip().removeprefix("W/").strip('"') for tag in text.split(",")}
    return "*" in wanted or etag.strip('"') in wanted


def _second(time: datetime) -> int:
    return int(time.timestamp())
