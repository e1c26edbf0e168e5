"""When keys, users and roles last asked for something: written cheaply, told honestly."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from sealcanvas.access.principal import Principal
from sealcanvas.iam import errors
from sealcanvas.iam.last_use import INTERVAL, last_uses_of
from sealcanvas.service.call import new_request_id
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as
from tests.unit.iam.asking import Ask, ask_as, asker, make_role, make_user, root, trusting


def _with_key(instance: Instance, principal: Principal, key: str, region: str = "us-east-1") -> Ask:
    call = replace(call_as(instance, principal), access_key=key, region=region, request_id=new_request_id())
    return asker(call)


def _make_key(instance: Instance, name: str) -> str:
    return str(root(instance)("iam:CreateAccessKey", UserName=name)["AccessKey"]["AccessKeyId"])


def test_a_key_tells_when_where_and_for_which_service_it_signed_last(instance: Instance, clock: Clock) -> None:
    ask, jane = root(instance), make_user(instance, "jane", {"Action": "*", "Resource": "*"})
    key, other = _make_key(instance, "jane"), _make_key(instance, "jane")
    unused = {"UserName": "jane", "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}
    assert ask("iam:GetAccessKeyLastUsed", AccessKeyId=key) == unused
    _with_key(instance, jane, key)("iam:ListUsers")
    clock.advance(seconds=1)
    _with_key(instance, jane, key, "eu-central-1")("sts:GetCallerIdentity")
    assert ask("iam:GetAccessKeyLastUsed", AccessKeyId=key)["AccessKeyLastUsed"] == {
        "LastUsedDate": clock(),
        "ServiceName": "sts",
        "Region": "eu-central-1",
    }
    assert ask("iam:GetAccessKeyLastUsed", AccessKeyId=other) == unused


def test_a_refused_attempt_is_a_use(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    key = _make_key(instance, "jane")
    with pytest.raises(errors.AccessDenied):
        _with_key(instance, jane, key)("iam:ListUsers")
    assert root(instance)("iam:GetAccessKeyLastUsed", AccessKeyId=key)["AccessKeyLastUsed"]["ServiceName"] == "iam"


def test_uses_are_not_written_more_often_than_once_in_five_minutes(instance: Instance, clock: Clock) -> None:
    jane = make_user(instance, "jane", {"Action": "*", "Resource": "*"})
    key, written = _make_key(instance, "jane"), 0

    def note(*arguments: object) -> None:
        nonlocal written
        written += "iam_last_uses" in str(arguments[2]) and not str(arguments[2]).startswith("SELECT")

    ask = _with_key(instance, jane, key)
    ask("iam:ListUsers")
    event.listen(instance.database.engine, "before_cursor_execute", note)
    try:
        for _request in range(20):
            clock.advance(seconds=10)
            ask("iam:ListUsers")
        assert written == 0
        clock.advance(seconds=INTERVAL.total_seconds())
        ask("iam:ListUsers")
        assert written == 2  # the key's and the user's
    finally:
        event.remove(instance.database.engine, "before_cursor_execute", note)
    assert {use.at for use in last_uses_of(instance, (key, jane.principal_id))} == {clock()}


def test_a_role_tells_when_a_session_of_it_asked_last(instance: Instance, clock: Clock) -> None:
    ask = root(instance)
    arn = make_role(instance, "R", trusting({"Service": "sagemaker.amazonaws.com"}))
    role_id = ask("iam:GetRole", RoleName="R")["Role"]["RoleId"]
    session = Principal.role_session(arn, role_id, "job")
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, session)("iam:ListUsers")
    used = {"LastUsedDate": clock(), "Region": "us-east-1"}
    assert ask("iam:GetRole", RoleName="R")["Role"]["RoleLastUsed"] == used
    clock.advance(days=401)
    assert ask("iam:GetRole", RoleName="R")["Role"]["RoleLastUsed"] == {}


def test_what_is_deleted_is_forgotten(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane")
    key = _make_key(instance, "jane")
    _with_key(instance, jane, key)("sts:GetCallerIdentity")
    ask("iam:DeleteAccessKey", UserName="jane", AccessKeyId=key)
    assert [use.subject_id for use in last_uses_of(instance, (key, jane.principal_id))] == [jane.principal_id]
    ask("iam:DeleteUser", UserName="jane")
    assert last_uses_of(instance, (key, jane.principal_id)) == []


@pytest.mark.parametrize("whose", ["nobody's", "another account's"])
def test_whether_a_stranger_s_key_exists_is_not_told(instance: Instance, whose: str) -> None:
    key = "AKIAIOSFODNN7EXAMPLE"
    if whose != "nobody's":
        theirs = root(instance, "444455556666")
        theirs("iam:CreateUser", UserName="jane")
        key = theirs("iam:CreateAccessKey", UserName="jane")["AccessKey"]["AccessKeyId"]
    with pytest.raises(errors.AccessDenied) as caught:
        root(instance)("iam:GetAccessKeyLastUsed", AccessKeyId=key)
    assert caught.value.message == (
        f"User: arn:aws:iam::{ACCOUNT}:root is not authorized to perform: iam:GetAccessKeyLastUsed on resource: "
        f"access key {key}"
    )


def test_it_is_asked_for_on_the_user(instance: Instance) -> None:
    jane = make_user(
        instance,
        "jane",
        {"Action": "iam:GetAccessKeyLastUsed", "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"},
    )
    make_user(instance, "joe")
    mine, theirs = _make_key(instance, "jane"), _make_key(instance, "joe")
    ask = ask_as(instance, jane)
    assert ask("iam:GetAccessKeyLastUsed", AccessKeyId=mine)["UserName"] == "jane"
    with pytest.raises(errors.AccessDenied, match="user/joe"):
        ask("iam:GetAccessKeyLastUsed", AccessKeyId=theirs)
