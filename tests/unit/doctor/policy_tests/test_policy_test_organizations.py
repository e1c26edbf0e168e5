"""A service control policy bears on every account of its organization, and so on the tests that each keeps."""

import json
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.doctor.policy_tests.run import run_test
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.policy_edits import HEADER
from tests.support.instance import ACCOUNT, make_instance
from tests.unit.organizations.organizations_world import ROLE, World, statement


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(make_instance(tmp_path / "home"))
    made.manage("CreateOrganization")
    return made


def keep(world: World, call: Call, account: str, name: str) -> None:
    test = {
        "PolicyTestVersion": 1,
        "Name": name,
        "Principal": {"Role": f"arn:aws:iam::{account}:role/{ROLE}", "SessionName": "work"},
        "Action": "kms:ListKeys",
        "Resource": "*",
        "Expect": {"Outcome": "allowed"},
    }
    world.ask(call, "sealcanvas:PutPolicyTest", Document=json.dumps(test))


def attach(world: World, policy: str) -> dict[str, str]:
    """Attach the policy to the organization's root; what the caller is told."""
    call = world.as_root()
    world.ask(call, "organizations:AttachPolicy", PolicyId=policy, TargetId=world.root_id)
    return call.journal.headers


def test_the_management_account_is_told_of_its_members_tests(world: World) -> None:
    member, stranger = world.account(), "999988887777"
    keep(world, world.as_role(member), member, "分析")
    denying = world.policy("NoKeys", statement("Deny", "kms:ListKeys"))
    call = world.as_root()
    world.ask(call, "organizations:AttachPolicy", PolicyId=denying, TargetId=world.root_id)
    assert call.journal.headers == {HEADER: "failed 1 of 1"}
    (record,) = world.instance.trail.of_request(call.request_id)
    assert record["sealcanvas"]["policyTests"]["failed"] == [f"分析 (account {member})"]
    found: list[dict[str, Any]] = world.ask(world.as_role(member), "sealcanvas:RunPolicyTests")["Results"]
    assert (found[0]["Cause"], found[0]["Found"]["Layer"]) == ("outcome", "service-control")
    other = world.as_root(stranger)
    assert world.ask(other, "sealcanvas:RunPolicyTests")["Results"] == []


def test_the_management_account_s_own_setting_decides_and_no_member_s(world: World) -> None:
    member = world.account()
    keep(world, world.as_role(member), member, "keys")
    denying = world.policy("NoKeys", statement("Deny", "kms:ListKeys"))
    world.ask(world.as_role(member), "sealcanvas:UpdatePolicyTestSettings", Enforce=True)
    assert attach(world, denying) == {HEADER: "failed 1 of 1"}
    world.manage("DetachPolicy", PolicyId=denying, TargetId=world.root_id)
    world.ask(world.as_root(ACCOUNT), "sealcanvas:UpdatePolicyTestSettings", Enforce=True)
    with pytest.raises(ServiceError, match=rf'"keys \(account {member}\)"') as refused:
        attach(world, denying)
    assert refused.value.code == "MalformedPolicyDocumentException"
    assert world.ask(world.as_role(member), "sealcanvas:RunPolicyTests")["Results"][0]["Holds"] is True


def test_a_member_s_tests_do_not_use_up_the_time_of_the_management_account_s(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = sorted([world.account(name) for name in ("a", "b", "c")])
    for member in accounts:
        keep(world, world.as_role(member), member, "theirs")
    ours = {
        "PolicyTestVersion": 1,
        "Name": "ours",
        "Principal": {"Account": ACCOUNT},
        "Action": "kms:ListKeys",
        "Resource": "*",
        "Expect": {"Outcome": "allowed"},
    }
    world.ask(world.as_root(), "sealcanvas:PutPolicyTest", Document=json.dumps(ours))
    asked: list[str] = []

    def run_and_tell(lookups: Any, fixture: Any, account: Any) -> Any:
        asked.append(account)
        return run_test(lookups, fixture, account)

    monkeypatch.setattr("sealcanvas.doctor.policy_tests.edits.run_test", run_and_tell)
    attach(world, world.policy("Nothing", statement("Deny", "forecast:*")))
    assert asked == [ACCOUNT, *accounts, ACCOUNT, *accounts]
