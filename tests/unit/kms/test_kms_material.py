"""Key material: at rest wrapped, in memory for no longer than the bound, and gone when its key is destroyed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from sealcanvas.crypto.errors import Tampered
from sealcanvas.kms import destroy_due
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy, set_cache_policy
from sealcanvas.kms.errors import AccessDeniedException, InvalidCiphertextException, NotFoundException
from sealcanvas.kms.material import material_cache, open_material
from sealcanvas.kms.tables import aliases, grants, keys, material
from sealcanvas.kms.vault import KeyDestroyed, key_arn_of_blob, open_without_policy
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import World, ask


def test_cached_for_seconds_and_uses(world: World, admin: Call) -> None:
    instance, clock, arn = world.instance, world.clock, world.key(admin)
    assert get_cache_policy(instance) == DataKeyCachePolicy(5.0, 1000)
    first = open_material(instance, arn, 0)
    clock.advance(seconds=4.9)
    assert open_material(instance, arn, 0) is first
    clock.advance(seconds=0.2)
    second = open_material(instance, arn, 0)
    assert second is not first
    clock.advance(seconds=-60)
    assert open_material(instance, arn, 0) is not second
    set_cache_policy(instance, 60, 3)
    assert get_cache_policy(instance) == DataKeyCachePolicy(60, 3)
    third = open_material(instance, arn, 0)
    assert [open_material(instance, arn, 0) is third for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(("seconds", "uses"), [(0, 1000), (5, 0)])
def test_the_cache_can_be_turned_off(world: World, admin: Call, seconds: float, uses: int) -> None:
    arn = world.key(admin)
    set_cache_policy(world.instance, seconds, uses)
    ask(admin, "GenerateDataKey", KeyId=arn, KeySpec="AES_256")
    assert material_cache(world.instance).held == {}


@pytest.mark.parametrize(("seconds", "uses"), [(-1, 1), (3601, 1), (1, -1), (1, 1_000_001), (float("nan"), 1)])
def test_cache_bounds(world: World, seconds: float, uses: int) -> None:
    with pytest.raises(ValueError, match="cached keys"):
        set_cache_policy(world.instance, seconds, uses)


def test_a_cached_key_is_still_asked_for_policy_and_state(world: World, admin: Call) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    ask(admin, "DisableKey", KeyId=arn)
    with pytest.raises(ServiceError, match="is disabled"):
        ask(admin, "Decrypt", CiphertextBlob=blob)


def test_material_is_bound_to_its_key(world: World, admin: Call) -> None:
    one, other = world.key(admin), world.key(admin)
    with world.instance.database.transaction() as connection:
        wrapped = connection.execute(select(material.c.wrapped).where(material.c.key_arn == one)).scalar_one()
        connection.execute(material.update().where(material.c.key_arn == other).values(wrapped=wrapped))
    with pytest.raises(Tampered):
        open_material(world.instance, other, 0)


def test_destroyed_when_the_waiting_period_is_over(world: World, admin: Call) -> None:
    instance, arn, kept = world.instance, world.key(admin), world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/gone", TargetKeyId=arn)
    root = f"arn:aws:iam::{ACCOUNT}:root"
    ask(admin, "CreateGrant", KeyId=arn, GranteePrincipal=root, Operations=["Decrypt"])
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
    ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=7)
    world.clock.advance(days=7, seconds=-1)
    assert destroy_due(instance) == []
    assert open_without_policy(instance, blob, {"a": "b"}).reveal() == b"x"
    world.clock.advance(seconds=1)
    assert destroy_due(instance) == [arn]
    assert destroy_due(instance) == []
    with instance.database.read() as connection:
        assert connection.execute(select(keys.c.arn)).scalars().all() == [kept]
        assert connection.execute(select(material.c.key_arn)).scalars().all() == [kept]
        assert connection.execute(select(aliases.c.key_arn)).all() == []
        assert connection.execute(select(grants.c.key_arn)).all() == []
    assert not any(name == arn for name, _ in material_cache(instance).held)
    with pytest.raises(AccessDeniedException, match="refers to a customer master key that does not exist"):
        ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext={"a": "b"})
    with pytest.raises(NotFoundException, match="does not exist"):
        ask(admin, "DescribeKey", KeyId=arn)
    with pytest.raises(KeyDestroyed):
        open_without_policy(instance, blob, {"a": "b"})
    record = instance.trail.newest(10)
    assert any(event["eventName"] == "DeleteKey" and event["resources"] == [{"ARN": arn}] for event in record)


def test_the_servers_own_check_asks_no_policy_but_all_of_the_blob(world: World, admin: Call) -> None:
    arn = world.key(admin)
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
    ask(admin, "DisableKey", KeyId=arn)
    assert key_arn_of_blob(blob) == arn
    assert open_without_policy(world.instance, blob, {"a": "b"}).reveal() == b"x"
    for wrong, context in ((blob, {}), (blob[:-1], {"a": "b"}), (b"x", {})):
        with pytest.raises(InvalidCiphertextException):
            open_without_policy(world.instance, wrong, context)


def test_what_customers_write_is_in_no_file_in_the_clear(world: World, admin: Call, tmp_path: Path) -> None:
    arn = world.key(admin, Description="betraying description", Tags=[{"TagKey": "betrayingtag", "TagValue": "x"}])
    ask(admin, "CreateAlias", AliasName="alias/betrayingalias", TargetKeyId=arn)
    with world.instance.database.read() as connection:
        # As another engine would hold it: the columns' own bytes, not the encrypted file's.
        for table in ("kms_keys", "kms_aliases", "kms_material"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all():
                assert "betraying" not in "".join(repr(value) for value in row)
