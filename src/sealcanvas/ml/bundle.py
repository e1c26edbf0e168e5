"""A model as bytes: docs/formats/model-bundle.md."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.tabular import TabularModel

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Bundle:
    """A manifest (JSON-able; "kind" is "tabular" or "series") and the parts it names."""

    manifest: dict[str, Any]
    parts: dict[str, bytes]


def pack(bundle: Bundle, lineage: dict[str, Any] | None = None) -> bytes:
    """Bundle to ZIP bytes; `lineage` is the caller's own JSON-able record, kept under manifest["lineage"]."""
    raise NotImplementedError


def unpack(data: bytes) -> Bundle:
    """ZIP bytes to Bundle. Raises BadBundle for damage, foreign names, oversize or an unknown version."""
    raise NotImplementedError


def load_model(data: bytes) -> "TabularModel | SeriesModel":
    """The model in a packed bundle, ready to predict. Raises BadBundle."""
    raise NotImplementedError
