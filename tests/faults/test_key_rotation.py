"""Rotation beside other processes, and under kill -9: every blob that was told opens, and the key goes on."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sealcanvas.kms.tables import rotation_schedules
from sealcanvas.server.compose import open_instance
from sealcanvas.server.environment import environment_of
from sealcanvas.server.run import utc_now
from tests.support.live import Live, live_server

pytestmark = pytest.mark.slow


def test_every_serving_process_seals_under_the_new_material_at_once() -> None:
    with live_server("--workers", "3") as live:
        time.sleep(4)  # the further processes are up
        key = live.client("kms").create_key()["KeyMetadata"]["Arn"]
        clients = [live.client("kms") for _ in range(12)]  # a connection each, so that each process has some
        blobs = []
        for turn in range(4):
            blobs += [client.encrypt(KeyId=key, Plaintext=b"warm")["CiphertextBlob"] for client in clients]
            clients[turn].rotate_key_on_demand(KeyId=key)
            current = clients[-1 - turn].describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"]
            used = {client.generate_data_key(KeyId=key, KeySpec="AES_256")["KeyMaterialId"] for client in clients}
            assert used == {current}
        for client in clients:
            for blob in blobs:
                assert client.decrypt(CiphertextBlob=blob)["Plaintext"] == b"warm"


def test_processes_that_rotate_the_same_key_at_once_come_one_after_the_other() -> None:
    with live_server("--workers", "2") as live:
        time.sleep(4)
        key = live.client("kms").create_key()["KeyMetadata"]["Arn"]
        clients = [live.client("kms") for _ in range(8)]
        threads = [threading.Thread(target=client.rotate_key_on_demand, kwargs={"KeyId": key}) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = clients[0].list_key_rotations(KeyId=key)["Rotations"]
        assert len({each["KeyMaterialId"] for each in found}) == len(found) == 8


def test_a_kill_in_a_rotation_loses_no_blob_and_leaves_the_key_usable() -> None:
    with live_server() as live:
        keys = [live.client("kms").create_key()["KeyMetadata"]["Arn"] for _ in range(3)]
        blobs: list[tuple[str, bytes, bytes]] = []
        turns: dict[str, list[str]] = {key: [] for key in keys}
        for delay in (0.35, 0.5, 0.2):
            after = Live(live.server, environment_of(live.server.home), live.account, live.clients)
            threads = [
                *(threading.Thread(target=_rotate, args=(after.client("kms"), key, turns[key])) for key in keys),
                *(threading.Thread(target=_seal, args=(after.client("kms"), key, blobs)) for key in keys),
            ]
            for thread in threads:
                thread.start()
            time.sleep(delay)
            live.server.kill()
            for thread in threads:
                thread.join()
            live.server.start()
        assert len(blobs) > 10, "the test sealed too little to say anything"
        assert sum(map(len, turns.values())) > 3, "the test rotated too little to say anything"
        after = Live(live.server, environment_of(live.server.home), live.account, live.clients)
        kms = after.client("kms")
        for key, plaintext, blob in blobs:
            opened = kms.decrypt(CiphertextBlob=blob)
            assert (opened["Plaintext"], opened["KeyId"]) == (plaintext, key)
        for key in keys:
            found = [each["KeyMaterialId"] for each in kms.list_key_rotations(KeyId=key)["Rotations"]]
            assert set(found) >= set(turns[key]), "a rotation that was told is there"
            if len(found) < 25:
                kms.rotate_key_on_demand(KeyId=key)
            sealed = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
            assert kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])["Plaintext"] == sealed["Plaintext"]
        report = after.client("sealcanvas").verify_store()
        assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0


def test_a_server_rotates_at_its_start_what_came_due_while_it_was_down() -> None:
    with live_server() as live:
        kms = live.client("kms")
        due, disabled, later = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(3))
        for key in (due, disabled, later):
            kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
        kms.disable_key(KeyId=disabled)
        live.server.stop()
        _set_dates_back(live, due, disabled)
        live.server.start()
        after = Live(live.server, environment_of(live.server.home), live.account, live.clients).client("kms")
        assert _automatic(after, due) == 1
        assert 89 <= (after.get_key_rotation_status(KeyId=due)["NextRotationDate"] - utc_now()).days <= 90
        assert not after.list_key_rotations(KeyId=disabled)["Rotations"]
        after.enable_key(KeyId=disabled)
        assert _automatic(after, disabled) == 1
        assert not after.list_key_rotations(KeyId=later)["Rotations"]


def _set_dates_back(live: Live, *keys: str) -> None:
    """As if the keys' dates had come yesterday; the server is down."""
    home = live.server.home
    description, root = home.open()
    instance = open_instance(
        home.folder, root.root, account=description.account, region=description.region, clock=utc_now
    )
    with instance.database.transaction() as connection:
        table = rotation_schedules
        yesterday = utc_now() - timedelta(days=1)
        connection.execute(table.update().where(table.c.key_arn.in_(keys)).values(next_at=yesterday))
    instance.database.close()


def _automatic(kms: Any, key: str) -> int:
    """How many automatic rotations the key has had, waiting for the first for some seconds."""
    deadline = time.monotonic() + 20
    while True:
        found = kms.list_key_rotations(KeyId=key)["Rotations"]
        if found or time.monotonic() > deadline:
            return len([each for each in found if each["RotationType"] == "AUTOMATIC"])
        time.sleep(0.1)


def _rotate(kms: Any, key: str, told: list[str]) -> None:
    for _ in range(8):  # of 25 in the key's life
        try:
            kms.rotate_key_on_demand(KeyId=key)
            told.append(kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"])
        except (BotoCoreError, ClientError):
            return
        time.sleep(0.02)


def _seal(kms: Any, key: str, told: list[tuple[str, bytes, bytes]]) -> None:
    for number in range(10_000):
        plaintext = f"{number}".encode()
        try:
            told.append((key, plaintext, kms.encrypt(KeyId=key, Plaintext=plaintext)["CiphertextBlob"]))
        except (BotoCoreError, ClientError):
            return
