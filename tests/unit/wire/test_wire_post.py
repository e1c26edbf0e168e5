"""Forms for POST Object: taken apart in pieces of any size, signed as AWS's example is, held to their policies."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.post.form import Form, read_form
from sealcanvas.wire.post.policy import Policy
from sealcanvas.wire.post.reader import FIELDS_LIMIT
from sealcanvas.wire.post.signature import form_credential, required, verify_form

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KIND = "multipart/form-data; boundary=B0undary"


def field(name: str, value: str, extra: str = "") -> bytes:
    return f'--B0undary\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n'.encode()


def body(data: bytes, *before: bytes, filename: str | None = "a.txt", end: bytes = b"\r\n--B0undary--\r\n") -> bytes:
    extra = "" if filename is None else f'; filename="{filename}"'
    head = f'--B0undary\r\nContent-Disposition: form-data; name="file"{extra}\r\nContent-Type: text/plain\r\n\r\n'
    return b"".join((*before, head.encode(), data, end))


def pieces(whole: bytes, size: int) -> Iterator[bytes]:
    return (whole[at : at + size] for at in range(0, len(whole), size))


def read(whole: bytes, size: int = 1 << 16, kind: str = KIND) -> tuple[Form, bytes]:
    form = read_form(kind, pieces(whole, size))
    return form, b"".join(form.file)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1 << 16])
def test_a_form_in_pieces(size: int) -> None:
    data = b"\r\n--B0undar\r\n--\r\r\n" + bytes(range(256)) * 9 + b"\r\n--B0undarx"
    before = (field("Key", "売上/${filename}"), field("x-amz-meta-Tag", "Ninja"), field("X-AMZ-META-tag", "Stallman"))
    form, found = read(body(data, *before, field("empty", ""), filename="C:\\Users\\ana\\報告 1.csv"), size)
    assert found == data
    assert form.fields == {"key": "売上/${filename}", "x-amz-meta-tag": "Ninja,Stallman", "empty": ""}
    assert form.names["x-amz-meta-tag"] == "x-amz-meta-Tag"
    assert form.filename == "報告 1.csv"


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_file_comes_out_whole(data: bytes, size: int) -> None:
    if b"\r\n--B0undary" not in b"\r\n" + data:
        assert read(body(data), size)[1] == data


@pytest.mark.parametrize(
    ("whole", "data"),
    [
        (b"preamble\r\n" + body(b"x"), b"x"),
        (body(b"x", end=b"\r\n--B0undary--\r\nepilogue"), b"x"),
        (body(b"x", end=b"\r\n--B0undary\r\n") + field("submit", "Upload") + b"--B0undary--", b"x"),
        (body(b""), b""),
    ],
)
def test_what_stands_around_it_is_ignored(whole: bytes, data: bytes) -> None:
    assert read(whole)[1] == data


def test_a_boundary_in_quotes_and_a_file_without_a_name() -> None:
    form, data = read(body(b"x", filename=None), kind='Multipart/Form-Data; charset=utf-8; boundary="B0undary"')
    assert (form.filename, data) == (None, b"x")
    assert read(body(b"x", filename=""))[0].filename == ""
    assert read(body(b"x", filename="a%22b"))[0].filename == "a%22b"


@pytest.mark.parametrize(
    ("kind", "whole", "code", "status"),
    [
        ("text/html", b"", "PreconditionFailed", 412),
        ("", b"", "PreconditionFailed", 412),
        ("multipart/form-data", b"", "MalformedPOSTRequest", 400),
        (f"multipart/form-data; boundary={'b' * 71}", b"", "MalformedPOSTRequest", 400),
        (KIND, b"", "MalformedPOSTRequest", 400),
        (KIND, b"nothing of the kind", "MalformedPOSTRequest", 400),
        (KIND, field("key", "a"), "MalformedPOSTRequest", 400),
        (KIND, b"--B0undaryX\r\n\r\n", "MalformedPOSTRequest", 400),
        (KIND, b"--B0undary\r\n\r\nno name\r\n--B0undary--", "MalformedPOSTRequest", 400),
        (KIND, field("key", "a").replace(b"form-data", b"file") + b"--B0undary--", "MalformedPOSTRequest", 400),
        (KIND, field("key", "a") + b"--B0undary--", "InvalidArgument", 400),
        (KIND, b"--B0undary--", "InvalidArgument", 400),
        (KIND, field("key", "x" * FIELDS_LIMIT) + body(b"x"), "MaxPostPreDataLengthExceeded", 400),
        (KIND, b"x" * (FIELDS_LIMIT * 2), "MaxPostPreDataLengthExceeded", 400),
        (KIND, field("key", "é")[:-3] + b"\r\n--B0undary--", "MalformedPOSTRequest", 400),
        (KIND, body(b"cut short", end=b""), "MalformedPOSTRequest", 400),
        (KIND, body(b"x", end=b"\r\n--B0undary--" + b"x" * (2 << 20)), "MalformedPOSTRequest", 400),
    ],
)
def test_what_is_no_form(kind: str, whole: bytes, code: str, status: int) -> None:
    for size in (1000, 1 << 22):
        with pytest.raises(WireError) as refused:
            read(whole, size, kind)
        assert (refused.value.code, refused.value.status) == (code, status)


def test_fields_are_bounded_before_they_are_held() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield b"--B0undary\r\nX: "
        while True:
            taken += 1000
            yield b"x" * 1000

    with pytest.raises(WireError, match="preceeding"):
        read_form(KIND, endless())
    assert taken < FIELDS_LIMIT + 2000


# Amazon S3 API Reference, "Example: Browser-Based Upload using HTTP POST": its policy with CRLF, and its signature.
EXAMPLE = "\r\n".join(
    (
        '{ "expiration": "2015-12-30T12:00:00.000Z",',
        '  "conditions": [',
        '    {"bucket": "sigv4examplebucket"},',
        '    ["starts-with", "$key", "user/user1/"],',
        '    {"acl": "public-read"},',
        '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
        '    ["starts-with", "$Content-Type", "image/"],',
        '    {"x-amz-meta-uuid": "14365123651274"},',
        '    {"x-amz-server-side-encryption": "AES256"},',
        '    ["starts-with", "$x-amz-meta-tag", ""],',
        "",
        '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
        '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
        '    {"x-amz-date": "20151229T000000Z" }',
        "  ]",
        "}",
    )
)
SIGNED = {
    "policy": base64.b64encode(EXAMPLE.encode()).decode(),
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
    "x-amz-date": "20151229T000000Z",
    "x-amz-signature": "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
}
SECRET = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_awss_own_example() -> None:
    claimed = form_credential(SIGNED)
    assert claimed is not None
    verify_form(SIGNED["policy"], claimed, SECRET, datetime(2015, 12, 29, 1, tzinfo=UTC))
    policy = Policy.parse(SIGNED["policy"])
    fields = {
        **SIGNED,
        "key": "user/user1/photo.jpg",
        "acl": "public-read",
        "success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html",
        "content-type": "image/jpeg",
        "x-amz-meta-uuid": "14365123651274",
        "x-amz-server-side-encryption": "AES256",
        "x-amz-meta-tag": "",
    }
    policy.check("sigv4examplebucket", fields, {}, datetime(2015, 12, 29, 1, tzinfo=UTC))
    with pytest.raises(WireError, match="Policy expired"):
        policy.check("sigv4examplebucket", fields, {}, datetime(2015, 12, 30, 12, tzinfo=UTC))
    with pytest.raises(WireError, match="Policy Condition failed"):
        policy.check("another", fields, {}, datetime(2015, 12, 29, 1, tzinfo=UTC))
    for now, text in ((datetime(2015, 12, 28, tzinfo=UTC), "not valid yet"), (NOW, "has expired")):
        with pytest.raises(WireError, match=text):
            verify_form(SIGNED["policy"], claimed, SECRET, now)
    for changed in (SIGNED["policy"][:-2], SIGNED["policy"] + "é"):
        with pytest.raises(WireError) as refused:
            verify_form(changed, claimed, SECRET, datetime(2015, 12, 29, 1, tzinfo=UTC))
        assert (refused.value.code, refused.value.status) == ("SignatureDoesNotMatch", 403)
        assert refused.value.members["StringToSign"] == changed


@pytest.mark.parametrize(
    ("changes", "code", "names"),
    [
        ({"x-amz-algorithm": None, "x-amz-credential": None}, "InvalidArgument", "X-Amz-Algorithm"),
        ({"x-amz-credential": None}, "InvalidArgument", "X-Amz-Credential"),
        ({"x-amz-date": None}, "InvalidArgument", "X-Amz-Date"),
        ({"x-amz-signature": None}, "InvalidArgument", "X-Amz-Signature"),
        ({"policy": None}, "InvalidArgument", "Policy"),
        ({"x-amz-algorithm": "AWS4-ECDSA"}, "InvalidArgument", "X-Amz-Algorithm"),
        ({"x-amz-credential": "AKIA/x"}, "InvalidArgument", "X-Amz-Credential"),
        ({"x-amz-credential": "A/20151229/r/kms/aws4_request"}, "InvalidArgument", "X-Amz-Credential"),
        ({"x-amz-credential": "A/20151229/r/s3/aws5"}, "InvalidArgument", "X-Amz-Credential"),
        ({"x-amz-credential": "A/20151228/r/s3/aws4_request"}, "InvalidArgument", "X-Amz-Credential"),
        ({"x-amz-date": "yesterday"}, "InvalidArgument", "X-Amz-Date"),
        ({"awsaccesskeyid": "A"}, "InvalidRequest", None),
    ],
)
def test_signatures_that_are_none(changes: dict[str, str | None], code: str, names: str | None) -> None:
    fields = {name: value for name, value in {**SIGNED, **changes}.items() if value is not None}
    with pytest.raises(WireError) as refused:
        form_credential(fields)
    assert (refused.value.code, refused.value.members.get("ArgumentName")) == (code, names)


def test_a_form_that_nobody_signed() -> None:
    assert form_credential({"key": "a", "policy": "x"}) is None
    with pytest.raises(WireError, match=re.escape("Bucket POST must contain a field named 'key'.  If it is")):
        required("key", {})


def policy_of(conditions: Any, expiration: Any = "2026-11-27T13:00:00Z", **more: Any) -> Policy:
    document = {"expiration": expiration, "conditions": conditions, **more}
    text = json.dumps({name: value for name, value in document.items() if value is not ...})
    return Policy.parse(base64.b64encode(text.encode()).decode())


BASE: list[Any] = [{"bucket": "b"}, ["starts-with", "$key", "in/"]]
FIELDS = {"key": "in/a"}


@pytest.mark.parametrize(
    ("conditions", "fields"),
    [
        ([["StArTs-WiTh", "$KeY", "in/"]], {}),
        ([{"bUcKeT": "b"}], {}),
        ([["eq", "$x-amz-meta-A", "é"]], {"x-amz-meta-a": "é"}),
        ([["starts-with", "$success_action_redirect", ""]], {"success_action_redirect": "http://x"}),
        ([["starts-with", "$Content-Type", "image/"]], {"content-type": "image/jpeg, image/png"}),
        ([], {"x-ignore-tracker": "1"}),
        ([["content-length-range", 0, 9], ["content-length-range", "1", "10"]], {}),
        ([], {"policy": "p", "x-amz-signature": "s"}),
    ],
)
def test_forms_that_hold(conditions: list[Any], fields: dict[str, str]) -> None:
    policy = policy_of([*BASE, *conditions])
    policy.check("b", {**FIELDS, **fields}, {}, NOW)
    assert policy.sizes == ((1, 9) if len(conditions) == 2 else None)


@pytest.mark.parametrize(
    ("conditions", "fields", "text"),
    [
        ([["eq", "$key", "in/b"]], {}, 'Policy Condition failed: ["eq", "$key", "in/b"]'),
        ([{"x-amz-meta-a": "1"}], {"x-amz-meta-a": "2"}, 'Policy Condition failed: ["eq", "$x-amz-meta-a", "1"]'),
        ([["eq", "key", "in/a"]], {}, 'Policy Condition failed: ["eq", "key", "in/a"]'),
        ([["starts-with", "$Acl", ""]], {}, 'Policy Condition failed: ["starts-with", "$Acl", ""]'),
        ([["starts-with", "$key", "IN/"]], {}, "Policy Condition failed"),
        ([["starts-with", "$content-type", "image/"]], {"content-type": "image/png,text/html"}, "Condition failed"),
        ([], {"x-amz-meta-a": "1"}, "Extra input fields: X-Amz-Meta-A"),
        ([], {"x-amz-checksum-sha256": "1"}, "Extra input fields: x-amz-checksum-sha256"),
        ([], {"bucket": "c"}, 'Policy Condition failed: ["eq", "$bucket", "b"]'),
    ],
)
def test_forms_that_do_not(conditions: list[Any], fields: dict[str, str], text: str) -> None:
    with pytest.raises(WireError, match=re.escape(text)) as refused:
        policy_of([*BASE, *conditions]).check("b", {**FIELDS, **fields}, {"x-amz-meta-a": "X-Amz-Meta-A"}, NOW)
    assert (refused.value.code, refused.value.status) == ("AccessDenied", 403)
    assert refused.value.message.startswith("Invalid according to Policy: ")


def test_the_bucket_and_the_key_must_be_named() -> None:
    for conditions, missing in (([["starts-with", "$key", ""]], "bucket"), ([{"bucket": "b"}], "key")):
        with pytest.raises(WireError, match=f"Extra input fields: {missing}"):
            policy_of(conditions).check("b", FIELDS, {}, NOW)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"conditions": ...}, "Policy missing conditions."),
        ({"expiration": ...}, "Policy missing expiration."),
        ({"conditions": {}}, "must be a List"),
        ({"CONDITIONS": []}, "Unexpected: 'CONDITIONS'"),
        ({"expiration": "2026-11-27 12:00:00.123456+00:00"}, "Invalid 'expiration' value"),
        ({"expiration": "2026-11-27T12:00:00+09:00"}, "Invalid 'expiration' value"),
        ({"expiration": 5}, "Invalid 'expiration' value"),
        ({"conditions": [{}]}, "exactly one property"),
        ({"conditions": [{"a": "1", "b": "2"}]}, "exactly one property"),
        ({"conditions": [{"Content-Length": 5}]}, "value must be a string"),
        ({"conditions": [{"a": None}]}, "Invalid JSON"),
        ({"conditions": [[]]}, "missing operation identifier"),
        ({"conditions": ["x"]}, "must be a List or Object"),
        ({"conditions": [["ends-with", "$key", "x"]]}, "unknown operation 'ends-with'"),
        ({"conditions": [["eq", "$key"]]}, "Invalid eq: wrong number"),
        ({"conditions": [["eq", "$key", 1]]}, "Invalid JSON"),
        ({"conditions": [["content-length-range", 0]]}, "Invalid content-length-range: wrong number"),
        ({"conditions": [["content-length-range", -1, 0]]}, "Invalid content-length-range"),
        ({"conditions": [["content-length-range", 0, 512.0]]}, "Invalid JSON"),
        ({"conditions": [["content-length-range", True, 5]]}, "Invalid JSON"),
    ],
)
def test_documents_that_are_no_policies(document: dict[str, Any], text: str) -> None:
    with pytest.raises(WireError, match=re.escape(text)) as refused:
        policy_of(**{"conditions": BASE, **document})
    assert (refused.value.code, refused.value.status) == ("InvalidPolicyDocument", 400)


@pytest.mark.parametrize("raw", [b"", b"no json", b"[]", b"[" * 100_000, b'{"expiration": NaN}', b"\xff"])
def test_texts_that_are_no_documents(raw: bytes) -> None:
    with pytest.raises(WireError, match="Invalid JSON"):
        Policy.parse(base64.b64encode(raw).decode())
    with pytest.raises(WireError, match="Invalid JSON"):
        Policy.parse("?not base64?")


def test_sizes_that_are_words() -> None:
    with pytest.raises(
        WireError, match=re.escape('Condition failed: ["content-length-range", "test", "10"]')
    ) as refused:
        policy_of([["content-length-range", "test", "10"]])
    assert refused.value.status == 403


def test_the_files_name_does_not_multiply_past_the_limit_of_fields() -> None:
    few, _ = read(body(b"x", field("key", "${filename}/${filename}"), field("policy", "${filename}"), filename="報告"))
    assert few.with_filename().fields == {"key": "報告/報告", "policy": "${filename}"}
    many, _ = read(body(b"x", field("key", "a"), field("content-type", "${filename}" * 900), filename="n" * 9000))
    with pytest.raises(WireError) as refused:
        many.with_filename()
    assert refused.value.code == "MaxPostPreDataLengthExceeded"
    unnamed, _ = read(body(b"x", field("key", "${filename}"), filename=None))
    assert unnamed.with_filename() is unnamed
