"""Prose as a few dense numbers: hashed n-grams, weighed by rarity, reduced by a truncated SVD (latent semantics)."""

import re
from itertools import pairwise
from typing import Any, Self
from zlib import crc32

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.table import strings
from sealcanvas.ml.tabular.features.encoder import Array, Encoder

_BUCKETS = 1 << 13
_WIDTH = 24
_MOST_ROWS = 8_000
_MOST_TOKENS = 400
_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces are cut into pairs of characters.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\u0e00-\u0e7f]{2,}")


class ProseEncoder(Encoder):
    """`_WIDTH` latent coordinates, the length in characters and the number of words."""

    kind = "prose"
    types = (ColumnType.TEXT,)

    def __init__(self, rarity: Array, axes: Array) -> None:
        self._rarity = rarity
        self._axes = axes

    @classmethod
    def fit(cls, column: Any, seed: int) -> Self | None:
        """Inverse document frequencies and the leading right singular vectors of the weighted counts."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.linalg import svds

        picked = np.random.default_rng(seed).permutation(len(column))[:_MOST_ROWS]
        buckets, starts = _tokens(strings(column.take(arrow.column(picked))).to_pylist())
        rows = len(starts) - 1
        counts = csr_matrix((np.ones(len(buckets)), buckets, starts), shape=(rows, _BUCKETS))
        counts.sum_duplicates()
        seen = np.bincount(counts.indices, minlength=_BUCKETS)
        rarity = np.log((1 + rows) / (1 + seen)) + 1
        counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
        norms = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        counts.data /= np.repeat(np.maximum(norms, 1e-12), np.diff(counts.indptr))
        width = min(_WIDTH, rows - 1, int((seen > 0).sum()) - 1)
        if width < 1:
            return None
        start = np.random.default_rng(seed).standard_normal(min(counts.shape))
        axes = svds(counts, k=width, v0=start, return_singular_vectors="vh")[2]
        return cls(rarity.astype(np.float32), np.ascontiguousarray(axes[::-1].T, dtype=np.float32))

    def encode(self, column: Any) -> Array:
        """Missing texts are NaN throughout."""
        texts = strings(column if not isinstance(column, pa.ChunkedArray) else column.combine_chunks()).to_pylist()
        values = np.full((len(texts), self._axes.shape[1] + 2), np.nan)
        for index, text in enumerate(texts):
            if text is None:
                continue
            found, counts = np.unique(_buckets(text), return_counts=True)
            weights = (1 + np.log(counts)) * self._rarity[found]
            norm = max(float(np.sqrt((weights**2).sum())), 1e-12)
            values[index, :-2] = (weights / norm) @ self._axes[found]
            values[index, -2:] = len(text), text.count(" ") + 1
        return values

    def sizes(self) -> list[int]:
        """Numbers all."""
        return [0] * (self._axes.shape[1] + 2)

    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Rarity [buckets] and axes [buckets, width]."""
        return {}, {"rarity": self._rarity, "axes": self._axes}

    @classmethod
    def load(cls, info: dict[str, Any], arrays: dict[str, Array]) -> Self:  # noqa: ARG003 - the interface
        """From `state`."""
        return cls(arrays["rarity"], arrays["axes"])


def _buckets(text: str) -> Array:
    """Bucket numbers of words and pairs of words (pairs of characters in scripts without spaces)."""
    words = _WORD.findall(text.lower())[:_MOST_TOKENS]
    grams = words + [f"{first} {second}" for first, second in pairwise(words)]
    for run in _UNSPACED.findall(text)[:_MOST_TOKENS]:
        grams += [run[index : index + 2] for index in range(min(len(run) - 1, _MOST_TOKENS))]
    return np.array([crc32(gram.encode()) % _BUCKETS for gram in grams], dtype=np.int64)


def _tokens(texts: list[str | None]) -> tuple[Array, Array]:
    lists = [_buckets(text or "") for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(found) for found in lists])])
    return (np.concatenate(lists) if lists else np.zeros(0, np.int64)), starts
