"""Door B: the same operations, decisions and records as door A, for our own pages and nobody else's."""

import json
from typing import Any

import pytest

from sealcanvas.canvas import stored
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker.workspace.domains.domain import find_domain
from sealcanvas.volumes.attached import open_attached
from sealcanvas.wire.model import SERVICES, load
from tests.support.instance import ACCOUNT
from tests.unit.sagemaker.sagemaker_world import ask, policy
from tests.unit.server.console.console_world import URL, Studio


def test_an_operation_is_done_as_the_execution_role(studio: Studio) -> None:
    browser = studio.signed_in()
    identity = browser.ask("sts", "GetCallerIdentity")
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/Runner/SageMaker"
    domain = browser.ask("sagemaker", "SageMaker.DescribeDomain", DomainId=studio.domain_id)
    assert domain["KmsKeyId"] == studio.key
    (record,) = studio.events("DescribeDomain")[-1:]
    assert record["userIdentity"]["arn"] == identity["Arn"]
    assert record["sealcanvas"]["purpose"].endswith(f":user-profile/{studio.domain_id}/ana")
    assert "via" not in record or record["sealcanvas"]["via"] == []


def test_a_refusal_is_the_dispatchers_and_names_its_decision(studio: Studio) -> None:
    browser = studio.signed_in()
    refused = browser.ask("kms", "TrentService.Decrypt", CiphertextBlob="AAAA", KeyId=studio.key)
    assert browser.last.status == 400
    assert refused["__type"] in ("AccessDeniedException", "InvalidCiphertextException")
    denied = browser.ask("sagemaker", "DeleteDomain", DomainId=studio.domain_id)
    assert denied["__type"] == "AccessDeniedException"
    assert "sagemaker:DeleteDomain" in denied["message"]
    decision_id = browser.last.headers["x-sealcanvas-decision-id"]
    assert studio.world.instance.trail.of_request(decision_id)
    invalid = browser.ask("sagemaker", "DescribeDomain", DomainId="?")
    assert invalid["__type"] == "ValidationException"


def test_services_of_other_protocols_are_asked_in_json_by_their_members_names(studio: Studio) -> None:
    browser = studio.signed_in()
    role = browser.ask("iam", "GetRole", RoleName="Runner")["Role"]
    assert (role["RoleName"], isinstance(role["CreateDate"], int | float)) == ("Runner", True)
    s3.operations["CreateBucket"](studio.world.admin, {"Bucket": "data"})
    buckets = browser.ask("s3", "ListBuckets")
    assert "data" in [bucket["Name"] for bucket in buckets["Buckets"]] or buckets["__type"] == "AccessDenied"
    missing = browser.ask("s3", "ListObjectsV2", Bucket="nowhere-here")
    assert missing["__type"] == "NoSuchBucket"
    assert browser.ask("s3", "ListObjectsV2", Bucket="data", Prefix="Canvas/")["KeyCount"] == 0


def test_every_service_is_behind_the_door_and_nothing_that_streams(studio: Studio) -> None:
    browser = studio.signed_in()
    for service in SERVICES:
        assert browser.ask(service, "NoSuchOperation")["__type"] == "UnknownOperationException"
        for operation in load(service).operations.values():
            if operation.streaming_input or operation.streaming_output:
                refused = browser.ask(service, operation.name)
                assert refused["__type"] == "UnknownOperationException"
                assert "presigned" in refused["message"]
    for service in ("", "ec2", "../kms", "kms/"):
        assert browser.ask(service, "ListKeys")["__type"] == "UnknownOperationException"


FORGED: dict[str, dict[str, str]] = {
    "another origin": {"origin": "http://evil.example"},
    "another port": {"origin": "http://127.0.0.1:9999"},
    "another scheme": {"origin": "https://127.0.0.1:8600"},
    "a sandboxed page": {"origin": "null"},
    "no origin": {},
    "another site, says the browser": {"origin": URL, "sec_fetch_site": "cross-site"},
    "a sibling, says the browser": {"origin": URL, "sec_fetch_site": "same-site"},
    "nobody's page, says the browser": {"origin": URL, "sec_fetch_site": "none"},
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_a_request_from_anywhere_else_is_refused(studio: Studio, headers: dict[str, str]) -> None:
    browser = studio.signed_in()
    body = json.dumps({"DomainId": studio.domain_id}).encode()
    form = {"content_type": "application/json", "x_amz_target": "DescribeDomain"}
    response = browser.send("POST", "/console/api/sagemaker", body, **form, **headers)
    assert response.status == 403
    assert b"AccessDeniedException" in response.body


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_can_send_is_refused(studio: Studio, kind: str) -> None:
    browser = studio.signed_in()
    response = browser.send("POST", "/console/api/sts", b"{}", origin=URL, content_type=kind, x_amz_target="X")
    assert response.status == 415


def test_a_name_that_resolves_here_has_no_cookie(studio: Studio) -> None:
    rebound = studio.browser(host="evil.example:8600")  # the browser keeps the cookie of 127.0.0.1 to itself
    assert rebound.ask("sts", "GetCallerIdentity")["__type"] == "ExpiredTokenException"
    assert rebound.last.status == 401


def test_no_page_has_scripts_or_frames_or_is_kept(studio: Studio) -> None:
    browser = studio.signed_in()
    for url in ("/console/", "/console/none", "/console/auth?token=x", "/console/style.css"):
        browser.get(url)
        told = browser.last.headers
        assert "default-src 'none'" in told["content-security-policy"]
        assert "unsafe-inline" not in told["content-security-policy"]
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["cache-control"] == "no-store"
        # A form's Origin is "null" under "no-referrer"; an address with a token in it is told to nobody.
        assert told["referrer-policy"] == ("no-referrer" if "token" in url else "same-origin")
        assert told["x-content-type-options"] == "nosniff"
        assert b"<script" not in browser.last.body
        assert b"style=" not in browser.last.body


def test_the_landing_page_shows_who_one_is_and_what_one_has(studio: Studio) -> None:
    browser = studio.signed_in()
    page = browser.get("/console/")
    managed = kms.operations["DescribeKey"](studio.world.admin, {"KeyId": "alias/aws/s3"})["KeyMetadata"]["Arn"]
    for word in ("team", studio.domain_id, "ana", "role/Runner", studio.key, managed, "0 bytes of 20 GiB used"):
        assert word in page
    for title in ("Datasets", "Models", "Predictions"):
        assert f"<h2>{title}</h2>" in page
    assert page.count("None yet.") == 3
    assert 'action="/console/sign-out"' in page


def test_what_the_role_may_not_see_is_told_in_its_place(studio: Studio) -> None:
    browser = studio.signed_in()
    only = policy({"Action": "sealcanvas:DescribeWorkspace", "Resource": "*"})
    iam.operations["PutRolePolicy"](
        studio.world.admin, {"RoleName": "Runner", "PolicyName": "own", "PolicyDocument": only}
    )
    page = browser.get("/console/")
    assert page.count('class="refused"') == 3
    assert "sealcanvas:ListDatasets" in page
    assert studio.key in page


def test_names_are_text_and_no_html(studio: Studio) -> None:
    name = "<b onmouseover='x'>\"&売上"
    call, dataset_id = studio.world.admin, stored.new_id("dataset")
    stored.store(call, "dataset", dataset_id, name, "Importing", studio.domain_id, "ana", version=1)
    page = studio.signed_in().get("/console/")
    assert "<b " not in page
    assert "&lt;b onmouseover=&#x27;x&#x27;&gt;&quot;&amp;売上" in page


def test_addresses_that_are_not_there_and_methods_that_are_not_meant(studio: Studio) -> None:
    browser = studio.browser()
    assert browser.send("GET", "/console").headers["location"] == "/console/"
    assert browser.send("GET", "/").headers["location"] == "/console/"
    assert "create-presigned-domain-url" in browser.get("/console/")
    assert browser.send("GET", "/console/nothing").status == 404
    assert browser.send("PUT", "/console/").status == 405
    assert browser.send("GET", "/console/api/kms").status == 404


def test_our_own_fault_is_told_without_its_cause(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("canary-secret")

    browser = studio.signed_in()
    monkeypatch.setattr("sealcanvas.server.console.console.landing", fail)
    page = browser.get("/console/")
    assert browser.last.status == 500
    monkeypatch.setattr("sealcanvas.server.door.Door.perform", fail)
    answer = browser.ask("sts", "GetCallerIdentity")
    assert (browser.last.status, answer["__type"]) == (500, "InternalFailure")
    assert "canary" not in page + json.dumps(answer) + caplog.text


def test_volumes_are_listed_with_their_snapshots_and_an_older_one_comes_back(studio: Studio) -> None:
    browser = studio.signed_in()
    app: dict[str, Any] = {
        "DomainId": studio.domain_id,
        "UserProfileName": "ana",
        "AppType": "Canvas",
        "AppName": "default",
    }
    domain = find_domain(studio.world.instance, studio.domain_id)
    arn = ask(studio.world.admin, "CreateApp", **app)["AppArn"]
    for content in (b"first", b"second"):
        open_attached(studio.world.instance, "app", arn, domain.arn, studio.key, 1 << 30).put("f", content)
        ask(studio.world.admin, "DeleteApp", **app)
        volumes = browser.ask("sealcanvas", "ListVolumes", DomainId=studio.domain_id)["Volumes"]
        detached = next(each for each in volumes if each["Kind"] == "App")
        assert (detached["State"], detached["KeyArn"]) == ("Detached", studio.key)
        if content == b"first":
            ask(studio.world.admin, "CreateApp", **app)
    older = detached["Snapshots"][1]
    assert (len(detached["Snapshots"]), older["SizeInBytes"]) == (2, 5)
    restore = {"DomainId": studio.domain_id, "SnapshotId": older["SnapshotId"]}
    assert len(browser.ask("sealcanvas", "RestoreVolumeSnapshot", **restore)["Volume"]["Snapshots"]) == 3
    ask(studio.world.admin, "CreateApp", **app)
    volume = open_attached(studio.world.instance, "app", arn, domain.arn, studio.key, 1 << 30)
    assert volume.get("f") == b"first"
    assert browser.ask("sealcanvas", "RestoreVolumeSnapshot", **restore)["__type"] == "ResourceInUseException"
    none = {**restore, "SnapshotId": "snap-00000000000000000"}
    assert browser.ask("sealcanvas", "RestoreVolumeSnapshot", **none)["__type"] == "ResourceNotFoundException"
    page = browser.ask("sealcanvas", "ListVolumes", DomainId=studio.domain_id, MaxResults=1)
    rest = browser.ask("sealcanvas", "ListVolumes", DomainId=studio.domain_id, NextToken=page["NextToken"])
    assert {each["Kind"] for each in page["Volumes"] + rest["Volumes"]} == {"Home", "App"}
