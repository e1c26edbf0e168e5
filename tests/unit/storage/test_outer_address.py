"""Addresses of outer stores: one form each, no credentials in them."""

import pytest

from sealcanvas.storage.outer.address import BadAddress, OuterAddress, s3_credentials


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("s3://bucket", "s3://bucket?region=us-east-1&style=virtual"),
        (
            "s3://bucket/a/b/?endpoint=http://127.0.0.1:9000/",
            "s3://bucket/a/b?endpoint=http://127.0.0.1:9000&region=us-east-1&style=path",
        ),
        (
            "s3://b-1?style=virtual&region=eu-central-1&endpoint=https://[::1]:9000",
            "s3://b-1?endpoint=https://[::1]:9000&region=eu-central-1&style=virtual",
        ),
        ("gs://bucket/x", "gs://bucket/x"),
        ("az://container", "az://container"),
    ],
)
def test_an_address_has_one_form(text: str, whole: str) -> None:
    assert str(OuterAddress.parse(text)) == whole
    assert str(OuterAddress.parse(whole)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bucket",
        "/var/blobs",
        "file:///var/blobs",
        "http://host/bucket",
        "s3://",
        "s3://AKIA:secret@bucket",
        "s3://bucket?access_key_id=AKIA",
        "s3://bucket?region=a&region=b",
        "s3://bucket?region=",
        "s3://bucket?region=%0a",
        "s3://bucket?style=odd",
        "s3://bucket?endpoint=ftp://host",
        "s3://bucket?endpoint=http://user:pw@host",
        "s3://bucket?endpoint=http://host/path",
        "s3://bucket/../other",
        "s3://bucket/a//b",
        "s3://bucket/a b",
        "s3://bucket/秘密",
        "s3://bucket/a#b",
        "gs://bucket?region=x",
        "s3://" + "b" * 2000,
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress) as caught:
        OuterAddress.parse(text)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_credentials_are_of_the_environment_alone() -> None:
    assert s3_credentials({"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}) == {}
    given = {"SEALCANVAS_BLOBS_ACCESS_KEY_ID": "a", "SEALCANVAS_BLOBS_SECRET_ACCESS_KEY": "s"}
    assert s3_credentials(given) == {"access_key_id": "a", "secret_access_key": "s"}
    with pytest.raises(BadAddress, match="go together"):
        s3_credentials({"SEALCANVAS_BLOBS_ACCESS_KEY_ID": "a"})
