"""A saved decision holds while policies say what they said, and fails with the right reason when they do not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.doctor.policy_tests.save import fixture_of
from sealcanvas.doctor.policy_tests.write import write_fixture
from sealcanvas.doctor.recorded import recorded_decision
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.policy_edits import HEADER
from sealcanvas.sts.assume import assume_as_service
from tests.support.instance import ACCOUNT
from tests.unit.doctor.policy_tests.scene import ALLOW_JANE, DENY_JANE, JANE, Scene, document
from tests.unit.kms.kms_world import ask, key_statement, policy


def test_a_saved_decision_holds_fails_by_an_edit_and_holds_again(scene: Scene) -> None:
    saved = scene.save(scene.decide())
    assert saved["Result"]["Holds"] is True
    scene.put_policy(ALLOW_JANE, DENY_JANE)
    (failed,) = scene.run()
    assert (failed["Holds"], failed["Cause"]) == (False, "outcome")
    assert failed["Expected"] == {"Outcome": "allowed"}
    assert failed["Found"] == {
        "Outcome": "explicit-deny",
        "Layer": "resource",
        "Document": f"key policy of {scene.key}",
        "Sid": "NotJane",
        "Line": 1,
    }
    assert '"NotJane"' in failed["Explanation"]
    assert failed["Explanation"].endswith("forbids it.")
    scene.put_policy(ALLOW_JANE)
    assert [each["Holds"] for each in scene.run()] == [True]


def test_what_follows_from_principal_and_resource_is_left_out_of_the_file(scene: Scene) -> None:
    scene.save(scene.decide(EncryptionContext={"部門": "経理"}))
    kept = scene.kept()
    assert kept["Principal"] == {"Role": JANE, "SessionName": "work"}
    assert kept["EncryptionContext"] == {"部門": "経理"}
    assert kept["Context"] == {
        "aws:RequestedRegion": "us-east-1",
        "aws:ViaAWSService": "false",
        "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }
    assert "ResourceAccount" not in kept
    assert kept["Expect"] == {"Outcome": "allowed"}


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        ("aws:SourceIp", {"IpAddress": {"AWS:SourceIP": "192.0.2.0/24"}}),
        ("aws:UserAgent", {"StringLike": {"aws:UserAgent": "boto*"}}),
        ("aws:CurrentTime", {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}),
        ("aws:EpochTime", {"NumericLessThan": {"aws:EpochTime": "1800000000"}}),
        ("aws:SourceIp", {"StringLike": {"aws:PrincipalTag/home": "${aws:SourceIp}"}}),
    ],
    ids=str,
)
def test_what_differs_from_call_to_call_is_kept_where_a_policy_mentions_it(
    scene: Scene, key: str, condition: dict[str, Any]
) -> None:
    scene.put_policy(ALLOW_JANE, key_statement("*", "kms:Sign", Effect="Deny", Condition=condition))
    scene.save(scene.decide())
    volatile = {"aws:SourceIp", "aws:UserAgent", "aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"}
    assert volatile & set(scene.kept()["Context"]) == {key}


def test_time_is_that_of_the_run_unless_the_test_fixes_it(scene: Scene) -> None:
    until = {"DateLessThan": {"aws:CurrentTime": "2026-12-01T00:00:00Z"}}
    scene.put_policy({**ALLOW_JANE, "Condition": until})
    asked = document(Resource=scene.key)
    fixed = {**asked, "Context": {"aws:CurrentTime": "2026-11-30T00:00:00Z"}}
    assert scene.result(asked).holds
    scene.world.clock.advance(days=30)
    assert scene.result(asked).found == "implicit-deny"
    assert scene.result(fixed).holds


def test_tags_are_those_of_today_and_session_tags_go_before_them(scene: Scene) -> None:
    red = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    scene.put_policy({**ALLOW_JANE, "Condition": red})
    asked = document(Resource=scene.key)
    tagged = {**asked, "Principal": {"Role": JANE, "SessionName": "work", "SessionTags": {"Team": "red"}}}
    assert not scene.result(asked).holds
    assert scene.result(tagged).holds
    scene.ask("iam", "TagRole", RoleName="Jane", Tags=[{"Key": "team", "Value": "red"}])
    assert scene.result(asked).holds
    scene.ask("iam", "TagRole", RoleName="Jane", Tags=[{"Key": "team", "Value": "blue"}])
    assert not scene.result(asked).holds
    assert scene.result(tagged).holds


def test_a_principal_that_is_gone_fails_the_test_and_one_made_again_is_asked_about(scene: Scene) -> None:
    scene.save(scene.decide())
    scene.ask("iam", "DeleteRole", RoleName="Jane")
    (gone,) = scene.run()
    assert (gone["Holds"], gone["Cause"], gone["Found"]) == (False, "principal-gone", {"Outcome": "principal-gone"})
    assert gone["Explanation"] == f"{JANE} is not there any more: nobody can be asked about."
    assert "存在しない" in scene.run(Language="ja")[0]["Explanation"]
    scene.world.role("Jane")
    (again,) = scene.run()  # the key policy still names the role that was deleted
    assert (again["Cause"], again["Found"]["Outcome"]) == ("outcome", "implicit-deny")
    scene.put_policy(ALLOW_JANE)
    assert scene.run()[0]["Holds"] is True


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("kms:Decrypt", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"),
        ("s3:GetObject", "arn:aws:s3:::no-such-bucket/a"),
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/Nobody"),
    ],
)
@pytest.mark.parametrize("outcome", ["allowed", "implicit-deny"])
def test_a_resource_that_is_gone_fails_the_test_whatever_it_expects(
    scene: Scene, action: str, resource: str, outcome: str
) -> None:
    found = scene.result(document(Action=action, Resource=resource, Expect={"Outcome": outcome}))
    assert found.cause == "resource-gone"
    assert found.why() == f"{resource} is not there any more: there is nothing to ask about."


def test_a_bucket_need_not_be_there_to_be_made(scene: Scene) -> None:
    asked = document(Action="s3:CreateBucket", Resource="arn:aws:s3:::new", Expect={"Outcome": "implicit-deny"})
    assert scene.result(asked).holds


def test_layer_document_and_sid_must_decide_where_they_are_named(scene: Scene) -> None:
    name = f"key policy of {scene.key}"
    scene.save(scene.decide(), Exact=True)
    assert scene.kept()["Expect"] == {"Outcome": "allowed", "Layer": "resource", "Document": name, "Sid": "Jane"}
    assert scene.run()[0]["Holds"] is True
    scene.put_policy({**ALLOW_JANE, "Sid": "Other"})
    (other,) = scene.run()
    assert (other["Cause"], other["Found"]["Sid"]) == ("statement", "Other")
    scene.put_policy()
    ask(scene.call(), "CreateGrant", KeyId=scene.key, GranteePrincipal=JANE, Operations=["GenerateDataKey"])
    (moved,) = scene.run()
    assert (moved["Cause"], moved["Found"]) == ("layer", {"Outcome": "allowed", "Layer": "grant"})


def test_an_exact_implicit_deny_names_the_layer_that_did_not_allow(scene: Scene) -> None:
    scene.put_policy()
    scene.save(scene.decide(), Exact=True)
    assert scene.kept()["Expect"] == {"Outcome": "implicit-deny", "Layer": "identity"}


def test_another_outcome_than_the_recorded_one_may_be_expected(scene: Scene) -> None:
    scene.put_policy()
    saved = scene.save(scene.decide(), Outcome="allowed", Exact=True)
    assert saved["Result"]["Holds"] is False
    assert scene.kept()["Expect"] == {"Outcome": "allowed"}
    scene.put_policy(ALLOW_JANE)
    assert scene.run()[0]["Holds"] is True


def test_a_grant_is_a_layer_too(scene: Scene) -> None:
    scene.put_policy()
    granted = {"GranteePrincipal": JANE, "Operations": ["GenerateDataKey"]}
    context = {"EncryptionContextSubset": {"Department": "10"}}
    kms_ask = {"KeyId": scene.key, **granted, "Constraints": context}
    grant = ask(scene.call(), "CreateGrant", **kms_ask)["GrantId"]
    scene.save(scene.decide(EncryptionContext={"Department": "10", "x": "y"}), Exact=True)
    assert scene.kept()["Expect"] == {"Outcome": "allowed", "Layer": "grant"}
    assert scene.run()[0]["Holds"] is True
    ask(scene.call(), "RevokeGrant", KeyId=scene.key, GrantId=grant)
    assert scene.run()[0]["Found"]["Outcome"] == "implicit-deny"


def test_aliases_spec_and_tags_of_a_key_are_those_of_today(scene: Scene) -> None:
    named = {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/payroll"},
        "StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"},
    }
    scene.put_policy()
    allowed = policy({**scene.world.allowed("kms:GenerateDataKey"), "Condition": named})
    scene.ask("iam", "PutRolePolicy", RoleName="Jane", PolicyName="own", PolicyDocument=allowed)
    asked = document(Resource=scene.key)
    assert not scene.result(asked).holds
    ask(scene.call(), "CreateAlias", AliasName="alias/payroll", TargetKeyId=scene.key)
    assert scene.result(asked).holds


def test_every_kind_of_principal_is_asked_as(scene: Scene) -> None:
    scene.ask("s3", "CreateBucket", Bucket="open")
    text = policy({"Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::open/*", "Sid": "Everybody"})
    scene.ask("s3", "DeletePublicAccessBlock", Bucket="open")
    scene.ask("s3", "PutBucketPolicy", Bucket="open", Policy=text)
    scene.world.user("clerk")
    clerk = f"arn:aws:iam::{ACCOUNT}:user/clerk"
    for principal in (
        {"Role": JANE, "SessionName": "work"},
        {"User": clerk},
        {"Account": ACCOUNT},
        {"FederatedUser": "guest", "Issuer": clerk},
        {"Service": "forecast.amazonaws.com"},
        {"WebIdentity": "accounts.example.com", "Subject": "me"},
        {"Anonymous": True},
    ):
        asked = document(Principal=principal, Action="s3:GetObject", Resource="arn:aws:s3:::open/a")
        assert scene.result(asked).holds, principal
        denied = document(
            Principal=principal, Action="s3:PutObject", Resource="arn:aws:s3:::open/a", Expect={"Outcome": "allowed"}
        )
        assert scene.result(denied).holds is ("Account" in principal), principal


def test_a_decision_whose_principal_is_gone_is_not_saved(scene: Scene) -> None:
    decision = scene.decide()
    scene.ask("iam", "DeleteRole", RoleName="Jane")
    with pytest.raises(ServiceError, match="is not there any more") as refused:
        scene.save(decision)
    assert refused.value.code == "ValidationException"
    assert scene.own("ListPolicyTests")["PolicyTests"] == []


def test_asking_leaves_no_decision_and_no_event_behind(scene: Scene) -> None:
    scene.save(scene.decide())
    call = scene.call()
    scene.own("RunPolicyTests", call)
    (record,) = scene.world.instance.trail.of_request(call.request_id)
    assert [each["request"]["action"] for each in record["sealcanvas"]["decisions"]] == ["sealcanvas:RunPolicyTests"]


def test_session_policies_of_a_decision_are_asked_with(scene: Scene) -> None:
    text = policy({"Action": "kms:Decrypt", "Resource": "*", "Sid": "OnlyDecrypt"})
    narrow = NamedPolicy("session policy of work", PolicyDocument.parse(text, "session"))
    call = replace(scene.call(scene.jane), session_policies=(narrow,))
    with pytest.raises(ServiceError):
        ask(call, "GenerateDataKey", KeyId=scene.key, KeySpec="AES_256")
    saved = scene.save(call.request_id, Exact=True)
    assert saved["Result"]["Holds"] is True
    kept = scene.kept()
    assert kept["SessionPolicies"][0]["Policy"]["Statement"][0]["Sid"] == "OnlyDecrypt"
    assert kept["Expect"] == {"Outcome": "implicit-deny", "Layer": "session"}


def test_a_service_s_decision_is_asked_as_the_service_for_the_same_source(scene: Scene) -> None:
    source = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-1"
    service = {"Service": "sagemaker.amazonaws.com"}
    trust = {"Principal": service, "Action": "sts:AssumeRole", "Condition": {"ArnLike": {"aws:SourceArn": source}}}
    scene.ask("iam", "UpdateAssumeRolePolicy", RoleName="Jane", PolicyDocument=policy(trust))
    instance = scene.world.instance
    assume_as_service(instance, JANE, service=service["Service"], source_arn=source, session_name="work")
    decision = recorded_decision(instance, instance.trail.newest(1)[0]["requestID"])
    fixture = fixture_of(instance, decision, "service")
    assert json.loads(write_fixture(fixture))["Principal"] == service
    assert dict(fixture.context)["aws:SourceArn"] == source
    scene.own("PutPolicyTest", Document=write_fixture(fixture))
    assert scene.run()[0]["Holds"] is True
    other = {**trust, "Condition": {"ArnLike": {"aws:SourceArn": source + "2"}}}
    call = scene.call()
    scene.ask("iam", "UpdateAssumeRolePolicy", call, RoleName="Jane", PolicyDocument=policy(other))
    assert call.journal.headers == {HEADER: "failed 1 of 1"}
