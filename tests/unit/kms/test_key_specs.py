"""Keys of every key spec and usage: made, told about, refused where the spec has no such usage."""

import pytest
from sqlalchemy import select

from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.wrap import unwrap
from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key_specs import ALGORITHM_MEMBERS, KEY_SPECS, NOT_MADE
from sealcanvas.kms.tables import material
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.wire.model import load
from tests.unit.kms.kms_world import World, ask

USAGES = tuple(ALGORITHM_MEMBERS)
KINDS = [(spec.name, usage) for spec in KEY_SPECS.values() for usage in spec.algorithms]
NONE = [(spec.name, usage) for spec in KEY_SPECS.values() for usage in USAGES if usage not in spec.algorithms]


def test_the_table_names_what_the_service_model_names() -> None:
    shape = load("kms").operations["CreateKey"].input
    assert shape is not None
    shapes = shape.members
    assert set(shapes["KeySpec"].enum) == set(KEY_SPECS) | set(NOT_MADE)
    assert set(shapes["KeyUsage"].enum) == set(USAGES)


@pytest.mark.parametrize(("spec", "usage"), KINDS)
def test_metadata(admin: Call, spec: str, usage: str) -> None:
    made = ask(admin, "CreateKey", KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    assert made == ask(admin, "DescribeKey", KeyId=made["KeyId"])["KeyMetadata"]
    assert (made["KeySpec"], made["CustomerMasterKeySpec"], made["KeyUsage"]) == (spec, spec, usage)
    assert {name: made[name] for name in ALGORITHM_MEMBERS.values() if name in made} == {
        ALGORITHM_MEMBERS[usage]: list(KEY_SPECS[spec].algorithms[usage])
    }
    assert ("CurrentKeyMaterialId" in made) == (spec == "SYMMETRIC_DEFAULT")
    assert "Origin" in made
    assert made["KeyState"] == "Enabled"


@pytest.mark.parametrize(("spec", "usage"), NONE)
def test_a_usage_that_the_spec_has_not(admin: Call, spec: str, usage: str) -> None:
    with pytest.raises(ValidationException) as caught:
        ask(admin, "CreateKey", KeySpec=spec, KeyUsage=usage)
    assert caught.value.message == f"KeyUsage {usage} is not compatible with KeySpec {spec}"


@pytest.mark.parametrize("spec", [name for name in KEY_SPECS if name != "SYMMETRIC_DEFAULT"])
def test_only_symmetric_encryption_keys_have_a_default_usage(admin: Call, spec: str) -> None:
    with pytest.raises(ValidationException, match="You must specify a KeyUsage value for all KMS keys except"):
        ask(admin, "CreateKey", KeySpec=spec)


@pytest.mark.parametrize("spec", sorted(NOT_MADE))
def test_what_is_not_made_is_refused_by_name(admin: Call, spec: str) -> None:
    with pytest.raises(UnsupportedOperationException, match=spec):
        ask(admin, "CreateKey", KeySpec=spec, KeyUsage="SIGN_VERIFY")


@pytest.mark.parametrize("spec", list(KEY_SPECS))
def test_generated_material_passes_its_own_check_and_no_other_specs(spec: str) -> None:
    secret = KEY_SPECS[spec].kind.generate()
    KEY_SPECS[spec].kind.check(secret)
    for name, other in KEY_SPECS.items():
        if other.pair and name != spec:  # those that are none take any bytes of their length
            with pytest.raises(ValueError, match="key"):
                other.kind.check(secret)


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "HMAC_512", "ML_DSA_65"])
def test_material_lies_wrapped_and_bound_to_its_key(world: World, admin: Call, spec: str) -> None:
    usage = next(usage for usage in KEY_SPECS[spec].algorithms if usage != "ENCRYPT_DECRYPT")
    arns = [world.key(admin, KeySpec=spec, KeyUsage=usage) for _ in range(2)]
    root, connection = world.instance.root, world.instance.database
    with connection.read() as reading:
        rows = {row.key_arn: row.wrapped for row in reading.execute(select(material)).all()}
    for arn in arns:
        secret = unwrap(root, "kms-key-material", f"{arn}#0".encode(), rows[arn])
        KEY_SPECS[spec].kind.check(secret)
        assert secret.reveal()[-24:] not in rows[arn]
    with pytest.raises(Tampered):
        unwrap(root, "kms-key-material", f"{arns[0]}#0".encode(), rows[arns[1]])
