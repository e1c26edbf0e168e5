"""Every served operation, both ways: botocore writes and we read; we write and botocore reads."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import ServiceModel as BotocoreModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from sealcanvas.wire.message import Request
from sealcanvas.wire.model import SERVICES, Operation, Shape, document, load
from sealcanvas.wire.parse import parse
from sealcanvas.wire.route import route
from sealcanvas.wire.serialize import serialize

OPERATIONS = [operation for service in SERVICES for operation in load(service).operations.values()]
BOTOCORE = {service: BotocoreModel(document(service), service) for service in SERVICES}
TEXTS = ("a", "ab c", "<&>\"'", "あいう 鍵", "x+y/z=", "line\r\nend", "tab\tend")


def dice_of(operation: Operation, seed: int) -> random.Random:
    return random.Random(f"{operation.id}{seed}")  # noqa: S311 (values of a test, the same at each run)


def value_of(shape: Shape, dice: random.Random, *, plain: bool = False, depth: int = 0) -> Any:
    kind = shape.type_name
    if kind == "structure":
        names = list(shape.members)
        if getattr(shape, "is_tagged_union", False):
            names = [dice.choice(names)]
        return {n: value_of(shape.members[n], dice, plain=plain, depth=depth + 1) for n in names if depth < 12}
    if kind == "list":
        return [value_of(shape.member, dice, plain=plain, depth=depth + 1) for _ in range(dice.randint(1, 3))]
    if kind == "map":
        return {f"k{i}": value_of(shape.value, dice, plain=plain, depth=depth + 1) for i in range(2)}
    if kind in ("string", "character"):
        if shape.enum:
            return dice.choice(shape.enum)
        return f"text{dice.randint(0, 99)}" if plain else dice.choice(TEXTS)
    if kind == "blob":
        return dice.randbytes(8)
    if kind == "boolean":
        return dice.random() < 0.5
    if kind == "timestamp":
        return datetime.fromtimestamp(dice.randint(0, 2**31), UTC)
    if kind in ("integer", "long"):
        return dice.randint(-5, 2**31 - 1)
    return dice.choice((0.5, -2.25, 1e-9, 12345.0))


def members_of(shape: Shape | None, dice: random.Random, *, streamed: bool) -> dict[str, Any]:
    found = {}
    for name, member in (shape.members if shape else {}).items():
        if streamed and member.serialization.get("streaming"):
            continue
        location = member.serialization.get("location")
        if location == "headers":
            found[name] = {"one": "1", "two": "2"}
        else:
            found[name] = value_of(member, dice, plain=location in ("header", "uri"))
    return found


def sent_by_botocore(operation: Operation, params: dict[str, Any]) -> Request:
    model = BOTOCORE[operation.service.name]
    serializer = create_serializer(model.metadata["protocol"], include_validation=False)
    made = serializer.serialize_to_request(params, model.operation_model(operation.name))
    headers = {name.lower(): str(value) for name, value in made["headers"].items()}
    body, query = made["body"], made["query_string"]
    path, _, fixed = made["url_path"].partition("?")
    if isinstance(body, dict):
        body = urlencode(body).encode()
    elif isinstance(body, str):
        body = body.encode()
    if operation.service.name == "s3" and body and operation.name != "PutBucketPolicy":
        # What botocore's handler escape_xml_payload does to a finished body.
        body = body.replace(b"\r", b"&#xD;").replace(b"\n", b"&#xA;")
    if operation.service.protocol == "rest-json":  # told by the service that a request is signed for
        scope = f"20261126/us-east-1/{operation.service.signing_name}/aws4_request"
        headers["authorization"] = f"AWS4-HMAC-SHA256 Credential=AK/{scope}, SignedHeaders=host, Signature=0"
    pairs = "&".join(part for part in (fixed, urlencode(query, doseq=True)) if part)
    return Request(made["method"], path, pairs, headers, body or b"", "localhost", "http", "127.0.0.1")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_we_read_what_botocore_writes(operation: Operation) -> None:
    for seed in range(3):
        params = members_of(operation.input, dice_of(operation, seed), streamed=True)
        if operation.service.name == "s3":
            params.pop("ContentMD5", None)
            if operation.input is not None and "Bucket" in params:
                params["Bucket"] = "examplebucket"
            if "Key" in params:
                params["Key"] = "/a//b c/あ+&?.txt"
        request = sent_by_botocore(operation, params)
        assert route(request) is operation
        assert parse(operation, request) == params


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_botocore_reads_what_we_write(operation: Operation) -> None:
    model = BOTOCORE[operation.service.name]
    shape = model.operation_model(operation.name).output_shape
    for seed in range(3):
        result = members_of(shape, dice_of(operation, seed), streamed=True)
        made = serialize(operation, result, "the-id")
        if operation.name == "GetBucketLocation":
            assert made.body.endswith(b">" + result["LocationConstraint"].encode() + b"</LocationConstraint>")
            continue
        raw = {"status_code": made.status, "headers": HeadersDict(made.headers), "body": made.body}
        if operation.service.protocol == "rest-json" and shape is not None and "payload" in shape.serialization:
            raw["body"] = io.BytesIO(made.body)  # bytes are a stream to botocore
        found = create_parser(model.metadata["protocol"]).parse(raw, shape)
        found.pop("ResponseMetadata")
        if operation.streaming_output:
            found.pop("Body", None)
        elif "Body" in found:
            found["Body"] = found["Body"].read()
        assert _comparable(found) == _comparable(result)
        assert made.headers["x-amzn-requestid"] == "the-id"


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        # botocore adds the text of Expires beside its time.
        return {k: _comparable(v) for k, v in value.items() if k != "ExpiresString"}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value


def test_unserved_members_are_a_fault_of_the_handler() -> None:
    for service, name in (("kms", "Encrypt"), ("iam", "GetRole"), ("s3", "GetObject")):
        with pytest.raises(KeyError):
            serialize(load(service).operations[name], {"NoSuchMember": 1}, "id")
