"""Refusals and the corners of answers, read back by botocore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.parsers import create_parser

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.model import load
from sealcanvas.wire.parse import parse
from sealcanvas.wire.serialize import serialize, serialize_error


def read(service: str, response: Response) -> dict[str, Any]:
    raw = {"status_code": response.status, "headers": response.headers, "body": response.body}
    found: dict[str, Any] = create_parser(load(service).protocol).parse(raw, None)
    return found


@pytest.mark.parametrize("service", ["kms", "iam", "s3", "sagemaker", "sealcanvas"])
def test_botocore_reads_code_text_and_request_id(service: str) -> None:
    made = serialize_error(load(service), "AccessDenied", "no <b> & 'c'", 403, {}, "id-1", "/bucket/key")
    found = read(service, made)
    assert found["Error"]["Code"] == "AccessDenied"
    assert found["Error"]["Message"] == "no <b> & 'c'"
    assert found["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert made.headers["x-amzn-requestid"] == "id-1"


def test_kms_denial_has_a_capital_message() -> None:
    made = serialize_error(load("kms"), "AccessDeniedException", "no", 400, {}, "id")
    assert made.body == b'{"__type":"AccessDeniedException","Message":"no"}'
    made = serialize_error(load("sagemaker"), "AccessDeniedException", "no", 400, {}, "id")
    assert made.body == b'{"__type":"AccessDeniedException","message":"no"}'


def test_s3_errors_carry_their_members() -> None:
    members = {"BucketName": "b", "HeadersNotSigned": ["x-amz-a", "x-amz-b"]}
    made = serialize_error(load("s3"), "NoSuchBucket", "gone", 404, members, "id", "/b")
    for part in (b"<BucketName>b</BucketName>", b"<Resource>/b</Resource>", b"<HeadersNotSigned>x-amz-a, x-amz-b<"):
        assert part in made.body
    assert made.headers["content-type"] == "application/xml"


def test_query_faults_of_ours_are_the_receivers() -> None:
    assert b"<Type>Receiver</Type>" in serialize_error(load("iam"), "ServiceFailure", "", 500, {}, "id").body


def test_a_header_value_cannot_end_its_line() -> None:
    got = serialize(
        load("s3").operations["GetObject"], {"ContentDisposition": "a\r\nset-cookie: x", "Metadata": {"k": "鍵"}}, "id"
    )
    assert got.headers["content-disposition"] == "a  set-cookie: x"
    assert got.headers["x-amz-meta-k"] == "=?UTF-8?B?6Y21?="


def test_metadata_is_read_as_utf8_or_rfc2047() -> None:
    raw = "鍵".encode().decode("latin-1")
    headers = {"x-amz-meta-a": raw, "x-amz-meta-b": "=?UTF-8?B?6Y21?=", "content-encoding": "aws-chunked, gzip"}
    request = Request("PUT", "/bucket/k", "", headers, b"", "localhost", "http", "::1")
    found = parse(load("s3").operations["PutObject"], request)
    assert found["Metadata"] == {"a": "鍵", "b": "鍵"}
    assert found["ContentEncoding"] == "gzip"


def test_the_checksum_mode_is_read_in_either_case() -> None:
    headers = {"x-amz-checksum-mode": "enabled"}
    request = Request("GET", "/bucket/k", "", headers, b"", "localhost", "http", "::1")
    assert parse(load("s3").operations["GetObject"], request)["ChecksumMode"] == "ENABLED"


def test_a_ranged_answer_is_partial_content() -> None:
    operation = load("s3").operations["GetObject"]
    assert serialize(operation, {"ContentLength": 3, "ContentRange": "bytes 0-2/9"}, "id").status == 206
    assert serialize(operation, {"ContentLength": 3}, "id").status == 200
    assert serialize(load("s3").operations["DeleteBucket"], {}, "id").status == 204


def test_times_on_the_wire() -> None:
    at = datetime(2026, 11, 24, 3, 56, 7, 250_000, UTC)
    json = serialize(load("kms").operations["DescribeKey"], {"KeyMetadata": {"KeyId": "k", "CreationDate": at}}, "i")
    assert json.body == b'{"KeyMetadata":{"KeyId":"k","CreationDate":1795492567.25}}'
    listed = serialize(load("s3").operations["ListBuckets"], {"Buckets": [{"Name": "b", "CreationDate": at}]}, "i")
    assert b"<CreationDate>2026-11-24T03:56:07.250Z</CreationDate>" in listed.body
    head = serialize(load("s3").operations["HeadObject"], {"LastModified": at}, "i")
    assert head.headers["last-modified"] == "Tue, 24 Nov 2026 03:56:07 GMT"
    with pytest.raises(ValueError, match="time zone"):
        serialize(load("s3").operations["HeadObject"], {"LastModified": at.replace(tzinfo=None)}, "i")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"{", "not valid JSON"),
        (b"[]", "START_ARRAY can not be converted to a Structure"),
        (b'{"NumberOfBytes":"1"}', "STRING_VALUE can not be converted to an Integer"),
        (b'{"NumberOfBytes":1.5}', "NUMBER_VALUE can not be converted to an Integer"),
        (b'{"NumberOfBytes":true}', "TRUE_VALUE can not be converted to an Integer"),
        (b'{"NumberOfBytes":NaN}', "not valid JSON"),
        (b'{"CustomKeyStoreId":1}', "NUMBER_VALUE can not be converted to a String"),
        (b'{"CustomKeyStoreId":"\\ud800"}', "not Unicode"),
        (b'{"Recipient":{"AttestationDocument":"?"}}', "STRING_VALUE can not be converted to a Blob"),
        (b'{"Recipient":{"KeyEncryptionAlgorithm":[]}}', "START_ARRAY can not be converted to a String"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_json_of_the_wrong_type_is_refused(body: bytes, text: str) -> None:
    request = Request("POST", "/", "", {}, body, "localhost", "http", "::1")
    with pytest.raises(WireError, match=text) as refused:
        parse(load("kms").operations["GenerateRandom"], request)
    assert refused.value.code == "SerializationException"


@pytest.mark.parametrize(
    "body",
    [
        b"<Delete>",
        b"<Other/>",
        b'<!DOCTYPE d [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
        b"<Delete>" + b"<a>" * 100 + b"</a>" * 100 + b"</Delete>",
        b"<Delete><Quiet>maybe</Quiet></Delete>",
        b"\xff\xfe",
    ],
)
def test_xml_beyond_the_schema_is_malformed(body: bytes) -> None:
    request = Request("POST", "/bucket", "delete", {}, body, "localhost", "http", "::1")
    with pytest.raises(WireError) as refused:
        parse(load("s3").operations["DeleteObjects"], request)
    assert refused.value.code == "MalformedXML"
