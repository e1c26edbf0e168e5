"""Everything that can be done to a store's files, under every kind of encryption: what was not written is never read.

Each case has its control: the same read before the damage, and after the file is put back.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed import read_header
from sealcanvas.crypto.sealed_stream import CHUNK_SIZE, COMMITMENT_SIZE, SALT_SIZE, SEALED_CHUNK_SIZE
from sealcanvas.s3 import errors
from tests.support.outer import file_of_blob
from tests.unit.s3.conftest import BUCKET, Client
from tests.unit.s3.test_s3_customer_keys import ALLOWED, headers
from tests.unit.s3.test_s3_multipart import pattern, upload
from tests.unit.s3.test_s3_tampering import path_of

SMALL = 3 * CHUNK_SIZE + 100
BLOCK = 1024**2
LARGE = 2 * BLOCK + 2 * CHUNK_SIZE + 7


@dataclass
class Subject:
    """One object, its file as it was written, and how it is read."""

    client: Client
    key: str
    data: bytes
    reading: dict[str, Any]
    index: int = 0
    kind: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.path: Path = path_of(self.client, self.key, self.index)
        self.sealed = self.path.read_bytes()
        with self.path.open("rb") as file:
            self.header = len(read_header(file).encode())
        self.body = self.header + SALT_SIZE + COMMITMENT_SIZE

    @property
    def chunks(self) -> list[bytes]:
        """The sealed chunks of the file (of the outer layer, where there are two), the short last one included."""
        return [
            self.sealed[at : at + SEALED_CHUNK_SIZE] for at in range(self.body, len(self.sealed), SEALED_CHUNK_SIZE)
        ]

    def of_chunks(self, chunks: list[bytes]) -> bytes:
        return self.sealed[: self.body] + b"".join(chunks)

    def read(self, **members: Any) -> tuple[bytes, bool]:
        """What comes out, and whether it came to its end."""
        out = bytearray()
        try:
            for block in self.client.get_object(Key=self.key, **self.reading, **members)["Body"]:
                out += block
        except (errors.InternalError, CryptoError):
            return bytes(out), False
        return bytes(out), True

    def refused(self, changed: bytes, released: int, what: str) -> None:
        """Put a changed file in the place; at most `released` bytes come out, then put the right one back."""
        assert changed != self.sealed, what
        self.path.write_bytes(changed)
        out, whole = self.read()
        assert not whole, what
        assert self.data.startswith(out), what
        assert len(out) <= released, what
        with pytest.raises((errors.InternalError, CryptoError)):
            # The last chunk decides of every range, and the first of what the file is at all.
            b"".join(
                self.client.get_object(Key=self.key, Range=f"bytes=0-{len(self.data) - 1}", **self.reading)["Body"]
            )
        self.path.write_bytes(self.sealed)

    def is_sound(self) -> None:
        assert self.read() == (self.data, True)


@pytest.fixture
def kinds(root: Client, key_arn: str) -> dict[str, dict[str, Any]]:
    """What a request says for each kind of encryption; the bucket allows them all."""
    root.put_bucket_encryption(ServerSideEncryptionConfiguration={"Rules": [ALLOWED]})
    kms: dict[str, Any] = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    return {
        "AES256": {},
        "aws:kms": kms,
        "bucket-key": {**kms, "BucketKeyEnabled": True},
        "aws:kms:dsse": {**kms, "ServerSideEncryption": "aws:kms:dsse"},
        "SSE-C": headers(),
    }


def reading(kind: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kind.items() if name.startswith("SSECustomer")}


def put(client: Client, kind: dict[str, Any], size: int = SMALL, key: str = "a", seed: int = 1) -> Subject:
    data = pattern(size, seed)
    client.put(key, data, **kind)
    return Subject(client, key, data, reading(kind), kind=kind)


@pytest.fixture
def subjects(root: Client, kinds: dict[str, dict[str, Any]]) -> Iterator[list[Subject]]:
    """An object of every kind; each can be read before and after."""
    found = [put(root, kind, key=name) for name, kind in kinds.items()]
    for subject in found:
        subject.is_sound()
    yield found
    for subject in found:
        subject.is_sound()


@pytest.fixture
def layerings(subjects: list[Subject]) -> list[Subject]:
    """How the data key is wrapped is nothing to what happens to chunks: one kind of each layering stands for all."""
    return [subject for subject in subjects if subject.key in ("aws:kms", "aws:kms:dsse")]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.slow
def test_a_flipped_bit_in_every_field_and_every_chunk(subjects: list[Subject]) -> None:
    for subject in subjects:
        arn = int.from_bytes(subject.sealed[6:8], "big")
        fields = {
            "magic": 0,
            "version": 4,
            "kind": 5,
            "length of the ARN, high": 6,
            "length of the ARN, low": 7,
            "length of the wrapped key, high": 8,
            "length of the wrapped key, low": 9,
            "ARN": 10,
            "end of the ARN": 10 + arn - 1,
            "wrapped key": 10 + arn,
            "middle of the wrapped key": (10 + arn + subject.header) // 2,
            "end of the wrapped key": subject.header - 1,
            "salt": subject.header,
            "end of the salt": subject.header + SALT_SIZE - 1,
            "commitment": subject.header + SALT_SIZE,
            "end of the commitment": subject.body - 1,
        }
        for name, at in fields.items():
            subject.refused(flipped(subject.sealed, at), 0, name)
        for number, chunk in enumerate(subject.chunks):
            start = subject.body + number * SEALED_CHUNK_SIZE
            for where in (0, len(chunk) - 17, len(chunk) - 1):
                subject.refused(flipped(subject.sealed, start + where), 0, f"chunk {number} at {where}")


def test_cut_at_every_chunk_and_field(layerings: list[Subject]) -> None:
    for subject in layerings:
        ends = [subject.body + number * SEALED_CHUNK_SIZE for number in range(len(subject.chunks))]
        for end in (0, 3, 5, 9, 10, subject.header - 1, subject.header, subject.header + SALT_SIZE, *ends):
            for near in (end - 1, end, end + 16):
                if 0 <= near < len(subject.sealed):
                    subject.refused(subject.sealed[:near], 0, f"cut at {near}")
        subject.refused(subject.sealed[:-1], 0, "cut by one")


def test_something_behind_it(layerings: list[Subject]) -> None:
    for subject in layerings:
        first, *_, last = subject.chunks
        for what in (b"\0", b"x" * 16, b"x" * SEALED_CHUNK_SIZE, first, last, subject.sealed):
            subject.refused(subject.sealed + what, 0, f"{len(what)} bytes more")


def test_chunks_in_another_order_twice_or_left_out(layerings: list[Subject]) -> None:
    for subject in layerings:
        chunks = subject.chunks
        for one, two in combinations(range(len(chunks)), 2):
            other = list(chunks)
            other[one], other[two] = other[two], other[one]
            subject.refused(subject.of_chunks(other), 0, f"{one} and {two} changed places")
            other = list(chunks)
            other[one] = other[two]
            subject.refused(subject.of_chunks(other), 0, f"{two} in the place of {one}")
        for number, chunk in enumerate(chunks):
            subject.refused(subject.of_chunks([*chunks[:number], chunk, *chunks[number:]]), 0, f"{number} twice")
            subject.refused(subject.of_chunks(chunks[:number] + chunks[number + 1 :]), 0, f"without {number}")


@pytest.mark.parametrize("two_layers", [False, True])
def test_of_a_long_object_nothing_behind_the_first_bad_chunk(root: Client, key_arn: str, *, two_layers: bool) -> None:
    kind = {"ServerSideEncryption": "aws:kms:dsse" if two_layers else "aws:kms", "SSEKMSKeyId": key_arn}
    subject = put(root, kind, LARGE)
    subject.is_sound()
    count = len(subject.chunks)
    assert count > 2 * BLOCK // CHUNK_SIZE
    for number in (*range(0, count, 9), 63, 64, 65, 127, 128, count - 2, count - 1):
        subject.path.write_bytes(flipped(subject.sealed, subject.body + number * SEALED_CHUNK_SIZE))
        out, whole = subject.read()
        assert not whole
        assert subject.data.startswith(out)
        assert len(out) <= number * CHUNK_SIZE
        if number >= 2 * 64 + 1 and not two_layers:
            assert len(out) >= BLOCK, "what was sound before it is given out: this test would notice if nothing were"
    for cut in (64, 65, count - 1):
        subject.path.write_bytes(subject.of_chunks(subject.chunks[:cut]))
        out, whole = subject.read()
        assert not whole
        assert subject.data.startswith(out)
        assert len(out) <= cut * CHUNK_SIZE
    subject.path.write_bytes(subject.sealed)
    subject.is_sound()


def test_a_range_is_given_where_its_chunks_are_sound_and_nowhere_else(root: Client) -> None:
    subject = put(root, {})
    last = len(subject.chunks) - 1
    for bad in range(last + 1):
        subject.path.write_bytes(flipped(subject.sealed, subject.body + bad * SEALED_CHUNK_SIZE + 5))
        for asked in range(last + 1):
            start = asked * CHUNK_SIZE
            end = min(start + CHUNK_SIZE, SMALL)
            out, whole = subject.read(Range=f"bytes={start}-{end - 1}")
            if bad in (asked, last):
                assert (out, whole) == (b"", False)
            else:
                assert (out, whole) == (subject.data[start:end], True)
    subject.path.write_bytes(subject.sealed)
    subject.is_sound()


def test_another_objects_file(subjects: list[Subject], root: Client) -> None:
    root.create_bucket(Bucket="another-bucket")
    root.put_bucket_encryption(Bucket="another-bucket", ServerSideEncryptionConfiguration={"Rules": [ALLOWED]})
    for subject in subjects:
        before = set(root.instance.objects.ids())
        root.put_object(Bucket="another-bucket", Key=subject.key, Body=subject.data, **subject.kind)
        (there,) = set(root.instance.objects.ids()) - before
        subject.refused(file_of_blob(root.instance.objects, there).read_bytes(), 0, "the same object of another bucket")
        subject.refused(put(root, subject.kind, key="b", seed=2).sealed, 0, "another object's file")
        subject.refused(put(root, subject.kind, key=f"{subject.key} ").sealed, 0, "the same bytes under another name")


def test_an_older_versions_file(subjects: list[Subject], root: Client) -> None:
    for subject in subjects:
        kind = subject.kind
        old = subject.sealed
        again = put(root, kind, key=subject.key, seed=1)
        again.refused(old, 0, "the same bytes of before")
        newer = put(root, kind, key=subject.key, seed=3)
        newer.refused(old, 0, "other bytes of before")
        newer.refused(again.sealed, 0, "the version just before")
        root.put(subject.key, subject.data, **kind)
        subject.path = path_of(root, subject.key)
        subject.sealed = subject.path.read_bytes()


def test_the_header_of_one_with_the_body_of_another(subjects: list[Subject], root: Client) -> None:
    for subject in subjects:
        kind = subject.kind
        other = put(root, kind, key="b", seed=2)
        subject.refused(subject.sealed[: subject.header] + other.sealed[other.header :], 0, "header and body")
        subject.refused(other.sealed[: other.header] + subject.sealed[subject.header :], 0, "body and header")
        for one, two in pairwise(range(len(subject.chunks))):
            spliced = [*subject.chunks[:two], *other.chunks[two:]]
            subject.refused(subject.of_chunks(spliced), 0, f"spliced behind chunk {one}")
        other.is_sound()


@pytest.mark.slow
def test_parts_of_this_and_of_other_uploads(
    root: Client, kinds: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["sealcanvas.s3.complete_multipart_upload"], "MINIMUM_PART", 1)
    for name in ("AES256", "aws:kms:dsse", "SSE-C"):
        check_parts(root, kinds[name])


def check_parts(root: Client, kind: dict[str, Any]) -> None:
    parts = [pattern(SMALL, 1), pattern(SMALL, 2), pattern(SMALL, 1)]

    def uploaded(key: str) -> list[Subject]:
        upload_id = root.create_multipart_upload(Key=key, **kind)["UploadId"]
        done = []
        for number, data in enumerate(parts, 1):
            sent = root.upload_part(Key=key, UploadId=upload_id, PartNumber=number, Body=data, **reading(kind))
            done.append({"PartNumber": number, "ETag": sent["ETag"]})
        root.complete_multipart_upload(Key=key, UploadId=upload_id, MultipartUpload={"Parts": done})
        return [Subject(root, key, b"".join(parts), reading(kind), index) for index in range(3)]

    first, second, third = uploaded("m")
    first.is_sound()
    before = [subject.sealed for subject in (first, second, third)]
    other = uploaded("n")[0]
    whole = put(root, kind, key="w", seed=1)
    first.refused(second.sealed, 0, "the second part in the place of the first")
    second.refused(first.sealed, SMALL, "the first in the place of the second")
    third.refused(first.sealed, 2 * SMALL, "a part of the same bytes and another number")
    first.refused(other.sealed, 0, "another upload's part")
    first.refused(whole.sealed, 0, "an object for a part")
    whole.refused(first.sealed, 0, "a part for an object")
    for subject, released in ((first, 0), (second, SMALL), (third, 2 * SMALL)):
        subject.refused(subject.sealed[: subject.body + SEALED_CHUNK_SIZE], released, "a part cut short")
        subject.refused(
            flipped(subject.sealed, subject.body + SEALED_CHUNK_SIZE), released, "a part with a flipped bit"
        )
    first.is_sound()
    again = uploaded("m")
    for subject, old, released in zip(again, before, (0, SMALL, 2 * SMALL), strict=True):
        subject.refused(old, released, "a part of the upload of before")
    again[0].is_sound()


def test_a_part_that_was_uploaded_twice(root: Client) -> None:
    upload_id = root.create_multipart_upload(Key="m")["UploadId"]
    root.upload_part(Key="m", UploadId=upload_id, PartNumber=1, Body=pattern(SMALL, 1))
    (old,) = [file_of_blob(root.instance.objects, blob).read_bytes() for blob in root.instance.objects.ids()]
    sent = root.upload_part(Key="m", UploadId=upload_id, PartNumber=1, Body=pattern(SMALL, 2))
    done = {"Parts": [{"PartNumber": 1, "ETag": sent["ETag"]}]}
    root.complete_multipart_upload(Key="m", UploadId=upload_id, MultipartUpload=done)
    subject = Subject(root, "m", pattern(SMALL, 2), {})
    subject.is_sound()
    subject.refused(old, 0, "the part of before")
    subject.is_sound()


def test_no_file_and_another_kind_of_file(layerings: list[Subject]) -> None:
    for subject in layerings:
        for what in (b"", b"plain text", b"SLCV", subject.data):
            subject.refused(what, 0, "no sealed file")
        subject.path.unlink()
        assert subject.read() == (b"", False)
        subject.path.mkdir()
        assert subject.read() == (b"", False)
        subject.path.rmdir()
        subject.path.write_bytes(subject.sealed)


def test_the_control_has_teeth(root: Client) -> None:
    """Were the file read as it lies, the checks above would pass what they must not."""
    subject = put(root, {})
    with pytest.raises(AssertionError):
        subject.refused(subject.sealed, 0, "nothing was changed")
    upload(root, [pattern(100, 1)], "one part")
    assert root.get("one part") == pattern(100, 1)
    assert root.get("a", Bucket=BUCKET) == subject.data
