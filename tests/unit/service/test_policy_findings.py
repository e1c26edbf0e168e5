"""Whoever puts a policy finds in the audit trail what the linter says of it; one table knows all who do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.access.linter import lint_policy
from sealcanvas.access.principal import Principal
from sealcanvas.server.registry import services
from sealcanvas.service.call import Call, Journal
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.policy_findings import FINDINGS_HEADER, MOST_RECORDED, POLICIES
from sealcanvas.wire.model import SERVICES, load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as, make_instance

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
IDENTITY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decript","Resource":"*"}]}'


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | each for each in statements]})


TRUST = policy({"Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"})
KEY = policy(
    {"Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"},
    {"Principal": {"AWS": ROOT}, "Action": "kms:Decript", "Resource": "*"},
)
BUCKET = policy({"Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b-1/*"})

_NO_POLICY = {("sealcanvas", "LintPolicy"), ("sealcanvas", "ReviewPolicyChange")}  # they ask about one


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    made = make_instance(tmp_path / "home", Clock())
    yield made
    made.database.close()


@pytest.fixture
def root(instance: Instance) -> Call:
    return call_as(instance, Principal.root(ACCOUNT))


def ask(call: Call, operation: str, **request: Any) -> dict[str, Any]:
    service, name = operation.split(":")
    model = load(service).operations[name]
    validate(model, request)
    answer = services()[service].operations[name](call, request)
    assert serialize(model, answer, call.request_id).status == 200
    return answer


def recorded(call: Call, name: str) -> list[str]:
    records = [each for each in call.instance.trail.of_request(call.request_id) if each["eventName"] == name]
    return [finding["Code"] for finding in records[-1]["sealcanvas"].get("findings", [])]


def test_every_operation_that_takes_a_policy_is_in_the_table() -> None:
    taking = {
        (service, name): member
        for service in SERVICES
        for name, operation in load(service).operations.items()
        for member, shape in (operation.input.members if operation.input else {}).items()
        if shape.type_name == "string" and (member in ("Policy", "Content") or member.endswith("PolicyDocument"))
    }
    assert len(taking) > 9
    for operation, member in taking.items():
        assert operation in _NO_POLICY or POLICIES[operation][0] == member, operation


def test_what_is_put_is_recorded_with_its_findings(root: Call) -> None:
    ask(root, "iam:CreateRole", RoleName="r", AssumeRolePolicyDocument=TRUST)
    assert recorded(root, "CreateRole") == ["confused-deputy"]
    ask(root, "iam:PutRolePolicy", RoleName="r", PolicyName="p", PolicyDocument=IDENTITY)
    assert recorded(root, "PutRolePolicy") == ["action-unknown"]
    ask(root, "iam:CreatePolicy", PolicyName="p", PolicyDocument=IDENTITY)
    assert recorded(root, "CreatePolicy") == ["action-unknown"]
    key = ask(root, "kms:CreateKey")["KeyMetadata"]["Arn"]
    assert recorded(root, "CreateKey") == []
    ask(root, "kms:PutKeyPolicy", KeyId=key, Policy=KEY, BypassPolicyLockoutSafetyCheck=True)
    assert recorded(root, "PutKeyPolicy") == ["statement-redundant", "action-unknown"]
    ask(root, "s3:CreateBucket", Bucket="b-1")
    ask(root, "s3:PutPublicAccessBlock", Bucket="b-1", PublicAccessBlockConfiguration={})
    ask(root, "s3:PutBucketPolicy", Bucket="b-1", Policy=BUCKET)
    assert recorded(root, "PutBucketPolicy") == ["anyone-allowed"]


def test_whoever_puts_a_policy_is_told_of_its_findings_by_a_header(root: Call) -> None:
    ask(root, "iam:CreateRole", RoleName="r", AssumeRolePolicyDocument=TRUST)
    assert root.journal.headers == {FINDINGS_HEADER: "1 (confused-deputy)"}
    quiet = replace(root, journal=Journal())
    ask(quiet, "kms:CreateKey")
    ask(quiet, "iam:GetRole", RoleName="r")
    assert quiet.journal.headers == {}
    many = {
        "Action": ["kms:Decript", "kms:Encript", "kmss:Encrypt", "s3:Got*", "kms:Encrypt", "kms:Encrypt"],
        "Resource": ["arn:aws:nosuch:::x", "*", "*"],
        "Condition": {"StringEquals": {"aws:NoSuchKey": "x"}},
    }
    loud = replace(root, journal=Journal())
    ask(loud, "iam:PutRolePolicy", RoleName="r", PolicyName="p", PolicyDocument=policy(many))
    codes = recorded(loud, "PutRolePolicy")
    named = list(dict.fromkeys(codes))
    assert len(named) > 5
    assert len(codes) > len(named)
    assert loud.journal.headers[FINDINGS_HEADER] == f"{len(codes)} ({', '.join(named[:5])}, ...)"


def test_a_refused_policy_is_recorded_as_a_failure_that_says_all(root: Call) -> None:
    with pytest.raises(ServiceError) as caught:
        ask(root, "iam:CreatePolicy", PolicyName="p", PolicyDocument=IDENTITY[:-1])
    assert caught.value.code == "MalformedPolicyDocument"
    (record,) = root.instance.trail.of_request(root.request_id)
    assert record["errorMessage"].startswith("Syntax errors in policy. Line 1, column 1: This `{` is never closed.")
    assert "findings" not in record["sealcanvas"]


def test_a_managed_policy_must_be_of_the_newest_version(root: Call) -> None:
    for text in (IDENTITY.replace("2012", "2008"), IDENTITY.replace('"Version":"2012-10-17",', "")):
        with pytest.raises(ServiceError) as caught:
            ask(root, "iam:CreatePolicy", PolicyName="p", PolicyDocument=text)
        assert caught.value.message == "Policy document must be version 2012-10-17 or greater."


def test_a_record_holds_fifty_findings_at_most(root: Call) -> None:
    actions = [f"kms:No{number}" for number in range(MOST_RECORDED + 30)]
    text = IDENTITY.replace('"kms:Decript"', json.dumps(actions))
    ask(root, "iam:CreatePolicy", PolicyName="p", PolicyDocument=text)
    assert len(recorded(root, "CreatePolicy")) == MOST_RECORDED


def test_lint_policy_tells_the_editor_all_and_records_no_text(root: Call) -> None:
    answer = ask(root, "sealcanvas:LintPolicy", PolicyDocument=KEY)
    assert answer["PolicyType"] == "key"
    first = answer["Findings"][0]
    assert (first["Code"], first["Severity"], first["Line"], first["Refused"]) == (
        "statement-redundant",
        "suggestion",
        1,
        False,
    )
    assert first["EndColumn"] > first["Column"]
    (record,) = root.instance.trail.of_request(root.request_id)
    assert "kms:Decript" not in json.dumps(record)
    broken = ask(root, "sealcanvas:LintPolicy", PolicyDocument="", PolicyType="service-control")
    assert [each["Code"] for each in broken["Findings"]] == ["json-empty"]


def test_lint_policy_knows_whose_the_resource_is(root: Call) -> None:
    arn = "arn:aws:kms:us-east-1:444433332222:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    answer = ask(root, "sealcanvas:LintPolicy", PolicyDocument=KEY, PolicyType="key", ResourceArn=arn)
    codes = [each["Code"] for each in answer["Findings"]]
    assert "cross-account" in codes
    assert "key-lockout" in codes
    assert codes == [each.code for each in lint_policy(KEY, "key", "444433332222")]


def test_lint_policy_needs_its_permission(instance: Instance) -> None:
    nobody = call_as(instance, Principal.user(ACCOUNT, "nobody", "AIDANOBODY"))
    with pytest.raises(ServiceError) as caught:
        ask(nobody, "sealcanvas:LintPolicy", PolicyDocument="{}")
    assert "is not authorized to perform: sealcanvas:LintPolicy" in caught.value.message
