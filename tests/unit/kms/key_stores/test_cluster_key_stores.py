"""Key stores of the type AWS_CLOUDHSM, on a token of SoftHSM."""

from pathlib import Path
from typing import Any

import pytest

from sealcanvas.crypto.kms_blob import BlobHeader
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.deletion import destroy_due
from sealcanvas.kms.key_stores.leaving import leave_key_stores
from sealcanvas.kms.key_stores.settings import Allowed, Cluster, allow
from sealcanvas.roots.pkcs11 import NoTokenKey, Token
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.softhsm import PIN, SoftHSM, softhsm
from tests.unit.kms.key_stores.stores_world import described, external, refused
from tests.unit.kms.kms_world import World, ask

CLUSTER, TWIN, STRANGER = "cluster-2abcdefghij", "cluster-3abcdefghij", "cluster-4abcdefghij"
ANCHOR = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
STATE = "KMSInvalidStateException"


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instance: Instance) -> Any:
    made = softhsm(tmp_path / "hsm", monkeypatch)
    made.add("kms")
    module = Path(made.module)
    allow(
        instance,
        Allowed(
            clusters={
                CLUSTER: Cluster(CLUSTER, module, "kms", ANCHOR),
                TWIN: Cluster(TWIN, module, "kms", ANCHOR.replace("\n", "\r\n")),
                STRANGER: Cluster(STRANGER, module, "nobody", "another certificate"),
            }
        ),
    )
    yield made
    leave_key_stores(instance)


def cluster(**members: Any) -> dict[str, Any]:
    """A CreateCustomKeyStore request."""
    return {
        "CustomKeyStoreName": "hsm",
        "CloudHsmClusterId": CLUSTER,
        "TrustAnchorCertificate": ANCHOR,
        "KeyStorePassword": PIN,
        **members,
    }


@pytest.fixture
def store(admin: Call, hsm: SoftHSM) -> str:
    made: str = ask(admin, "CreateCustomKeyStore", **cluster())["CustomKeyStoreId"]
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=made)
    assert described(admin, made)["ConnectionState"] == "CONNECTED"
    return made


def key_in(admin: Call, store: str, **members: Any) -> dict[str, Any]:
    request = {"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store, **members}
    found: dict[str, Any] = ask(admin, "CreateKey", **request)["KeyMetadata"]
    return found


def test_a_key_store_and_its_keys(admin: Call, world: World, instance: Instance, hsm: SoftHSM, store: str) -> None:
    entry = described(admin, store)
    assert entry["CustomKeyStoreType"] == "AWS_CLOUDHSM"
    assert (entry["CloudHsmClusterId"], entry["TrustAnchorCertificate"]) == (CLUSTER, ANCHOR)
    made = key_in(admin, store)
    assert (made["Origin"], made["CustomKeyStoreId"], made["CloudHsmClusterId"]) == ("AWS_CLOUDHSM", store, CLUSTER)
    assert "XksKeyConfiguration" not in made
    context = {"a": "bc"}
    for size in (1, 32, 4096):
        request = {"KeyId": made["Arn"], "Plaintext": bytes(size), "EncryptionContext": context}
        blob = ask(admin, "Encrypt", **request)["CiphertextBlob"]
        assert BlobHeader.parse(blob).version == 2
        opened = ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext=context)
        assert opened["Plaintext"] == bytes(size)
    assert refused(lambda: ask(admin, "Decrypt", CiphertextBlob=blob, EncryptionContext={"ab": "c"}))[0] == STATE
    here = world.key(admin)
    moved = ask(admin, "ReEncrypt", CiphertextBlob=blob, SourceEncryptionContext=context, DestinationKeyId=here)
    assert len(ask(admin, "Decrypt", CiphertextBlob=moved["CiphertextBlob"])["Plaintext"]) == 4096
    assert refused(lambda: ask(admin, "RotateKeyOnDemand", KeyId=made["Arn"]))[0] == "UnsupportedOperationException"
    random = [ask(admin, "GenerateRandom", NumberOfBytes=64, CustomKeyStoreId=store)["Plaintext"] for _ in range(2)]
    assert len(random[0]) == 64
    assert random[0] != random[1]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"CloudHsmClusterId": "cluster-7abcdefghij"}, "CloudHsmClusterNotFoundException"),
        ({"TrustAnchorCertificate": "another"}, "IncorrectTrustAnchorException"),
        (
            {"CloudHsmClusterId": STRANGER, "TrustAnchorCertificate": "another certificate"},
            "CloudHsmClusterNotActiveException",
        ),
        ({"KeyStorePassword": None}, "ValidationException"),
        ({"XksProxyUriPath": "/kms/xks/v1"}, "ValidationException"),
    ],
)
def test_what_makes_no_key_store(admin: Call, hsm: SoftHSM, wrong: dict[str, Any], code: str) -> None:
    request = {name: value for name, value in cluster(**wrong).items() if value is not None}
    assert refused(lambda: ask(admin, "CreateCustomKeyStore", **request))[0] == code


def test_a_cluster_is_for_one_key_store(admin: Call, store: str) -> None:
    again = cluster(CustomKeyStoreName="again")
    assert refused(lambda: ask(admin, "CreateCustomKeyStore", **again))[0] == "CloudHsmClusterInUseException"


def test_a_wrong_password_fails_the_connection_and_is_told_anew(admin: Call, hsm: SoftHSM) -> None:
    request = cluster(KeyStorePassword="wrong-password")
    store = ask(admin, "CreateCustomKeyStore", **request)["CustomKeyStoreId"]  # AWS does not try it either
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    entry = described(admin, store)
    assert (entry["ConnectionState"], entry["ConnectionErrorCode"]) == ("FAILED", "INVALID_CREDENTIALS")
    assert refused(lambda: key_in(admin, store))[0] == "CustomKeyStoreInvalidStateException"
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    ask(admin, "UpdateCustomKeyStore", CustomKeyStoreId=store, KeyStorePassword=PIN)
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    assert described(admin, store)["ConnectionState"] == "CONNECTED"
    assert key_in(admin, store)["KeyState"] == "Enabled"


def test_updates(admin: Call, store: str) -> None:
    def update(**members: Any) -> None:
        ask(admin, "UpdateCustomKeyStore", CustomKeyStoreId=store, **members)

    update(NewCustomKeyStoreName="renamed")
    for members in ({"KeyStorePassword": PIN}, {"CloudHsmClusterId": TWIN}):
        work = lambda members=members: update(**members)  # noqa: E731
        assert refused(work)[0] == "CustomKeyStoreInvalidStateException"
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    assert refused(lambda: update(CloudHsmClusterId=STRANGER))[0] == "CloudHsmClusterNotRelatedException"
    unknown = lambda: update(CloudHsmClusterId="cluster-7abcdefghij")  # noqa: E731
    assert refused(unknown)[0] == "CloudHsmClusterNotFoundException"
    path = lambda: update(XksProxyUriPath="/kms/xks/v1")  # noqa: E731
    assert refused(path)[0] == "ValidationException"
    update(CloudHsmClusterId=TWIN)
    assert described(admin, store)["CloudHsmClusterId"] == TWIN


def test_disconnected(admin: Call, store: str) -> None:
    arn = key_in(admin, store)["Arn"]
    blob = ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    assert ask(admin, "DescribeKey", KeyId=arn)["KeyMetadata"]["KeyState"] == "Unavailable"
    assert refused(lambda: ask(admin, "Decrypt", CiphertextBlob=blob)) == (STATE, f"{arn} is unavailable.")
    assert refused(lambda: key_in(admin, store))[0] == "CustomKeyStoreInvalidStateException"
    work = lambda: ask(admin, "GenerateRandom", NumberOfBytes=1, CustomKeyStoreId=store)  # noqa: E731
    assert refused(work)[0] == "CustomKeyStoreInvalidStateException"
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    assert ask(admin, "Decrypt", CiphertextBlob=blob)["Plaintext"] == b"x"


def test_the_token_loses_its_key(admin: Call, world: World, instance: Instance, hsm: SoftHSM, store: str) -> None:
    gone, ended = key_in(admin, store), key_in(admin, store)
    blob = ask(admin, "Encrypt", KeyId=gone["Arn"], Plaintext=b"x")["CiphertextBlob"]
    with Token.open(hsm.module, Secret(PIN.encode()), label="kms", writable=True) as token:
        token.find_key(gone["KeyId"]).destroy()
    assert refused(lambda: ask(admin, "Decrypt", CiphertextBlob=blob))[0] == STATE
    ask(admin, "ScheduleKeyDeletion", KeyId=ended["Arn"], PendingWindowInDays=7)
    world.clock.advance(days=8)
    destroy_due(instance)
    with Token.open(hsm.module, Secret(PIN.encode()), label="kms") as token, pytest.raises(NoTokenKey):
        token.find_key(ended["KeyId"])


def test_a_key_that_is_not_recorded_is_not_left_in_the_token(admin: Call, hsm: SoftHSM, store: str) -> None:
    before = ask(admin, "ListKeys")["Keys"]
    work = lambda: key_in(admin, store, XksKeyId="key-1")  # noqa: E731
    assert refused(work)[0] == "ValidationException"
    assert ask(admin, "ListKeys")["Keys"] == before


def test_the_password_is_nowhere_but_in_its_column(admin: Call, instance: Instance, store: str) -> None:
    key_in(admin, store)
    assert PIN not in str(instance.trail.newest(100))
    assert PIN not in str(described(admin, store))
    for file in instance.home.rglob("*"):
        if file.is_file() and "hsm" not in file.parts:
            assert PIN.encode() not in file.read_bytes()


def test_types_do_not_mix(admin: Call, store: str) -> None:
    work = lambda: key_in(admin, store, Origin="EXTERNAL_KEY_STORE", XksKeyId="key-1")  # noqa: E731
    assert refused(work)[0] == "ValidationException"
    assert (
        refused(lambda: ask(admin, "CreateCustomKeyStore", **external(KeyStorePassword=PIN)))[0]
        == "ValidationException"
    )
