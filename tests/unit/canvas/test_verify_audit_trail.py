"""VerifyAuditTrail: the chain holds, or where it does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.canvas.verify_audit_trail import verify_audit_trail
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from tests.support.instance import make_instance
from tests.unit.sagemaker.sagemaker_world import make_user


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    instance = make_instance(tmp_path / "home")
    yield instance
    instance.database.close()


@pytest.fixture
def admin(instance: Instance) -> Call:
    return make_user(instance, "admin", {"Action": "*", "Resource": "*"})


def test_a_trail_that_holds_is_counted(instance: Instance, admin: Call) -> None:
    told = verify_audit_trail(admin)
    assert told == {"Verified": True, "RecordCount": len(instance.trail.newest(99)) - 1, "VerifiedAt": instance.clock()}
    with pytest.raises(ServiceError, match="sealcanvas:VerifyAuditTrail"):
        verify_audit_trail(make_user(instance, "kim"))


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM audit_events WHERE sequence = 1", "UPDATE audit_events SET record = x'00' WHERE sequence = 2"],
)
def test_a_trail_that_was_changed_is_told(instance: Instance, admin: Call, change: str) -> None:
    with instance.database.transaction() as connection:
        connection.exec_driver_sql(change)
    told = verify_audit_trail(admin)
    assert told["Verified"] is False
    assert told["Detail"]
