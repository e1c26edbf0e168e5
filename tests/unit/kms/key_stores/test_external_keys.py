"""KMS keys in external key stores: making them, using them, and every way in which a proxy refuses."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.crypto.kms_blob import BlobHeader
from sealcanvas.kms.key_stores.place import not_connected
from sealcanvas.service.call import Call
from tests.support.xks_proxy import PREFIX, Asked, ExternalKey, XksProxy
from tests.unit.kms.key_stores.stores_world import connected, key_in, refused
from tests.unit.kms.kms_world import DELEGATION, World, ask, policy

CONTEXT = {"purpose": "quarterly-test", "tenant": "number-seven"}
STATE = "KMSInvalidStateException"
NOT_CONNECTED = not_connected("EXTERNAL_KEY_STORE", "")


@pytest.fixture
def store(admin: Call, proxy: XksProxy) -> str:
    return connected(admin)


@pytest.fixture
def arn(admin: Call, store: str) -> str:
    return key_in(admin, store)


def test_a_key_says_where_it_lies(admin: Call, proxy: XksProxy, store: str) -> None:
    request = {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": store, "XksKeyId": "key-1"}
    made = ask(admin, "CreateKey", **request)["KeyMetadata"]
    assert made == ask(admin, "DescribeKey", KeyId=made["Arn"])["KeyMetadata"]
    assert made["Origin"] == "EXTERNAL_KEY_STORE"
    assert made["CustomKeyStoreId"] == store
    assert made["XksKeyConfiguration"] == {"Id": "key-1"}
    assert made["KeyState"] == "Enabled"
    assert made["KeySpec"] == "SYMMETRIC_DEFAULT"
    assert not made["MultiRegion"]
    assert "CurrentKeyMaterialId" not in made  # of AWS_KMS and EXTERNAL keys alone
    asked = proxy.asked[-1]
    assert asked.path == f"{PREFIX}/keys/key-1/metadata"
    assert asked.body == {
        "requestMetadata": {
            "awsPrincipalArn": admin.principal.arn,
            "kmsOperation": "CreateKey",
            "kmsRequestId": admin.request_id,
        }
    }


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"XksKeyId": "nobody"}, "XksKeyNotFoundException"),
        ({"XksKeyId": "short"}, "XksKeyInvalidConfigurationException"),
        ({"XksKeyId": "off"}, "XksKeyInvalidConfigurationException"),
        ({"XksKeyId": "one-way"}, "XksKeyInvalidConfigurationException"),
        ({"XksKeyId": "../health"}, "ValidationException"),
        ({"XksKeyId": None}, "ValidationException"),
        ({"CustomKeyStoreId": None}, "ValidationException"),
        ({"CustomKeyStoreId": "cks-0123456789abcdef0"}, "CustomKeyStoreNotFoundException"),
        ({"Origin": None}, "ValidationException"),
        ({"Origin": "AWS_CLOUDHSM"}, "ValidationException"),
        ({"MultiRegion": True}, "UnsupportedOperationException"),
        ({"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"}, "UnsupportedOperationException"),
        ({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}, "UnsupportedOperationException"),
    ],
)
def test_what_makes_no_key(admin: Call, proxy: XksProxy, store: str, request_: dict[str, Any], code: str) -> None:
    proxy.keys |= {
        "short": ExternalKey(spec="AES_128"),
        "off": ExternalKey(status="DISABLED"),
        "one-way": ExternalKey(usage=("ENCRYPT", "SIGN")),
    }
    whole = {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": store, "XksKeyId": "key-1", **request_}
    given = {name: value for name, value in whole.items() if value is not None}

    assert refused(lambda: ask(admin, "CreateKey", **given))[0] == code
    assert ask(admin, "ListKeys")["Keys"] == []


def test_an_external_key_is_for_one_kms_key(admin: Call, world: World, proxy: XksProxy, store: str) -> None:
    key_in(admin, store)
    assert refused(lambda: key_in(admin, store))[0] == "XksKeyAlreadyInUseException"
    proxy.keys["key-2"] = ExternalKey()
    key_in(admin, store, "key-2")
    asked = len(proxy.asked)
    assert refused(lambda: key_in(admin, store, "key-2"))[0] == "XksKeyAlreadyInUseException"
    assert len(proxy.asked) == asked


def test_double_encryption(admin: Call, proxy: XksProxy, arn: str) -> None:
    plaintext = b"the customer's own words"
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=plaintext, EncryptionContext=CONTEXT)["CiphertextBlob"]
    assert BlobHeader.parse(blob).version == 2
    asked = proxy.asked[-1]
    assert asked.path == f"{PREFIX}/keys/key-1/encrypt"
    assert asked.metadata == {
        "awsPrincipalArn": admin.principal.arn,
        "kmsKeyArn": arn,
        "kmsOperation": "Encrypt",
        "kmsRequestId": admin.request_id,
    }
    told = json.dumps(asked.body) + repr(proxy.plaintexts)
    for secret in (plaintext, *(text.encode() for text in (*CONTEXT.values(), "purpose"))):
        assert secret not in proxy.plaintexts[-1]
        assert b64encode(secret).decode().rstrip("=") not in told
    assert len(b64decode(asked.body["additionalAuthenticatedData"])) == 32
    opened = ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext=CONTEXT)
    assert opened["Plaintext"] == plaintext
    assert opened["KeyId"] == arn
    assert proxy.asked[-1].metadata["kmsOperation"] == "Decrypt"


@pytest.mark.parametrize("size", [1, 4096])
@pytest.mark.parametrize("metadata", [b"", bytes(20)])
def test_sizes(admin: Call, proxy: XksProxy, arn: str, size: int, metadata: bytes) -> None:
    proxy.metadata_of_ciphertexts = metadata
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=bytes(size))["CiphertextBlob"]
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == bytes(size)


def test_data_keys_and_re_encryption(admin: Call, world: World, proxy: XksProxy, store: str, arn: str) -> None:
    data_key = ask(admin, "GenerateDataKey", KeyId=arn, KeySpec="AES_256", EncryptionContext=CONTEXT)
    sealed = ask(admin, "GenerateDataKeyWithoutPlaintext", KeyId=arn, KeySpec="AES_128")["CiphertextBlob"]
    assert len(ask(admin, "Decrypt", CiphertextBlob=sealed)["Plaintext"]) == 16
    here = world.key(admin)
    moved = ask(
        admin,
        "ReEncrypt",
        CiphertextBlob=data_key["CiphertextBlob"],
        SourceEncryptionContext=CONTEXT,
        DestinationKeyId=here,
    )
    assert ask(admin, "Decrypt", CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
    back = ask(admin, "ReEncrypt", CiphertextBlob=moved["CiphertextBlob"], DestinationKeyId=arn)["CiphertextBlob"]
    assert ask(admin, "Decrypt", CiphertextBlob=back)["Plaintext"] == data_key["Plaintext"]
    operations = [each.metadata["kmsOperation"] for each in proxy.asked if "/keys/" in each.path]
    assert operations[1:] == [
        "GenerateDataKey",
        "GenerateDataKeyWithoutPlaintext",
        "Decrypt",
        "ReEncrypt",
        "ReEncrypt",
        "Decrypt",
    ]


def test_a_service_passes_itself_on(admin: Call, proxy: XksProxy, arn: str) -> None:
    from sealcanvas.kms import generate_data_key

    generate_data_key(admin.through("s3"), {"KeyId": arn, "KeySpec": "AES_256"})
    assert proxy.asked[-1].metadata["kmsViaService"] == "s3.us-east-1.amazonaws.com"
    assert proxy.asked[-1].metadata["awsPrincipalArn"] == admin.principal.arn


def test_a_dry_run_asks_nobody(admin: Call, proxy: XksProxy, arn: str) -> None:
    asked = len(proxy.asked)
    assert (
        refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", DryRun=True))[0] == "DryRunOperationException"
    )
    assert len(proxy.asked) == asked


def test_no_altered_blob_and_no_other_context_opens(admin: Call, proxy: XksProxy, arn: str) -> None:
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x", EncryptionContext=CONTEXT)["CiphertextBlob"]
    for other in ({}, {**CONTEXT, "a": "b"}, {"purpose": "quarterly-test"}):
        code, message = refused(lambda other=other: ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext=other))  # type: ignore[misc]
        assert (code, "corrupted" in message) == (STATE, True)
    for place in (*range(0, 11, 2), *range(11, len(blob), 7), len(blob) - 1):
        bad = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        work = lambda bad=bad: ask(admin, "Decrypt", KeyId=arn, CiphertextBlob=bad, EncryptionContext=CONTEXT)  # noqa: E731
        assert refused(work)[0] in (STATE, "InvalidCiphertextException", "IncorrectKeyException")


def test_neither_the_external_key_nor_this_server_opens_a_blob_alone(
    admin: Call, proxy: XksProxy, store: str, arn: str
) -> None:
    """Two KMS keys on one external key: what the proxy opens for the other is not ours to open."""
    proxy.keys["alias"] = proxy.keys["key-1"]
    other = key_in(admin, store, "alias")
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    forged = blob.replace(arn.encode(), other.encode())
    assert refused(lambda: ask(admin, "Decrypt", CiphertextBlob=forged))[0] == STATE
    proxy.keys["key-1"] = ExternalKey()
    assert refused(lambda: ask(admin, "Decrypt", CiphertextBlob=blob))[0] == STATE


REFUSALS = {
    "ValidationException": "cannot interpret the response",
    "InvalidStateException": "is not enabled in the external key manager",
    "InvalidCiphertextException": "ciphertext or encryption context is corrupted",
    "InvalidKeyUsageException": "does not support the requested operation",
    "AuthenticationFailedException": "could not authenticate AWS KMS",
    "AccessDeniedException": "denied access to the operation",
    "KeyNotFoundException": "was not found in its external key manager",
    "InvalidUriPathException": "invalid URI path",
    "ThrottlingException": "very high request rate",
    "UnsupportedOperationException": "does not support the requested operation",
    "DependencyTimeoutException": "did not respond to the request in the time allotted",
    "InternalException": "cannot communicate with the external key manager",
    "SomethingElse": "cannot interpret the response",
}
CREATING = {
    "InvalidStateException": "XksKeyInvalidConfigurationException",
    "InvalidKeyUsageException": "XksKeyInvalidConfigurationException",
    "KeyNotFoundException": "XksKeyNotFoundException",
    "AccessDeniedException": STATE,
}


@pytest.mark.parametrize(("name", "words"), REFUSALS.items())
def test_what_a_proxy_refuses(admin: Call, proxy: XksProxy, store: str, arn: str, name: str, words: str) -> None:
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    proxy.keys["key-2"] = ExternalKey()
    proxy.refuse = lambda _: name
    for work in (
        lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"),
        lambda: ask(admin, "GenerateDataKey", KeyId=arn, KeySpec="AES_256"),
        lambda: ask(admin, "Decrypt", CiphertextBlob=blob),
        lambda: ask(admin, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=arn),
    ):
        code, message = refused(work)
        assert (code, words in message) == (STATE, True)
        assert "own words" not in message
    code, message = refused(lambda: key_in(admin, store, "key-2"))
    assert (code, words in message) == (CREATING.get(name, "CustomKeyStoreInvalidStateException"), True)
    proxy.refuse = lambda _: ""
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


def _with(**changes: Any) -> Callable[[Asked, dict[str, Any]], Any]:
    return lambda _, answer: {name: value for name, value in {**answer, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    "alter",
    [
        *(
            _with(**{name: value})
            for name in ("ciphertext", "initializationVector", "authenticationTag")
            for value in (None, "", "AA==", "!", 7)
        ),
        _with(ciphertextDataIntegrityValue=None),
        _with(ciphertextDataIntegrityValue=b64encode(bytes(32)).decode()),
        _with(ciphertextMetadata=b64encode(bytes(21)).decode()),
        _with(ciphertextMetadata=None),
        lambda *_: {},
        lambda *_: b"",
        lambda *_: b'{"a":1,"a":2}',
        lambda *_: (201, {}),
        lambda _, answer: json.dumps(answer).encode() + b" " * 70_000,
    ],
)
def test_answers_to_encrypt_that_are_not_whole(admin: Call, proxy: XksProxy, arn: str, alter: Any) -> None:
    proxy.alter = alter
    code, message = refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"))
    assert (code, "cannot interpret" in message) == (STATE, True)


def test_a_proxy_that_does_not_encrypt_is_refused(admin: Call, proxy: XksProxy, arn: str) -> None:
    import hashlib

    def echo(asked: Asked, answer: dict[str, Any]) -> dict[str, Any]:
        inner, data = (b64decode(asked.body[name]) for name in ("plaintext", "additionalAuthenticatedData"))
        digest = hashlib.sha256(data + bytes(12) + inner + bytes(16)).digest()
        parts = {"ciphertext": inner, "initializationVector": bytes(12), "authenticationTag": bytes(16)}
        whole = {**parts, "ciphertextDataIntegrityValue": digest}
        return {name: b64encode(value).decode() for name, value in whole.items()}

    proxy.alter = echo
    assert refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"))[0] == STATE


@pytest.mark.parametrize("plaintext", [None, "", "AA==", "!!", 5, b64encode(bytes(81)).decode()])
def test_answers_to_decrypt_that_are_not_whole(admin: Call, proxy: XksProxy, arn: str, plaintext: Any) -> None:
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    proxy.alter = _with(plaintext=plaintext)
    assert refused(lambda: ask(admin, "Decrypt", CiphertextBlob=blob))[0] == STATE


def test_a_key_of_a_disconnected_store(admin: Call, world: World, proxy: XksProxy, store: str, arn: str) -> None:
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    asked = len(proxy.asked)
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    metadata = ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]
    assert (metadata["KeyState"], metadata["Enabled"]) == ("Unavailable", False)
    for work in (
        lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"),
        lambda: ask(admin, "GenerateDataKey", KeyId=arn, KeySpec="AES_256"),
        lambda: ask(admin, "Decrypt", CiphertextBlob=blob),
        lambda: ask(admin, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=arn),
    ):
        assert refused(work) == (STATE, NOT_CONNECTED)
    proxy.keys["key-2"] = ExternalKey()
    assert refused(lambda: key_in(admin, store, "key-2")) == ("CustomKeyStoreInvalidStateException", NOT_CONNECTED)
    ask(admin, "DisableKey", KeyId=arn)
    ask(admin, "ScheduleKeyDeletion", KeyId=arn)
    assert ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    ask(admin, "CancelKeyDeletion", KeyId=arn)
    assert ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["KeyState"] == "Unavailable"
    assert len(proxy.asked) == asked
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    assert ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["KeyState"] == "Disabled"
    ask(admin, "EnableKey", KeyId=arn)
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


@pytest.mark.parametrize(
    "name", ["EnableKeyRotation", "DisableKeyRotation", "GetKeyRotationStatus", "RotateKeyOnDemand"]
)
def test_it_does_not_rotate(admin: Call, store: str, arn: str, name: str) -> None:
    assert refused(lambda: ask(admin, name, KeyId=arn))[0] == "UnsupportedOperationException"
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    assert refused(lambda: ask(admin, name, KeyId=arn))[0] == "UnsupportedOperationException"


def test_random_bytes_are_not_asked_of_external_stores(admin: Call, store: str) -> None:
    work = lambda: ask(admin, "GenerateRandom", NumberOfBytes=8, CustomKeyStoreId=store)  # noqa: E731
    assert refused(work)[0] == "UnsupportedOperationException"


def test_policies_see_the_origin(world: World, admin: Call, store: str) -> None:
    allowed = {"Action": "kms:CreateKey", "Resource": "*", "Condition": {"StringEquals": {"kms:KeyOrigin": "AWS_KMS"}}}
    user = world.call(world.user("user", allowed))
    world.key(user)
    assert refused(lambda: key_in(user, store))[0] == "AccessDeniedException"


def test_a_key_policy_sees_the_origin_from_the_first(admin: Call, proxy: XksProxy, store: str) -> None:
    condition = {"StringEquals": {"kms:KeyOrigin": "EXTERNAL_KEY_STORE"}}
    arn = key_in(admin, store, Policy=policy({**DELEGATION, "Condition": condition}))  # locks nobody out
    ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")


def test_a_policy_refuses_before_the_proxy_is_asked(world: World, admin: Call, proxy: XksProxy, arn: str) -> None:
    asked, stranger = len(proxy.asked), world.call(world.user("stranger"))
    assert refused(lambda: ask(stranger, "Encrypt", KeyId=arn, Plaintext=b"x"))[0] == "AccessDeniedException"
    assert len(proxy.asked) == asked
