"""What one account may learn by policy tests of another: nothing."""

import json
from typing import Any

import pytest

from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.unit.doctor.policy_tests.scene import JANE, Scene, document
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, key_statement, policy

BOSS = f"arn:aws:iam::{OTHER_ACCOUNT}:user/boss"
MISSING = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def other(scene: Scene) -> Call:
    return scene.call(scene.world.user("boss", scene.world.allowed("*"), account=OTHER_ACCOUNT))


def put(scene: Scene, call: Call, **members: Any) -> dict[str, Any]:
    return scene.own("PutPolicyTest", call, Document=json.dumps(document(**members)))


def test_accounts_see_their_own_tests_alone(scene: Scene, other: Call) -> None:
    scene.save(scene.decide(), "same name")
    put(scene, other, Name="same name", Principal={"User": BOSS}, Action="kms:ListKeys", Resource="*")
    (mine,) = scene.own("ListPolicyTests")["PolicyTests"]
    (theirs,) = scene.own("ListPolicyTests", other)["PolicyTests"]
    assert (mine["Action"], theirs["Action"]) == ("kms:GenerateDataKey", "kms:ListKeys")
    scene.own("DeletePolicyTest", other, Name="same name")
    assert scene.run()[0]["Holds"] is True
    with pytest.raises(ServiceError, match='There is no policy test "same name"'):
        scene.own("DescribePolicyTest", other, Name="same name")
    assert scene.own("RunPolicyTests", other)["Results"] == []
    scene.own("UpdatePolicyTestSettings", other, Enforce=True)
    assert scene.own("DescribePolicyTestSettings") == {"Enforce": False}


def test_another_account_s_decision_is_not_there(scene: Scene, other: Call) -> None:
    decision = scene.decide()
    with pytest.raises(ServiceError, match="No decision with the id") as refused:
        scene.own("PutPolicyTest", other, DecisionId=decision)
    assert refused.value.code == "ResourceNotFoundException"


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"Principal": {"Role": f"{JANE}2", "SessionName": "work"}},
        {"Principal": {"Service": "s3.amazonaws.com"}},
        {"Principal": {"Anonymous": True}},
        {"Principal": {"User": BOSS}, "Expect": {"Outcome": "allowed", "Layer": "resource"}},
        {"Principal": {"User": BOSS}, "Expect": {"Outcome": "explicit-deny", "Sid": "Guess"}},
    ],
    ids=str,
)
def test_a_test_that_would_tell_of_another_account_is_refused(
    scene: Scene, other: Call, members: dict[str, Any]
) -> None:
    with pytest.raises(ServiceError, match="its own") as refused:
        put(scene, other, Resource=scene.key, **members)
    assert refused.value.code == "ValidationException"


def test_of_another_account_s_key_the_outcome_alone_is_told(scene: Scene, other: Call) -> None:
    there = put(scene, other, Name="there", Principal={"User": BOSS}, Resource=scene.key)["Result"]
    missing = scene.key[:-36] + MISSING
    gone = put(scene, other, Name="gone", Principal={"User": BOSS}, Resource=missing)["Result"]
    assert there["Found"] == gone["Found"] == {"Outcome": "implicit-deny"}
    assert there["Cause"] == gone["Cause"] == "outcome"
    assert there["Explanation"] == gone["Explanation"]
    assert "policies allow access" in there["Explanation"]
    opened = key_statement({"AWS": BOSS}, "kms:GenerateDataKey", Sid="Secret")
    scene.put_policy(opened)
    allowed = scene.own("RunPolicyTests", other)["Results"][0]
    assert allowed["Holds"] is True
    assert "Secret" not in str(allowed)
    assert "statement" not in str(allowed)


def test_drafts_may_not_stand_in_for_another_account_s_policies(scene: Scene, other: Call) -> None:
    missing = scene.key[:-36] + MISSING
    words = []
    for place in (scene.key, missing):
        with pytest.raises(ServiceError) as refused:
            scene.own("RunPolicyTests", other, Drafts=[{"Document": place, "Policy": policy(DELEGATION)}])
        words.append(refused.value.message.replace(place, "PLACE"))
    assert words[0] == words[1]


def test_whoever_may_not_do_it_is_refused(scene: Scene) -> None:
    scene.save(scene.decide())
    call = scene.call(scene.jane)
    for name, members in (
        ("DescribePolicyTest", {"Name": "Jane"}),
        ("DeletePolicyTest", {"Name": "Jane"}),
        ("RunPolicyTests", {}),
        ("ListPolicyTests", {}),
        ("UpdatePolicyTestSettings", {"Enforce": True}),
        ("PutPolicyTest", {"DecisionId": "x"}),
    ):
        with pytest.raises(ServiceError, match=rf"not authorized to perform: sealcanvas:{name} on resource: arn:aws:s"):
            scene.own(name, call, **members)
