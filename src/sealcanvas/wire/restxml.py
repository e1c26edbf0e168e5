"""The rest-xml protocol as S3 speaks it: path, query, headers and an XML body."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from email.header import decode_header, make_header
from typing import Any

from sealcanvas.wire import route_s3, scalars, version_listing, xmltext, xmltree
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.model import Operation, Shape

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# Names of the answers' root elements, from S3's API reference; the model no longer carries them.
_ROOTS = {
    "ListBuckets": "ListAllMyBucketsResult",
    "ListObjects": "ListBucketResult",
    "ListObjectsV2": "ListBucketResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
    "DeleteObjects": "DeleteResult",
    "ListParts": "ListPartsResult",
    "ListMultipartUploads": "ListMultipartUploadsResult",
    "GetObjectAttributes": "GetObjectAttributesResponse",
    "GetBucketTagging": "Tagging",
    "GetBucketAcl": "AccessControlPolicy",
    "GetObjectAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketRequestPayment": "RequestPaymentConfiguration",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketIntelligentTieringConfigurations": "ListBucketIntelligentTieringConfigurationsOutput",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetObjectTagging": "Tagging",
    "ListObjectVersions": "ListVersionsResult",
}


_SSE = "x-amz-server-side-encryption"
_ENCRYPTED_ALREADY = frozenset({"GetObject", "HeadObject", "GetObjectAttributes", "UploadPart", "UploadPartCopy"})
"""What reads an object, or adds to an upload whose encryption was chosen: S3 refuses a header that would choose it."""


def parse(operation: Operation, request: Request, domains: Sequence[str] = route_s3.DOMAINS) -> dict[str, Any]:
    """The typed input of an S3 operation; raises WireError MalformedXML, InvalidArgument or InvalidURI."""
    shape = operation.input
    if shape is None:
        return {}
    where = route_s3.address(request, domains)
    headers = route_s3.headers(request)
    if operation.name in _ENCRYPTED_ALREADY and _SSE in headers:
        raise WireError(
            "InvalidArgument",
            f"{_SSE} header is not supported for this operation.",
            ArgumentName=_SSE,
            ArgumentValue=headers[_SSE][:64],
        )
    query: dict[str, str] = {}
    for name, value in route_s3.pairs(request):
        query.setdefault(name, value)
    if where.key is not None and "versionId" in query and not _takes_version(shape):
        raise WireError(
            "InvalidArgument",
            "This operation does not accept a version-id.",
            ArgumentName="versionId",
            ArgumentValue=query["versionId"][:1024],
        )
    found: dict[str, Any] = {}
    body: dict[str, Shape] = {}
    for name, member in shape.members.items():
        traits = member.serialization
        location, wire_name = traits.get("location"), traits.get("name", name)
        text: str | None
        if location == "uri":
            text = where.key if wire_name == "Key" else where.bucket
        elif location == "querystring":
            text = query.get(wire_name)
        elif location == "header":
            text = _header(headers, wire_name)
        elif location == "headers":
            found.update(_header_map(headers, name, wire_name))
            continue
        else:
            body[name] = member
            continue
        if text is not None:
            _put(found, name, member, wire_name, text)
    found.update(_parse_body(shape.serialization.get("payload"), body, request.body))
    return found


def _takes_version(shape: Shape) -> bool:
    return any(member.serialization.get("name") == "versionId" for member in shape.members.values())


# AWS's SDK for C++ writes these in small letters ("enabled"), and S3 takes them so.
_EITHER_CASE = frozenset({"x-amz-checksum-mode", "x-amz-sdk-checksum-algorithm"})


def _header(headers: Mapping[str, str], name: str) -> str | None:
    text = headers.get(name.lower())
    if text is not None and name in _EITHER_CASE:
        return text.upper()
    if name == "Content-Encoding" and text is not None:
        # aws-chunked is the transfer's, not the object's.
        kept = [part for part in map(str.strip, text.split(",")) if part.lower() not in ("aws-chunked", "")]
        return ",".join(kept) or None
    return text


def _header_map(headers: Mapping[str, str], name: str, prefix: str) -> dict[str, dict[str, str]]:
    start = prefix.lower()
    found = {k[len(start) :]: _decoded(v) for k, v in headers.items() if k.startswith(start)}
    return {name: found} if found else {}


def _decoded(text: str) -> str:
    """User metadata: UTF-8 bytes that came as latin-1, or RFC 2047 words, as S3 takes both."""
    try:
        text = text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    if text.startswith("=?") and text.endswith("?="):
        try:
            return str(make_header(decode_header(text)))
        except (ValueError, LookupError, UnicodeError):
            return text
    return text


def _put(found: dict[str, Any], name: str, member: Shape, wire_name: str, text: str) -> None:
    if member.type_name == "list":
        found[name] = [item.strip() for item in text.split(",") if item.strip()]
        return
    try:
        found[name] = xmltext.from_text(member.type_name, text)
    except ValueError:
        if member.type_name == "timestamp" and wire_name.lower() not in _STRICT_TIMES:
            return  # RFC 9110: a condition or Expires whose date cannot be read is ignored
        raise WireError(
            "InvalidArgument",
            f"Provided {wire_name} not an integer or within integer range"
            if member.type_name in ("integer", "long")
            else f"Invalid value for {wire_name}",
            ArgumentName=wire_name,
            ArgumentValue=text[:256],
        ) from None


_STRICT_TIMES = frozenset({"x-amz-object-lock-retain-until-date", "x-amz-if-match-last-modified-time"})


def _parse_body(payload: str | None, members: dict[str, Shape], body: bytes) -> dict[str, Any]:
    if payload is None:
        return _structure(members, xmltree.read(body)) if members and body else {}
    member = members.get(payload)
    if member is None or member.serialization.get("streaming") or not body:
        return {}
    if member.type_name == "blob":
        return {payload: body}
    if member.type_name == "string":
        try:
            return {payload: body.decode("utf-8")}
        except UnicodeDecodeError:
            raise WireError("InvalidArgument", "The request body is not valid UTF-8") from None
    root = xmltree.read(body)
    if root.name not in (member.serialization.get("name", member.name), member.name):
        raise xmltree.malformed()
    return {payload: _value(member, [root])}


def _structure(members: Mapping[str, Shape], element: xmltree.Element) -> dict[str, Any]:
    by_name: dict[str, list[xmltree.Element]] = {}
    for child in element.children:
        by_name.setdefault(child.name, []).append(child)
    found = {}
    for name, member in members.items():
        wire_name = member.serialization.get("name", name)
        if member.type_name == "list" and member.serialization.get("flattened"):
            wire_name = member.member.serialization.get("name", wire_name)
        if member.serialization.get("xmlAttribute"):
            told = element.attributes.get(wire_name.rpartition(":")[2])
            if told is not None:
                found[name] = told
        elif wire_name in by_name:
            found[name] = _value(member, by_name[wire_name])
    return found


def _value(shape: Shape, elements: list[xmltree.Element]) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return _structure(shape.members, elements[0])
    if kind == "list":
        if not shape.serialization.get("flattened"):
            wanted = shape.member.serialization.get("name", "member")
            elements = [child for child in elements[0].children if child.name == wanted]
        return [_value(shape.member, [item]) for item in elements]
    if kind == "map":
        raise xmltree.malformed()  # no served S3 body has one
    try:
        text = elements[0].text
        return xmltext.from_text(kind, text if kind == "string" else text.strip())
    except ValueError:
        raise xmltree.malformed() from None


def write(operation: Operation, result: Mapping[str, Any], request_id: str) -> Response:
    """The answer of an S3 operation; raises KeyError for a member that the output does not have."""
    headers = _common(request_id)
    shape = operation.output
    if shape is None:
        return Response(operation.response_status, headers, b"")
    body: dict[str, Any] = {}
    for name, value in result.items():
        member = shape.members[name]
        location = member.serialization.get("location")
        if value is None or location == "statusCode":
            continue
        if location == "header":
            headers[member.serialization["name"].lower()] = _header_text(member, value)
        elif location == "headers":
            for key, text in value.items():
                headers[f"{member.serialization['name']}{key}".lower()] = _clean(text)
        else:
            body[name] = value
    status = operation.response_status
    if operation.name == "GetObject" and "content-range" in headers:
        status = 206
    if operation.streaming_output:
        return Response(status, headers, b"")
    return Response(status, headers, _write_body(operation, shape, body, headers))


def _write_body(operation: Operation, shape: Shape, body: dict[str, Any], headers: dict[str, str]) -> bytes:
    namespace = f' xmlns="{operation.service.xml_namespace}"'
    if operation.name == "GetBucketLocation":
        # Its answer has no wrapper, which the model cannot say.
        text = xmltext.escape(body.get("LocationConstraint") or "")
        return _xml(headers, [f"<LocationConstraint{namespace}>{text}</LocationConstraint>"])
    payload = shape.serialization.get("payload")
    parts: list[str] = []
    if payload is not None:
        if payload not in body:
            return b""
        member = shape.members[payload]
        if member.type_name in ("string", "blob"):
            text = body[payload]
            headers["content-type"] = "application/json" if payload == "Policy" else "binary/octet-stream"
            return text.encode("utf-8") if isinstance(text, str) else bytes(text)
        name = member.serialization.get("name", payload)
        xmltext.write(parts, member, name, body[payload], scalars.iso_milliseconds, namespace)
        return _xml(headers, parts)
    if not any("location" not in member.serialization for member in shape.members.values()):
        return b""
    root = _ROOTS[operation.name]
    if operation.name == "ListObjectVersions":
        version_listing.write(parts, shape, root, body, namespace)
        return _xml(headers, parts)
    xmltext.write(parts, shape, root, body, scalars.iso_milliseconds, namespace)
    return _xml(headers, parts)


def _xml(headers: dict[str, str], parts: list[str]) -> bytes:
    headers["content-type"] = "application/xml"
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(parts).encode("utf-8")


def _header_text(member: Shape, value: Any) -> str:
    if member.type_name == "list":
        return _clean(", ".join(str(item) for item in value))
    return _clean(xmltext.to_text(member, value, scalars.http_date))


def _clean(text: str) -> str:
    """A header value: nothing that could end the line; beyond latin-1 an RFC 2047 word, as S3 answers."""
    text = _CONTROL.sub(" ", text)
    if text.isascii():
        return text
    return f"=?UTF-8?B?{base64.b64encode(text.encode('utf-8')).decode('ascii')}?="


def _common(request_id: str) -> dict[str, str]:
    return {"x-amz-request-id": request_id, "x-amz-id-2": _host_id(request_id), "x-amzn-requestid": request_id}


def _host_id(request_id: str) -> str:
    return base64.b64encode(f"sealcanvas/{request_id}".encode()).decode("ascii")


def write_error(
    code: str, message: str, status: int, members: Mapping[str, Any], request_id: str, resource: str
) -> Response:
    """The answer to a refusal by S3."""
    error: dict[str, Any] = {"Code": code, "Message": message, **members}
    if resource:
        error["Resource"] = resource
    error |= {"RequestId": request_id, "HostId": _host_id(request_id)}
    inner = "".join(xmltext.plain(name, value) for name, value in error.items() if value is not None)
    headers = {**_common(request_id), "x-amzn-errortype": code}
    if status in (204, 304):
        return Response(status, headers, b"")
    return Response(status, headers, _xml(headers, [f"<Error>{inner}</Error>"]))
