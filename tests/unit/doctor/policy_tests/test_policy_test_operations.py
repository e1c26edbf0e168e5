"""The operations on kept tests: bounds, pages, drafts and wrong input."""

import json
from typing import Any

import pytest

from sealcanvas.doctor.policy_tests import kept
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.unit.doctor.policy_tests.scene import ALLOW_JANE, DENY_JANE, JANE, Scene, document
from tests.unit.kms.kms_world import DELEGATION, policy


def put(scene: Scene, **members: Any) -> dict[str, Any]:
    return scene.own("PutPolicyTest", Document=json.dumps(document(Resource=scene.key, **members)))


def test_a_test_of_the_same_name_is_replaced(scene: Scene) -> None:
    put(scene, Name="が")  # NFC
    scene.world.clock.advance(hours=1)
    put(scene, Name="\u304b\u3099", Action="kms:Decrypt")  # the same in NFD
    (only,) = scene.own("ListPolicyTests")["PolicyTests"]
    assert only["Action"] == "kms:Decrypt"
    assert only["LastModifiedTime"] > only["CreationTime"]


def test_an_account_keeps_a_bounded_number(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_TESTS", 2)
    put(scene, Name="1")
    put(scene, Name="2")
    with pytest.raises(ServiceError) as refused:
        put(scene, Name="3")
    assert refused.value.code == "ServiceQuotaExceededException"
    put(scene, Name="2", Action="kms:Decrypt")


def test_lists_and_runs_come_in_pages_that_stay_right_while_tests_go(scene: Scene) -> None:
    for number in range(5):
        put(scene, Name=f"{number}")
    first = scene.own("ListPolicyTests", MaxResults=2)
    scene.own("DeletePolicyTest", Name="1")
    second = scene.own("ListPolicyTests", MaxResults=2, NextToken=first["NextToken"])
    third = scene.own("RunPolicyTests", MaxResults=2, NextToken=second["NextToken"])
    names = [test["Name"] for page in (first["PolicyTests"], second["PolicyTests"], third["Results"]) for test in page]
    assert names == ["0", "1", "2", "3", "4"]
    assert "NextToken" not in third


@pytest.mark.parametrize("token", ["x", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ==", "===="])
def test_a_token_that_no_list_gave_is_refused(scene: Scene, token: str) -> None:
    with pytest.raises(ServiceError, match="pagination token is invalid"):
        scene.own("ListPolicyTests", NextToken=token)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "Give either Document or DecisionId"),
        ({"Document": "{}", "DecisionId": "x"}, "Give either Document or DecisionId"),
        ({"Document": "{}", "Name": "x"}, "Name goes with DecisionId"),
        ({"Document": "{\n}"}, "Line 1, column 1: The test has no PolicyTestVersion"),
        ({"DecisionId": "no-such-decision"}, "No decision with the id"),
    ],
)
def test_wrong_input_is_told(scene: Scene, members: dict[str, Any], message: str) -> None:
    with pytest.raises(ServiceError, match=message):
        scene.own("PutPolicyTest", **members)


def test_a_name_that_cannot_be_is_told(scene: Scene) -> None:
    with pytest.raises(ServiceError, match="cannot be the name"):
        scene.save(scene.decide(), "../../etc/passwd")
    with pytest.raises(ServiceError, match="There is no policy test"):
        scene.own("DeletePolicyTest", Name="../x")


def test_tests_run_with_drafts_as_if_they_were_saved(scene: Scene) -> None:
    put(scene)
    denying = {"Document": scene.key, "Policy": policy(DELEGATION, ALLOW_JANE, DENY_JANE)}
    (result,) = scene.run(Drafts=[denying])
    assert (result["Found"]["Outcome"], result["Found"]["Sid"]) == ("explicit-deny", "NotJane")
    assert scene.run(Names=["by hand"])[0]["Holds"] is True


def test_a_draft_of_an_inline_policy_that_is_not_there_yet_is_added(scene: Scene) -> None:
    put(scene)
    deny = policy({"Effect": "Deny", "Action": "kms:*", "Resource": "*", "Sid": "New"})
    assert scene.run(Drafts=[{"Document": f"{JANE}#new", "Policy": deny}])[0]["Found"]["Sid"] == "New"
    scene.ask("iam", "PutRolePolicy", RoleName="Jane", PolicyName="new", PolicyDocument=deny)
    assert scene.run()[0]["Holds"] is False
    assert scene.run(Drafts=[{"Document": f"{JANE}#new"}])[0]["Holds"] is True  # taken away


def test_a_draft_of_a_group_s_policy_is_one_of_its_members(scene: Scene) -> None:
    clerk = scene.world.user("clerk", scene.world.allowed("kms:*")).arn
    group = scene.ask("iam", "CreateGroup", GroupName="clerks")["Group"]["Arn"]
    put(scene, Principal={"User": clerk})
    deny = policy({"Effect": "Deny", "Action": "kms:*", "Resource": "*", "Sid": "New"})
    drafts = [{"Document": f"{group}#own", "Policy": deny}]
    assert scene.run(Drafts=drafts)[0]["Holds"] is True
    scene.ask("iam", "AddUserToGroup", GroupName="clerks", UserName="clerk")
    assert scene.run(Drafts=drafts)[0]["Found"]["Sid"] == "New"
    scene.ask("iam", "PutGroupPolicy", GroupName="clerks", PolicyName="own", PolicyDocument=deny)
    assert scene.run()[0]["Holds"] is False
    assert scene.run(Drafts=[{"Document": f"{group}#own"}])[0]["Holds"] is True


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [
        (f"{JANE}#bad name", policy(), "No policy can be saved"),
        (f"{JANE}x#own", policy(), "No policy can be saved"),
        (f"arn:aws:iam::{ACCOUNT}:role/Nobody", policy(), "No policy can be saved"),
        (f"arn:aws:iam::{ACCOUNT}:policy/none", policy(), "No policy can be saved"),
        ("arn:aws:s3:::no-such-bucket", policy(), "No policy can be saved"),
        ("somewhere", policy(), "No policy can be saved"),
        (f"{JANE}#own", "{", "Line 1, column 1"),
        (JANE, policy({"Action": "sts:AssumeRole"}), "draft for arn"),
    ],
)
def test_a_draft_that_cannot_be_is_told(scene: Scene, place: str, text: str, message: str) -> None:
    with pytest.raises(ServiceError, match=message) as refused:
        scene.run(Drafts=[{"Document": place, "Policy": text}])
    assert refused.value.code == "ValidationException"


def test_names_run_all_at_once_and_must_be_there(scene: Scene) -> None:
    put(scene, Name="a")
    put(scene, Name="b")
    assert [each["Name"] for each in scene.run(Names=["b", "a", "b"])] == ["b", "a"]
    with pytest.raises(ServiceError, match='no policy test "c"'):
        scene.run(Names=["a", "c"])
    with pytest.raises(ServiceError, match="all at once"):
        scene.run(Names=["a"], MaxResults=1)


def test_nothing_of_a_test_lies_open_in_the_database(scene: Scene) -> None:
    put(scene, Name="canary-of-a-name", Note="canary-note")
    database = scene.world.instance.database
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM policy_tests").all()
    assert b"canary" not in b"".join(value for row in rows for value in row if isinstance(value, bytes))
    assert not any(isinstance(value, str) and "canary" in value for row in rows for value in row)
