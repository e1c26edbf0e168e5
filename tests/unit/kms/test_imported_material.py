"""Keys of origin EXTERNAL: imports, further materials, deletion, expiry; the messages are AWS's recorded ones."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from sealcanvas.access.principal import Principal
from sealcanvas.kms.errors import (
    IncorrectKeyMaterialException,
    KMSInvalidStateException,
    UnsupportedOperationException,
)
from sealcanvas.kms.imported.expiry import expire_due
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.overwritten import empty_log_if_noted
from sealcanvas.kms.tables import material
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.kms.importing import FOREVER, bring, materials, parameters, state
from tests.unit.kms.kms_world import OTHER_ACCOUNT, World, ask, key_statement

FIRST, SECOND, THIRD = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))


@pytest.fixture
def key(world: World, admin: Call) -> str:
    return world.key(admin, Origin="EXTERNAL")


def refused(error: type[ServiceError], message: str, call: Call, name: str, **request: Any) -> None:
    with pytest.raises(error) as caught:
        ask(call, name, **request)
    assert caught.value.message == message


def test_a_new_key_has_no_material(world: World, admin: Call) -> None:
    made = ask(admin, "CreateKey", Origin="EXTERNAL")["KeyMetadata"]
    assert (made["KeyState"], made["Enabled"], made["Origin"]) == ("PendingImport", False, "EXTERNAL")
    assert not {"CurrentKeyMaterialId", "ExpirationModel", "ValidTo"} & made.keys()
    assert materials(admin, made["Arn"]) == []
    assert ask(admin, "DeleteImportedKeyMaterial", KeyId=made["KeyId"]) == {"KeyId": made["Arn"]}
    assert ask(admin, "GetKeyRotationStatus", KeyId=made["KeyId"])["KeyRotationEnabled"] is False
    with world.instance.database.read() as connection:
        assert connection.execute(select(material)).all() == []


def test_the_first_import_enables_the_key_and_is_what_seals(admin: Call, key: str) -> None:
    done = bring(admin, key, FIRST, KeyMaterialDescription="first material")
    assert done["KeyId"] == key
    metadata = ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]
    assert metadata["KeyState"] == "Enabled"
    assert metadata["CurrentKeyMaterialId"] == done["KeyMaterialId"]
    assert metadata["ExpirationModel"] == "KEY_MATERIAL_DOES_NOT_EXPIRE"
    assert "ValidTo" not in metadata
    assert materials(admin, key) == [
        {
            "KeyMaterialId": done["KeyMaterialId"],
            "KeyMaterialState": "CURRENT",
            "ImportState": "IMPORTED",
            "KeyMaterialDescription": "first material",
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }
    ]
    sealed = ask(admin, "Encrypt", KeyId=key, Plaintext=b"x")
    opened = ask(admin, "Decrypt", CiphertextBlob=sealed["CiphertextBlob"])
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (b"x", done["KeyMaterialId"])


def test_the_same_material_has_the_same_id_and_another_key_gives_it_another(
    world: World, admin: Call, key: str
) -> None:
    first = bring(admin, key, FIRST)["KeyMaterialId"]
    assert bring(admin, key, FIRST, "RSAES_OAEP_SHA_1", "RSA_3072")["KeyMaterialId"] == first
    assert bring(admin, world.key(admin, Origin="EXTERNAL"), FIRST)["KeyMaterialId"] != first


def test_other_material_does_not_come_in_the_place_of_the_first(admin: Call, key: str) -> None:
    first = bring(admin, key, FIRST)["KeyMaterialId"]
    wanted = f"Imported key material does not have the expected identifier ({first})."
    with pytest.raises(IncorrectKeyMaterialException) as caught:
        bring(admin, key, SECOND)
    assert caught.value.message == wanted
    ask(admin, "DeleteImportedKeyMaterial", KeyId=key)
    with pytest.raises(IncorrectKeyMaterialException) as caught:
        bring(admin, key, SECOND)
    assert caught.value.message == wanted
    other = "0" * 64
    with pytest.raises(IncorrectKeyMaterialException, match=f"the expected identifier .{other}."):
        bring(admin, key, FIRST, KeyMaterialId=other)
    assert bring(admin, key, FIRST, KeyMaterialId=first)["KeyMaterialId"] == first
    with pytest.raises(
        IncorrectKeyMaterialException, match=r"\(id: .*\) being imported as NEW_KEY_MATERIAL is already"
    ):
        bring(admin, key, FIRST, ImportType="NEW_KEY_MATERIAL")
    with pytest.raises(ValidationException, match="keyMaterialId cannot be used with NEW_KEY_MATERIAL importType"):
        bring(admin, key, SECOND, ImportType="NEW_KEY_MATERIAL", KeyMaterialId=first)


def test_existing_material_of_a_key_that_never_had_any(admin: Call, key: str) -> None:
    with pytest.raises(IncorrectKeyMaterialException, match="No key material has ever been imported"):
        bring(admin, key, FIRST, ImportType="EXISTING_KEY_MATERIAL")
    assert state(admin, key) == "PendingImport"


def test_new_material_waits_for_its_rotation(admin: Call, key: str) -> None:
    first = bring(admin, key, FIRST)["KeyMaterialId"]
    old = ask(admin, "Encrypt", KeyId=key, Plaintext=b"old")["CiphertextBlob"]
    nothing = f"No available key material pending rotation for the key: {key}."
    refused(KMSInvalidStateException, nothing, admin, "RotateKeyOnDemand", KeyId=key)
    second = bring(admin, key, SECOND, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    assert [each["KeyMaterialState"] for each in materials(admin, key)] == ["CURRENT", "PENDING_ROTATION"]
    assert ask(admin, "ListKeyRotations", KeyId=key)["Rotations"] == []
    with pytest.raises(KMSInvalidStateException, match=f"because another key material .id: {second}. is pending"):
        bring(admin, key, THIRD, ImportType="NEW_KEY_MATERIAL")
    assert ask(admin, "Encrypt", KeyId=key, Plaintext=b"x")["KeyId"] == key
    assert ask(admin, "RotateKeyOnDemand", KeyId=key) == {"KeyId": key}
    entries = materials(admin, key)
    assert [each["KeyMaterialState"] for each in entries] == ["NON_CURRENT", "CURRENT"]
    assert [each.get("RotationType") for each in entries] == [None, "ON_DEMAND"]
    assert ask(admin, "GenerateDataKey", KeyId=key, KeySpec="AES_256")["KeyMaterialId"] == second
    assert ask(admin, "Decrypt", CiphertextBlob=old)["KeyMaterialId"] == first


def test_pending_material_may_be_exchanged(admin: Call, key: str) -> None:
    bring(admin, key, FIRST)
    second = bring(admin, key, SECOND, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    deleted = ask(admin, "DeleteImportedKeyMaterial", KeyId=key, KeyMaterialId=second)
    assert deleted == {"KeyId": key, "KeyMaterialId": second}
    assert (state(admin, key), len(materials(admin, key))) == ("Enabled", 1)
    third = bring(admin, key, THIRD, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    ask(admin, "RotateKeyOnDemand", KeyId=key)
    assert ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"] == third
    blob = ask(admin, "Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["KeyMaterialId"] == third


def test_a_key_without_one_of_its_used_materials_waits_for_it(admin: Call, key: str) -> None:
    first = bring(admin, key, FIRST)["KeyMaterialId"]
    bring(admin, key, SECOND, ImportType="NEW_KEY_MATERIAL")
    ask(admin, "RotateKeyOnDemand", KeyId=key)
    blob = ask(admin, "Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    ask(admin, "DeleteImportedKeyMaterial", KeyId=key, KeyMaterialId=first)
    pending = f"{key} is pending import."
    refused(KMSInvalidStateException, pending, admin, "Encrypt", KeyId=key, Plaintext=b"x")
    refused(KMSInvalidStateException, pending, admin, "Decrypt", CiphertextBlob=blob)
    metadata = ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]
    assert metadata["KeyState"] == "PendingImport"
    assert "CurrentKeyMaterialId" in metadata
    assert "ExpirationModel" not in metadata
    entry = materials(admin, key)[0]
    assert (entry["ImportState"], entry["KeyMaterialState"]) == ("PENDING_IMPORT", "NON_CURRENT")
    assert "ExpirationModel" not in entry
    bring(admin, key, FIRST)
    assert state(admin, key) == "Enabled"
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


def test_deleted_material_comes_back_and_opens_what_it_sealed(admin: Call, key: str) -> None:
    first = bring(admin, key, FIRST)["KeyMaterialId"]
    blob = ask(admin, "Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    for _ in range(2):
        answer = ask(admin, "DeleteImportedKeyMaterial", KeyId=key)
        assert answer == {"KeyId": key, "KeyMaterialId": first}
    assert state(admin, key) == "PendingImport"
    never = f"Key material (id: {'0' * 64}) has never been imported into KMS key {key}."
    refused(ValidationException, never, admin, "DeleteImportedKeyMaterial", KeyId=key, KeyMaterialId="0" * 64)
    bring(admin, key, FIRST)
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


def test_an_import_enables_a_disabled_key_and_deletion_survives_cancelled_deletion(admin: Call, key: str) -> None:
    bring(admin, key, FIRST)
    ask(admin, "DisableKey", KeyId=key)
    bring(admin, key, FIRST)
    assert state(admin, key) == "Enabled"
    ask(admin, "ScheduleKeyDeletion", KeyId=key)
    ask(admin, "DeleteImportedKeyMaterial", KeyId=key)
    assert state(admin, key) == "PendingDeletion"
    ask(admin, "CancelKeyDeletion", KeyId=key)
    assert state(admin, key) == "PendingImport"
    bring(admin, key, FIRST)
    ask(admin, "ScheduleKeyDeletion", KeyId=key)
    ask(admin, "CancelKeyDeletion", KeyId=key)
    assert state(admin, key) == "Disabled"


def test_material_expires_by_the_servers_clock(world: World, admin: Call, key: str) -> None:
    valid_to = world.clock() + timedelta(hours=1, microseconds=250)
    first = bring(admin, key, FIRST, ValidTo=valid_to, KeyMaterialDescription="for an hour")["KeyMaterialId"]
    blob = ask(admin, "Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    metadata = ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]
    assert metadata["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    assert metadata["ValidTo"] == valid_to.replace(microsecond=0)
    world.clock.advance(minutes=59, seconds=59)
    assert expire_due(world.instance) == []
    world.clock.advance(seconds=1)
    assert expire_due(world.instance) == [key]
    assert expire_due(world.instance) == []
    refused(KMSInvalidStateException, f"{key} is pending import.", admin, "Decrypt", CiphertextBlob=blob)
    event = world.instance.trail.newest(2)[1]
    assert (event["eventName"], event["eventType"]) == ("DeleteExpiredKeyMaterial", "AwsServiceEvent")
    assert event["serviceEventDetails"] == {"keyId": key.rpartition("/")[2]}
    assert materials(admin, key) == [
        {
            "KeyMaterialId": first,
            "KeyMaterialState": "CURRENT",
            "ImportState": "PENDING_IMPORT",
            "KeyMaterialDescription": "for an hour",
        }
    ]
    with world.instance.database.read() as connection:
        assert connection.execute(select(material.c.wrapped)).scalars().all() == [b""]
    assert not [name for name in material_cache(world.instance).held if name[0] == key]
    bring(admin, key, FIRST)
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    world.clock.advance(days=400)
    assert expire_due(world.instance) == []


def test_the_earliest_end_of_several_materials_is_the_keys(world: World, admin: Call, key: str) -> None:
    soon, later = (world.clock() + timedelta(days=days) for days in (3, 5))
    bring(admin, key, FIRST, ValidTo=later)
    bring(admin, key, SECOND, ImportType="NEW_KEY_MATERIAL", ValidTo=soon)
    assert ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]["ValidTo"] == later  # the other is not used yet
    ask(admin, "RotateKeyOnDemand", KeyId=key)
    assert ask(admin, "DescribeKey", KeyId=key)["KeyMetadata"]["ValidTo"] == soon


def test_pending_material_expires_once_it_is_used(world: World, admin: Call, key: str) -> None:
    bring(admin, key, FIRST)
    bring(admin, key, SECOND, ImportType="NEW_KEY_MATERIAL", ValidTo=world.clock() + timedelta(minutes=1))
    world.clock.advance(minutes=2)
    assert expire_due(world.instance) == []
    ask(admin, "RotateKeyOnDemand", KeyId=key)
    assert expire_due(world.instance) == [key]
    assert state(admin, key) == "PendingImport"


def test_expiry_in_the_waiting_period_keeps_the_state(world: World, admin: Call, key: str) -> None:
    bring(admin, key, FIRST, ValidTo=world.clock() + timedelta(days=1))
    ask(admin, "ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7)
    world.clock.advance(days=2)
    assert expire_due(world.instance) == [key]
    assert state(admin, key) == "PendingDeletion"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"ExpirationModel": None}, "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES"),
        (
            {**FOREVER, "ValidTo": timedelta(days=1)},
            "A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE",
        ),
        ({"ValidTo": timedelta(0)}, "ValidTo must be in the future"),
        ({"ValidTo": timedelta(days=365, seconds=1)}, "ValidTo must be less than 365 days in the future"),
    ],
)
def test_validity_that_is_refused(world: World, admin: Call, key: str, members: dict[str, Any], message: str) -> None:
    asked = {name: world.clock() + value if isinstance(value, timedelta) else value for name, value in members.items()}
    given = parameters(admin, key)
    request = {"KeyId": key, "ImportToken": given["ImportToken"], "EncryptedKeyMaterial": b"x"}
    request |= {name: value for name, value in asked.items() if value is not None}
    refused(ValidationException, message, admin, "ImportKeyMaterial", **request)


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("GetParametersForImport", {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}),
        ("ImportKeyMaterial", {"ImportToken": b"x", "EncryptedKeyMaterial": b"x"}),
        ("DeleteImportedKeyMaterial", {}),
    ],
)
def test_keys_whose_material_is_made_here(world: World, admin: Call, name: str, members: dict[str, Any]) -> None:
    made = world.key(admin)
    wanted = f"{made} origin is AWS_KMS which is not valid for this operation."
    refused(UnsupportedOperationException, wanted, admin, name, KeyId=made, **members)


@pytest.mark.parametrize("name", ["EnableKeyRotation", "DisableKeyRotation"])
def test_imported_material_does_not_rotate_by_itself(admin: Call, key: str, name: str) -> None:
    wanted = f"{key} origin is EXTERNAL which is not valid for this operation."
    refused(UnsupportedOperationException, wanted, admin, name, KeyId=key)
    bring(admin, key, FIRST)
    refused(UnsupportedOperationException, wanted, admin, name, KeyId=key)


def test_wrong_lengths_are_no_material(admin: Call, key: str) -> None:
    for length in (1, 31, 33, 64):
        with pytest.raises(ServiceError) as caught:
            bring(admin, key, bytes(length))
        assert (caught.value.code, caught.value.message) == ("InvalidCiphertextException", "")
    assert materials(admin, key) == []


def test_destroyed_material_leaves_the_log(world: World, admin: Call, key: str) -> None:
    bring(admin, key, FIRST)
    assert empty_log_if_noted(world.instance) is False
    ask(admin, "DeleteImportedKeyMaterial", KeyId=key)
    assert (world.instance.home / "state.db-wal").stat().st_size > 0
    assert empty_log_if_noted(world.instance) is True
    assert empty_log_if_noted(world.instance) is False


def test_the_material_is_nowhere_in_the_open(world: World, admin: Call, key: str) -> None:
    bring(admin, key, FIRST)
    token = parameters(admin, key)["ImportToken"]
    for name in ("state.db", "state.db-wal"):
        held = (world.instance.home / name).read_bytes()
        assert FIRST not in held
        assert token not in held
    told = repr(world.instance.trail.newest(50))
    assert FIRST.hex() not in told
    assert token.hex() not in told


def test_conditions_of_an_import(world: World, admin: Call, key: str) -> None:
    def allowed_if(name: str, **condition: dict[str, str]) -> Call:
        actions = ["kms:GetParametersForImport", "kms:ImportKeyMaterial"]
        return world.call(world.user(name, {"Action": actions, "Resource": "*", "Condition": condition}))

    by_spec = allowed_if("spec", StringEquals={"kms:WrappingKeySpec": "RSA_4096"})
    with pytest.raises(ServiceError, match="kms:GetParametersForImport"):
        parameters(by_spec, key)
    by_algorithm = allowed_if("algorithm", StringEquals={"kms:WrappingAlgorithm": "RSAES_OAEP_SHA_1"})
    assert parameters(by_algorithm, key, "RSAES_OAEP_SHA_1")["KeyId"] == key
    by_origin = allowed_if("origin", StringEquals={"kms:KeyOrigin": "EXTERNAL"})
    assert parameters(by_origin, key)["KeyId"] == key
    soon = world.clock() + timedelta(days=2)
    limit = str(int((world.clock() + timedelta(days=3)).timestamp()))
    expiring = allowed_if(
        "expiring",
        StringEqualsIfExists={"kms:ExpirationModel": "KEY_MATERIAL_EXPIRES"},
        DateLessThanIfExists={"kms:ValidTo": limit},
    )
    with pytest.raises(ServiceError, match="kms:ImportKeyMaterial"):
        bring(expiring, key, FIRST)
    with pytest.raises(ServiceError, match="kms:ImportKeyMaterial"):
        bring(expiring, key, FIRST, ValidTo=soon + timedelta(days=9))
    assert bring(expiring, key, FIRST, ValidTo=soon)["KeyId"] == key


def test_other_accounts_import_nothing(world: World, admin: Call) -> None:
    root = {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}
    mine = key_statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*")
    key = world.key(admin, mine, key_statement(root, "kms:*"), Origin="EXTERNAL")
    stranger = world.call(Principal.root(OTHER_ACCOUNT))
    with pytest.raises(ServiceError) as caught:
        parameters(stranger, key)
    assert caught.value.code == "AccessDeniedException"
