"""Objects under a key in a PKCS#11 token (SoftHSM), on a live server of two processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of
from tests.support.live import Live
from tests.support.softhsm import PIN, softhsm

pytestmark = pytest.mark.slow

CLUSTER = "cluster-2abcdefghij"


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    hsm = softhsm(tmp_path / "hsm", monkeypatch)
    hsm.add("kms")
    (tmp_path / "customerCA.crt").write_text("a certificate")
    file = tmp_path / "key-stores.toml"
    lines = (f'id = "{CLUSTER}"', f'module = "{hsm.module}"', 'token = "kms"', 'trust_anchor = "customerCA.crt"')
    file.write_text("\n".join(("[[cluster]]", *lines)))
    server = EmbeddedServer()
    server.start("--key-stores", str(file), "--workers", "2")
    running = Live(server, environment_of(server.home), server.home.describe().account)
    try:
        yield running
    finally:
        for client in running.clients:
            client.close()
        server.stop()
        server.remove()


def test_objects_under_a_key_in_a_token(live: Live) -> None:
    kms, s3 = live.client("kms"), live.client("s3")
    store = kms.create_custom_key_store(
        CustomKeyStoreName="hsm",
        CloudHsmClusterId=CLUSTER,
        TrustAnchorCertificate="a certificate",
        KeyStorePassword=PIN,
    )["CustomKeyStoreId"]
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    (entry,) = kms.describe_custom_key_stores()["CustomKeyStores"]
    assert entry["ConnectionState"] == "CONNECTED"
    made = kms.create_key(Origin="AWS_CLOUDHSM", CustomKeyStoreId=store)["KeyMetadata"]
    assert made["CloudHsmClusterId"] == CLUSTER
    s3.create_bucket(Bucket="in-a-token")
    ours: dict[str, Any] = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": made["Arn"]}
    for number in range(20):  # over several connections, so that both processes come to it
        live.client("s3").put_object(Bucket="in-a-token", Key=f"{number}", Body=b"x" * number, **ours)
    for number in range(20):
        body = live.client("s3").get_object(Bucket="in-a-token", Key=f"{number}")["Body"]
        assert body.read() == b"x" * number
    kms.disconnect_custom_key_store(CustomKeyStoreId=store)
    for number in range(4):
        with pytest.raises(s3.exceptions.ClientError, match=r"KMS\.KMSInvalidStateException"):
            live.client("s3").get_object(Bucket="in-a-token", Key=f"{number}")
    assert PIN not in Path(live.server.folder / "server.log").read_text("utf-8", "replace")
