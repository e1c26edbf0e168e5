"""A volume by fsspec's interface: ranges open what they touch, writes are whole or not there, nothing lies open."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed_stream import CHUNK_SIZE
from sealcanvas.kms import kms
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import open_attached
from sealcanvas.volumes.errors import VolumeFull
from sealcanvas.volumes.filesystem import SealedFileSystem
from sealcanvas.volumes.held_key import CacheBound
from sealcanvas.volumes.job_volume import JobVolume
from sealcanvas.volumes.sweep import sweep, sweep_orphans
from sealcanvas.volumes.volume import Volume
from tests.unit.volumes.volume_world import DOMAIN, PROFILE, grant

MIB = 1 << 20
CONTENT = bytes(range(256)) * 1024  # sixteen chunks


class FakeKms:
    """Wraps a data key in itself: a job volume's client of KMS."""

    def generate_data_key(self, **request: object) -> dict[str, object]:
        return {"KeyId": request["KeyId"], "CiphertextBlob": b"w", "Plaintext": bytes(32)}

    generate_data_key_without_plaintext = generate_data_key

    def decrypt(self, **_request: object) -> dict[str, object]:
        return {"Plaintext": bytes(32)}


@pytest.fixture
def volume(instance: Instance, root: Call, key: str) -> Volume:
    grant(root, key)
    return open_attached(instance, "home", PROFILE, DOMAIN, key, MIB)


@pytest.fixture
def files(volume: Volume) -> SealedFileSystem:
    return SealedFileSystem(volume)


@pytest.fixture
def job_files(tmp_path: Path) -> SealedFileSystem:
    folder = tmp_path / "job"
    folder.mkdir()
    job = JobVolume(FakeKms, "key", "vol-00000000000000000", folder, CacheBound(5, 1000))
    job.create()
    return SealedFileSystem(job)


@pytest.mark.parametrize("where", ["files", "job_files"])
def test_files_are_read_by_ranges_and_written_in_pieces(request: pytest.FixtureRequest, where: str) -> None:
    files: SealedFileSystem = request.getfixturevalue(where)
    with files.open("予測/2026/売上.csv", "wb") as sink:
        for start in range(0, len(CONTENT), 1000):
            sink.write(CONTENT[start : start + 1000])
    assert files.cat_file("予測/2026/売上.csv") == CONTENT
    assert files.cat_file("予測/2026/売上.csv", 70_000, 70_010) == CONTENT[70_000:70_010]
    assert files.cat_file("予測/2026/売上.csv", -3) == CONTENT[-3:]
    with files.open("予測/2026/売上.csv", "rb") as source:
        source.seek(-5, io.SEEK_END)
        assert source.read() == CONTENT[-5:]
        source.seek(CHUNK_SIZE - 2)
        assert source.read(4) == CONTENT[CHUNK_SIZE - 2 : CHUNK_SIZE + 2]
    assert files.size("予測/2026/売上.csv") == len(CONTENT)
    assert files.ls("予測", detail=False) == ["予測/2026"]
    assert files.isdir("予測/2026")
    assert not files.exists("予測/2027")
    assert files.find("") == ["予測/2026/売上.csv"]


@pytest.mark.parametrize("where", ["files", "job_files"])
def test_files_are_appended_to_copied_moved_and_removed(request: pytest.FixtureRequest, where: str) -> None:
    files: SealedFileSystem = request.getfixturevalue(where)
    files.pipe_file("a/one", b"1")
    with files.open("a/one", "ab") as sink:
        sink.write(b"2")
    files.copy("a/one", "a/two")
    files.mv("a/one", "b/three")
    assert files.cat_file("a/two") == files.cat_file("b/three") == b"12"
    files.pipe_file("a/five", b"5")
    files.mv("a", "c", recursive=True)
    assert files.find("") == ["b/three", "c/five", "c/two"]
    files.rm("c", recursive=True)
    assert files.find("") == ["b/three"]
    for mode in ("rb", "r"):
        with pytest.raises(FileNotFoundError):
            files.open("a/one", mode)
    with pytest.raises(FileExistsError):
        files.open("b/three", "xb")
    with pytest.raises(ValueError, match="r\\+b"):
        files.open("b/three", "r+b")


def test_text_and_tables_are_read_through_it(files: SealedFileSystem) -> None:
    with files.open("t.csv", "w", encoding="utf-8") as sink:
        csv.writer(sink).writerows([["都市", "n"], ["東京", 1]])
    with files.open("t.csv", "r", encoding="utf-8") as source:
        assert list(csv.reader(source)) == [["都市", "n"], ["東京", "1"]]


@pytest.mark.parametrize("where", ["files", "job_files"])
def test_what_is_not_finished_is_not_there(request: pytest.FixtureRequest, where: str) -> None:
    files: SealedFileSystem = request.getfixturevalue(where)
    files.pipe_file("f", b"old")
    with suppress(ZeroDivisionError), files.open("f", "wb") as sink:
        sink.write(b"half")
        raise ZeroDivisionError
    unclosed = files.open("f", "wb")
    unclosed.write(b"never closed")
    del unclosed
    assert files.cat_file("f") == b"old"
    with files.transaction:
        with files.open("f", "wb") as sink:
            sink.write(b"new")
        assert files.cat_file("f") == b"old"
    assert files.cat_file("f") == b"new"


def test_a_failed_transaction_leaves_nothing(files: SealedFileSystem, instance: Instance) -> None:
    with suppress(ZeroDivisionError), files.transaction:
        files.pipe_file("f", b"x")
        raise ZeroDivisionError
    assert files.find("") == []
    assert list(instance.volumes.ids()) == []


def test_only_touched_chunks_and_the_last_one_are_opened(files: SealedFileSystem, instance: Instance) -> None:
    files.pipe_file("f", CONTENT)
    (blob_id,) = instance.volumes.ids()
    path = instance.volumes.path(blob_id)
    sealed = bytearray(path.read_bytes())
    sealed[-5 * (CHUNK_SIZE + 16)] ^= 1  # in one of the last chunks, not the last
    path.write_bytes(sealed)
    assert files.cat_file("f", 0, CHUNK_SIZE) == CONTENT[:CHUNK_SIZE]
    with pytest.raises(CryptoError):
        files.cat_file("f")


def test_a_file_over_the_quota_fails_clearly_and_leaves_nothing(
    files: SealedFileSystem, volume: Volume, instance: Instance
) -> None:
    files.pipe_file("kept", bytes(MIB - 10))
    with pytest.raises(VolumeFull, match=f"{volume.volume_id} is full: 1,048,566 of its 1,048,576 bytes"):
        files.pipe_file("more", bytes(11))
    with suppress(VolumeFull), files.open("streamed", "wb") as sink:
        for _ in range(100):
            sink.write(b"x")
    assert files.find("") == ["kept"]
    sweep(instance)
    assert len(list(instance.volumes.ids())) == 1
    assert list((instance.volumes.folder / "incoming").iterdir()) == []
    files.pipe_file("more", bytes(10))
    assert volume.used() == MIB
    files.pipe_file("kept", bytes(MIB - 10))  # replacing counts once
    files.pipe_file("empty", b"")


def test_two_writers_cannot_share_what_is_left(volume: Volume) -> None:
    first, second = volume.writer("a"), volume.writer("b")
    first.write(bytes(MIB // 2 + 1))
    second.write(bytes(MIB // 2 + 1))
    first.commit()
    with pytest.raises(VolumeFull):
        second.commit()
    assert volume.names() == ["a"]


def test_a_key_disabled_meanwhile_stops_reader_and_writer(
    volume: Volume, files: SealedFileSystem, root: Call, key: str
) -> None:
    files.pipe_file("f", CONTENT)
    reader, writer = volume.reader("f"), volume.writer("g")
    assert reader.read(0, 1) == CONTENT[:1]
    writer.write(b"x")
    kms.operations["DisableKey"](root, {"KeyId": key})
    with pytest.raises(ServiceError, match="disabled"):
        reader.read(0, 1)
    with pytest.raises(ServiceError, match="disabled"):
        writer.write(b"x")
    with pytest.raises(ValueError, match="closed"):
        reader.read(0, 1)
    assert files.find("") == ["f"]


def test_nothing_lies_open_and_a_crash_leaves_nothing(
    files: SealedFileSystem, volume: Volume, instance: Instance, tmp_path: Path
) -> None:
    files.pipe_file("f", b"canary-5512" * 10_000)
    writer = volume.writer("half")
    writer.write(b"canary-5512" * 10_000)
    assert any((instance.volumes.folder / "incoming").iterdir())
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or b"canary-5512" not in path.read_bytes()
    assert sweep_orphans(instance) == 1  # as at the next start
    writer.discard()
    assert files.cat_file("f", 0, 11) == b"canary-5512"


def test_the_key_of_a_volume_is_not_another_volumes(instance: Instance, volume: Volume, key: str) -> None:
    other = open_attached(instance, "home", PROFILE.replace("ana", "bob"), DOMAIN, key, MIB)
    volume.put("f", b"ana's")
    (blob_id,) = instance.volumes.ids()
    other.put("f", b"bob's")
    stolen = next(each for each in instance.volumes.ids() if each != blob_id)
    instance.volumes.path(stolen).write_bytes(instance.volumes.path(blob_id).read_bytes())
    with pytest.raises(CryptoError):
        other.get("f")
