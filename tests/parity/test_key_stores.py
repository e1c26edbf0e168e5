"""Custom key stores through unmodified boto3 and the AWS CLI, against a proxy written from AWS's specification."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server
from tests.support.xks_proxy import ACCESS_KEY, ENDPOINT, PREFIX, SECRET, ExternalKey, XksProxy, xks_proxy

CREDENTIAL = {"AccessKeyId": ACCESS_KEY, "RawSecretAccessKey": SECRET}


@pytest.fixture(scope="module")
def proxy() -> Iterator[XksProxy]:
    with xks_proxy() as made:
        made.keys["bb8562717f809024"] = ExternalKey()
        yield made


@pytest.fixture(scope="module")
def outside(proxy: XksProxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server that may speak to the proxy."""
    file = tmp_path_factory.mktemp("stores") / "key-stores.toml"
    file.write_text(f'[[proxy]]\nendpoint = "{ENDPOINT}"\nurl = "{proxy.url}"\nseconds = 5\n')
    with live_server("--key-stores", str(file)) as running:
        yield running


@pytest.fixture
def aws(outside: Live, tmp_path: Path) -> Callable[..., Any]:
    program = Path(sys.executable).with_name("aws")
    config = tmp_path / "config"  # version 1 of the CLI fetches values that begin with https:// unless told not to
    config.write_text("[default]\ncli_follow_urlparam = false\n")
    own = {**os.environ, **outside.environment, "AWS_MAX_ATTEMPTS": "1", "AWS_CONFIG_FILE": str(config)}

    def call(*arguments: str, fails: bool = False) -> Any:
        command = [str(program), "kms", *arguments]
        done = subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=120)
        assert (done.returncode != 0) is fails, done.stderr
        return done.stderr if fails else json.loads(done.stdout or "null")

    return call


def test_awss_own_examples(aws: Callable[..., Any]) -> None:
    """The examples of the AWS CLI's reference, from the first command to the last."""
    credential = f"AccessKeyId={ACCESS_KEY},RawSecretAccessKey={SECRET}"
    store = aws(
        *("create-custom-key-store", "--custom-key-store-name", "ExampleExternalKeyStore"),
        *("--custom-key-store-type", "EXTERNAL_KEY_STORE", "--xks-proxy-connectivity", "PUBLIC_ENDPOINT"),
        *("--xks-proxy-uri-endpoint", ENDPOINT, "--xks-proxy-uri-path", PREFIX),
        *("--xks-proxy-authentication-credential", credential),
    )["CustomKeyStoreId"]
    assert aws("connect-custom-key-store", "--custom-key-store-id", store) is None
    (entry,) = aws("describe-custom-key-stores", "--custom-key-store-name", "ExampleExternalKeyStore")[
        "CustomKeyStores"
    ]
    assert entry["ConnectionState"] == "CONNECTED"
    assert entry["XksProxyConfiguration"]["UriPath"] == PREFIX
    aws("update-custom-key-store", "--custom-key-store-id", store, "--new-custom-key-store-name", "Renamed")
    key = aws(
        *("create-key", "--origin", "EXTERNAL_KEY_STORE", "--custom-key-store-id", store),
        *("--xks-key-id", "bb8562717f809024"),
    )["KeyMetadata"]
    assert key["XksKeyConfiguration"] == {"Id": "bb8562717f809024"}
    assert "already associated" in aws(
        *("create-key", "--origin", "EXTERNAL_KEY_STORE", "--custom-key-store-id", store),
        *("--xks-key-id", "bb8562717f809024"),
        fails=True,
    )
    aws("disconnect-custom-key-store", "--custom-key-store-id", store)
    assert "CustomKeyStoreHasCMKsException" in aws(
        "delete-custom-key-store", "--custom-key-store-id", store, fails=True
    )
    assert "KMSInvalidStateException" in aws(
        "generate-data-key", "--key-id", key["KeyId"], "--key-spec", "AES_256", fails=True
    )
    text = "CloudHsmClusterNotFoundException"
    assert text in aws(
        *("create-custom-key-store", "--custom-key-store-name", "ExampleCloudHSMKeyStore"),
        *("--cloud-hsm-cluster-id", "cluster-1a23b4cdefg".replace("1", "2"), "--key-store-password", "kmsPswd"),
        *("--trust-anchor-certificate", "certificate"),
        fails=True,
    )


def test_every_error_is_boto3s_own(outside: Live, proxy: XksProxy) -> None:
    kms = outside.client("kms")
    _store(kms)
    errors = kms.exceptions
    request: dict[str, Any] = {
        "CustomKeyStoreName": "second",
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "XksProxyConnectivity": "PUBLIC_ENDPOINT",
        "XksProxyUriEndpoint": ENDPOINT,
        "XksProxyUriPath": PREFIX,
        "XksProxyAuthenticationCredential": CREDENTIAL,
    }
    wrong = {**CREDENTIAL, "RawSecretAccessKey": "x" * 43}
    for error, members in (
        (errors.XksProxyUriInUseException, {}),
        (errors.XksProxyInvalidConfigurationException, {"XksProxyUriPath": "/b/kms/xks/v1"}),
        (
            errors.XksProxyIncorrectAuthenticationCredentialException,
            {"XksProxyUriPath": "/b/kms/xks/v1", "XksProxyAuthenticationCredential": wrong},
        ),
        (errors.XksProxyUriUnreachableException, {"XksProxyUriEndpoint": "https://no.example.com"}),
        (errors.XksProxyVpcEndpointServiceNotFoundException, {"XksProxyConnectivity": "VPC_ENDPOINT_SERVICE"}),
    ):
        with pytest.raises(error):
            kms.create_custom_key_store(**{**request, **members})
    with pytest.raises(errors.CustomKeyStoreNotFoundException):
        kms.connect_custom_key_store(CustomKeyStoreId="cks-0123456789abcdef0")
    for path in ("/kms/xks/v1/../admin", "http://127.0.0.1/kms/xks/v1", "/a b/kms/xks/v1", "/x/kms/xks/v1?y"):
        with pytest.raises(ClientError, match="ValidationException"):
            kms.create_custom_key_store(**{**request, "XksProxyUriPath": path})
    for endpoint in ("http://127.0.0.1", "https://127.0.0.1:8600", "https://a@b.example", "https://x.example/"):
        with pytest.raises(ClientError, match="ValidationException"):
            kms.create_custom_key_store(**{**request, "XksProxyUriEndpoint": endpoint})


@pytest.mark.wall_clock
def _store(kms: Any) -> str:
    """The server's one store of the proxy, which may have been made by another test here, or may not."""
    found = [each["CustomKeyStoreId"] for each in kms.describe_custom_key_stores()["CustomKeyStores"]]
    made: str = (
        found[0]
        if found
        else kms.create_custom_key_store(
            CustomKeyStoreName="Own",
            CustomKeyStoreType="EXTERNAL_KEY_STORE",
            XksProxyConnectivity="PUBLIC_ENDPOINT",
            XksProxyUriEndpoint=ENDPOINT,
            XksProxyUriPath=PREFIX,
            XksProxyAuthenticationCredential=CREDENTIAL,
        )["CustomKeyStoreId"]
    )
    return made


def test_a_slow_proxy_holds_up_nobody_else(outside: Live, proxy: XksProxy) -> None:
    kms = outside.client("kms", read_timeout=20)
    store = _store(kms)
    kms.connect_custom_key_store(CustomKeyStoreId=store)
    proxy.keys["slow"] = ExternalKey()
    request = {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": store, "XksKeyId": "slow"}
    slow, here = (kms.create_key(**members)["KeyMetadata"]["Arn"] for members in (request, {}))
    kms.encrypt(KeyId=here, Plaintext=b"x")
    kms.encrypt(KeyId=slow, Plaintext=b"x")
    proxy.delay = 3.0
    try:
        with ThreadPoolExecutor(4) as pool:
            clients = [outside.client("kms", read_timeout=20) for _ in range(4)]
            waiting = [pool.submit(each.encrypt, KeyId=slow, Plaintext=b"x") for each in clients]
            time.sleep(0.5)
            began = time.monotonic()
            for _ in range(10):
                kms.encrypt(KeyId=here, Plaintext=b"x")
                kms.create_key()
            assert time.monotonic() - began < 2
            assert not any(each.done() for each in waiting)
            assert all(each.result()["KeyId"] == slow for each in waiting)
    finally:
        proxy.delay = 0.0


def test_a_restart_finds_the_key_stores_as_they_were(proxy: XksProxy, tmp_path: Path) -> None:
    file = tmp_path / "key-stores.toml"
    file.write_text(f'[[proxy]]\nendpoint = "{ENDPOINT}"\nurl = "{proxy.url}"\nseconds = 5\n')
    server = EmbeddedServer()
    try:
        server.start("--key-stores", str(file))
        live = Live(server, environment_of(server.home), server.home.describe().account)
        kms = live.client("kms")
        store = kms.create_custom_key_store(
            CustomKeyStoreName="kept",
            CustomKeyStoreType="EXTERNAL_KEY_STORE",
            XksProxyConnectivity="PUBLIC_ENDPOINT",
            XksProxyUriEndpoint=ENDPOINT,
            XksProxyUriPath=PREFIX,
            XksProxyAuthenticationCredential=CREDENTIAL,
        )["CustomKeyStoreId"]
        kms.connect_custom_key_store(CustomKeyStoreId=store)
        proxy.keys["kept"] = ExternalKey()
        key = kms.create_key(Origin="EXTERNAL_KEY_STORE", CustomKeyStoreId=store, XksKeyId="kept")["KeyMetadata"]["Arn"]
        blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
        kms.close()
        server.kill()
        server.start("--key-stores", str(file))
        again = Live(server, environment_of(server.home), live.account).client("kms")
        assert again.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
        again.close()
        server.stop()
        server.start()  # and without the operator's word nobody is asked
        alone = Live(server, environment_of(server.home), live.account).client("kms")
        with pytest.raises(alone.exceptions.KMSInvalidStateException, match="cannot communicate"):
            alone.decrypt(CiphertextBlob=blob)
        alone.close()
    finally:
        server.stop()
        server.remove()
