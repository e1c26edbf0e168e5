"""Related keys in several Regions: what they share, what each has for itself; the messages are AWS's recorded ones."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from sealcanvas.access.principal import Principal
from sealcanvas.kms import destroy_due, rotate_due
from sealcanvas.kms.errors import (
    AlreadyExistsException,
    DisabledException,
    KMSInvalidStateException,
    MalformedPolicyDocumentException,
    NotFoundException,
    UnsupportedOperationException,
)
from sealcanvas.kms.material import open_material
from sealcanvas.kms.tables import keys, material
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.kms.importing import bring, materials, state
from tests.unit.kms.kms_world import DELEGATION, World, ask, key_statement, policy

HERE, THERE, FAR = "us-east-1", "eu-west-1", "ap-northeast-1"
FIRST, SECOND = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def there(admin: Call) -> Call:
    return replace(admin, region=THERE)


@pytest.fixture
def far(admin: Call) -> Call:
    return replace(admin, region=FAR)


@pytest.fixture
def primary(world: World, admin: Call) -> str:
    return world.key(admin, MultiRegion=True)


@pytest.fixture
def key_id(primary: str) -> str:
    return primary.rpartition("/")[2]


def replicate(call: Call, key: str, region: str = THERE, **members: Any) -> dict[str, Any]:
    return ask(call, "ReplicateKey", KeyId=key, ReplicaRegion=region, **members)


def describe(call: Call, key: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(call, "DescribeKey", KeyId=key)["KeyMetadata"]
    return found


def named(region: str, key_id: str) -> dict[str, str]:
    return {"Arn": f"arn:aws:kms:{region}:{ACCOUNT}:key/{key_id}", "Region": region}


def refused(error: type[ServiceError], message: str, call: Call, name: str, **request: Any) -> None:
    with pytest.raises(error) as caught:
        ask(call, name, **request)
    assert caught.value.message == message


def test_a_primary(admin: Call, primary: str, key_id: str) -> None:
    assert key_id.startswith("mrk-")
    assert len(key_id) == 36
    metadata = describe(admin, key_id)
    assert metadata["MultiRegion"] is True
    configuration = {"MultiRegionKeyType": "PRIMARY", "PrimaryKey": named(HERE, key_id), "ReplicaKeys": []}
    assert metadata["MultiRegionConfiguration"] == configuration
    assert metadata["Arn"] == primary


def test_a_single_region_key_has_no_relations(world: World, admin: Call) -> None:
    metadata = describe(admin, world.key(admin))
    assert metadata["MultiRegion"] is False
    assert "MultiRegionConfiguration" not in metadata


def test_a_replica(world: World, admin: Call, there: Call, primary: str, key_id: str) -> None:
    answer = replicate(admin, primary, Description="theirs", Tags=[{"TagKey": "a", "TagValue": "b"}])
    made = answer["ReplicaKeyMetadata"]
    assert (made["KeyState"], made["Enabled"], made["KeyId"]) == ("Creating", False, key_id)
    assert "CurrentKeyMaterialId" not in made
    assert answer["ReplicaTags"] == [{"TagKey": "a", "TagValue": "b"}]
    assert f"arn:aws:iam::{ACCOUNT}:root" in answer["ReplicaPolicy"]
    metadata = describe(there, key_id)
    assert (metadata["KeyState"], metadata["Enabled"], metadata["Description"]) == ("Enabled", True, "theirs")
    for call, kind in ((admin, "PRIMARY"), (there, "REPLICA")):
        assert describe(call, key_id)["MultiRegionConfiguration"] == {
            "MultiRegionKeyType": kind,
            "PrimaryKey": named(HERE, key_id),
            "ReplicaKeys": [named(THERE, key_id)],
        }
    assert metadata["CurrentKeyMaterialId"] == describe(admin, key_id)["CurrentKeyMaterialId"]
    assert [each["KeyId"] for each in ask(there, "ListKeys")["Keys"]] == [key_id]
    with world.instance.database.read() as connection:
        one, two = connection.execute(select(material.c.wrapped)).scalars().all()
    assert one != two


def test_events_of_a_replication(world: World, admin: Call, primary: str, key_id: str) -> None:
    replicate(admin, primary)
    created, replicated = world.instance.trail.newest(2)
    assert (replicated["eventName"], replicated["awsRegion"]) == ("ReplicateKey", HERE)
    assert (created["eventName"], created["awsRegion"]) == ("CreateKey", THERE)
    assert created["resources"] == [{"ARN": named(THERE, key_id)["Arn"]}]
    assert created["requestID"] == replicated["requestID"]


def test_policy_tags_aliases_grants_and_state_are_each_keys_own(
    world: World, admin: Call, there: Call, primary: str, key_id: str
) -> None:
    ask(admin, "TagResource", KeyId=primary, Tags=[{"TagKey": "mine", "TagValue": "1"}])
    ask(admin, "CreateAlias", AliasName="alias/shared", TargetKeyId=primary)
    ask(admin, "CreateGrant", KeyId=primary, GranteePrincipal=world.user("grantee").arn, Operations=["Decrypt"])
    replicate(admin, primary)
    assert ask(there, "ListResourceTags", KeyId=key_id)["Tags"] == []
    assert ask(there, "ListAliases")["Aliases"] == []
    assert ask(there, "ListGrants", KeyId=key_id)["Grants"] == []
    ask(there, "CreateAlias", AliasName="alias/shared", TargetKeyId=key_id)
    assert ask(there, "DescribeKey", KeyId="alias/shared")["KeyMetadata"]["Arn"] == named(THERE, key_id)["Arn"]
    ask(admin, "PutKeyPolicy", KeyId=primary, Policy=policy({**DELEGATION, "Sid": "Changed"}))
    assert "Changed" not in ask(there, "GetKeyPolicy", KeyId=key_id)["Policy"]
    ask(there, "DisableKey", KeyId=key_id)
    assert (state(admin, key_id), state(there, key_id)) == ("Enabled", "Disabled")


def test_replications_that_are_refused(world: World, admin: Call, there: Call, primary: str, key_id: str) -> None:
    replicate(admin, primary)
    wanted = "You can create only one replica of each primary key in each AWS Region."
    refused(AlreadyExistsException, wanted, admin, "ReplicateKey", KeyId=primary, ReplicaRegion=THERE)
    ask(there, "ScheduleKeyDeletion", KeyId=key_id)
    refused(AlreadyExistsException, wanted, admin, "ReplicateKey", KeyId=primary, ReplicaRegion=THERE)
    ask(there, "CancelKeyDeletion", KeyId=key_id)
    wanted = f"{named(THERE, key_id)['Arn']} is not a multi-region primary key."
    refused(UnsupportedOperationException, wanted, there, "ReplicateKey", KeyId=key_id, ReplicaRegion=FAR)
    single = world.key(admin)
    wanted = f"{single} is not a multi-region primary key."
    refused(UnsupportedOperationException, wanted, admin, "ReplicateKey", KeyId=single, ReplicaRegion=THERE)
    for region, message in {
        HERE: f"{HERE} cannot have a replica because it contains the primary.",
        "cn-north-1": "The replica key Region must be in the same AWS partition as the primary key Region.",
        "us-gov-west-1": "The replica key Region must be in the same AWS partition as the primary key Region.",
        "us-invalid-1": "Region us-invalid-1 is not a valid Region or multi-Region keys are not supported in Region "
        "us-invalid-1.",
    }.items():
        refused(ValidationException, message, admin, "ReplicateKey", KeyId=primary, ReplicaRegion=region)
    with pytest.raises(MalformedPolicyDocumentException, match="will not allow you to update the key policy"):
        replicate(admin, primary, FAR, Policy=policy(key_statement({"AWS": ACCOUNT}, "kms:Encrypt")))
    assert replicate(admin, primary, FAR, Policy=policy(DELEGATION))["ReplicaPolicy"] == policy(DELEGATION)
    with world.instance.database.read() as connection:
        assert len(connection.execute(select(keys.c.arn).where(keys.c.key_id == key_id)).all()) == 3


def test_a_replica_of_many_rotations(admin: Call, there: Call, primary: str, key_id: str) -> None:
    blobs = []
    for number in range(3):
        blobs.append(ask(admin, "Encrypt", KeyId=primary, Plaintext=bytes([number]))["CiphertextBlob"])
        ask(admin, "RotateKeyOnDemand", KeyId=primary)
    replicate(admin, primary)
    assert materials(there, key_id) == materials(admin, key_id)
    assert [ask(there, "Decrypt", CiphertextBlob=blob)["Plaintext"] for blob in blobs] == [b"\0", b"\1", b"\2"]


def test_the_primarys_rotation_is_everybodys(world: World, admin: Call, there: Call, primary: str, key_id: str) -> None:
    replicate(admin, primary)
    ask(admin, "EnableKeyRotation", KeyId=primary, RotationPeriodInDays=90)
    mine, theirs = (ask(call, "GetKeyRotationStatus", KeyId=key_id) for call in (admin, there))
    assert theirs == {**mine, "KeyId": named(THERE, key_id)["Arn"]}
    assert theirs["KeyRotationEnabled"] is True
    ask(there, "DisableKey", KeyId=key_id)  # which holds nothing up
    world.clock.advance(days=91)
    assert rotate_due(world.instance) == [primary]
    ask(there, "EnableKey", KeyId=key_id)
    current = describe(admin, key_id)["CurrentKeyMaterialId"]
    assert describe(there, key_id)["CurrentKeyMaterialId"] == current
    assert materials(there, key_id) == materials(admin, key_id)
    sealed = ask(there, "GenerateDataKey", KeyId=key_id, KeySpec="AES_256")
    assert sealed["KeyMaterialId"] == current
    assert ask(admin, "Decrypt", CiphertextBlob=sealed["CiphertextBlob"])["Plaintext"] == sealed["Plaintext"]
    told = {(each["eventName"], each["awsRegion"]) for each in world.instance.trail.newest(20)}
    assert {("RotateKey", HERE), ("SynchronizeMultiRegionKey", THERE)} <= told


def test_a_replica_does_not_rotate(admin: Call, there: Call, primary: str, key_id: str) -> None:
    arn = replicate(admin, primary)["ReplicaKeyMetadata"]["Arn"]
    for name in ("EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"):
        wanted = f"{arn} is a multi-region replica key which is not valid for {name}."
        refused(UnsupportedOperationException, wanted, there, name, KeyId=key_id)


def test_the_primary_moves(world: World, admin: Call, there: Call, far: Call, primary: str, key_id: str) -> None:
    replicate(admin, primary)
    replicate(admin, primary, FAR)
    ask(admin, "EnableKeyRotation", KeyId=primary, RotationPeriodInDays=90)
    due = ask(admin, "GetKeyRotationStatus", KeyId=primary)["NextRotationDate"]
    ask(admin, "UpdatePrimaryRegion", KeyId=primary, PrimaryRegion=HERE)
    assert describe(admin, key_id)["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"
    ask(admin, "UpdatePrimaryRegion", KeyId=primary, PrimaryRegion=THERE)
    for call, kind in ((admin, "REPLICA"), (there, "PRIMARY"), (far, "REPLICA")):
        metadata = describe(call, key_id)
        assert metadata["KeyState"] == "Enabled"
        assert metadata["MultiRegionConfiguration"] == {
            "MultiRegionKeyType": kind,
            "PrimaryKey": named(THERE, key_id),
            "ReplicaKeys": [named(FAR, key_id), named(HERE, key_id)],
        }
        assert ask(call, "GetKeyRotationStatus", KeyId=key_id)["NextRotationDate"] == due
    wanted = f"{primary} is not a multi-Region primary key."
    refused(KMSInvalidStateException, wanted, admin, "UpdatePrimaryRegion", KeyId=key_id, PrimaryRegion=FAR)
    world.clock.advance(days=91)
    assert rotate_due(world.instance) == [named(THERE, key_id)["Arn"]]
    assert len({describe(call, key_id)["CurrentKeyMaterialId"] for call in (admin, there, far)}) == 1
    ask(there, "RotateKeyOnDemand", KeyId=key_id)


def test_moves_that_are_refused(world: World, admin: Call, there: Call, primary: str, key_id: str) -> None:
    arn = replicate(admin, primary)["ReplicaKeyMetadata"]["Arn"]
    wanted = f"{key_id} does not have a replica key in the specified Region."
    refused(ValidationException, wanted, admin, "UpdatePrimaryRegion", KeyId=primary, PrimaryRegion=FAR)
    asked = {"KeyId": primary, "PrimaryRegion": THERE}
    ask(admin, "DisableKey", KeyId=primary)
    refused(DisabledException, f"{primary} is disabled.", admin, "UpdatePrimaryRegion", **asked)
    ask(admin, "EnableKey", KeyId=primary)
    ask(there, "DisableKey", KeyId=key_id)
    refused(DisabledException, f"{arn} is disabled.", admin, "UpdatePrimaryRegion", **asked)
    ask(there, "ScheduleKeyDeletion", KeyId=key_id)
    refused(KMSInvalidStateException, f"{arn} is pending deletion.", admin, "UpdatePrimaryRegion", **asked)
    single = world.key(admin)
    with pytest.raises(UnsupportedOperationException):
        ask(admin, "UpdatePrimaryRegion", KeyId=single, PrimaryRegion=THERE)
    assert describe(admin, key_id)["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"


def test_a_primary_waits_for_its_replicas(world: World, admin: Call, there: Call, primary: str, key_id: str) -> None:
    replica = replicate(admin, primary)["ReplicaKeyMetadata"]["Arn"]
    answer = ask(admin, "ScheduleKeyDeletion", KeyId=primary, PendingWindowInDays=7)
    assert answer == {"KeyId": primary, "KeyState": "PendingReplicaDeletion", "PendingWindowInDays": 7}
    metadata = describe(admin, key_id)
    assert (metadata["KeyState"], metadata["PendingDeletionWindowInDays"]) == ("PendingReplicaDeletion", 7)
    assert "DeletionDate" not in metadata
    pending = f"{primary} is pending replica deletion."
    refused(KMSInvalidStateException, pending, admin, "Encrypt", KeyId=primary, Plaintext=b"x")
    refused(KMSInvalidStateException, pending, admin, "TagResource", KeyId=primary, Tags=[])
    refused(KMSInvalidStateException, pending, admin, "ReplicateKey", KeyId=primary, ReplicaRegion=FAR)
    world.clock.advance(days=100)
    assert destroy_due(world.instance) == []  # for as long as there is a replica
    blob = ask(there, "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    ask(there, "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    world.clock.advance(days=7)
    assert destroy_due(world.instance) == [replica]
    metadata = describe(admin, key_id)
    assert metadata["KeyState"] == "PendingDeletion"
    assert (metadata["DeletionDate"] - world.clock()).days == 7
    assert metadata["MultiRegionConfiguration"]["ReplicaKeys"] == []
    ask(admin, "CancelKeyDeletion", KeyId=primary)
    ask(admin, "EnableKey", KeyId=primary)
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"  # the shared material is still there
    replicate(admin, primary)
    assert ask(there, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    ask(there, "ScheduleKeyDeletion", KeyId=key_id, PendingWindowInDays=7)
    ask(admin, "ScheduleKeyDeletion", KeyId=primary, PendingWindowInDays=8)
    world.clock.advance(days=7)
    assert destroy_due(world.instance) == [replica]
    world.clock.advance(days=7)
    assert destroy_due(world.instance) == []
    world.clock.advance(days=1)
    assert destroy_due(world.instance) == [primary]
    with pytest.raises(NotFoundException):
        describe(admin, key_id)
    with world.instance.database.read() as connection:
        assert connection.execute(select(material)).all() == []


def test_a_primary_that_waits_can_be_kept(admin: Call, primary: str, key_id: str) -> None:
    replicate(admin, primary)
    ask(admin, "ScheduleKeyDeletion", KeyId=primary)
    ask(admin, "CancelKeyDeletion", KeyId=primary)
    metadata = describe(admin, key_id)
    assert metadata["KeyState"] == "Disabled"
    assert "PendingDeletionWindowInDays" not in metadata


def test_imported_material_is_each_regions_own(world: World, admin: Call, there: Call) -> None:
    primary = world.key(admin, MultiRegion=True, Origin="EXTERNAL")
    key_id = primary.rpartition("/")[2]
    refused(
        KMSInvalidStateException,
        f"{primary} is pending import.",
        admin,
        "ReplicateKey",
        KeyId=primary,
        ReplicaRegion=THERE,
    )
    first = bring(admin, primary, FIRST, KeyMaterialDescription="the first")["KeyMaterialId"]
    replica = replicate(admin, primary)["ReplicaKeyMetadata"]["Arn"]
    blob = ask(admin, "Encrypt", KeyId=primary, Plaintext=b"x")["CiphertextBlob"]
    assert state(there, key_id) == "PendingImport"
    assert materials(there, key_id) == [
        {
            "KeyMaterialId": first,
            "KeyMaterialState": "CURRENT",
            "ImportState": "PENDING_IMPORT",
            "KeyMaterialDescription": "the first",
        }
    ]
    refused(KMSInvalidStateException, f"{replica} is pending import.", there, "Decrypt", CiphertextBlob=blob)
    with pytest.raises(ServiceError, match=f"does not have the expected identifier .{first}"):
        bring(there, key_id, SECOND)
    with pytest.raises(ValidationException, match="can only be specified on primary Multi-Region keys"):
        bring(there, key_id, FIRST, KeyMaterialDescription="mine")
    with pytest.raises(ValidationException, match="NEW_KEY_MATERIAL cannot be used on replica Multi-Region keys"):
        bring(there, key_id, SECOND, ImportType="NEW_KEY_MATERIAL")
    assert bring(there, key_id, FIRST)["KeyMaterialId"] == first
    assert ask(there, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"
    ask(admin, "DeleteImportedKeyMaterial", KeyId=primary)
    assert (state(admin, key_id), state(there, key_id)) == ("PendingImport", "Enabled")
    assert ask(there, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


def test_new_imported_material_goes_into_every_replica_before_it_is_rotated_to(
    world: World, admin: Call, there: Call
) -> None:
    primary = world.key(admin, MultiRegion=True, Origin="EXTERNAL")
    key_id = primary.rpartition("/")[2]
    bring(admin, primary, FIRST)
    replicate(admin, primary)
    bring(there, key_id, FIRST)
    second = bring(admin, primary, SECOND, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    waiting = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    for call, imported in ((admin, "IMPORTED"), (there, "PENDING_IMPORT")):
        entry = materials(call, key_id)[1]
        assert (entry["KeyMaterialState"], entry["ImportState"]) == (waiting, imported)
    refused(
        KMSInvalidStateException,
        "Cannot perform key material rotation: Key material has not been imported for replicas of the "
        "Multi-Region key.",
        admin,
        "RotateKeyOnDemand",
        KeyId=primary,
    )
    bring(there, key_id, SECOND)
    assert {materials(call, key_id)[1]["KeyMaterialState"] for call in (admin, there)} == {"PENDING_ROTATION"}
    ask(there, "DeleteImportedKeyMaterial", KeyId=key_id, KeyMaterialId=second)
    assert materials(admin, key_id)[1]["KeyMaterialState"] == waiting
    ask(admin, "DeleteImportedKeyMaterial", KeyId=primary, KeyMaterialId=second)
    assert (len(materials(admin, key_id)), len(materials(there, key_id))) == (1, 1)
    bring(admin, primary, SECOND, ImportType="NEW_KEY_MATERIAL")
    bring(there, key_id, SECOND)
    ask(admin, "RotateKeyOnDemand", KeyId=primary)
    assert {describe(call, key_id)["CurrentKeyMaterialId"] for call in (admin, there)} == {second}
    ask(there, "DeleteImportedKeyMaterial", KeyId=key_id)
    assert (state(admin, key_id), state(there, key_id)) == ("Enabled", "PendingImport")


def test_permissions_in_both_regions(world: World, admin: Call, primary: str, key_id: str) -> None:
    def may(name: str, *statements: dict[str, Any]) -> Call:
        return world.call(world.user(name, *statements))

    def allow(*actions: str, **condition: dict[str, str]) -> dict[str, Any]:
        return {"Action": list(actions), "Resource": "*", "Condition": condition}

    for call, action in (
        (may("nothing", allow("kms:CreateKey")), "kms:ReplicateKey"),
        (may("half", allow("kms:ReplicateKey")), "kms:CreateKey"),
        (may("elsewhere", allow("kms:*", StringEquals={"kms:ReplicaRegion": FAR})), "kms:ReplicateKey"),
        (
            may(
                "primaries",
                allow("kms:ReplicateKey"),
                allow("kms:CreateKey", StringEquals={"kms:MultiRegionKeyType": "PRIMARY"}),
            ),
            "kms:CreateKey",
        ),
        (
            may("home", allow("kms:ReplicateKey"), allow("kms:CreateKey", StringEquals={"aws:RequestedRegion": HERE})),
            "kms:CreateKey",
        ),
    ):
        with pytest.raises(ServiceError, match=f"not authorized to perform: {action}"):
            replicate(call, primary)
    tagless = may("tagless", allow("kms:ReplicateKey", "kms:CreateKey"))
    with pytest.raises(ServiceError, match="kms:TagResource"):
        replicate(tagless, primary, Tags=[{"TagKey": "a", "TagValue": "b"}])
    replicate(tagless, primary)
    mover = may("mover", allow("kms:UpdatePrimaryRegion", StringEquals={"kms:PrimaryRegion": THERE}))
    deny = {"Effect": "Deny", "Principal": "*", "Action": "kms:UpdatePrimaryRegion", "Resource": "*"}
    there = replace(admin, region=THERE)
    ask(there, "PutKeyPolicy", KeyId=key_id, Policy=policy(DELEGATION, deny))
    with pytest.raises(ServiceError, match="kms:UpdatePrimaryRegion") as caught:
        ask(mover, "UpdatePrimaryRegion", KeyId=primary, PrimaryRegion=THERE)
    assert named(THERE, key_id)["Arn"] in caught.value.message
    ask(there, "PutKeyPolicy", KeyId=key_id, Policy=policy(DELEGATION))
    ask(mover, "UpdatePrimaryRegion", KeyId=primary, PrimaryRegion=THERE)


def test_conditions_on_related_keys(world: World, admin: Call, there: Call, primary: str, key_id: str) -> None:
    replicate(admin, primary)
    replicas_only = {
        "Action": "kms:Encrypt",
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:MultiRegionKeyType": "REPLICA"}},
    }
    user = world.user("replicas", replicas_only)
    ask(replace(world.call(user), region=THERE), "Encrypt", KeyId=key_id, Plaintext=b"x")
    for key in (primary, world.key(admin)):
        with pytest.raises(ServiceError, match="kms:Encrypt"):
            ask(world.call(user), "Encrypt", KeyId=key, Plaintext=b"x")
    related = {"Action": "kms:CreateKey", "Resource": "*", "Condition": {"Bool": {"kms:MultiRegion": "true"}}}
    maker = world.call(world.user("maker", related))
    ask(maker, "CreateKey", MultiRegion=True)
    with pytest.raises(ServiceError, match="kms:CreateKey"):
        ask(maker, "CreateKey")


def test_a_replica_is_of_its_accounts_region_alone(
    world: World, admin: Call, far: Call, primary: str, key_id: str
) -> None:
    replicate(admin, primary)
    with pytest.raises(NotFoundException):
        describe(far, key_id)
    stranger = replace(world.call(Principal.root("444455556666")), region=THERE)
    with pytest.raises(NotFoundException):
        describe(stranger, key_id)


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "HMAC_256"])
def test_other_kinds_of_keys_are_replicated_too(world: World, admin: Call, there: Call, spec: str) -> None:
    usage = "GENERATE_VERIFY_MAC" if spec.startswith("HMAC") else "SIGN_VERIFY"
    primary = world.key(admin, MultiRegion=True, KeySpec=spec, KeyUsage=usage)
    replica = replicate(admin, primary)["ReplicaKeyMetadata"]["Arn"]
    one, two = (open_material(world.instance, arn, 0).secret for arn in (primary, replica))
    assert one == two
    assert describe(there, replica)["KeySpec"] == spec
