import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest

from sealcanvas.ml import bundle as bundles
from sealcanvas.ml.bundle import Bundle, load_model, pack, pack_arrays, unpack, unpack_arrays
from sealcanvas.ml.errors import BadBundle

PACKED = pack(Bundle({"kind": "tabular", "seed": 1}, {"members/0/0/model.txt": b"tree"}), {"dataset": "sha256:1"})


def rewrite(change: dict[str, bytes], name: str = "") -> bytes:
    """PACKED with some entries replaced or added."""
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()} | change
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry, part in parts.items():
            archive.writestr(entry, part)
    return buffer.getvalue()


def test_round_trip_keeps_lineage_digests_and_versions() -> None:
    found = unpack(PACKED)
    assert found.parts == {"members/0/0/model.txt": b"tree"}
    assert found.manifest["lineage"] == {"dataset": "sha256:1"}
    assert found.manifest["version"] == 2
    assert set(found.manifest["libraries"]) >= {"python", "lightgbm", "numpy"}
    assert pack(Bundle({"kind": "tabular", "seed": 1}, found.parts), {"dataset": "sha256:1"}) == PACKED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no zip",
        PACKED[:-30],
        rewrite({"members/0/0/model.txt": b"other"}),
        rewrite({"extra.txt": b"unlisted"}),
        rewrite({"manifest.json": b"{}"}),
        rewrite({"manifest.json": b"[1"}),
    ],
)
def test_damage_is_refused(data: bytes) -> None:
    with pytest.raises(BadBundle):
        unpack(data)


def listed(name: str, version: int = 2) -> bytes:
    manifest = {"format": "sealcanvas-model", "version": version, "parts": {name: {"sha256": "0"}}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr(name, b"x")
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd.txt", "a.pkl", "A.txt", "a//b.txt"])
def test_foreign_names_are_refused(name: str) -> None:
    with pytest.raises(BadBundle, match="unexpected name"):
        unpack(listed(name))


def test_later_versions_are_refused_by_number() -> None:
    with pytest.raises(BadBundle, match="version 3"):
        unpack(listed("a.txt", version=3))


def test_bombs_are_refused_before_they_unfold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "_MOST_BYTES", 1 << 16)
    with pytest.raises(BadBundle, match="too large"):
        unpack(pack(Bundle({"kind": "tabular"}, {"a.txt": bytes(1 << 20)})))


def test_unknown_kinds_and_empty_manifests_are_refused() -> None:
    with pytest.raises(BadBundle, match="unknown kind"):
        load_model(pack(Bundle({"kind": "image"}, {})))
    with pytest.raises(BadBundle, match="does not fit"):
        load_model(PACKED)


def test_arrays_refuse_objects_and_compression() -> None:
    arrays: dict[str, Any] = {"a": np.arange(3), "b": np.eye(2, dtype=np.float16)}
    again = unpack_arrays(pack_arrays(arrays))
    assert all(np.array_equal(again[name], arrays[name]) for name in arrays)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, a=np.zeros(100_000))
    with pytest.raises(BadBundle, match="stored"):
        unpack_arrays(buffer.getvalue())
    buffer = io.BytesIO()
    np.savez(buffer, a=np.array([{}], dtype=object))
    with pytest.raises(BadBundle):
        unpack_arrays(buffer.getvalue())
