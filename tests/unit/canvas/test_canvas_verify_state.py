"""VerifyStore's eye: everything sealed and authentic, and whatever is not is found, with a positive control."""

from datetime import timedelta
from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.canvas import sealcanvas
from sealcanvas.canvas.verify.remembered import Progress, remembered
from sealcanvas.canvas.verify_store import verify
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blobs import BlobFolder
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from tests.support.instance import ACCOUNT, call_as, make_instance

CANARY = "chevrolet 売上 canary-41"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def instance(home: Path) -> Instance:
    instance = make_instance(home)
    root = call_as(instance, Principal.root(ACCOUNT))
    key = kms.operations["CreateKey"](root, {"Description": CANARY})["KeyMetadata"]["Arn"]
    s3.operations["CreateBucket"](root, {"Bucket": "checked"})
    for name in ("one", CANARY):
        request = {"Bucket": "checked", "Key": name, "Body": CANARY.encode() * 5000, "Metadata": {"note": "canary-41"}}
        s3.operations["PutObject"](root, {**request, "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key})
    return instance


def test_a_sound_store_is_sound(instance: Instance) -> None:
    report = verify(instance, [CANARY, "canary-41"]).to_dict()
    assert report["Summary"]["FileCount"] == len(report["Files"]) >= 5
    assert [report["Summary"][name] for name in ("UnsealedCount", "DamagedCount", "FoundCount")] == [0, 0, 0]
    sealed = [file for file in report["Files"] if file["Format"] == "sealed object"]
    assert len(sealed) == 2
    assert all(":key/" in file["KeyArn"] for file in sealed)


@pytest.mark.parametrize("content", [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()])
def test_a_planted_text_is_found(instance: Instance, home: Path, content: bytes) -> None:
    (home / "notes.txt").write_bytes(b"x" * 1_000_003 + content)
    report = verify(instance, [CANARY]).to_dict()
    (finding,) = report["Findings"]
    assert (finding["Path"], finding["Offset"]) == ("notes.txt", 1_000_003)
    assert report["Summary"]["UnsealedCount"] == 1


def test_a_flipped_bit_anywhere_is_found(instance: Instance) -> None:
    assert isinstance(instance.objects, BlobFolder)
    for blob_id in list(instance.objects.ids()):
        path = instance.objects.path(blob_id)
        sound = path.read_bytes()
        for position in (0, 40, len(sound) // 2, len(sound) - 1):
            changed = bytearray(sound)
            changed[position] ^= 1
            path.write_bytes(changed)
            summary = verify(instance, []).to_dict()["Summary"]
            assert summary["DamagedCount"] + summary["UnsealedCount"] == 1, position
        path.write_bytes(sound)
    assert verify(instance, []).to_dict()["Summary"]["DamagedCount"] == 0


def test_a_page_of_the_database_that_was_changed_is_found(instance: Instance, home: Path) -> None:
    with instance.database.read() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = home / "state.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    with path.open("r+b") as file:
        file.write(content)
    files = {file["Path"]: file["Status"] for file in verify(instance, []).to_dict()["Files"]}
    assert files["state.db"] == "Damaged"


def test_objects_of_a_destroyed_key_cannot_be_opened_and_that_is_no_damage(tmp_path: Path) -> None:
    from sealcanvas.kms.deletion import destroy_due
    from tests.support.clock import Clock

    clock = Clock()
    instance = make_instance(tmp_path / "shredded", clock)
    root = call_as(instance, Principal.root(ACCOUNT))
    key = kms.operations["CreateKey"](root, {})["KeyMetadata"]["Arn"]
    s3.operations["CreateBucket"](root, {"Bucket": "checked"})
    request = {"Bucket": "checked", "Key": "k", "Body": b"x", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    s3.operations["PutObject"](root, request)
    kms.operations["ScheduleKeyDeletion"](root, {"KeyId": key, "PendingWindowInDays": 7})
    clock.advance(days=8)
    assert destroy_due(instance)
    report = verify(instance, []).to_dict()
    assert [file["Status"] for file in report["Files"] if file["Format"] == "sealed object"] == ["Unopenable"]
    assert report["Summary"]["DamagedCount"] == 0


def test_a_verification_is_remembered(instance: Instance, home: Path) -> None:
    root = call_as(instance, Principal.root(ACCOUNT))
    assert sealcanvas.operations["DescribeStoreVerification"](root, {}) == {"Status": "Never"}
    (home / "notes.txt").write_text("left here")
    answer = sealcanvas.operations["VerifyStore"](root, {"Search": [CANARY]})
    told = sealcanvas.operations["DescribeStoreVerification"](root, {})
    assert (told["Status"], told["FilesDone"]) == ("Completed", told["FilesTotal"])
    last = told["Last"]
    assert last["Summary"] == answer["Summary"]
    assert sum(group["FileCount"] for group in last["Groups"]) == answer["Summary"]["FileCount"]
    assert [problem["Path"] for problem in last["Problems"]] == ["notes.txt"]
    assert CANARY not in str(last)
    assert serialize(load("sealcanvas").operations["DescribeStoreVerification"], told, "").status == 200


def test_a_verification_that_was_cut_off_says_so(instance: Instance) -> None:
    Progress(instance, 7)
    assert remembered(instance).standing == "InProgress"
    later = instance.clock() + timedelta(minutes=3)
    instance.clock = lambda: later
    assert remembered(instance).standing == "Interrupted"
