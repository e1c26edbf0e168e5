"""Any sequence of imports, deletions, rotations, expiries and moves between states, held against a small model."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.kms.imported.expiry import expire_due
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from tests.support.wrapped_material import OAEP_SHA_256, wrap_material
from tests.unit.kms.importing import FOREVER, materials, parameters, state
from tests.unit.kms.kms_world import World, ask

STEPS = st.one_of(
    st.tuples(st.just("new"), st.integers(0, 3)),
    st.tuples(st.just("existing"), st.integers(0, 3)),
    st.tuples(st.just("short"), st.integers(0, 3)),
    st.tuples(st.just("delete"), st.integers(0, 3)),
    st.tuples(st.sampled_from(["rotate", "later", "disable", "enable", "schedule", "cancel", "seal"]), st.just(0)),
)


@dataclass
class Model:
    """What the key should be.

    Attributes:
        used, pending: numbers of materials; `present` and `ends` tell which are imported, and until when.
    """

    used: list[int] = field(default_factory=list)
    pending: int | None = None
    present: set[int] = field(default_factory=set)
    ends: dict[int, int] = field(default_factory=dict)
    state: str = "PendingImport"
    hours: int = 0

    @property
    def known(self) -> list[int]:
        return self.used + ([] if self.pending is None else [self.pending])

    def settle(self, *, imported: bool = False) -> None:
        if self.state == "PendingDeletion":
            return
        if not self.used or not set(self.used) <= self.present:
            self.state = "PendingImport"
        elif imported or self.state == "PendingImport":
            self.state = "Enabled"

    def may(self, step: str, number: int) -> bool:
        """Carry a step out; whether it is allowed."""
        leaving = self.state == "PendingDeletion"
        if step == "seal":
            return self.state == "Enabled"
        if step == "new":
            if leaving or number in self.known or self.pending is not None:
                return False
            if self.used:
                self.pending = number
            else:
                self.used = [number]
        elif step in ("existing", "short") and (leaving or number not in self.known):
            return False
        if step in ("new", "existing", "short"):
            self.present.add(number)
            self.ends.pop(number, None)
            if step == "short":
                self.ends[number] = self.hours + 2
            self.settle(imported=True)
        elif step == "delete":
            if number not in self.known:
                return False
            self.present.discard(number)
            self.ends.pop(number, None)
            if number == self.pending:
                self.pending = None
            else:
                self.settle()
        elif step == "rotate":
            if self.state != "Enabled" or self.pending is None:
                return False
            self.used.append(self.pending)
            self.pending = None
        elif step == "later":
            self.hours += 1
            for each, end in list(self.ends.items()):
                if end <= self.hours and each in self.used:
                    self.present.discard(each)
                    del self.ends[each]
            self.settle()
        elif step in ("disable", "enable"):
            if leaving or self.state == "PendingImport":
                return False
            self.state = "Disabled" if step == "disable" else "Enabled"
        elif step == "schedule":
            if leaving:
                return False
            self.state = "PendingDeletion"
        elif step == "cancel":
            if not leaving:
                return False
            self.state = "Disabled"
            self.settle()
        return True


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=18))
def test_the_key_is_what_the_model_says(world: World, admin: Call, steps: list[tuple[str, int]]) -> None:
    key = world.key(admin, Origin="EXTERNAL")
    model, ids = Model(), {}
    given_ = parameters(admin, key)
    blobs: list[tuple[int, bytes]] = []

    def bring(number: int, **members: Any) -> None:
        wrapped = wrap_material(given_["PublicKey"], OAEP_SHA_256, bytes([number]) * 32)
        request = {"KeyId": key, "ImportToken": given_["ImportToken"], "EncryptedKeyMaterial": wrapped}
        ids[number] = ask(admin, "ImportKeyMaterial", **request, **members)["KeyMaterialId"]

    def carry_out(step: str, number: int) -> None:
        if step == "new":
            bring(number, ImportType="NEW_KEY_MATERIAL", **FOREVER)
        elif step == "existing":
            bring(number, ImportType="EXISTING_KEY_MATERIAL", **FOREVER)
        elif step == "short":
            bring(number, ImportType="EXISTING_KEY_MATERIAL", ValidTo=world.clock() + timedelta(hours=2))
        elif step == "delete":
            ask(admin, "DeleteImportedKeyMaterial", KeyId=key, KeyMaterialId=ids.get(number, "0" * 64))
        elif step == "later":
            world.clock.advance(hours=1)
        elif step == "seal":
            sealed = ask(admin, "Encrypt", KeyId=key, Plaintext=bytes([len(blobs)]))
            blobs.append((len(blobs), sealed["CiphertextBlob"]))
        else:
            operation = {
                "rotate": "RotateKeyOnDemand",
                "disable": "DisableKey",
                "enable": "EnableKey",
                "schedule": "ScheduleKeyDeletion",
                "cancel": "CancelKeyDeletion",
            }[step]
            ask(admin, operation, KeyId=key)

    for step, number in steps:
        allowed = model.may(step, number)
        if allowed:
            carry_out(step, number)
        else:
            with pytest.raises(ServiceError):
                carry_out(step, number)
        expire_due(world.instance)
        for each, end in list(model.ends.items()):  # a material that was rotated to after its time
            if end <= model.hours and each in model.used:
                model.present.discard(each)
                del model.ends[each]
                model.settle()
        assert state(admin, key) == model.state, steps
        listed = materials(admin, key)
        assert [each["KeyMaterialId"] for each in listed] == [ids[each] for each in model.known]
        assert [each["ImportState"] == "IMPORTED" for each in listed] == [each in model.present for each in model.known]
    for number in [each for each in model.used if each not in model.present]:
        if model.state != "PendingDeletion":
            carry_out("existing", number)
            model.may("existing", number)
    if model.state == "Enabled":
        for number, blob in blobs:
            assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == bytes([number])
