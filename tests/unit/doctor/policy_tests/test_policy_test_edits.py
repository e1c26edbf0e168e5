"""Every edit of a policy is asked around with the account's kept tests; an account that enforces them has it undone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.doctor.policy_tests.edits import KeptTests
from sealcanvas.doctor.policy_tests.run import run_test
from sealcanvas.server.registry import services
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.policy_edits import HEADER, POLICY_EDITS, is_policy_edit
from sealcanvas.wire.model import SERVICES, load
from tests.support.instance import ACCOUNT
from tests.unit.doctor.policy_tests.scene import ALLOW_JANE, DENY_JANE, JANE, Scene, document
from tests.unit.kms.kms_world import OTHER_ACCOUNT, TRUST_ACCOUNT, ask, policy

EVERYTHING = policy({"Action": "*", "Resource": "*"})
NOTHING = policy({"Effect": "Deny", "Action": "*", "Resource": "*"})
MANAGED = f"arn:aws:iam::{ACCOUNT}:policy/all"
BUCKET = "arn:aws:s3:::payroll"

MAKES_SOMETHING_NEW = {
    *("kms:CreateKey", "kms:ReplicateKey", "iam:CreateRole", "iam:CreateUser"),
    *("iam:CreatePolicy", "organizations:CreatePolicy"),
}
ASKS_ONLY = {
    *("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:GetFederationToken"),
    *("iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy", "iam:GetContextKeysForCustomPolicy"),
    *("sealcanvas:RunPolicyTests", "sealcanvas:ApplyMend", "sealcanvas:LintPolicy", "sealcanvas:ReviewPolicyChange"),
}


def keep(scene: Scene, name: str, **members: Any) -> None:
    scene.own("PutPolicyTest", Document=json.dumps(document(Name=name, **members)))


def record(scene: Scene, call: Call) -> dict[str, Any]:
    (found,) = scene.world.instance.trail.of_request(call.request_id)
    return found


def takes_a_policy(service: str, operation: str) -> bool:
    """Whether the operation's input has a policy's text, or attaches, detaches or bounds by one."""
    if operation.startswith(("Get", "List", "Describe")):
        return False
    if operation.startswith(("Attach", "Detach")) or "PermissionsBoundary" in operation:
        return True
    if operation.startswith(("Put", "Delete")) and operation.endswith("Policy") and operation != "DeletePolicy":
        return True
    shape = load(service).operations[operation].input
    return shape is not None and any(
        name in ("Policy", "Policies", "PolicyDocument", "AssumeRolePolicyDocument", "PermissionsBoundary", "Content")
        for name in shape.members
    )


def test_every_served_operation_that_takes_a_policy_is_named_as_an_edit_or_known_not_to_be_one() -> None:
    odd = {
        f"{service}:{name}"
        for service in SERVICES
        for name in load(service).operations
        if takes_a_policy(service, name) and not is_policy_edit(service, name)
    }
    assert odd <= MAKES_SOMETHING_NEW | ASKS_ONLY


def test_every_edit_is_one_unit_of_work_so_that_it_can_be_undone() -> None:
    for service, names in POLICY_EDITS.items():
        for name in names & set(services()[service].operations if service in services() else ()):
            assert services()[service].operations[name].atomic, f"{service}:{name}"
            assert services()[service].operations[name].edits_policy


def test_an_edit_that_makes_a_test_fail_says_so_and_stands(scene: Scene) -> None:
    scene.save(scene.decide(), "ジェーンは暗号化できる")
    scene.save(scene.decide(), "another")
    keep(scene, "of no concern", Action="kms:Decrypt", Resource=scene.key)
    call = scene.put_policy(ALLOW_JANE, DENY_JANE)
    assert call.journal.headers == {HEADER: "failed 2 of 3"}
    told = record(scene, call)["sealcanvas"]["policyTests"]
    assert told == {"kept": 3, "failed": ["ジェーンは暗号化できる", "another"], "notRun": 0}
    assert "NotJane" in ask(scene.call(), "GetKeyPolicy", KeyId=scene.key)["Policy"]


def test_only_the_edit_by_which_a_test_fails_is_told_of_it(scene: Scene) -> None:
    scene.save(scene.decide())
    scene.put_policy(ALLOW_JANE, DENY_JANE)
    again = scene.put_policy(DENY_JANE)
    mending = scene.put_policy(ALLOW_JANE)
    for call in (again, mending):
        assert call.journal.headers == {}
        assert "policyTests" not in record(scene, call)["sealcanvas"]


def test_an_edit_that_is_refused_for_its_own_reasons_is_told_of_no_test(scene: Scene) -> None:
    scene.save(scene.decide())
    call = scene.call()
    with pytest.raises(ServiceError, match="will not allow you to update"):
        ask(call, "PutKeyPolicy", KeyId=scene.key, Policy=policy(ALLOW_JANE, DENY_JANE))
    assert "policyTests" not in record(scene, call)["sealcanvas"]


Edit = Callable[[Scene, Call], Any]


def _managed(scene: Scene) -> None:
    scene.ask("iam", "CreatePolicy", PolicyName="all", PolicyDocument=EVERYTHING)


def _attached(scene: Scene) -> None:
    _managed(scene)
    scene.ask("iam", "AttachRolePolicy", RoleName="Jane", PolicyArn=MANAGED)


def _denying_version(scene: Scene) -> None:
    _attached(scene)
    scene.ask("iam", "CreatePolicyVersion", PolicyArn=MANAGED, PolicyDocument=NOTHING)


def _bounding(scene: Scene) -> None:
    _attached(scene)
    scene.ask("iam", "CreatePolicy", PolicyName="none", PolicyDocument=NOTHING)


def _inline(scene: Scene) -> None:
    scene.ask("iam", "PutRolePolicy", RoleName="Jane", PolicyName="own", PolicyDocument=EVERYTHING)


def _bucket(scene: Scene) -> None:
    scene.ask("s3", "CreateBucket", Bucket="payroll")
    _inline(scene)


def _public_bucket(scene: Scene) -> None:
    scene.ask("s3", "CreateBucket", Bucket="payroll")
    scene.ask("s3", "DeletePublicAccessBlock", Bucket="payroll")
    statement = {"Principal": "*", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
    scene.ask("s3", "PutBucketPolicy", Bucket="payroll", Policy=policy(statement))


def _restricted_bucket(scene: Scene) -> None:
    _public_bucket(scene)
    switches = {"RestrictPublicBuckets": True}
    scene.ask("s3", "PutPublicAccessBlock", Bucket="payroll", PublicAccessBlockConfiguration=switches)


def _bucket_for_jane(scene: Scene) -> None:
    scene.ask("s3", "CreateBucket", Bucket="payroll")
    statement = {"Principal": {"AWS": JANE}, "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
    scene.ask("s3", "PutBucketPolicy", Bucket="payroll", Policy=policy(statement))


def _trusted(scene: Scene) -> None:
    _inline(scene)
    trust = policy(TRUST_ACCOUNT)
    scene.ask("iam", "CreateRole", RoleName="Other", AssumeRolePolicyDocument=trust)


def _group_with_clerk(scene: Scene) -> None:
    scene.world.user("clerk", scene.world.allowed("kms:*"))
    scene.ask("iam", "CreateGroup", GroupName="clerks")
    scene.ask("iam", "AddUserToGroup", GroupName="clerks", UserName="clerk")


def _denied_group(scene: Scene) -> None:
    scene.world.user("clerk", scene.world.allowed("kms:*"))
    scene.ask("iam", "CreateGroup", GroupName="clerks")
    scene.ask("iam", "PutGroupPolicy", GroupName="clerks", PolicyName="own", PolicyDocument=NOTHING)


CLERK_LISTS = {
    "Action": "kms:ListKeys",
    "Resource": "*",
    "Principal": {"User": f"arn:aws:iam::{ACCOUNT}:user/clerk"},
}
LIST = {"Action": "kms:ListKeys", "Resource": "*"}
READ = {"Action": "s3:GetObject", "Resource": f"{BUCKET}/a"}
ASSUME = {"Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::{ACCOUNT}:role/Other"}
DENY_ALL_READING = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{BUCKET}/*"}

IAM_REFUSES = "MalformedPolicyDocument"
TRUST_NOBODY = policy({**TRUST_ACCOUNT, "Principal": {"Service": "ec2.amazonaws.com"}})
OWN = {"RoleName": "Jane", "PolicyName": "own"}

EDITS: dict[str, tuple[Callable[[Scene], None], dict[str, Any], str, dict[str, Any]]] = {
    "iam:PutRolePolicy": (
        _inline,
        LIST,
        IAM_REFUSES,
        {**OWN, "PolicyDocument": NOTHING},
    ),
    "iam:DeleteRolePolicy": (_inline, LIST, IAM_REFUSES, OWN),
    "iam:DetachRolePolicy": (_attached, LIST, IAM_REFUSES, {"RoleName": "Jane", "PolicyArn": MANAGED}),
    "iam:CreatePolicyVersion": (
        _attached,
        LIST,
        IAM_REFUSES,
        {"PolicyArn": MANAGED, "PolicyDocument": NOTHING, "SetAsDefault": True},
    ),
    "iam:SetDefaultPolicyVersion": (
        _denying_version,
        LIST,
        IAM_REFUSES,
        {"PolicyArn": MANAGED, "VersionId": "v2"},
    ),
    "iam:PutRolePermissionsBoundary": (
        _bounding,
        LIST,
        IAM_REFUSES,
        {"RoleName": "Jane", "PermissionsBoundary": MANAGED.replace("all", "none")},
    ),
    "iam:UpdateAssumeRolePolicy": (
        _trusted,
        ASSUME,
        IAM_REFUSES,
        {
            "RoleName": "Other",
            "PolicyDocument": policy({**TRUST_ACCOUNT, "Principal": {"Service": "ec2.amazonaws.com"}}),
        },
    ),
    "iam:PutGroupPolicy": (
        _group_with_clerk,
        CLERK_LISTS,
        IAM_REFUSES,
        {"GroupName": "clerks", "PolicyName": "own", "PolicyDocument": NOTHING},
    ),
    "iam:AddUserToGroup": (_denied_group, CLERK_LISTS, IAM_REFUSES, {"GroupName": "clerks", "UserName": "clerk"}),
    "s3:PutBucketPolicy": (_bucket, READ, "MalformedPolicy", {"Bucket": "payroll", "Policy": policy(DENY_ALL_READING)}),
    "s3:DeleteBucketPolicy": (_bucket_for_jane, READ, "MalformedPolicy", {"Bucket": "payroll"}),
    "s3:PutPublicAccessBlock": (
        _public_bucket,
        {**READ, "Principal": {"Anonymous": True}},
        "MalformedPolicy",
        {"Bucket": "payroll", "PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}},
    ),
    "s3:DeletePublicAccessBlock": (
        _restricted_bucket,
        {**READ, "Principal": {"Anonymous": True}, "Expect": {"Outcome": "implicit-deny"}},
        "MalformedPolicy",
        {"Bucket": "payroll"},
    ),
}


@pytest.mark.parametrize("operation", EDITS)
def test_each_kind_of_edit_is_told_of_and_under_enforcement_undone(scene: Scene, operation: str) -> None:
    prepare, question, code, request = EDITS[operation]
    service, _, name = operation.partition(":")
    prepare(scene)
    keep(scene, "must hold", **question)
    assert scene.run()[0]["Holds"] is True
    scene.own("UpdatePolicyTestSettings", Enforce=True)
    refused = scene.call()
    with pytest.raises(ServiceError, match='"must hold"') as error:
        scene.ask(service, name, refused, **request)
    assert error.value.code == code
    assert record(scene, refused)["errorCode"] == code
    assert record(scene, refused)["sealcanvas"]["policyTests"]["failed"] == ["must hold"]
    assert scene.run()[0]["Holds"] is True, "the edit was not undone"
    scene.own("UpdatePolicyTestSettings", Enforce=False)
    call = scene.call()
    scene.ask(service, name, call, **request)
    assert call.journal.headers == {HEADER: "failed 1 of 1"}
    assert scene.run()[0]["Holds"] is False


def test_an_enforced_key_policy_is_refused_and_the_old_one_decides(scene: Scene) -> None:
    scene.save(scene.decide(), "ジェーン")
    scene.own("UpdatePolicyTestSettings", Enforce=True)
    before = ask(scene.call(), "GetKeyPolicy", KeyId=scene.key)
    call = scene.call()
    with pytest.raises(ServiceError) as refused:
        scene.put_policy(DENY_JANE, call=call)
    assert refused.value.code == "MalformedPolicyDocumentException"
    assert refused.value.message == 'The policy would make policy tests fail that this account enforces: "ジェーン".'
    assert call.journal.headers == {}
    assert ask(scene.call(), "GetKeyPolicy", KeyId=scene.key) == before
    assert ask(scene.call(scene.jane), "GenerateDataKey", KeyId=scene.key, KeySpec="AES_256")["KeyId"] == scene.key
    assert scene.world.instance.trail.verify()


def test_a_refusal_names_ten_tests_and_counts_the_others(scene: Scene) -> None:
    for number in range(12):
        keep(scene, f"test {number:02}", Resource=scene.key)
    scene.own("UpdatePolicyTestSettings", Enforce=True)
    with pytest.raises(ServiceError, match=r'"test 09" and 2 more\.'):
        scene.put_policy(DENY_JANE)


def test_a_test_that_failed_before_does_not_stand_in_the_way(scene: Scene) -> None:
    keep(scene, "long broken", Resource=scene.key, Expect={"Outcome": "implicit-deny"})
    scene.own("UpdatePolicyTestSettings", Enforce=True)
    assert scene.put_policy(ALLOW_JANE, DENY_JANE).journal.headers == {}


def test_tests_that_are_out_of_time_are_counted_and_refused_under_enforcement(scene: Scene) -> None:
    scene.save(scene.decide())
    scene.save(scene.decide(), "second")
    ticks = iter(range(100))
    scene.world.instance.edit_watch = KeptTests(scene.world.instance, seconds=2, timer=lambda: next(ticks))
    assert scene.put_policy(ALLOW_JANE, DENY_JANE).journal.headers == {HEADER: "failed 0 of 2, 2 not run"}
    scene.put_policy(ALLOW_JANE)
    scene.own("UpdatePolicyTestSettings", Enforce=True)
    ticks = iter(range(100))
    with pytest.raises(ServiceError, match="2 policy tests could not be run in time"):
        scene.put_policy(ALLOW_JANE, DENY_JANE)


def test_tests_of_an_account_are_asked_for_its_own_edits_alone(scene: Scene) -> None:
    scene.save(scene.decide())
    other = scene.call(scene.world.user("boss", scene.world.allowed("*"), account=OTHER_ACCOUNT))
    scene.ask("iam", "CreateRole", other, RoleName="Jane", AssumeRolePolicyDocument=policy(TRUST_ACCOUNT))
    scene.ask("iam", "PutRolePolicy", other, RoleName="Jane", PolicyName="own", PolicyDocument=NOTHING)
    assert HEADER not in other.journal.headers


def test_an_account_without_tests_pays_one_look_up(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sealcanvas.doctor.policy_tests.edits.run_test", lambda *_, **__: asked.append("x"))
    scene.put_policy(ALLOW_JANE)
    assert asked == []


def test_only_tests_on_which_an_edit_bears_are_asked(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(scene, "this key", Resource=scene.key)
    keep(scene, "other key", Resource=scene.world.key(scene.call()), Expect={"Outcome": "implicit-deny"})
    asked: list[str] = []

    def run_and_tell(lookups: Any, fixture: Any, account: Any) -> Any:
        asked.append(fixture.name)
        return run_test(lookups, fixture, account)

    monkeypatch.setattr("sealcanvas.doctor.policy_tests.edits.run_test", run_and_tell)
    scene.put_policy(ALLOW_JANE)
    assert asked == ["this key", "this key"]
