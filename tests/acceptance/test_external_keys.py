"""Everything that the studio seals under keys of an external key store, and what ends with them: on a live server."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import Team
from tests.support.live import Live, live_server
from tests.support.xks_proxy import ACCESS_KEY, ENDPOINT, PREFIX, SECRET, ExternalKey, XksProxy, xks_proxy

pytestmark = pytest.mark.slow

BOUND = 5.0  # the data-key cache's, by default
NAMES = ("input", "domain", "storage", "volume", "output")


@dataclass(slots=True)
class Outside(Team):
    """A team all of whose keys lie in one external key store."""

    store: str = ""

    def key_members(self, name: str) -> dict[str, Any]:
        return {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": self.store, "XksKeyId": name}

    def get(self, name: str, bucket: str = "") -> bytes:
        body: bytes = self.client("s3").get_object(Bucket=bucket or self.bucket, Key=name)["Body"].read()
        return body

    def refusal(self, name: str) -> tuple[str, str]:
        """Code and message of a refused GetObject."""
        with pytest.raises(ClientError) as caught:
            self.get(name)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    @contextmanager
    def disconnected(self) -> Iterator[None]:
        kms = self.client("kms")
        kms.disconnect_custom_key_store(CustomKeyStoreId=self.store)
        try:
            yield
        finally:
            kms.connect_custom_key_store(CustomKeyStoreId=self.store)


@pytest.fixture(scope="module")
def proxy() -> Iterator[XksProxy]:
    with xks_proxy() as made:
        made.keys = {name: ExternalKey() for name in NAMES}
        yield made


@pytest.fixture(scope="module")
def stores_file(proxy: XksProxy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stores") / "key-stores.toml"
    file.write_text(f'[[proxy]]\nendpoint = "{ENDPOINT}"\nurl = "{proxy.url}"\nseconds = 5\n')
    return file


@pytest.fixture(scope="module")
def live(stores_file: Path) -> Iterator[Live]:
    with live_server("--key-stores", str(stores_file), "--workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def team(live: Live) -> Outside:
    kms = live.client("kms")
    store = kms.create_custom_key_store(
        CustomKeyStoreName="outside",
        CustomKeyStoreType="EXTERNAL_KEY_STORE",
        XksProxyConnectivity="PUBLIC_ENDPOINT",
        XksProxyUriEndpoint=ENDPOINT,
        XksProxyUriPath=PREFIX,
        XksProxyAuthenticationCredential={"AccessKeyId": ACCESS_KEY, "RawSecretAccessKey": SECRET},
    )["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    (entry,) = kms.describe_custom_key_stores(CustomKeyStoreId=store)["CustomKeyStores"]
    assert entry["ConnectionState"] == "CONNECTED"
    team = Outside(live, store=store)
    team.set_up()
    team.set_up_domain()
    return team


def test_the_whole_studio_works_under_them(team: Outside, proxy: XksProxy) -> None:
    assert team.import_dataset("churn.csv")["Status"] == "Ready"
    assert team.train(f"{team.name}-a", 3)["AutoMLJobStatus"] == "Completed"
    used = {each.metadata["kmsKeyArn"] for each in proxy.asked if each.path.endswith(("encrypt", "decrypt"))}
    assert used == set(team.keys.values())
    through = {each.metadata.get("kmsViaService", "").partition(".")[0] for each in proxy.asked}
    assert {"s3", "sagemaker"} <= through
    plain = team.get("churn.csv")
    assert plain[:40] not in b"".join(proxy.plaintexts)
    proxy.asked.clear()
    for _ in range(20):
        team.get("churn.csv")
    assert len(proxy.asked) <= 20


def test_a_bucket_key_asks_the_proxy_less(team: Outside, proxy: XksProxy) -> None:
    s3 = team.client("s3")
    ours = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": team.keys["input"], "BucketKeyEnabled": True}
    proxy.asked.clear()
    for number in range(20):
        s3.put_object(Bucket=team.bucket, Key=f"many/{number}", Body=b"x", **ours)
        assert team.get(f"many/{number}") == b"x"
    assert len(proxy.asked) <= 12  # two processes, each for its own cache bound
    with team.disconnected():
        code, message = team.refusal("many/1")  # from the next request on, whatever is cached
        assert (code, "not connected" in message) == ("KMS.KMSInvalidStateException", True)
        with pytest.raises(ClientError, match="not connected"):
            s3.put_object(Bucket=team.bucket, Key="many/more", Body=b"x", **ours)
    assert team.get("many/1") == b"x"


def test_an_import_says_what_is_wrong_with_the_key(team: Outside) -> None:
    with team.disconnected():
        found = team.import_dataset("churn.csv")
    assert (found["Status"], found["FailureCause"]) == ("Failed", "KeyUnavailable"), found
    assert team.keys["domain"] in found["FailureReason"] or team.keys["input"] in found["FailureReason"], found


def test_disconnecting_stops_a_job(team: Outside) -> None:
    name = f"{team.name}-d"
    team.start_training(name, 60)
    team.until_phase(name, "ModelTuning")
    with team.disconnected():
        began = time.monotonic()
        ended = team.trained(name, 30)
        assert time.monotonic() - began < BOUND + 10
    assert ended["AutoMLJobStatus"] == "Failed"
    for word in ("not connected", "kms:Decrypt", team.role_arn):
        assert word in ended["FailureReason"], ended
    assert any(arn in ended["FailureReason"] for arn in team.keys.values()), ended


def test_what_the_proxy_refuses_ends_within_the_cache_bound(team: Outside, proxy: XksProxy) -> None:
    name = f"{team.name}-p"
    team.start_training(name, 60)
    team.until_phase(name, "ModelTuning")
    proxy.refuse = lambda _: "AccessDeniedException"
    try:
        began = time.monotonic()
        code, message = team.refusal("churn.csv")
        assert (code, "denied access" in message) == ("KMS.KMSInvalidStateException", True)
        ended = team.trained(name, 30)
        assert time.monotonic() - began < BOUND + 10
    finally:
        proxy.refuse = lambda _: ""
    assert ended["AutoMLJobStatus"] == "Failed"
    assert "denied access" in ended["FailureReason"]
    assert team.get("churn.csv")


def test_verification_opens_what_the_key_store_opens(team: Outside, live: Live, proxy: XksProxy) -> None:
    client = live.client("sealcanvas")

    def statuses() -> dict[str, int]:
        found = client.verify_store()
        assert found["Summary"]["DamagedCount"] == 0
        return Counter(file["Status"] for file in found["Files"] if file["Format"] in ("sealed object", "volume file"))

    before = statuses()
    assert before.keys() == {"Authentic"}
    asked = proxy.asked[-1].metadata
    assert (asked["kmsOperation"], asked["awsPrincipalArn"]) == ("VerifyStore", "kms.amazonaws.com")
    with team.disconnected():
        assert statuses()["Unopenable"] > 0


def test_the_command_opens_it_too(team: Outside, live: Live, stores_file: Path) -> None:
    def statuses(*options: str) -> dict[str, int]:
        command = [sys.executable, "-m", "sealcanvas.cli", "verify", "--json", *options]
        environment = {**os.environ, **live.server.environment}
        done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=120)
        return Counter(file["Status"] for file in json.loads(done.stdout)["Files"] if file.get("KeyArn"))

    assert statuses("--key-stores", str(stores_file)).keys() == {"Authentic"}
    assert statuses()["Unopenable"] > 0


def test_the_credential_is_in_no_file(team: Outside, live: Live) -> None:
    folder = Path(live.server.folder)
    for file in folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert SECRET.encode() not in data
            assert ACCESS_KEY.encode() not in data
