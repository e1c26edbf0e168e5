"""The trail: what was recorded comes back, and any tampering breaks the chain."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from sealcanvas.audit.event import Event
from sealcanvas.audit.tables import events
from sealcanvas.audit.trail import BrokenChain
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, REGION, make_instance

Tamper = Callable[[Instance], None]


def event(instance: Instance, request_id: str) -> Event:
    return Event(
        request_id=request_id,
        time=instance.clock(),
        source="kms.amazonaws.com",
        name="Decrypt",
        region=REGION,
        account=ACCOUNT,
        user_identity={"type": "IAMUser", "userName": "太郎"},
        source_ip="127.0.0.1",
        user_agent="test",
        via=(),
        purpose="",
    )


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    instance = make_instance(tmp_path)
    for number in range(5):
        instance.trail.record([event(instance, f"request-{number}")])
    return instance


def test_records_are_found_by_request(instance: Instance) -> None:
    (record,) = instance.trail.of_request("request-3")
    assert record["eventName"] == "Decrypt"
    assert record["userIdentity"]["userName"] == "太郎"
    assert instance.trail.of_request("nobody's") == []
    assert [r["requestID"] for r in instance.trail.newest(2)] == ["request-4", "request-3"]
    assert instance.trail.verify() == 5


def _change(instance: Instance) -> None:
    with instance.database.transaction() as connection:
        connection.execute(update(events).where(events.c.sequence == 3).values(record=b'{"forged":true}'))


def _remove(instance: Instance) -> None:
    with instance.database.transaction() as connection:
        connection.execute(delete(events).where(events.c.sequence == 2))


def _swap(instance: Instance) -> None:
    with instance.database.transaction() as connection:
        connection.execute(text("UPDATE audit_events SET sequence = 99 WHERE sequence = 1"))
        connection.execute(text("UPDATE audit_events SET sequence = 1 WHERE sequence = 2"))
        connection.execute(text("UPDATE audit_events SET sequence = 2 WHERE sequence = 99"))


@pytest.mark.parametrize("tamper", [_change, _remove, _swap])
def test_tampering_breaks_the_chain(instance: Instance, tamper: Tamper) -> None:
    tamper(instance)
    with pytest.raises(BrokenChain, match="does not follow"):
        instance.trail.verify()


def test_what_follows_a_record_is_found_by_event(instance: Instance) -> None:
    wanted = ("kms.amazonaws.com", ("Decrypt", "Encrypt"))
    records, last = instance.trail.following(0, 3, *wanted)
    assert [record["requestID"] for record in records] == ["request-0", "request-1", "request-2"]
    assert last == 3
    records, last = instance.trail.following(3, 3, *wanted)
    assert ([record["requestID"] for record in records], last) == (["request-3", "request-4"], 5)
    assert instance.trail.following(5, 3, *wanted) == ([], None)
    assert instance.trail.following(0, 9, "s3.amazonaws.com", ("Decrypt",)) == ([], 5)
    assert instance.trail.following(0, 9, "kms.amazonaws.com", ("Encrypt",)) == ([], 5)
