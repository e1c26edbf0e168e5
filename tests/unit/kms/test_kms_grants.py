"""Grants: who may use them, for what, and how they end."""

from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.kms import grants
from sealcanvas.kms.errors import (
    AccessDeniedException,
    InvalidArnException,
    InvalidGrantIdException,
    InvalidGrantTokenException,
    NotFoundException,
)
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import ValidationException
from sealcanvas.storage.commit_group import WouldWait
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, World, ask, key_statement

SAGEMAKER = "sagemaker.amazonaws.com"
DOMAIN = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-1"


def grant(call: Call, arn: str, grantee: Principal | str, *operations: str, **members: Any) -> dict[str, Any]:
    """Ask for a grant."""
    name = grantee if isinstance(grantee, str) else grantee.stable_arn
    return ask(call, "CreateGrant", KeyId=arn, GranteePrincipal=name, Operations=list(operations), **members)


def may(call: Call, arn: str, **context: str) -> bool:
    """Whether `call` may encrypt under the key."""
    try:
        ask(call, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext=context)
    except AccessDeniedException:
        return False
    return True


def test_a_grant_allows_its_operations_to_its_grantee(world: World, admin: Call) -> None:
    arn, session = world.key(admin), world.role("worker")
    call, other = world.call(session), world.call(world.user("other"))
    assert not may(call, arn)
    made = grant(admin, arn, session, "Encrypt")
    assert may(call, arn)
    assert not may(other, arn)
    with pytest.raises(AccessDeniedException):
        ask(call, "DescribeKey", KeyId=arn)
    ask(admin, "RevokeGrant", KeyId=arn, GrantId=made["GrantId"])
    assert not may(call, arn)


def test_a_grant_does_not_beat_a_deny(world: World, admin: Call) -> None:
    arn = world.key(admin)
    user = world.user("denied", {**world.allowed("kms:Encrypt"), "Effect": "Deny"})
    grant(admin, arn, user, "Encrypt")
    assert not may(world.call(user), arn)


@pytest.mark.parametrize(
    ("constraint", "context", "passes"),
    [
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1"}, True),
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1", "b": "2"}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, {}, False),
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "1", "b": "2"}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "2"}, False),
    ],
)
def test_constraints(
    world: World, admin: Call, constraint: dict[str, Any], context: dict[str, str], passes: bool
) -> None:
    arn, user = world.key(admin), world.user("u")
    grant(admin, arn, user, "Encrypt", "DescribeKey", Constraints=constraint)
    assert may(world.call(user), arn, **context) is passes
    ask(world.call(user), "DescribeKey", KeyId=arn)


def test_a_service_uses_a_grant_for_its_resource_alone(world: World, admin: Call) -> None:
    arn = world.key(admin)
    made = ask(
        admin.through("sagemaker"),
        "CreateGrant",
        KeyId=arn,
        GranteeServicePrincipal=SAGEMAKER,
        RetiringServicePrincipal=SAGEMAKER,
        Operations=["GenerateDataKeyWithoutPlaintext", "Decrypt", "DescribeKey", "RetireGrant"],
        Constraints={"SourceArn": DOMAIN},
    )
    service = service_call(world.instance, SAGEMAKER, source_arn=DOMAIN)
    blob = ask(service, "GenerateDataKeyWithoutPlaintext", KeyId=arn, KeySpec="AES_256")["CiphertextBlob"]
    assert len(ask(service, "Decrypt", CiphertextBlob=blob)["Plaintext"]) == 32
    elsewhere = service_call(world.instance, SAGEMAKER, source_arn=f"{DOMAIN}2")
    someone = service_call(world.instance, "forecast.amazonaws.com", source_arn=DOMAIN)
    for call in (elsewhere, someone):
        with pytest.raises(AccessDeniedException):
            ask(call, "Decrypt", CiphertextBlob=blob)
    (entry,) = ask(admin, "ListGrants", KeyId=arn, GranteeServicePrincipal=SAGEMAKER)["Grants"]
    assert entry["GrantId"] == made["GrantId"]
    assert entry["Constraints"] == {"SourceArn": DOMAIN}
    ask(service, "RetireGrant", KeyId=arn, GrantId=made["GrantId"])
    with pytest.raises(AccessDeniedException):
        ask(service, "Decrypt", CiphertextBlob=blob)


SERVICE = {"GranteeServicePrincipal": SAGEMAKER, "Operations": ["Decrypt"]}
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.mark.parametrize(
    "request_",
    [
        {"Operations": ["Decrypt"]},
        {**SERVICE, "GranteePrincipal": ROOT},
        SERVICE,
        {**SERVICE, "Constraints": {"SourceArn": DOMAIN}},
        {**SERVICE, "RetiringPrincipal": ROOT},
        {"GranteePrincipal": ROOT, "Operations": ["Decrypt"], "Constraints": {"SourceArn": DOMAIN}},
        {"GranteePrincipal": ROOT, "Operations": ["Sign"]},
        {"GranteePrincipal": ROOT, "Operations": []},
        {
            "GranteePrincipal": ROOT,
            "Operations": ["Decrypt"],
            "RetiringPrincipal": ROOT,
            "RetiringServicePrincipal": SAGEMAKER,
        },
        {
            "GranteePrincipal": ROOT,
            "Operations": ["Decrypt"],
            "Constraints": {"EncryptionContextEquals": {"a": "b"}, "EncryptionContextSubset": {"a": "b"}},
        },
        {
            "GranteePrincipal": ROOT,
            "Operations": ["Decrypt"],
            "Constraints": {"EncryptionContextEquals": {str(number): "" for number in range(9)}},
        },
        {
            "GranteePrincipal": ROOT,
            "Operations": ["Decrypt"],
            "Constraints": {"EncryptionContextEquals": {"a": "b" * 384}},
        },
    ],
)
def test_grants_that_are_refused(world: World, admin: Call, request_: dict[str, Any]) -> None:
    arn = world.key(admin)
    with pytest.raises(ValidationException):
        ask(admin, "CreateGrant", KeyId=arn, **request_)
    assert ask(admin, "ListGrants", KeyId=arn)["Grants"] == []


def test_unknown_principals_are_refused(world: World, admin: Call) -> None:
    arn = world.key(admin)
    for name in (f"arn:aws:iam::{ACCOUNT}:role/nobody", "arn:aws:iam::aws:group/all", SAGEMAKER):
        with pytest.raises(InvalidArnException):
            grant(admin, arn, name, "Decrypt")


def test_retries_by_name(world: World, admin: Call) -> None:
    arn, user = world.key(admin), world.user("u")
    first = grant(admin, arn, user, "Decrypt", "Encrypt", Name="mine")
    again = grant(admin, arn, user, "Encrypt", "Decrypt", Name="mine")
    assert first["GrantId"] == again["GrantId"]
    assert first["GrantToken"] != again["GrantToken"]
    assert grant(admin, arn, user, "Decrypt", Name="mine")["GrantId"] != first["GrantId"]
    assert grant(admin, arn, user, "Decrypt")["GrantId"] != grant(admin, arn, user, "Decrypt")["GrantId"]


def test_tokens(world: World, admin: Call) -> None:
    arn, user = world.key(admin), world.user("u")
    call, token = world.call(user), grant(admin, arn, user, "Encrypt", "RetireGrant")["GrantToken"]
    ask(call, "Encrypt", KeyId=arn, Plaintext=b"x", GrantTokens=[token])
    with pytest.raises(InvalidGrantTokenException):
        ask(call, "RetireGrant", GrantToken=token[:-8] + "AAAAAAAA")
    ask(call, "RetireGrant", GrantToken=token)
    with pytest.raises(AccessDeniedException):
        ask(call, "Encrypt", KeyId=arn, Plaintext=b"x", GrantTokens=[token])
    with pytest.raises(NotFoundException):
        ask(call, "RetireGrant", GrantToken=token)


def test_who_may_retire(world: World, admin: Call) -> None:
    arn, grantee, retiring = world.key(admin), world.user("grantee"), world.user("retiring")
    denied = world.user("denied", {**world.allowed("kms:RetireGrant"), "Effect": "Deny"})
    made = grant(admin, arn, grantee, "Encrypt", RetiringPrincipal=retiring.arn)
    for principal in (admin.principal, grantee):
        with pytest.raises(AccessDeniedException):
            ask(world.call(principal), "RetireGrant", KeyId=arn, GrantId=made["GrantId"])
    ask(world.call(retiring), "RetireGrant", KeyId=arn, GrantId=made["GrantId"])
    made = grant(admin, arn, grantee, "Encrypt", RetiringPrincipal=denied.arn)
    with pytest.raises(AccessDeniedException, match="explicit deny"):
        ask(world.call(denied), "RetireGrant", KeyId=arn, GrantId=made["GrantId"])
    ask(world.call(Principal.root(ACCOUNT)), "RetireGrant", KeyId=arn, GrantId=made["GrantId"])
    assert ask(admin, "ListGrants", KeyId=arn)["Grants"] == []
    made = grant(admin, arn, grantee, "Encrypt", RetiringPrincipal=f"arn:aws:iam::{ACCOUNT}:root")
    with pytest.raises(AccessDeniedException):
        ask(world.call(world.user("plain")), "RetireGrant", KeyId=arn, GrantId=made["GrantId"])
    ask(admin, "RetireGrant", KeyId=arn, GrantId=made["GrantId"])


def test_a_stranger_learns_of_no_grant(world: World, admin: Call) -> None:
    arn, grantee = world.key(admin), world.user("grantee")
    made = grant(admin, arn, grantee, "Encrypt")["GrantId"]
    stranger = world.call(world.user("stranger", world.allowed("*"), account=OTHER_ACCOUNT))
    for grant_id in (made, "0" * 64):
        with pytest.raises(AccessDeniedException, match="does not exist in this Region"):
            ask(stranger, "RetireGrant", KeyId=arn, GrantId=grant_id)


def test_grants_that_are_not_there(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    made = grant(admin, other, world.user("u"), "Encrypt")["GrantId"]
    with pytest.raises(NotFoundException):
        ask(admin, "RevokeGrant", KeyId=arn, GrantId=made)
    with pytest.raises(InvalidGrantIdException):
        ask(admin, "RevokeGrant", KeyId=arn, GrantId="nonsense")
    for request in ({}, {"KeyId": arn}, {"GrantToken": "x", "KeyId": arn, "GrantId": made}):
        with pytest.raises(ValidationException):
            ask(admin, "RetireGrant", **request)


@pytest.mark.parametrize(
    ("parent", "operations", "child", "passes"),
    [
        ({}, ["Decrypt"], {}, True),
        ({}, ["Decrypt", "Encrypt"], {}, False),
        ({}, ["Decrypt"], {"EncryptionContextEquals": {"a": "1"}}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, ["Decrypt"], {}, False),
        ({"EncryptionContextSubset": {"a": "1"}}, ["Decrypt"], {"EncryptionContextSubset": {"a": "1", "b": "2"}}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, ["Decrypt"], {"EncryptionContextEquals": {"a": "1"}}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, ["Decrypt"], {"EncryptionContextSubset": {"b": "2"}}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, ["Decrypt"], {"EncryptionContextSubset": {"a": "1"}}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, ["Decrypt"], {"EncryptionContextEquals": {"a": "1"}}, True),
    ],
)
def test_a_grant_passed_on_gives_no_more(
    world: World,
    admin: Call,
    parent: dict[str, Any],
    operations: list[str],
    child: dict[str, Any],
    passes: bool,
) -> None:
    arn, user, third = world.key(admin), world.user("u"), world.user("third")
    members: dict[str, Any] = {"Constraints": parent} if parent else {}
    grant(admin, arn, user, "Decrypt", "CreateGrant", **members)
    members = {"Constraints": child} if child else {}
    if passes:
        grant(world.call(user), arn, third, *operations, **members)
    else:
        with pytest.raises(AccessDeniedException):
            grant(world.call(user), arn, third, *operations, **members)


def test_pages_and_filters(world: World, admin: Call) -> None:
    arn, user, other = world.key(admin), world.user("u"), world.user("other")
    made = [grant(admin, arn, user, "Decrypt", RetiringPrincipal=other.arn)["GrantId"] for _ in range(5)]
    grant(admin, arn, other, "Encrypt")
    page = ask(admin, "ListGrants", KeyId=arn, GranteePrincipal=user.arn, Limit=3)
    assert page["Truncated"]
    rest = ask(admin, "ListGrants", KeyId=arn, GranteePrincipal=user.arn, Limit=3, Marker=page["NextMarker"])
    assert [entry["GrantId"] for entry in page["Grants"] + rest["Grants"]] == made
    assert not rest["Truncated"]
    entry = page["Grants"][0]
    assert (entry["KeyId"], entry["IssuingAccount"]) == (arn, f"arn:aws:iam::{ACCOUNT}:root")
    assert [e["GrantId"] for e in ask(admin, "ListGrants", KeyId=arn, GrantId=made[1])["Grants"]] == [made[1]]
    assert len(ask(admin, "ListRetirableGrants", RetiringPrincipal=other.arn)["Grants"]) == 5
    with pytest.raises(InvalidArnException):
        ask(admin, "ListRetirableGrants", RetiringPrincipal=f"arn:aws:iam::{OTHER_ACCOUNT}:root")


def test_a_principal_made_anew_is_a_stranger(world: World, admin: Call) -> None:
    user = world.user("again")
    by_grant, by_policy = world.key(admin), world.key(admin, DELEGATION, key_statement({"AWS": user.arn}, "kms:*"))
    grant(admin, by_grant, user, "Encrypt")
    retired = grant(admin, by_grant, ROOT, "Encrypt", RetiringPrincipal=user.arn)["GrantId"]
    for arn in (by_grant, by_policy):
        assert may(world.call(user), arn)
    iam.operations["DeleteUser"](world.call(Principal.root(ACCOUNT)), {"UserName": "again"})
    anew = world.call(world.user("again"))
    for arn in (by_grant, by_policy):
        assert not may(anew, arn)
    with pytest.raises(AccessDeniedException):
        ask(anew, "RetireGrant", KeyId=by_grant, GrantId=retired)
    assert ask(admin, "ListGrants", KeyId=by_grant)["Grants"][0]["GranteePrincipal"] == user.principal_id
    assert user.principal_id in ask(admin, "GetKeyPolicy", KeyId=by_policy)["Policy"]


def test_many_grants_are_not_gone_through_where_requests_come_in(
    world: World, admin: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grants, "_FEW", 2)
    arn, session = world.key(admin), world.role("worker")

    def promptly() -> int:
        with world.instance.database.prompt():
            return len(grants.covering_grants(world.instance, arn, session, "kms:Encrypt", {}))

    for number in range(3):
        grant(admin, arn, session, "Encrypt", Constraints={"EncryptionContextEquals": {"n": str(number)}})
        assert may(world.call(session), arn, n=str(number))
        assert not may(world.call(session), arn, n="9")
        if number < 2:
            assert promptly() == number + 1
    with pytest.raises(WouldWait):
        promptly()
