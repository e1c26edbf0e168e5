"""How far each column moves a model's answer for each row: Shapley values in the answer's own unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sealcanvas.ml.tabular.decision import decide
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.sampling import sampled

if TYPE_CHECKING:
    from sealcanvas.ml.table import Table
    from sealcanvas.ml.tabular.model import TabularModel

Array = Any  # numpy.ndarray
Weighted = Sequence[tuple[FoldModel, float]]

# Numbers that an exact method may return at once: rows x classes x width.
_CELLS = 4_000_000
_BLOCK = 500
# An answer that is further from its parts' sum is more than the mean of its members (which add in single precision).
_NEAR = 1e-5


@dataclass(frozen=True)
class Explanation:
    """Why a model answers as it does; base + all contributions of a row = its answer.

    Attributes:
        columns: the training table's, in its order.
        labels: what is explained, row by row: the predicted label; empty for numbers.
        answer: the prediction, or the probability of that label, [rows].
        base: where contributions start from, [rows].
        contributions: [rows, columns], in the target's unit or in probability.
    """

    columns: list[str]
    labels: list[str]
    answer: Array
    base: Array
    contributions: Array

    def reasons(self, most: int) -> list[list[tuple[str, float]]]:
        """For each row the columns that moved it most, the largest first; those that did nothing are left out."""
        order = np.argsort(-np.abs(self.contributions), axis=1, kind="stable")[:, :most]
        return [
            [(self.columns[place], float(row[place])) for place in places if row[place]]
            for places, row in zip(order, self.contributions, strict=True)
        ]


def explain(model: "TabularModel", table: "Table") -> Explanation:
    """Explain each row's answer. Raises SchemaMismatch."""
    rows = table.num_rows
    found = np.zeros((rows, len(model.columns)))
    answer, base, labels = np.zeros(rows), np.zeros(rows), np.zeros(rows, dtype=np.int64)
    for start in range(0, rows, _BLOCK):
        matrix = model.features.encode(table.slice(start, _BLOCK))
        told = model.respond(matrix)
        own = decide(told, model.threshold, model.odds) if model.classes else np.zeros(len(matrix), dtype=np.int64)
        outputs = np.unique(own)
        parts, bases = _explained(model, matrix, told, outputs.tolist())
        each, place = np.arange(len(matrix)), np.searchsorted(outputs, own)
        part = slice(start, start + len(matrix))
        found[part], base[part], labels[part] = parts[each, :, place], bases[place], own
        answer[part] = told[each, own] if model.classes else told
    texts = [model.classes[index] for index in labels] if model.classes else []
    return Explanation(model.columns, texts, answer, base, found)


def _explained(model: "TabularModel", matrix: Array, told: Array, outputs: list[int]) -> tuple[Array, Array]:
    models = [(one, member.weight / len(member.models)) for member in model.members for one in member.models]
    parts, bases = combined(models, model, matrix, outputs)
    wanted = told[:, outputs] if model.classes else told[:, None]
    if np.abs(bases + parts.sum(axis=1) - wanted).max(initial=0.0) > _NEAR * max(1.0, np.abs(wanted).max(initial=0.0)):
        whole = _Answer(model.respond, outputs)
        return sampled(whole, matrix, model.starts, _owners(model), len(model.columns), model.seed)
    return parts, bases


def combined(models: Weighted, model: "TabularModel", matrix: Array, outputs: list[int]) -> tuple[Array, Array]:
    """Contributions [rows, columns, outputs] to the weighted sum of some models' answers, and its bases [outputs]."""
    owners, columns = _owners(model), len(model.columns)
    total, bases = np.zeros((len(matrix), columns, len(outputs))), np.zeros(len(outputs))
    rest: list[tuple[FoldModel, float]] = []
    for one, weight in models:
        exact = exactly(one, matrix, outputs, max(1, len(model.classes)))
        if exact is None:
            rest.append((one, weight))
            continue
        for place, owner in enumerate(owners):
            total[:, owner] += weight * exact[0][:, place]
        bases = bases + weight * exact[1]
    if rest:
        mixed = _Answer(lambda block: sum(weight * one.predict(block) for one, weight in rest), outputs)
        parts, own = sampled(mixed, matrix, model.starts, owners, columns, model.seed)
        total, bases = total + parts, bases + own
    return total, bases


def exactly(one: FoldModel, matrix: Array, outputs: list[int], classes: int) -> tuple[Array, Array] | None:
    """A model's own contributions [rows, width, outputs] and bases [outputs], block by block; None if it has none."""
    step = max(1, _CELLS // (max(1, matrix.shape[1]) * classes))
    parts, bases = [], np.zeros(len(outputs))
    for start in range(0, len(matrix), step):
        found = one.explain(matrix[start : start + step], outputs)
        if found is None:
            return None
        parts.append(found[0])
        bases = found[1]
    return (np.concatenate(parts), bases) if parts else (np.zeros((0, matrix.shape[1], len(outputs))), bases)


class _Answer:
    """Some outputs of an answer, always as [rows, outputs]."""

    def __init__(self, answer: Any, outputs: list[int]) -> None:
        self._answer, self._outputs = answer, outputs

    def __call__(self, matrix: Array) -> Array:
        told = self._answer(matrix)
        return told[:, None] if told.ndim == 1 else told[:, self._outputs]


def _owners(model: "TabularModel") -> Array:
    return np.array(model.features.layout.owners, dtype=np.int64)
