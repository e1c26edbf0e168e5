"""AWS's published examples, botocore's own signers, and every way to be refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.wire import sigv4
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.sigv4 import credential, verify

SECRET = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
AT = datetime(2013, 5, 24, tzinfo=UTC)
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HOST = "examplebucket.s3.amazonaws.com"


def signed(signature: str, names: str, service: str = "s3") -> str:
    return (
        f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/{service}/aws4_request,"
        f"SignedHeaders={names},Signature={signature}"
    )


def s3(method: str, path: str, query: str, signature: str, names: str, **headers: str) -> Request:
    sent = {"host": HOST, "x-amz-date": "20130524T000000Z", "x-amz-content-sha256": EMPTY}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    sent["authorization"] = signed(signature, names)
    return Request(method, path, query, sent, b"", HOST, "https", "192.0.2.1")


def check(request: Request, now: datetime = AT, secret: bytes = SECRET, region: str | None = None) -> sigv4.SigningKey:
    claimed = credential(request)
    assert claimed is not None
    return verify(request, claimed, secret, sigv4.content_hash(request, claimed), now, region)


PLAIN = "host;x-amz-content-sha256;x-amz-date"
# Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single
# Chunk".
EXAMPLES = [
    s3(
        "GET",
        "/test.txt",
        "",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "host;range;x-amz-content-sha256;x-amz-date",
        range="bytes=0-9",
    ),
    s3(
        "PUT",
        "/test$file.text",
        "",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        date="Fri, 24 May 2013 00:00:00 GMT",
        x_amz_storage_class="REDUCED_REDUNDANCY",
        x_amz_content_sha256="44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    ),
    s3("GET", "/", "lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", PLAIN),
    s3(
        "GET",
        "/",
        "max-keys=2&prefix=J",
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        PLAIN,
    ),
]
# The same reference, "Authenticating Requests: Using Query Parameters".
PRESIGNED = Request(
    "GET",
    "/test.txt",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    {"host": HOST},
    b"",
    HOST,
    "https",
    "192.0.2.1",
)


@pytest.mark.parametrize("request_", EXAMPLES, ids=lambda r: f"{r.method} {r.path}?{r.query}")
def test_s3_examples(request_: Request) -> None:
    check(request_, region="us-east-1")


def test_presigned_example() -> None:
    check(PRESIGNED, AT + timedelta(seconds=86_400))


def test_iam_example_of_the_general_reference() -> None:
    headers = {
        "host": "iam.amazonaws.com",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-amz-date": "20150830T123600Z",
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    }
    query = "Action=ListUsers&Version=2010-05-08"
    request = Request("GET", "/", query, headers, b"", "iam.amazonaws.com", "https", "192.0.2.1")
    check(request, datetime(2015, 8, 30, 12, 36, tzinfo=UTC), b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-west-1")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


@settings(max_examples=60, deadline=None)
@given(key=TEXT, query=st.dictionaries(TEXT, TEXT, max_size=3), header=ASCII, token=st.booleans())
def test_what_botocore_signs_we_accept(key: str, query: dict[str, str], header: str, token: bool) -> None:
    keys = Credentials("AKIDEXAMPLE", SECRET.decode(), "to/ken+=" if token else None)
    names = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in query.items())
    url = f"http://localhost/bucket/{quote(key, safe='/~')}" + (f"?{names}" if names else "")
    made = AWSRequest("PUT", url, headers={"x-amz-meta-a": header}, data=b"body")
    S3SigV4Auth(keys, "s3", "us-east-1").add_auth(made)
    check(_received(made), datetime.now(UTC))
    made = AWSRequest("GET", url)
    S3SigV4QueryAuth(keys, "s3", "us-east-1", expires=60).add_auth(made)
    check(_received(made), datetime.now(UTC))
    made = AWSRequest("POST", "http://localhost/", headers={"X-Amz-Target": "TrentService.Encrypt"}, data=b"{}")
    SigV4Auth(keys, "kms", "eu-west-1").add_auth(made)
    received = _received(made)
    check(received, datetime.now(UTC), region="eu-west-1")
    with pytest.raises(WireError, match="does not match"):
        check(replace(received, body=b"{ }"), datetime.now(UTC))


def _received(made: Any) -> Request:
    sent = made.prepare()
    parts = urlsplit(sent.url)
    headers = {}
    for name, value in sent.headers.items():
        headers[name.lower()] = value.decode("latin-1") if isinstance(value, bytes) else value
    return Request(made.method, parts.path, parts.query, headers, sent.body or b"", "localhost", "http", "::1")


def refused(request: Request, **arguments: Any) -> WireError:
    with pytest.raises(WireError) as found:
        check(request, **arguments)
    return found.value


GET = EXAMPLES[0]


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"path": "/test.txT"},
        {"path": "/./test.txt"},
        {"query": "acl"},
        {"headers": {**GET.headers, "range": "bytes=0-8"}},
        {"headers": {**GET.headers, "host": "other"}},
    ],
)
def test_any_change_breaks_the_signature(change: dict[str, Any]) -> None:
    error = refused(replace(GET, **change))
    assert (error.code, error.status) == ("SignatureDoesNotMatch", 403)
    assert error.members["AWSAccessKeyId"] == "AKIAIOSFODNN7EXAMPLE"
    assert SECRET.decode() not in repr(error.members)


def test_another_secret_is_refused() -> None:
    assert refused(GET, secret=b"x").code == "SignatureDoesNotMatch"


def test_skew() -> None:
    check(GET, AT + timedelta(minutes=15))
    check(GET, AT - timedelta(minutes=15))
    error = refused(GET, now=AT + timedelta(minutes=16))
    assert (error.code, error.status) == ("RequestTimeTooSkewed", 403)
    assert error.members == {
        "RequestTime": "20130524T000000Z",
        "ServerTime": "2013-05-24T00:16:00Z",
        "MaxAllowedSkewMilliseconds": 900_000,
    }


def test_an_unsigned_amz_header_is_refused() -> None:
    headers = {**GET.headers, "x-amz-server-side-encryption-aws-kms-key-id": "other"}
    error = refused(replace(GET, headers=headers))
    assert (error.code, error.status) == ("AccessDenied", 403)
    assert error.members["HeadersNotSigned"] == "x-amz-server-side-encryption-aws-kms-key-id"


def test_scope() -> None:
    error = refused(GET, region="eu-west-1")
    assert error.code == "AuthorizationHeaderMalformed"
    assert error.members == {"Region": "eu-west-1"}
    wrong_day = GET.headers["authorization"].replace("/20130524/", "/20130523/")
    assert (
        refused(replace(GET, headers={**GET.headers, "authorization": wrong_day})).code
        == "AuthorizationHeaderMalformed"
    )
    error = refused(_kms(service="sagemaker"))
    assert error.message == "Credential should be scoped to correct service: 'kms'. "
    error = refused(_kms(), region="eu-west-1")
    assert error.message == "Credential should be scoped to a valid Region, not 'us-east-1'. "
    assert error.code == "InvalidSignatureException"


def _kms(service: str = "kms", **change: str) -> Request:
    headers = {
        "host": "localhost",
        "x-amz-target": "TrentService.Encrypt",
        "x-amz-date": "20130524T000000Z",
        "authorization": signed("0" * 64, "host;x-amz-date;x-amz-target", service),
        **{name.replace("_", "-"): value for name, value in change.items()},
    }
    return Request("POST", "/", "", headers, b"{}", "localhost", "http", "::1")


def test_json_refusals() -> None:
    assert refused(_kms()).message.startswith("The request signature we calculated does not match")
    late = refused(_kms(), now=AT + timedelta(minutes=20))
    assert late.message == (
        "Signature expired: 20130524T000000Z is now earlier than 20130524T000500Z (20130524T002000Z - 15 min.)"
    )
    early = refused(_kms(), now=AT - timedelta(minutes=20))
    assert early.message == (
        "Signature not yet current: 20130524T000000Z is still later than 20130523T235500Z (20130523T234000Z + 15 min.)"
    )
    bare = refused(_kms(authorization=signed("0" * 64, "host;x-amz-date", "kms")))
    assert bare.message == "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."
    assert refused(_kms(authorization="AWS4-HMAC-SHA256")).code == "IncompleteSignatureException"
    assert refused(_kms(x_amz_date="yesterday")).message == "Date must be in ISO-8601 'basic format'. Got 'yesterday'."


def test_presigned_refusals() -> None:
    error = refused(PRESIGNED, now=AT + timedelta(seconds=86_401))
    assert (error.code, error.message) == ("AccessDenied", "Request has expired")
    assert error.members == {
        "X-Amz-Expires": 86_400,
        "Expires": "2013-05-25T00:00:00Z",
        "ServerTime": "2013-05-25T00:00:01Z",
    }
    assert refused(PRESIGNED, now=AT - timedelta(hours=1)).message == "Request is not valid yet"
    for old, new in (
        ("X-Amz-Date=20130524T000000Z&", ""),
        ("Expires=86400", "Expires=604801"),
        ("Expires=86400", "Expires=-1"),
        ("Expires=86400", "Expires=soon"),
        ("Credential=AKIA", "Credential=%2FAKIA"),
        ("Date=2013", "Date=x"),
        ("Algorithm=AWS4-HMAC-SHA256", "Algorithm=AWS4"),
    ):
        broken = replace(PRESIGNED, query=PRESIGNED.query.replace(old, new))
        assert refused(broken).code == "AuthorizationQueryParametersError"
    longer = replace(PRESIGNED, query=PRESIGNED.query.replace("Expires=86400", "Expires=86401"))
    assert refused(longer).code == "SignatureDoesNotMatch"


def test_signature_version_2_and_two_mechanisms() -> None:
    v2 = Request("GET", "/b/k", "AWSAccessKeyId=a&Signature=b&Expires=1", {}, b"", "localhost", "http", "::1")
    assert refused(v2).message == (
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    )
    assert refused(replace(v2, query="", headers={"authorization": "AWS a:b"})).code == "InvalidRequest"
    both = replace(PRESIGNED, headers=GET.headers)
    assert refused(both).code == "InvalidArgument"


def test_anonymous_and_secrets_kept_out_of_sight() -> None:
    assert credential(Request("GET", "/b/k", "", {}, b"", "localhost", "http", "::1")) is None
    claimed = credential(GET)
    assert claimed is not None
    assert claimed.signature not in repr(claimed)
    key = check(GET)
    assert repr(key.key) not in repr(key)
    assert GET.headers["authorization"] not in repr(GET)


def test_header_bytes_beyond_ascii_are_signed_as_they_came() -> None:
    sent = replace(GET, headers={**GET.headers, "x-amz-meta-a": "  \u9375\u00a0 x ".encode().decode("latin-1")})
    claimed = credential(sent)
    assert claimed is not None
    claimed = replace(claimed, signed_headers=("host", "x-amz-meta-a"))
    canonical = sigv4.canonical_request(sent, claimed, EMPTY, is_s3=True)
    assert "x-amz-meta-a:\u9375\u00a0 x\n".encode() in canonical


def test_content_hash() -> None:
    claimed = credential(GET)
    assert claimed is not None
    for value, code in (("", "InvalidArgument"), ("STREAMING-OTHER", "InvalidArgument")):
        with pytest.raises(WireError) as found:
            sigv4.content_hash(replace(GET, headers={**GET.headers, "x-amz-content-sha256": value}), claimed)
        assert found.value.code == code
    headers = {k: v for k, v in GET.headers.items() if k != "x-amz-content-sha256"}
    with pytest.raises(WireError, match="Missing required header"):
        sigv4.content_hash(replace(GET, headers=headers), claimed)
    assert sigv4.hash_mismatch("a", "b").code == "XAmzContentSHA256Mismatch"
