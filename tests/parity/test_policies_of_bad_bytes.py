"""Policies over raw HTTP: bytes that no client of AWS would send are refused with AWS's codes, never with a 500."""

import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from urllib3 import PoolManager

from tests.support.live import Live

TEXT = b'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
BUCKET = b"bad-bytes-of-policies"

BAD = {
    "half of a character": b"\xe6\x97",
    "no UTF-8": b"\xff\xfe",
    "a surrogate": b"\xed\xa0\x80",
    "overlong": b"\xc0\xaf",
}
ODD = {
    "NUL": b"\x00",
    "a byte order mark": b"\xef\xbb\xbf",
    "an escaped half of a pair": b'"\\ud800"',
    "an escaped NUL": b'"\\u0000"',
    "a text direction": "\u202e".encode(),
    "an escape sequence": b"\x1b[2J",
}
EVERY = BAD | ODD


def send(live: Live, service: str, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    environment = live.environment
    keys = Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
    region = environment["AWS_DEFAULT_REGION"]
    made = AWSRequest(method, f"{environment['AWS_ENDPOINT_URL']}{path}", headers=headers, data=body)
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    signer(keys, service, region).add_auth(made)
    with PoolManager() as pool:
        answer = pool.request(method, made.url, body=body, headers=dict(made.headers.items()), retries=False)
    return answer.status, answer.data.decode()  # an answer is always UTF-8


def kms(live: Live, body: bytes, target: str = "CreateKey") -> tuple[int, str]:
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": f"TrentService.{target}"}
    return send(live, "kms", "POST", "/", body, headers)


def iam(live: Live, policy: bytes) -> tuple[int, str]:
    body = f"Action=CreatePolicy&Version=2010-05-08&PolicyName=p&PolicyDocument={quote_from_bytes(policy)}".encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return send(live, "iam", "POST", "/", body, headers)


def s3(live: Live, policy: bytes) -> tuple[int, str]:
    send(live, "s3", "PUT", f"/{BUCKET.decode()}", b"", {})
    return send(live, "s3", "PUT", f"/{BUCKET.decode()}?policy", policy, {"content-type": "application/json"})


@pytest.mark.parametrize("bytes_", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("place", ["before", "inside", "after"])
def test_iam(live: Live, bytes_: bytes, place: str) -> None:
    status, answer = iam(live, spoiled(bytes_, place))
    if bytes_ in BAD.values():
        assert (status, "<Code>MalformedQueryString<" in answer) == (404, True)  # no form, so no policy either
    else:
        assert status == 400, answer
        assert "<Code>MalformedPolicyDocument<" in answer or "<Code>ValidationError<" in answer


@pytest.mark.parametrize("bytes_", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("place", ["before", "inside", "after"])
def test_s3(live: Live, bytes_: bytes, place: str) -> None:
    status, answer = s3(live, spoiled(bytes_, place))
    assert status == 400, answer
    assert f"<Code>{'InvalidArgument' if bytes_ in BAD.values() else 'MalformedPolicy'}<" in answer


@pytest.mark.parametrize("bytes_", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("place", ["before", "inside", "after"])
def test_kms_with_raw_bytes(live: Live, bytes_: bytes, place: str) -> None:
    policy = spoiled(bytes_, place).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    status, answer = kms(live, b'{"Policy":"' + policy + b'"}')
    assert status == 400, answer
    assert json.loads(answer)["__type"].rpartition("#")[2] in (
        "SerializationException",
        "MalformedPolicyDocumentException",
        "ValidationException",
    )


@pytest.mark.parametrize("escape", ["\\ud800", "\\u0000", "\\ufeff", "\\udfff\\ud800"])
@pytest.mark.parametrize("operation", ["CreateKey", "PutKeyPolicy"])
def test_kms_with_escapes_of_json_itself(live: Live, escape: str, operation: str) -> None:
    body = f'{{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","Policy":"{escape}{{}}"}}'.encode()
    status, answer = kms(live, body, operation)
    assert status == 400, answer
    assert "InternalFailure" not in answer


@pytest.mark.parametrize("escape", ["\\ud800", "\\u0000", "\\ufeff"])
def test_the_editor_is_told_of_everything(live: Live, escape: str) -> None:
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "Sealcanvas.LintPolicy"}
    body = f'{{"PolicyDocument":"{escape}{{}}"}}'.encode()
    status, answer = send(live, "sealcanvas", "POST", "/", body, headers)
    told: dict[str, Any] = json.loads(answer)
    assert status == 200 or told["__type"].rpartition("#")[2] in ("SerializationException", "ValidationException")


def spoiled(bytes_: bytes, place: str) -> bytes:
    if place == "before":
        return bytes_ + TEXT
    return TEXT + bytes_ if place == "after" else TEXT.replace(b'"Allow"', b'"Allow' + bytes_.replace(b'"', b"") + b'"')
