"""Presigned requests: as whom the session acts, in time, and nothing that the parameters did not say."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sealcanvas.iam import iam
from sealcanvas.s3 import s3
from sealcanvas.server.door import Door
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import new_request_id
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.route import route
from tests.unit.server.console.console_world import HOST, URL, Browser, Studio
from tests.unit.server.console.test_acting import as_kim, make_role, switch


@pytest.fixture
def browser(studio: Studio) -> Browser:
    s3.operations["CreateBucket"](studio.world.admin, {"Bucket": "data"})
    browser = studio.browser()
    from sealcanvas.sign_in import create_console_link

    browser.get(create_console_link(studio.world.admin)["SignInUrl"])
    return browser


def presign(browser: Browser, operation: str, parameters: Any, **members: Any) -> dict[str, Any]:
    body = {"Service": "s3", "Operation": operation, "Parameters": parameters, **members}
    headers: dict[str, str] = {"origin": f"{browser.scheme}://{browser.host}", "content_type": "application/json"}
    response = browser.send("POST", "/console/api/presign", json.dumps(body).encode(), **headers)
    answer: dict[str, Any] = json.loads(response.body)
    return answer


def send(studio: Studio, made: dict[str, Any], body: bytes = b"", headers: dict[str, str] | None = None) -> Any:
    """Send a presigned request to door A; the operation's answer."""
    parts = urlsplit(made["Url"])
    sent = {"host": parts.netloc, **made["Headers"], **(headers or {})}
    request = Request(made["Method"], parts.path, parts.query, sent, body, parts.netloc, parts.scheme, "127.0.0.1")
    door, operation = Door(studio.world.instance), route(request)
    admitted = door.admit(request, operation, new_request_id())
    return admitted.call, door.carry_out(
        request, operation, admitted.call, BytesBody(body) if operation.streaming_input else None
    )


def test_an_object_is_uploaded_and_read_as_the_user_at_the_address_of_the_browser(
    studio: Studio, browser: Browser
) -> None:
    key = studio.key
    parameters = {"Bucket": "data", "Key": "日本/a b+.csv", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    made = presign(browser, "PutObject", {**parameters, "ContentType": "text/csv", "Metadata": {"who": "ana"}})
    assert made["Url"].startswith(f"{URL}/data/%E6%97%A5")
    assert made["Headers"] == {
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": key,
        "content-type": "text/csv",
        "x-amz-meta-who": "ana",
    }
    call, answer = send(studio, made, b"x,y\n1,2\n")
    assert call.principal.arn == studio.world.admin.principal.arn
    assert answer.response.headers["x-amz-server-side-encryption-aws-kms-key-id"] == key
    wanted = {"Bucket": "data", "Key": "日本/a b+.csv", "ResponseContentDisposition": "attachment"}
    _, answer = send(studio, presign(browser, "GetObject", wanted))
    assert answer.response.body == b"x,y\n1,2\n"
    assert answer.response.headers["content-disposition"] == "attachment"
    with pytest.raises(WireError, match="signature"):  # without what was signed it is another request
        send(studio, {**made, "Headers": {}}, b"x")


def test_parts_are_uploaded_while_the_rest_goes_by_door_b(studio: Studio, browser: Browser) -> None:
    named = {"Bucket": "data", "Key": "big"}
    upload = browser.ask("s3", "CreateMultipartUpload", **named)["UploadId"]
    made = presign(browser, "UploadPart", {**named, "UploadId": upload, "PartNumber": 1}, ExpiresIn=60)
    _, answer = send(studio, made, b"a" * 1024)
    (part,) = browser.ask("s3", "ListParts", **named, UploadId=upload)["Parts"]
    assert (part["PartNumber"], part["Size"]) == (1, 1024)
    parts = {"Parts": [{"PartNumber": 1, "ETag": answer.response.headers["etag"]}]}
    browser.ask("s3", "CompleteMultipartUpload", **named, UploadId=upload, MultipartUpload=parts)
    assert browser.ask("s3", "HeadObject", **named)["ContentLength"] == 1024


def test_it_ends_in_time_and_with_the_session(studio: Studio, browser: Browser) -> None:
    made = presign(browser, "PutObject", {"Bucket": "data", "Key": "k"}, ExpiresIn=60)
    studio.world.clock.advance(seconds=60)
    send(studio, made, b"")
    studio.world.clock.advance(seconds=2)
    with pytest.raises(WireError, match="expired"):
        send(studio, made, b"")
    studio.world.clock.advance(seconds=43_200 - 162)
    made = presign(browser, "PutObject", {"Bucket": "data", "Key": "k"}, ExpiresIn=3_600)
    assert 90 <= int(parse_qs(urlsplit(made["Url"]).query)["X-Amz-Expires"][0]) <= 100
    studio.world.clock.advance(seconds=101)
    with pytest.raises(WireError, match="expired"):
        send(studio, made, b"")


def test_it_acts_as_the_role_that_the_session_acts_as(studio: Studio, browser: Browser) -> None:
    kim, role = as_kim(studio), make_role(studio)
    switch(kim, {"RoleArn": role})
    made = presign(kim, "GetObject", {"Bucket": "data", "Key": "k"})
    parts = urlsplit(made["Url"])
    request = Request("GET", parts.path, parts.query, {"host": HOST}, b"", HOST, "http", "127.0.0.1")
    door = Door(studio.world.instance)
    assert door.admit(request, route(request), "x").call.principal.arn.endswith(":assumed-role/Auditor/kim")
    iam.operations["DeleteRolePolicy"](studio.world.admin, {"RoleName": "Auditor", "PolicyName": "own"})
    iam.operations["DeleteRole"](studio.world.admin, {"RoleName": "Auditor"})
    with pytest.raises(WireError, match="token"):
        door.admit(request, route(request), "x")


def test_a_user_profile_presigns_as_its_role(studio: Studio) -> None:
    made = presign(studio.signed_in(), "GetObject", {"Bucket": "data", "Key": "k"})
    parts = urlsplit(made["Url"])
    request = Request("GET", parts.path, parts.query, {"host": HOST}, b"", HOST, "http", "127.0.0.1")
    call = Door(studio.world.instance).admit(request, route(request), "x").call
    assert call.principal.role_arn == studio.world.role
    assert call.purpose.endswith("/ana")


@pytest.mark.parametrize(
    ("operation", "parameters", "members"),
    [
        ("DeleteObject", {"Bucket": "data", "Key": "k"}, {}),
        ("CreateBucket", {"Bucket": "data"}, {}),
        (7, {"Bucket": "data"}, {}),
        ("GetObject", {"Bucket": "data"}, {}),
        ("GetObject", [], {"Parameters": ["x"]}),
        ("GetObject", {"Bucket": "data", "Key": 7}, {}),
        ("GetObject", {"Bucket": "data", "Key": ""}, {}),
        ("PutObject", {"Bucket": "data", "Key": "k", "Body": "AAAA"}, {}),
        ("PutObject", {"Bucket": "data", "Key": "k", "ContentType": "a\r\nx: y"}, {}),
        ("PutObject", {"Bucket": "data", "Key": "k", "Metadata": {"a": "é"}}, {}),
        ("GetObject", {"Bucket": "data", "Key": "k"}, {"ExpiresIn": 0}),
        ("GetObject", {"Bucket": "data", "Key": "k"}, {"ExpiresIn": 3_601}),
        ("GetObject", {"Bucket": "data", "Key": "k"}, {"ExpiresIn": True}),
        ("GetObject", {"Bucket": "data", "Key": "k"}, {"ExpiresIn": "900"}),
        ("GetObject", {"Bucket": "data", "Key": "k"}, {"Service": "kms"}),
        ("GetObject", {"Bucket": "data", "Key": "k"}, {"Service": ["s3"]}),
        (["GetObject"], {"Bucket": "data", "Key": "k"}, {}),
    ],
)
def test_what_is_not_presigned(browser: Browser, operation: Any, parameters: Any, members: dict[str, Any]) -> None:
    told = presign(browser, operation, parameters, **members)
    assert browser.last.status == 400, told
    assert "Url" not in told


def test_whose_session_it_is_not(studio: Studio, browser: Browser) -> None:
    stranger = presign(studio.browser(), "GetObject", {"Bucket": "data", "Key": "k"})
    assert stranger["__type"] == "ExpiredTokenException"
    body = json.dumps({"Operation": "GetObject", "Parameters": {"Bucket": "data", "Key": "k"}}).encode()
    forged = browser.send(
        "POST", "/console/api/presign", body, origin="http://evil.example", content_type="application/json"
    )
    assert forged.status == 403
    elsewhere = studio.browser(host="data.localhost:8600", cookies=dict(browser.cookies))
    assert "for a bucket" in presign(elsewhere, "GetObject", {"Bucket": "data", "Key": "k"})["message"]
