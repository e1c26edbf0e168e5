"""Automatic rotation by the server's clock: which keys, when, and what of keys that were disabled meanwhile."""

import threading
from datetime import timedelta

from sqlalchemy import select

from sealcanvas.kms import destroy_due, managed_key, rotate_due
from sealcanvas.kms.rotate import rotate
from sealcanvas.kms.rotation_schedule import schedule_managed_keys
from sealcanvas.kms.tables import material, rotation_schedules, rotations
from sealcanvas.service.call import Call
from tests.unit.kms.kms_world import World, ask
from tests.unit.kms.test_key_rotation import current, status
from tests.unit.kms.test_key_rotation import rotations as listed


def rotating(world: World, admin: Call, days: int = 90) -> str:
    arn = world.key(admin)
    ask(admin, "EnableKeyRotation", KeyId=arn, RotationPeriodInDays=days)
    return arn


def test_on_the_day_and_every_period_after_it(world: World, admin: Call) -> None:
    arn, other = rotating(world, admin), world.key(admin)
    begin, untouched = world.clock(), current(admin, other)
    world.clock.advance(days=90, seconds=-1)
    assert rotate_due(world.instance) == []
    world.clock.advance(seconds=1)
    assert rotate_due(world.instance) == [arn]
    assert rotate_due(world.instance) == []
    assert status(admin, arn)["NextRotationDate"] == begin + timedelta(days=180)
    world.clock.advance(days=90)
    assert rotate_due(world.instance) == [arn]
    assert [each["RotationDate"] for each in listed(admin, arn)] == [begin + timedelta(days=n) for n in (90, 180)]
    assert current(admin, other) == untouched


def test_a_server_that_was_down_for_years_rotates_once(world: World, admin: Call) -> None:
    arn = rotating(world, admin)
    world.clock.advance(days=1000)
    assert rotate_due(world.instance) == [arn]
    assert rotate_due(world.instance) == []
    assert status(admin, arn)["NextRotationDate"] == world.clock() + timedelta(days=90)


def test_a_disabled_key_waits_and_catches_up(world: World, admin: Call) -> None:
    arn = rotating(world, admin)
    due = status(admin, arn)["NextRotationDate"]
    world.clock.advance(days=30)
    ask(admin, "DisableKey", KeyId=arn)
    assert status(admin, arn)["NextRotationDate"] == due
    ask(admin, "EnableKey", KeyId=arn)
    assert rotate_due(world.instance) == []
    assert status(admin, arn)["NextRotationDate"] == due  # the schedule that it had goes on
    ask(admin, "DisableKey", KeyId=arn)
    world.clock.advance(days=100)
    assert rotate_due(world.instance) == []
    assert status(admin, arn)["KeyRotationEnabled"] is True
    ask(admin, "EnableKey", KeyId=arn)
    assert rotate_due(world.instance) == [arn]
    assert status(admin, arn)["NextRotationDate"] == world.clock() + timedelta(days=90)


def test_a_key_pending_deletion_does_not_rotate_and_does_again_if_it_is_kept(world: World, admin: Call) -> None:
    arn = rotating(world, admin)
    due = status(admin, arn)["NextRotationDate"]
    world.clock.advance(days=85)
    ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=30)
    assert status(admin, arn) == {"KeyId": arn, "KeyRotationEnabled": False}
    world.clock.advance(days=10)
    assert rotate_due(world.instance) == []
    ask(admin, "CancelKeyDeletion", KeyId=arn)
    assert status(admin, arn)["NextRotationDate"] == due
    assert rotate_due(world.instance) == []
    ask(admin, "EnableKey", KeyId=arn)
    assert rotate_due(world.instance) == [arn]


def test_deletion_destroys_every_material_and_the_schedule(world: World, admin: Call) -> None:
    arn, kept = rotating(world, admin), rotating(world, admin)
    for _ in range(3):
        ask(admin, "RotateKeyOnDemand", KeyId=arn)
    ask(admin, "RotateKeyOnDemand", KeyId=kept)
    rotate(world.instance, arn, "ON_DEMAND", lambda _: False)  # leaves a material that is not current yet
    ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=7)
    world.clock.advance(days=7)
    assert destroy_due(world.instance) == [arn]
    with world.instance.database.read() as connection:
        for table in (material, rotation_schedules, rotations):
            assert set(connection.execute(select(table.c.key_arn)).scalars()) == {kept}


def test_very_many_keys_take_several_rounds_the_longest_overdue_first(world: World, admin: Call) -> None:
    arns = []
    for _ in range(103):
        arns.append(rotating(world, admin))
        world.clock.advance(seconds=1)
    world.clock.advance(days=90)
    assert rotate_due(world.instance) == arns[:100]
    assert rotate_due(world.instance) == arns[100:]
    assert rotate_due(world.instance) == []


def test_managed_keys_made_before_there_was_rotation_get_their_schedule(world: World, admin: Call) -> None:
    arn, made, mine = managed_key(admin, "s3").arn, world.clock(), world.key(admin)
    with world.instance.database.transaction() as connection:
        connection.execute(rotation_schedules.delete())
    world.clock.advance(days=200)
    schedule_managed_keys(world.instance)
    schedule_managed_keys(world.instance)
    assert status(admin, arn)["NextRotationDate"] == made + timedelta(days=365)
    assert status(admin, mine)["KeyRotationEnabled"] is False


def test_a_schedule_that_ends_before_its_turn_comes_is_not_carried_out(world: World, admin: Call) -> None:
    arn = rotating(world, admin)
    world.clock.advance(days=90)
    ask(admin, "DisableKeyRotation", KeyId=arn)
    assert rotate_due(world.instance) == []
    assert listed(admin, arn) == []


def test_an_unfinished_rotation_is_taken_up_by_the_next_and_seen_by_nobody(world: World, admin: Call) -> None:
    arn = world.key(admin)
    assert rotate(world.instance, arn, "ON_DEMAND", lambda _: False) is False
    assert rotate(world.instance, arn, "ON_DEMAND", lambda _: False) is False
    with world.instance.database.read() as connection:
        ids = connection.execute(select(material.c.material_id).order_by(material.c.version)).scalars().all()
    assert len(ids) == 2
    assert [each["KeyMaterialId"] for each in listed(admin, arn, IncludeKeyMaterial="ALL_KEY_MATERIAL")] == ids[:1]
    assert current(admin, arn) == ids[0]
    ask(admin, "RotateKeyOnDemand", KeyId=arn)
    assert current(admin, arn) == ids[1]


def test_rotations_at_once_come_one_after_the_other(world: World, admin: Call) -> None:
    arn = world.key(admin)
    calls = [world.call(admin.principal) for _ in range(8)]
    threads = [threading.Thread(target=ask, args=(call, "RotateKeyOnDemand"), kwargs={"KeyId": arn}) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = listed(admin, arn)
    assert len(found) == len({each["KeyMaterialId"] for each in found}) == 8
    assert [each["KeyMaterialState"] for each in found] == ["NON_CURRENT"] * 7 + ["CURRENT"]
