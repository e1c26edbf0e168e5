"""Imported key material and multi-Region keys beside other processes, and under kill -9."""

import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server
from tests.support.wrapped_material import OAEP_SHA_256, wrap_material

pytestmark = pytest.mark.slow

FOREVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
THERE = "eu-west-1"


def parameters(kms: Any, key: str) -> dict[str, Any]:
    given: dict[str, Any] = kms.get_parameters_for_import(
        KeyId=key, WrappingAlgorithm=OAEP_SHA_256, WrappingKeySpec="RSA_2048"
    )
    return given


def bring(kms: Any, key: str, material: bytes, given: dict[str, Any], **members: Any) -> str:
    wrapped = wrap_material(given["PublicKey"], OAEP_SHA_256, material)
    validity = {} if "ValidTo" in members else FOREVER
    token = given["ImportToken"]
    answer = kms.import_key_material(
        KeyId=key, ImportToken=token, EncryptedKeyMaterial=wrapped, **{**validity, **members}
    )
    return str(answer["KeyMaterialId"])


def again(live: Live) -> Live:
    """The server, started anew."""
    live.server.start()
    return Live(live.server, environment_of(live.server.home), live.account, live.clients)


def test_an_import_that_was_told_is_there_after_a_kill_and_its_token_still_opens() -> None:
    with live_server() as live:
        kms = live.client("kms")
        key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["Arn"]
        given, material = parameters(kms, key), os.urandom(32)
        first = bring(kms, key, material, given)
        blob = kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
        live.server.kill()
        kms = again(live).client("kms")
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
        kms.delete_imported_key_material(KeyId=key)
        live.server.kill()
        live = again(live)
        kms = live.client("kms")
        with pytest.raises(kms.exceptions.KMSInvalidStateException, match="is pending import"):
            kms.decrypt(CiphertextBlob=blob)
        assert bring(kms, key, material, given) == first
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_material_that_expired_while_the_server_was_down_is_gone_at_its_start() -> None:
    with live_server() as live:
        kms = live.client("kms")
        key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["Arn"]
        bring(kms, key, os.urandom(32), parameters(kms, key), ValidTo=datetime.now(UTC) + timedelta(seconds=3))
        live.server.kill()
        time.sleep(4)
        kms = again(live).client("kms")
        end = time.monotonic() + 10
        while kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] != "PendingImport":
            assert time.monotonic() < end
            time.sleep(0.3)


def test_of_two_new_materials_at_once_one_comes_in() -> None:
    with live_server("--workers", "2") as live:
        time.sleep(4)
        kms = live.client("kms")
        key = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["Arn"]
        bring(kms, key, os.urandom(32), parameters(kms, key))
        clients = [live.client("kms") for _ in range(8)]
        given = [parameters(client, key) for client in clients]
        told: list[str] = []

        def attempt(client: Any, parameters_: dict[str, Any]) -> None:
            with suppress(ClientError):
                told.append(bring(client, key, os.urandom(32), parameters_, ImportType="NEW_KEY_MATERIAL"))

        threads = [threading.Thread(target=attempt, args=pair) for pair in zip(clients, given, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 1
        listed = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
        assert [each["KeyMaterialState"] for each in listed] == ["CURRENT", "PENDING_ROTATION"]
        assert listed[1]["KeyMaterialId"] == told[0]


def test_related_keys_stay_one_through_rotations_replications_and_kills() -> None:
    with live_server() as live:
        key = live.client("kms").create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
        regions = ["eu-west-1", "eu-west-2", "eu-central-1", "ap-northeast-1", "us-west-2", "sa-east-1"]
        blobs: list[bytes] = []
        made: list[str] = []
        for delay in (0.2, 0.3, 0.1):
            threads = [
                threading.Thread(target=_rotate, args=(live.client("kms"), key)),
                threading.Thread(target=_replicate, args=(live.client("kms"), key, regions, made)),
                threading.Thread(target=_seal, args=(live.client("kms"), key, blobs)),
                threading.Thread(target=_seal, args=(live.client("kms", region_name=THERE), key, blobs)),
            ]
            wanted, end = len(blobs) + 6, time.monotonic() + 30
            for thread in threads:
                thread.start()
            while (len(blobs) < wanted or not made) and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(delay)
            live.server.kill()
            for thread in threads:
                thread.join()
            live = again(live)
        assert len(blobs) > 10, "the test sealed too little to say anything"
        home = live.client("kms").describe_key(KeyId=key)["KeyMetadata"]
        replicas = home["MultiRegionConfiguration"]["ReplicaKeys"]
        assert set(made) <= {each["Region"] for each in replicas}
        assert made, "the test replicated too little to say anything"
        for replica in replicas:
            kms = live.client("kms", region_name=replica["Region"])
            metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
            assert metadata["CurrentKeyMaterialId"] == home["CurrentKeyMaterialId"]
            assert metadata["KeyState"] == "Enabled"
            for blob in blobs:
                assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
        live.client("kms").rotate_key_on_demand(KeyId=key)
        report = live.client("sealcanvas").verify_store()
        assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0


def test_every_process_tells_the_last_usage_of_all_others_and_keeps_it_through_a_kill() -> None:
    with live_server("--workers", "3") as live:
        time.sleep(4)
        clients = [live.client("kms") for _ in range(9)]
        key = clients[0].create_key()["KeyMetadata"]["Arn"]
        for client, other in zip(clients, clients[1:] + clients[:1], strict=True):
            used = client.generate_data_key(KeyId=key, KeySpec="AES_256")["ResponseMetadata"]["RequestId"]
            assert other.get_key_last_usage(KeyId=key)["KeyLastUsage"]["KmsRequestId"] == used
        used = clients[0].encrypt(KeyId=key, Plaintext=b"x")["ResponseMetadata"]["RequestId"]
        live.server.kill()
        kms = again(live).client("kms")
        assert kms.get_key_last_usage(KeyId=key)["KeyLastUsage"]["KmsRequestId"] == used


def _rotate(kms: Any, key: str) -> None:
    with suppress(ClientError, BotoCoreError):
        for _ in range(7):  # of 25 in a key's life, in three rounds
            kms.rotate_key_on_demand(KeyId=key)


def _replicate(kms: Any, key: str, regions: list[str], made: list[str]) -> None:
    with suppress(BotoCoreError):
        for region in regions:
            with suppress(ClientError):
                kms.replicate_key(KeyId=key, ReplicaRegion=region)
                made.append(region)


def _seal(kms: Any, key: str, blobs: list[bytes]) -> None:
    with suppress(BotoCoreError):
        while True:
            with suppress(ClientError):
                blobs.append(kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"])
