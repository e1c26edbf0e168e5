"""ListDenials: newest first, page by page, each account its own; and mends of what is no longer there."""

import sys
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.service.errors import AccessDenied
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.sts import sts
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import OTHER_ACCOUNT

ROOT = Principal.root(ACCOUNT)


def refuse(world: World, principal: Principal, operation: Any, **request: Any) -> str:
    call = world.call(principal)
    with pytest.raises(AccessDenied):
        operation(call, request)
    return call.request_id


def listed(world: World, principal: Principal = ROOT, **request: Any) -> list[dict[str, Any]]:
    """Every page of ListDenials."""
    found: list[dict[str, Any]] = []
    while True:
        answer = world.doctor("ListDenials", principal, **request)
        found += answer["Denials"]
        if "NextToken" not in answer:
            return found
        request["NextToken"] = answer["NextToken"]


def test_denials_are_listed_newest_first_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["sealcanvas.doctor.list_denials"], "_BATCH", 3)
    monkeypatch.setattr(
        sys.modules["sealcanvas.doctor.list_denials"], "_READ", 6
    )  # so that pages end before they are full, too
    jane = world.role("Jane")
    ids = []
    for _ in range(5):
        ids.append(refuse(world, jane, iam.operations["ListRoles"]))
        iam.operations["ListUsers"](world.call(ROOT), {})
    for size in (1, 2, 100):
        found = listed(world, MaxResults=size)
        assert [each["DecisionId"] for each in found] == ids[::-1]
    assert found[0] | {"Time": "", "DecisionId": ""} == {
        "DecisionId": "",
        "Time": "",
        "Operation": "iam:ListRoles",
        "Principal": jane.arn,
        "Action": "iam:ListRoles",
        "Resource": f"arn:aws:iam::{ACCOUNT}:role/",
        "Reason": "identity",
        "Outcome": "implicit-deny",
    }


def test_each_account_sees_its_own(world: World) -> None:
    eve = world.user("eve", account=OTHER_ACCOUNT)
    theirs = refuse(world, eve, iam.operations["ListRoles"])
    assert listed(world) == []
    assert [each["DecisionId"] for each in listed(world, Principal.root(OTHER_ACCOUNT))] == [theirs]


def test_a_token_of_somebody_elses_is_refused(world: World) -> None:
    with pytest.raises(ValidationException):
        world.doctor("ListDenials", ROOT, NextToken="bm8=")


def mend_of(world: World, decision_id: str) -> dict[str, Any]:
    mend: dict[str, Any] = world.doctor("ExplainDecision", ROOT, DecisionId=decision_id)["Decision"]["Mend"]
    return mend


def test_a_role_that_is_not_there_is_told_and_not_mended(world: World) -> None:
    jane = world.role("Jane", {"Action": "sts:AssumeRole", "Resource": "*"})
    role = f"arn:aws:iam::{ACCOUNT}:role/Nope"
    mend = mend_of(world, refuse(world, jane, sts.operations["AssumeRole"], RoleArn=role, RoleSessionName="work"))
    assert (mend["Changes"], mend["Applicable"], mend["Explanation"]) == ([], False, f"There is no {role}.")


def test_whoever_is_gone_needs_no_mend(world: World) -> None:
    jane = world.role("Jane")
    key = world.key(world.call(ROOT))
    decision_id = refuse(world, jane, kms.operations["Encrypt"], KeyId=key, Plaintext=b"1")
    assert mend_of(world, decision_id)["Applicable"]
    iam.operations["DeleteRole"](world.call(ROOT), {"RoleName": "Jane"})
    mend = mend_of(world, decision_id)
    assert (mend["Changes"], mend["Explanation"]) == ([], f"There is no {jane.role_arn} any more.")
