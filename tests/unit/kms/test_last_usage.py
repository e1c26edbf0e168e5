"""GetKeyLastUsage: read off the audit trail, for whoever used the key, and never written by its use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from sealcanvas.access.principal import Principal
from sealcanvas.kms import destroy_due
from sealcanvas.kms.last_usage.uses import TRACKED, follow_trail, last_use
from sealcanvas.kms.tables import last_usages
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.errors import ServiceError
from sealcanvas.wire.model import load
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import OTHER_ACCOUNT, World, ask, key_statement


def usage(call: Call, key: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(fresh(call), "GetKeyLastUsage", KeyId=key)["KeyLastUsage"]
    return found


def fresh(call: Call) -> Call:
    """Another request of the same caller."""
    return replace(call, request_id=new_request_id())


def test_the_operations_are_the_service_models() -> None:
    output: Any = load("kms").operations["GetKeyLastUsage"].output
    assert set(TRACKED) == set(output.members["KeyLastUsage"].members["Operation"].enum)


def test_a_key_that_was_not_used(world: World, admin: Call) -> None:
    key = world.key(admin)
    ask(admin, "DisableKey", KeyId=key)
    ask(admin, "EnableKey", KeyId=key)
    answer = ask(admin, "GetKeyLastUsage", KeyId=key)
    assert answer == {
        "KeyId": key.rpartition("/")[2],
        "KeyLastUsage": {},
        "TrackingStartDate": world.clock(),
        "KeyCreationDate": world.clock(),
    }


def test_the_last_use_is_told(world: World, admin: Call) -> None:
    key = world.key(admin)
    blob = ask(fresh(admin), "Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    world.clock.advance(hours=1)
    call = fresh(admin)
    ask(call, "Decrypt", CiphertextBlob=blob)
    used_at = world.clock()
    world.clock.advance(hours=1)
    recorded = world.instance.trail.of_request(call.request_id)[0]
    assert usage(admin, key) == {
        "Operation": "Decrypt",
        "Timestamp": used_at,
        "CloudTrailEventId": recorded["eventID"],
        "KmsRequestId": call.request_id,
    }
    ask(fresh(admin), "GenerateDataKeyWithoutPlaintext", KeyId=key, KeySpec="AES_256")
    found = usage(admin, key)
    assert (found["Operation"], found["Timestamp"]) == ("GenerateDataKeyWithoutPlaintext", world.clock())


def test_what_failed_was_no_use(world: World, admin: Call) -> None:
    key = world.key(admin)
    ask(fresh(admin), "Encrypt", KeyId=key, Plaintext=b"x")
    stranger = world.call(world.user("stranger"))
    for call, request in (
        (stranger, {"Plaintext": b"x"}),
        (admin, {"Plaintext": b"x", "DryRun": True}),
    ):
        with pytest.raises(ServiceError):
            ask(fresh(call), "Encrypt", KeyId=key, **request)
    world.clock.advance(hours=1)
    with pytest.raises(ServiceError):
        ask(fresh(admin), "Decrypt", KeyId=key, CiphertextBlob=b"none")
    assert usage(admin, key)["Timestamp"] == world.clock() - timedelta(hours=1)


def test_re_encrypt_uses_both_keys(world: World, admin: Call) -> None:
    source, target = world.key(admin), world.key(admin)
    blob = ask(fresh(admin), "Encrypt", KeyId=source, Plaintext=b"x")["CiphertextBlob"]
    ask(fresh(admin), "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=target)
    assert usage(admin, source) == usage(admin, target)
    assert usage(admin, source)["Operation"] == "ReEncrypt"


def test_use_by_other_accounts_and_through_services_counts(world: World, admin: Call) -> None:
    mine = key_statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*")
    theirs = key_statement({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}, "kms:Encrypt")
    key = world.key(admin, mine, theirs)
    stranger = world.call(Principal.root(OTHER_ACCOUNT))
    ask(stranger, "Encrypt", KeyId=key, Plaintext=b"x")
    assert usage(admin, key)["KmsRequestId"] == stranger.request_id
    through = fresh(admin).through("s3")
    ask(through, "GenerateDataKey", KeyId=key, KeySpec="AES_256")
    assert usage(admin, key)["KmsRequestId"] == through.request_id
    with pytest.raises(ServiceError) as caught:
        ask(fresh(stranger), "GetKeyLastUsage", KeyId=key)
    assert caught.value.code == "AccessDeniedException"


def test_related_keys_are_used_each_for_itself(world: World, admin: Call) -> None:
    primary = world.key(admin, MultiRegion=True)
    key_id = primary.rpartition("/")[2]
    ask(fresh(admin), "ReplicateKey", KeyId=primary, ReplicaRegion="eu-west-1")
    there = replace(admin, region="eu-west-1")
    blob = ask(fresh(admin), "Encrypt", KeyId=primary, Plaintext=b"x")["CiphertextBlob"]
    assert usage(there, key_id) == {}
    ask(fresh(there), "Decrypt", CiphertextBlob=blob)
    assert (usage(admin, key_id)["Operation"], usage(there, key_id)["Operation"]) == ("Encrypt", "Decrypt")


def test_it_is_told_in_every_state_and_gone_with_the_key(world: World, admin: Call) -> None:
    key = world.key(admin)
    ask(fresh(admin), "Encrypt", KeyId=key, Plaintext=b"x")
    ask(fresh(admin), "ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7)
    assert usage(admin, key)["Operation"] == "Encrypt"
    world.clock.advance(days=8)
    destroy_due(world.instance)
    follow_trail(world.instance)
    with world.instance.database.read() as connection:
        assert connection.execute(select(last_usages)).all() == []


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The statements that the database is asked within the block."""
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(world.instance.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(world.instance.database.engine, "before_cursor_execute", note)


def test_use_costs_no_statement(world: World, admin: Call) -> None:
    key = world.key(admin)
    with statements(world) as asked:
        ask(fresh(admin), "GenerateDataKey", KeyId=key, KeySpec="AES_256")
    assert asked
    assert not [each for each in asked if "last_usages" in each]


def test_much_is_taken_in_at_once_and_nothing_twice(world: World, admin: Call) -> None:
    keys = [world.key(admin) for _ in range(3)]
    for number in range(700):
        ask(fresh(admin), "Encrypt", KeyId=keys[number % 3], Plaintext=b"x")
    with statements(world) as asked:
        assert follow_trail(world.instance) >= 700
    written = [each for each in asked if each.startswith("INSERT INTO kms_last_usages")]
    assert len(written) <= 3 * 3
    assert follow_trail(world.instance) == 0
    for key in keys:
        assert usage(admin, key)["Operation"] == "Encrypt"


def test_what_was_read_is_read_again_after_a_crash_before_it_was_kept(world: World, admin: Call) -> None:
    key = world.key(admin)
    ask(fresh(admin), "Encrypt", KeyId=key, Plaintext=b"x")

    def fail(*arguments: Any) -> None:
        if arguments[2].startswith("INSERT INTO kms_chores"):
            raise RuntimeError("power cut")

    engine = world.instance.database.engine
    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        follow_trail(world.instance)
    event.remove(engine, "before_cursor_execute", fail)
    assert last_use(world.instance, key) is None
    assert usage(admin, key)["Operation"] == "Encrypt"


def test_a_damaged_record_holds_no_other_up(world: World, admin: Call) -> None:
    key = world.key(admin)
    ask(fresh(admin), "Encrypt", KeyId=key, Plaintext=b"x")
    ask(fresh(admin), "GenerateDataKey", KeyId=key, KeySpec="AES_256")
    with world.instance.database.transaction() as connection:
        newest = "(SELECT max(sequence) FROM audit_events)"
        connection.exec_driver_sql(f"UPDATE audit_events SET record = zeroblob(40) WHERE sequence = {newest}")
    assert usage(admin, key)["Operation"] == "Encrypt"


def test_keys_in_use_can_be_protected_from_their_deletion(world: World, admin: Call) -> None:
    unused_for = {"NumericLessThanEquals": {"kms:TrailingDaysWithoutKeyUsage": "30"}}
    deny = {"Effect": "Deny", "Action": ["kms:DisableKey", "kms:ScheduleKeyDeletion"], "Resource": "*"}
    guarded = world.call(world.user("guarded", world.allowed("kms:*"), {**deny, "Condition": unused_for}))
    never, once = world.key(admin), world.key(admin)
    world.clock.advance(days=40)
    ask(fresh(admin), "Encrypt", KeyId=once, Plaintext=b"x")
    new = world.key(admin)
    for key in (once, new):
        for name in ("DisableKey", "ScheduleKeyDeletion"):
            with pytest.raises(ServiceError, match="with an explicit deny in an identity-based policy"):
                ask(fresh(guarded), name, KeyId=key)
    ask(fresh(guarded), "DisableKey", KeyId=never)
    world.clock.advance(days=30, hours=23)
    with pytest.raises(ServiceError, match="explicit deny"):
        ask(fresh(guarded), "DisableKey", KeyId=once)  # 30.9 days are 30
    world.clock.advance(hours=1)
    ask(fresh(guarded), "DisableKey", KeyId=once)
    ask(fresh(guarded), "ScheduleKeyDeletion", KeyId=new)
