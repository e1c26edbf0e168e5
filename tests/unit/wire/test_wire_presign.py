"""The presigner beside botocore's: the same secret, time and request give the same signature."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import load
from sealcanvas.wire.presign import presign

NOW = datetime(2026, 11, 27, 5, 13, 8, tzinfo=UTC)
SECRET, TOKEN = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "IQoJ+/=="
NAMED = {"Bucket": "data", "Key": "日本/a b+'c*~(1)!.csv"}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "get": ("GetObject", NAMED),
    "get with overrides": (
        "GetObject",
        {**NAMED, "ResponseContentDisposition": 'attachment; filename="a b.csv"', "Range": "bytes=0-9"},
    ),
    "head": ("HeadObject", NAMED),
    "put": ("PutObject", NAMED),
    "put under a key": (
        "PutObject",
        {**NAMED, "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "k", "BucketKeyEnabled": True}
        | {"ContentType": "text/csv; charset=utf-8", "Metadata": {"who": "ana  b"}},
    ),
    "part": ("UploadPart", {**NAMED, "UploadId": "a+/=b", "PartNumber": 7}),
}


@pytest.mark.parametrize(("operation", "parameters"), REQUESTS.values(), ids=REQUESTS)
def test_it_signs_as_botocore_does(operation: str, parameters: dict[str, Any]) -> None:
    client = boto3.client(
        "s3",
        endpoint_url="http://127.0.0.1:8600",
        aws_access_key_id="ASIAEXAMPLE",
        aws_secret_access_key=SECRET,
        aws_session_token=TOKEN,
        region_name="us-east-1",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    method = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation).removeprefix("_")
    theirs = client.generate_presigned_url(method, Params=parameters, ExpiresIn=900)
    client.close()
    at = parse_qs(urlsplit(theirs).query)["X-Amz-Date"][0]
    made = presign(
        load("s3").operations[operation],
        parameters,
        scheme="http",
        host="127.0.0.1:8600",
        access_key="ASIAEXAMPLE",
        secret=SECRET.encode(),
        session_token=TOKEN,
        region="us-east-1",
        now=datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        seconds=900,
    )
    assert parse_qs(urlsplit(made.url).query) == parse_qs(urlsplit(theirs).query)
    assert urlsplit(made.url).path == urlsplit(theirs).path
    for secret in (SECRET, TOKEN, "X-Amz"):
        assert secret not in repr(made)


def test_headers_are_ascii() -> None:
    with pytest.raises(WireError, match="content-type"):
        presign(
            load("s3").operations["PutObject"],
            {**NAMED, "ContentType": "a\r\nx-evil: 1"},
            scheme="http",
            host="h",
            access_key="A",
            secret=b"s",
            session_token="t",
            region="r",
            now=NOW,
            seconds=1,
        )
