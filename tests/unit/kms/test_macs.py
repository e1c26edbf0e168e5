"""GenerateMac and VerifyMac."""

import pytest
from sqlalchemy import select

from sealcanvas.crypto.digest import hmac_sha256
from sealcanvas.kms.errors import DryRunOperationException, InvalidKeyUsageException, KMSInvalidMacException
from sealcanvas.kms.material import open_material
from sealcanvas.kms.tables import material
from sealcanvas.service.call import Call
from sealcanvas.wire.errors import WireError
from tests.unit.kms.kms_world import World, ask

BITS = (224, 256, 384, 512)


@pytest.mark.parametrize("bits", BITS)
def test_round_trip(world: World, admin: Call, bits: int) -> None:
    arn = world.key(admin, KeySpec=f"HMAC_{bits}", KeyUsage="GENERATE_VERIFY_MAC")
    asked = {"KeyId": arn, "Message": b"message", "MacAlgorithm": f"HMAC_SHA_{bits}"}
    made = ask(admin, "GenerateMac", **asked)
    mac = made.pop("Mac")
    assert (len(mac), made) == (bits // 8, {"KeyId": arn, "MacAlgorithm": f"HMAC_SHA_{bits}"})
    assert ask(admin, "GenerateMac", **asked)["Mac"] == mac
    assert ask(admin, "VerifyMac", **asked, Mac=mac) == {**made, "MacValid": True}
    for wrong in (b"x", mac[:-1], mac + b"x", bytes([mac[0] ^ 1]) + mac[1:]):
        with pytest.raises(KMSInvalidMacException) as caught:
            ask(admin, "VerifyMac", **asked, Mac=wrong)
        assert caught.value.message == ""
    with pytest.raises(KMSInvalidMacException):
        ask(admin, "VerifyMac", **{**asked, "Message": b"massage"}, Mac=mac)
    for other in BITS:
        if other != bits:
            with pytest.raises(InvalidKeyUsageException, match=f"Algorithm HMAC_SHA_{other} is incompatible"):
                ask(admin, "GenerateMac", **{**asked, "MacAlgorithm": f"HMAC_SHA_{other}"})


def test_it_is_the_hmac_of_the_key_material(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    secret = open_material(world.instance, arn, 0).secret
    mac = ask(admin, "GenerateMac", KeyId=arn, Message=b"message", MacAlgorithm="HMAC_SHA_256")["Mac"]
    assert mac == hmac_sha256(secret, b"message")
    with world.instance.database.read() as connection:
        assert secret.reveal() not in connection.execute(select(material.c.wrapped)).scalar_one()


def test_bounds_and_dry_runs(world: World, admin: Call) -> None:
    arn = world.key(admin, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    asked = {"KeyId": arn, "MacAlgorithm": "HMAC_SHA_256"}
    mac = ask(admin, "GenerateMac", **asked, Message=b"x" * 4096)["Mac"]
    for size in (0, 4097):
        with pytest.raises(WireError, match="failed to satisfy constraint"):
            ask(admin, "GenerateMac", **asked, Message=b"x" * size)
    with pytest.raises(DryRunOperationException):
        ask(admin, "GenerateMac", **asked, Message=b"x", DryRun=True)
    with pytest.raises(DryRunOperationException):
        ask(admin, "VerifyMac", **asked, Message=b"x" * 4096, Mac=mac, DryRun=True)
    with pytest.raises(KMSInvalidMacException):
        ask(admin, "VerifyMac", **asked, Message=b"x", Mac=mac, DryRun=True)
