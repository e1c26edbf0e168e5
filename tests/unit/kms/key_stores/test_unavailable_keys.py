"""Every operation on a key whose key store is not connected (Developer Guide, "Key states of AWS KMS keys")."""

from typing import Any

import pytest

from sealcanvas.kms.key_stores.place import not_connected
from sealcanvas.service.call import Call
from tests.support.xks_proxy import XksProxy
from tests.unit.kms.key_stores.stores_world import connected, key_in, refused
from tests.unit.kms.kms_world import World, ask
from tests.unit.kms.test_kms_key_states import TABLE

UNAVAILABLE = ("KMSInvalidStateException", not_connected("EXTERNAL_KEY_STORE", ""))
UNSUPPORTED = (
    "UnsupportedOperationException",
    "{arn} origin is EXTERNAL_KEY_STORE which is not valid for this operation.",
)
NOT_PENDING = ("KMSInvalidStateException", "{arn} is not pending deletion.")
REFUSED = {
    **dict.fromkeys(
        (
            *("Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"),
            *("GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"),
        ),
        UNAVAILABLE,
    ),
    **dict.fromkeys(("EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"), UNSUPPORTED),
    **dict.fromkeys(("GetKeyRotationStatus", "ListKeyRotations"), UNSUPPORTED),
    "CancelKeyDeletion": NOT_PENDING,
}


@pytest.mark.parametrize(("name", "request_"), [pytest.param(*row[:2], id=row[0]) for row in TABLE])
@pytest.mark.parametrize("before", ["Enabled", "Disabled"])
def test_answer(world: World, admin: Call, proxy: XksProxy, name: str, request_: dict[str, Any], before: str) -> None:
    store = connected(admin)
    arn, other = key_in(admin, store), world.key(admin)
    ask(admin, "CreateAlias", AliasName="alias/here", TargetKeyId=arn)
    ask(admin, "CreateAlias", AliasName="alias/elsewhere", TargetKeyId=other)
    grantee = world.user("grantee").arn
    grant = {"GranteePrincipal": grantee, "RetiringPrincipal": admin.principal.arn, "Operations": ["Decrypt"]}
    fill = {
        "CiphertextBlob": ask(admin, "Encrypt", KeyId=arn, Plaintext=b"secret")["CiphertextBlob"],
        "GranteePrincipal": grantee,
        "GrantId": ask(admin, "CreateGrant", KeyId=arn, **grant)["GrantId"],
    }
    if before == "Disabled":
        ask(admin, "DisableKey", KeyId=arn)
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    asked = len(proxy.asked)
    request = {member: fill[member] if value is ... else value for member, value in request_.items()}
    if name == "ReEncrypt":
        request["DestinationKeyId"] = other
    if name in ("CreateAlias", "UpdateAlias"):
        request["TargetKeyId"] = arn
    elif name not in ("DeleteAlias", "Decrypt", "ReEncrypt"):
        request["KeyId"] = arn
    wanted = REFUSED.get(name)
    if wanted is None:
        ask(admin, name, **request)
    else:
        assert refused(lambda: ask(admin, name, **request)) == (wanted[0], wanted[1].format(arn=arn))
    assert len(proxy.asked) == asked
