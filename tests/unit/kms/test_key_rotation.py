"""Rotation by its operations: what each answers, refuses and leaves behind (docs/kms.md, "Rotation")."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from sealcanvas.kms import managed_key, rotate_due
from sealcanvas.kms.errors import (
    AccessDeniedException,
    ConflictException,
    InvalidArnException,
    InvalidMarkerException,
    LimitExceededException,
    NotFoundException,
    UnsupportedOperationException,
)
from sealcanvas.kms.tables import keys, material
from sealcanvas.service.call import Call
from sealcanvas.wire.errors import WireError
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, World, ask, key_statement

FOR_ITS_OWN_ACCOUNT = ["EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand", "ListKeyRotations"]
ALL = [*FOR_ITS_OWN_ACCOUNT, "GetKeyRotationStatus"]


def status(call: Call, arn: str) -> dict[str, Any]:
    return ask(call, "GetKeyRotationStatus", KeyId=arn)


def rotations(call: Call, arn: str, **members: Any) -> list[dict[str, Any]]:
    return list(ask(call, "ListKeyRotations", KeyId=arn, **members)["Rotations"])


def current(call: Call, arn: str) -> str:
    return str(ask(call, "DescribeKey", KeyId=arn)["KeyMetadata"]["CurrentKeyMaterialId"])


def test_a_new_key_does_not_rotate(world: World, admin: Call) -> None:
    arn = world.key(admin)
    assert status(admin, arn) == {"KeyId": arn, "KeyRotationEnabled": False}
    assert rotations(admin, arn) == []
    [first] = rotations(admin, arn, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    assert first == {
        "KeyId": arn,
        "KeyMaterialId": current(admin, arn),
        "KeyMaterialState": "CURRENT",
    }


@pytest.mark.parametrize(
    ("asked", "days"), [({}, 365), ({"RotationPeriodInDays": 90}, 90), ({"RotationPeriodInDays": 2560}, 2560)]
)
def test_enabled_for_a_period(world: World, admin: Call, asked: dict[str, int], days: int) -> None:
    arn = world.key(admin)
    ask(admin, "EnableKeyRotation", KeyId=arn, **asked)
    told = status(admin, arn)
    assert (told["KeyRotationEnabled"], told["RotationPeriodInDays"]) == (True, days)
    assert told["NextRotationDate"] == world.clock() + timedelta(days=days)
    assert "OnDemandRotationStartDate" not in told


@pytest.mark.parametrize("days", [-1, 0, 89, 2561])
def test_a_period_out_of_bounds(world: World, admin: Call, days: int) -> None:
    arn = world.key(admin)
    with pytest.raises(WireError, match=f"Value '{days}' at 'rotationPeriodInDays' failed to satisfy constraint"):
        ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=days)
    assert status(admin, arn)["KeyRotationEnabled"] is False


def test_the_next_date_counts_from_a_change_and_stays_without_one(world: World, admin: Call) -> None:
    arn = world.key(admin)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=180)
    first = status(admin, arn)["NextRotationDate"]
    world.clock.advance(days=30)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=180)
    assert status(admin, arn)["NextRotationDate"] == first
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=90)
    assert status(admin, arn)["NextRotationDate"] == world.clock() + timedelta(days=90)
    world.clock.advance(days=30)
    ask(admin, "DisableKeyRotation", KeyId=arn)
    ask(admin, "DisableKeyRotation", KeyId=arn)
    assert status(admin, arn) == {"KeyId": arn, "KeyRotationEnabled": False}
    world.clock.advance(days=500)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=90)
    assert status(admin, arn)["NextRotationDate"] == world.clock() + timedelta(days=90)
    assert rotate_due(world.instance) == []


def test_on_demand_makes_new_material_current_and_leaves_the_schedule(world: World, admin: Call) -> None:
    arn = world.key(admin)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=730)
    next_date, first = status(admin, arn)["NextRotationDate"], current(admin, arn)
    world.clock.advance(days=10)
    assert ask(admin, "RotateKeyOnDemand", KeyId=arn) == {"KeyId": arn}
    second = current(admin, arn)
    assert second != first
    assert status(admin, arn)["NextRotationDate"] == next_date
    [entry] = rotations(admin, arn)
    assert entry == {
        "KeyId": arn,
        "KeyMaterialId": second,
        "KeyMaterialState": "CURRENT",
        "RotationDate": world.clock(),
        "RotationType": "ON_DEMAND",
    }
    both = rotations(admin, arn, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    assert [each["KeyMaterialId"] for each in both] == [first, second]
    assert [each["KeyMaterialState"] for each in both] == ["NON_CURRENT", "CURRENT"]
    assert "RotationDate" not in both[0]
    assert "RotationType" not in both[0]


def test_on_demand_works_without_automatic_rotation_25_times(world: World, admin: Call) -> None:
    arn = world.key(admin)
    for _ in range(25):
        ask(admin, "RotateKeyOnDemand", KeyId=arn)
    with pytest.raises(LimitExceededException) as caught:
        ask(admin, "RotateKeyOnDemand", KeyId=arn)
    assert caught.value.message == (
        "The on-demand rotations limit has been reached for the given keyId. "
        f"No more on-demand rotations can be performed for this key: {arn}"
    )
    assert len({each["KeyMaterialId"] for each in rotations(admin, arn)}) == 25
    with world.instance.database.read() as connection:
        versions = connection.execute(select(material.c.version).where(material.c.key_arn == arn)).scalars().all()
    assert sorted(versions) == list(range(26))  # none was made for the one that was refused
    # Automatic ones are not counted, and go on.
    ask(admin, "EnableKeyRotation", KeyId=arn)
    world.clock.advance(days=365)
    assert rotate_due(world.instance) == [arn]
    ask(admin, "DisableKeyRotation", KeyId=arn)
    with pytest.raises(LimitExceededException):
        ask(admin, "RotateKeyOnDemand", KeyId=arn)


def test_on_demand_keeps_off_an_automatic_rotation(world: World, admin: Call) -> None:
    arn = world.key(admin)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=90)
    world.clock.advance(days=90, minutes=-20, seconds=-1)
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    for step in ({"seconds": 1}, {"minutes": 20}, {"days": 1}):
        world.clock.advance(**step)
        with pytest.raises(ConflictException, match="within the next 20 minutes"):
            ask(admin, "RotateKeyOnDemand", KeyId=arn)
    rotate_due(world.instance)
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    assert [each["RotationType"] for each in rotations(admin, arn)] == ["ON_DEMAND", "AUTOMATIC", "ON_DEMAND"]


def test_rotations_come_in_pages(world: World, admin: Call) -> None:
    arn, other = world.key(admin), world.key(admin)
    for _ in range(5):
        ask(admin, "RotateKeyOnDemand", KeyId=arn)
        ask(admin, "RotateKeyOnDemand", KeyId=other)
    whole = rotations(admin, arn, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    assert len(whole) == 6
    for size in (1, 2, 3, 5, 6, 7):
        members: dict[str, Any] = {"KeyId": arn, "Limit": size, "IncludeKeyMaterial": "ALL_KEY_MATERIAL"}
        found: list[dict[str, Any]] = []
        while True:
            answer = ask(admin, "ListKeyRotations", **members)
            assert len(answer["Rotations"]) <= size
            found += answer["Rotations"]
            if not answer["Truncated"]:
                assert "NextMarker" not in answer
                break
            members["Marker"] = answer["NextMarker"]
        assert found == whole
    marker = ask(admin, "ListKeys", Limit=1)["NextMarker"]
    for wrong in (marker, "x"):
        with pytest.raises(InvalidMarkerException):
            ask(admin, "ListKeyRotations", KeyId=arn, Marker=wrong)


def test_every_answer_tells_the_material_that_was_used(world: World, admin: Call) -> None:
    arn = world.key(admin)
    first = current(admin, arn)
    old = ask(admin, "GenerateDataKey", KeyId=arn, KeySpec="AES_256")
    assert old["KeyMaterialId"] == first
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    second = current(admin, arn)
    assert ask(admin, "GenerateDataKeyWithoutPlaintext", KeyId=arn, KeySpec="AES_256")["KeyMaterialId"] == second
    opened = ask(admin, "Decrypt", CiphertextBlob=old["CiphertextBlob"])
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (old["Plaintext"], first)
    moved = ask(admin, "ReEncrypt", CiphertextBlob=old["CiphertextBlob"], DestinationKeyId=arn)
    assert (moved["SourceKeyMaterialId"], moved["DestinationKeyMaterialId"]) == (first, second)
    opened = ask(admin, "Decrypt", CiphertextBlob=moved["CiphertextBlob"])
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (old["Plaintext"], second)


@pytest.mark.parametrize("operation", ALL)
def test_keys_that_cannot_rotate(world: World, admin: Call, operation: str) -> None:
    for columns in ({"spec": "RSA_2048"}, {"spec": "HMAC_256"}, {"origin": "AWS_CLOUDHSM"}):
        arn = world.key(admin)
        with world.instance.database.transaction() as connection:
            connection.execute(keys.update().where(keys.c.arn == arn).values(**columns))
        if operation == "GetKeyRotationStatus" and "spec" in columns:  # which AWS answers, unlike for the others
            assert ask(admin, operation, KeyId=arn)["KeyRotationEnabled"] is False
            continue
        told = " ".join((next(iter(columns)).replace("spec", "key spec"), "is", *columns.values()))
        with pytest.raises(UnsupportedOperationException, match=f"{told} which is not valid for this operation"):
            ask(admin, operation, KeyId=arn)


@pytest.mark.parametrize("operation", ALL)
def test_keys_that_are_not_there_and_aliases(world: World, admin: Call, operation: str) -> None:
    ask(admin, "CreateAlias", AliasName="alias/rotates", TargetKeyId=world.key(admin))
    with pytest.raises(InvalidArnException, match="Key Aliases are not supported for this operation"):
        ask(admin, operation, KeyId="alias/rotates")
    with pytest.raises(NotFoundException):
        ask(admin, operation, KeyId="1234abcd-12ab-34cd-56ef-1234567890ab")


@pytest.mark.parametrize("operation", FOR_ITS_OWN_ACCOUNT)
def test_other_accounts_only_see_whether_a_key_rotates(world: World, admin: Call, operation: str) -> None:
    theirs = world.call(world.user("theirs", world.allowed("kms:*"), account=OTHER_ACCOUNT))
    arn = world.key(admin, DELEGATION, key_statement({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}, "kms:*"))
    assert status(theirs, arn)["KeyRotationEnabled"] is False
    with pytest.raises(AccessDeniedException):
        ask(theirs, operation, KeyId=arn)
    assert (status(admin, arn)["KeyRotationEnabled"], rotations(admin, arn)) == (False, [])


def test_an_aws_managed_key_rotates_every_year_and_nobody_changes_that(world: World, admin: Call) -> None:
    arn = managed_key(admin, "s3").arn
    told = status(admin, arn)
    assert (told["KeyRotationEnabled"], told["RotationPeriodInDays"]) == (True, 365)
    assert told["NextRotationDate"] == world.clock() + timedelta(days=365)
    for operation in ("EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"):
        with pytest.raises(AccessDeniedException):
            ask(admin, operation, KeyId=arn)
    world.clock.advance(days=365)
    assert rotate_due(world.instance) == [arn]
    assert [each["RotationType"] for each in rotations(admin, arn)] == ["AUTOMATIC"]


def test_the_condition_key_bounds_the_period(world: World, admin: Call) -> None:
    arn = world.key(admin)
    condition = {"NumericLessThanEquals": {"kms:RotationPeriodInDays": "180"}}
    careful = world.call(world.user("careful", {**world.allowed("kms:EnableKeyRotation"), "Condition": condition}))
    ask(careful, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=180)
    for asked in ({"RotationPeriodInDays": 181}, {}):
        with pytest.raises(AccessDeniedException):
            ask(careful, "EnableKeyRotation", KeyId=arn, **asked)
    assert status(admin, arn)["RotationPeriodInDays"] == 180


def test_what_the_trail_tells(world: World, admin: Call) -> None:
    arn = world.key(admin)
    first = current(admin, arn)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=90)
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    second = current(admin, arn)
    world.clock.advance(days=90)
    rotate_due(world.instance)
    third = current(admin, arn)
    record = world.instance.trail.newest(20)
    assert [each["eventName"] for each in record if each["eventName"] in ALL] == [
        "RotateKeyOnDemand",
        "EnableKeyRotation",
    ]
    turns = [each for each in reversed(record) if each["eventName"] == "RotateKey"]
    assert [each["serviceEventDetails"] for each in turns] == [
        {
            "rotationType": kind,
            "keyOrigin": "AWS_KMS",
            "previousKeyMaterialId": before,
            "currentKeyMaterialId": after,
            "keyId": arn.rpartition("/")[2],
        }
        for kind, before, after in (("ON_DEMAND", first, second), ("AUTOMATIC", second, third))
    ]
    for each in turns:
        assert (each["eventType"], each["eventSource"]) == ("AwsServiceEvent", "kms.amazonaws.com")
        assert (each["resources"], each["recipientAccountId"]) == ([{"ARN": arn}], world.instance.account)
    world.instance.trail.verify()
