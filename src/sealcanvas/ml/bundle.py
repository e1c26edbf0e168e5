"""A model as bytes: docs/formats/model-bundle.md."""

import hashlib
import io
import json
import platform
import re
import zipfile
import zlib
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from sealcanvas.ml.errors import BadBundle

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.tabular import TabularModel

Array = Any  # numpy.ndarray

FORMAT = "sealcanvas-model"
FORMAT_VERSION = 2
PREPARED_VERSION = 3
"""Of models with a recipe, which a reader of version 2 would leave out."""

_MANIFEST = "manifest.json"
_LIBRARIES = ("duckdb", "numpy", "pyarrow", "lightgbm", "xgboost-cpu", "scikit-learn", "statsforecast")
_PART_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*\.(json|npz|txt|parquet)")
_MOST_PARTS = 5_000
_MOST_BYTES = 2 << 30
_MOST_MANIFEST = 64 << 20
# Every entry has the same date, so that equal models are equal bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """A manifest (JSON-able; "kind" is "tabular" or "series") and the parts it names."""

    manifest: dict[str, Any]
    parts: dict[str, bytes]


def pack(bundle: Bundle, lineage: dict[str, Any] | None = None) -> bytes:
    """Bundle to ZIP bytes; `lineage` is the caller's own JSON-able record, kept under manifest["lineage"]."""
    manifest = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "libraries": {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        **bundle.manifest,
        "lineage": bundle.manifest.get("lineage", {}) if lineage is None else lineage,
        "parts": {
            name: {"sha256": hashlib.sha256(part).hexdigest(), "bytes": len(part)}
            for name, part in sorted(bundle.parts.items())
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, part in [(_MANIFEST, text), *sorted(bundle.parts.items())]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    return buffer.getvalue()


def identity(data: bytes) -> str:
    """SHA-256 of a packed bundle's manifest, in hex: as it holds every part's digest, it stands for the whole model.

    A detached signature is over this, and whoever keeps it elsewhere can tell whether a bundle is the same. Raises
    BadBundle.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return hashlib.sha256(_manifest(archive)).hexdigest()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadBundle("The model file is damaged or no model file.") from error


def unpack(data: bytes) -> Bundle:
    """ZIP bytes to Bundle. Raises BadBundle for damage, foreign names, oversize or an unknown version."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpack(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadBundle("The model file is damaged or no model file.") from error


def load_model(data: bytes) -> "TabularModel | SeriesModel":
    """The model in a packed bundle, ready to predict. Raises BadBundle."""
    bundle = unpack(data)
    kind = bundle.manifest.get("kind")
    try:
        if kind == "tabular":
            from sealcanvas.ml.tabular import TabularModel

            return TabularModel.from_bundle(bundle)
        if kind == "series":
            from sealcanvas.ml.series import SeriesModel

            return SeriesModel.from_bundle(bundle)
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise BadBundle("The model file's manifest does not fit its parts.") from error
    raise BadBundle(f"The model file is of an unknown kind, {kind!r:.40}.")


def pack_arrays(arrays: dict[str, Array]) -> bytes:
    """Named arrays as npz bytes (stored: the bundle itself deflates)."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack_arrays(part: bytes) -> dict[str, Array]:
    """The inverse of pack_arrays; objects are refused. Raises BadBundle."""
    try:
        with zipfile.ZipFile(io.BytesIO(part)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > len(part):
                raise BadBundle("An array part of the model file is compressed; it must be stored.")
        with np.load(io.BytesIO(part), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        raise BadBundle("An array part of the model file is damaged.") from error


def _manifest(archive: zipfile.ZipFile) -> bytes:
    entries = archive.infolist()
    if not entries or entries[0].filename != _MANIFEST:
        raise BadBundle("The model file is no model file: it does not begin with its manifest.")
    return _read(archive, entries[0], min(entries[0].file_size, _MOST_MANIFEST))


def _unpack(archive: zipfile.ZipFile) -> Bundle:
    told = _manifest(archive)
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise BadBundle("The model file is too large.")
    manifest = json.loads(told)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadBundle("The model file is no Sealcanvas model.")
    version = manifest.get("version")
    if version not in (FORMAT_VERSION, PREPARED_VERSION) or ("preparation" in manifest) != (
        version == PREPARED_VERSION
    ):
        raise BadBundle(
            f"The model file has format version {version!r:.20}; this release reads {FORMAT_VERSION}, and "
            f"{PREPARED_VERSION} with a recipe."
        )
    listed = manifest.get("parts")
    names = [entry.filename for entry in entries[1:]]
    if not isinstance(listed, dict) or sorted(listed) != sorted(names):
        raise BadBundle("The model file's parts are not those its manifest lists.")
    parts: dict[str, bytes] = {}
    for entry in entries[1:]:
        if not _PART_NAME.fullmatch(entry.filename):
            raise BadBundle(f"The model file holds a part of an unexpected name, {entry.filename!r:.60}.")
        part = _read(archive, entry, entry.file_size)
        if hashlib.sha256(part).hexdigest() != listed[entry.filename].get("sha256"):
            raise BadBundle(f"The model file is damaged: the digest of '{entry.filename}' differs.")
        parts[entry.filename] = part
    return Bundle({key: value for key, value in manifest.items() if key != "parts"}, parts)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, size: int) -> bytes:
    """Never more than the directory announced: the announced total is bounded already."""
    with archive.open(entry) as stream:
        part = stream.read(size + 1)
    if len(part) != entry.file_size:
        raise BadBundle("The model file's directory lies about a part's size.")
    return part
