"""Whatever arrives, the wire layer answers with an operation's input or with a WireError."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import SERVICES, Operation, load
from sealcanvas.wire.parse import parse
from sealcanvas.wire.route import route, service_of
from sealcanvas.wire.serialize import serialize_error
from sealcanvas.wire.sigv4 import content_hash, credential
from sealcanvas.wire.validate import validate

OPERATIONS = [operation for service in SERVICES for operation in load(service).operations.values()]
JSON = [o for o in OPERATIONS if o.service.protocol == "json"]
QUERY = [o for o in OPERATIONS if o.service.protocol == "query"]
S3 = [o for o in OPERATIONS if o.service.protocol == "rest-xml"]
WORD = st.text(st.characters(max_codepoint=255), max_size=30)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)


def handled(operation: Operation, request: Request) -> None:
    try:
        validate(operation, parse(operation, request))
    except WireError as error:
        serialize_error(operation.service, error.code, error.message, error.status, error.members, "id", "/")


def post(body: bytes) -> Request:
    return Request("POST", "/", "", {"content-type": "application/x-www-form-urlencoded"}, body, "h", "http", "::1")


@st.composite
def shaped(draw: st.DrawFn, operation: Operation) -> Any:
    """Mostly right names with mostly wrong values."""
    names = list(operation.input.members) if operation.input else []
    inner = st.recursive(
        LEAF,
        lambda s: (
            st.lists(s, max_size=3) | st.dictionaries(st.sampled_from(["Key", "Value", "Tags", "S3Uri"]), s, max_size=3)
        ),
    )
    return draw(st.dictionaries(st.sampled_from(names or ["X"]), inner, max_size=6))


@settings(max_examples=120, deadline=None)
@given(data=st.data(), operation=st.sampled_from(JSON))
def test_json(data: st.DataObject, operation: Operation) -> None:
    handled(operation, post(json.dumps(data.draw(shaped(operation))).encode()))
    handled(operation, post(data.draw(st.binary(max_size=60))))


@settings(max_examples=120, deadline=None)
@given(data=st.data(), operation=st.sampled_from(QUERY))
def test_query(data: st.DataObject, operation: Operation) -> None:
    names = list(operation.input.members) if operation.input else ["X"]
    step = st.sampled_from([*names, "member", "entry", "1", "2", "key", "99999999999", "", "٣"])
    pairs = data.draw(st.dictionaries(st.lists(step, min_size=1, max_size=20).map(".".join), WORD, max_size=6))
    handled(operation, post("&".join(f"{k}={v}" for k, v in pairs.items()).encode()))
    handled(operation, post(data.draw(st.binary(max_size=60))))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), operation=st.sampled_from(S3))
def test_s3(data: st.DataObject, operation: Operation) -> None:
    members = operation.input.members.values() if operation.input else ()
    at: dict[str, list[str]] = {"header": [], "querystring": []}
    for member in members:
        at.setdefault(member.serialization.get("location", ""), []).append(member.serialization.get("name", ""))
    headers = data.draw(st.dictionaries(st.sampled_from([h.lower() for h in at["header"]] or ["x"]), WORD, max_size=5))
    query = data.draw(st.dictionaries(st.sampled_from(at["querystring"] or ["x"]), WORD, max_size=4))
    names = st.sampled_from(
        ["Delete", "Object", "Key", "Tagging", "TagSet", "Tag", "Part", "PartNumber", "Rule", "Quiet"]
    )
    tree = st.recursive(
        st.text(st.characters(exclude_characters="<&"), max_size=4),
        lambda s: st.tuples(names, st.lists(s, max_size=3)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    )
    body = (
        data.draw(tree).encode("utf-8", "surrogatepass")
        if data.draw(st.booleans())
        else data.draw(st.binary(max_size=60))
    )
    text = "&".join(f"{k}={v}" for k, v in query.items())
    request = Request(operation.http_method, "/bucket/k", text, headers, body, "localhost", "http", "::1")
    handled(operation, request)


@settings(max_examples=200, deadline=None)
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]),
    path=WORD,
    query=WORD
    | st.sampled_from(
        [
            "X-Amz-Algorithm=x",
            "X-Amz-Credential=a/b/c/d/e",
            "Signature=1&AWSAccessKeyId=2",
            "Action=X&Version=2010-05-08",
        ]
    ),
    headers=st.dictionaries(
        st.sampled_from(
            ["authorization", "x-amz-target", "x-amz-date", "date", "content-type", "x-amz-content-sha256"]
        ),
        WORD
        | st.sampled_from(
            [
                "AWS4-HMAC-SHA256 Credential=a/20260101/r/s3/aws4_request, SignedHeaders=host, Signature=" + "0" * 64,
                "AWS4-HMAC-SHA256 Credential=a/20260101/r/kms/aws4_request, SignedHeaders=, Signature=",
                "20260101T000000Z",
                "20269999T000000Z",
                "Fri, 24 May 99999 00:00:00 GMT",
                "TrentService.Encrypt",
            ]
        ),
    ),
    body=st.binary(max_size=40),
    host=WORD,
)
def test_routing_and_credentials(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes, host: str
) -> None:
    request = Request(method, path, query, headers, body, host, "http", "::1")
    service_of(request)
    try:
        claimed = credential(request)
        if claimed is not None:
            content_hash(request, claimed)
    except WireError:
        pass
    try:
        operation = route(request)
    except WireError:
        return
    handled(operation, request)
