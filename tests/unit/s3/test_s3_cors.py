"""CORS: which rules are taken, and which requests meet them."""

from typing import Any

import pytest

from sealcanvas.s3 import errors
from sealcanvas.s3.settings.cors_rules import MAXIMUM_HEADERS, VARY, Crossing, answer_headers
from sealcanvas.service.errors import ServiceError
from tests.unit.s3.conftest import Client

SITE = "https://app.example.com"
RULE = {"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": [SITE], "AllowedHeaders": ["x-amz-*", "Content-Type"]}


def put(client: Client, *rules: dict[str, Any]) -> None:
    client.put_bucket_cors(CORSConfiguration={"CORSRules": list(rules)})


@pytest.mark.parametrize(
    ("changes", "crossing", "allowed"),
    [
        ({}, Crossing(SITE, "GET"), True),
        ({}, Crossing(SITE, "PUT", ("x-amz-meta-who", "content-type")), True),
        ({}, Crossing(SITE, "PUT", ("authorization",)), False),
        ({"AllowedHeaders": []}, Crossing(SITE, "PUT", ("content-type",)), False),
        ({"AllowedHeaders": ["*"]}, Crossing(SITE, "PUT", ("anything",)), True),
        ({}, Crossing(SITE, "DELETE"), False),
        ({}, Crossing("https://app.example.com.evil.test", "GET"), False),
        ({}, Crossing("http://app.example.com", "GET"), False),
        ({"AllowedOrigins": ["https://*.example.com"]}, Crossing(SITE, "GET"), True),
        ({"AllowedOrigins": ["https://*.example.com"]}, Crossing("https://example.com", "GET"), False),
        ({"AllowedOrigins": ["https://a*a.example.com"]}, Crossing("https://a.example.com", "GET"), False),
        ({"AllowedOrigins": ["*"]}, Crossing("null", "GET"), True),
    ],
)
def test_which_requests_a_rule_fits(changes: dict[str, Any], crossing: Crossing, allowed: bool) -> None:
    assert (answer_headers([{**RULE, **changes}], crossing) is not None) is allowed


def test_what_the_answer_says() -> None:
    rule = {**RULE, "ExposeHeaders": ["ETag", "x-amz-request-id"], "MaxAgeSeconds": 3000}
    assert answer_headers([rule], Crossing(SITE, "PUT", ("content-type",))) == {
        "access-control-allow-origin": SITE,
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-headers": "content-type",
        "access-control-expose-headers": "ETag, x-amz-request-id",
        "access-control-max-age": "3000",
        "access-control-allow-credentials": "true",
        "vary": VARY,
    }
    # Whoever lets everybody in lets nobody's cookies in; the first rule that fits decides.
    anybody = answer_headers([{**RULE, "AllowedOrigins": ["*"]}, rule], Crossing(SITE, "GET"))
    assert anybody is not None
    assert anybody["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in anybody


def test_rules_come_back_as_they_were_put(root: Client) -> None:
    for _ in range(2):
        with pytest.raises(errors.NoSuchCORSConfiguration):
            root.get_bucket_cors()
        root.delete_bucket_cors()
    rules: list[dict[str, Any]] = [{"ID": "規則", **RULE}, {**RULE, "MaxAgeSeconds": 0}]
    put(root, RULE)
    put(root, *rules)
    assert root.get_bucket_cors() == {"CORSRules": rules}
    root.delete_bucket_cors()
    with pytest.raises(errors.NoSuchCORSConfiguration):
        root.get_bucket_cors()


@pytest.mark.parametrize(
    ("rules", "code", "text"),
    [
        ([], "MalformedXML", ""),
        ([RULE] * 101, "InvalidRequest", "allowed limit of 100 rules"),
        ([{**RULE, "AllowedHeaders": ["x" * 700]}] * 100, "MaxMessageLengthExceeded", ""),
        ([{**RULE, "AllowedMethods": ["OPTIONS"]}], "InvalidRequest", "Unsupported method is OPTIONS"),
        ([{**RULE, "AllowedMethods": ["get"]}], "InvalidRequest", "Unsupported method is get"),
        ([{**RULE, "AllowedMethods": []}], "MalformedXML", ""),
        ([{**RULE, "AllowedOrigins": ["http://*.*.com"]}], "InvalidRequest", "AllowedOrigin .* more than one wildcard"),
        ([{**RULE, "AllowedHeaders": ["*x*"]}], "InvalidRequest", "AllowedHeader .* more than one wildcard"),
        ([{**RULE, "ExposeHeaders": ["x-amz-*"]}], "InvalidRequest", "ExposeHeader .* contains wildcard"),
        ([{**RULE, "ExposeHeaders": ["a\r\nSet-Cookie: x"]}], "InvalidRequest", "invalid character"),
        ([{**RULE, "MaxAgeSeconds": -1}], "MalformedXML", ""),
        ([{**RULE, "ID": "x" * 256}], "InvalidRequest", "limit of 255"),
    ],
)
def test_rules_that_are_refused(root: Client, rules: list[dict[str, Any]], code: str, text: str) -> None:
    with pytest.raises(ServiceError, match=f"(?s){text}") as caught:
        put(root, *rules)
    assert (caught.value.code, caught.value.status) == (code, 400)
    with pytest.raises(errors.NoSuchCORSConfiguration):
        root.get_bucket_cors()


def test_rules_go_with_their_bucket(root: Client) -> None:
    put(root, RULE)
    root.delete_bucket()
    root.create_bucket()
    with pytest.raises(errors.NoSuchCORSConfiguration):
        root.get_bucket_cors()


def test_a_preflight_names_no_more_headers_than_rules_are_held_to() -> None:
    names = tuple(f"x-amz-{number}" for number in range(MAXIMUM_HEADERS))
    rule = {**RULE, "AllowedHeaders": ["*"]}
    assert answer_headers([rule], Crossing(SITE, "PUT", names)) is not None
    assert answer_headers([rule], Crossing(SITE, "PUT", (*names, names[0]))) is None
