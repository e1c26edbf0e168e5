"""The unit of tabular training: one fold of one candidate."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self

import numpy as np

from sealcanvas.ml.executor import Item, Limits, Parcel, Work, fair_share
from sealcanvas.ml.heard import Heard
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.models.base import Data, Learner, Stored, Task, learner
from sealcanvas.ml.tabular.validation import Split

Array = Any  # numpy.ndarray

_MODEL, _FAILED, _LATE = "model.", "failed", "Late"
# Rows on which a model of all rows must show that it answers with numbers.
_TRIED = 200


@dataclass(frozen=True)
class Folds(Work):
    """The encoded rows, how they are split, and what the objective asks for."""

    name = "fold"

    data: Data
    folds: list[Split]
    classes: int
    loss: str
    layout: Layout

    def pack(self) -> Parcel:
        """All arrays; every field of `Data` that is set crosses."""
        arrays = {f"data.{name}": array for name, array in vars(self.data).items() if array is not None}
        for number, fold in enumerate(self.folds):
            arrays |= {f"train.{number}": fold.train, f"valid.{number}": fold.valid}
        info = {
            "folds": len(self.folds),
            "classes": self.classes,
            "loss": self.loss,
            "owners": self.layout.owners,
            "sizes": self.layout.sizes,
        }
        return Parcel(info, arrays)

    @classmethod
    def unpack(cls, parcel: Parcel) -> Self:
        """The inverse of `pack`."""
        info, arrays = parcel.info, parcel.arrays
        data = {name.removeprefix("data."): array for name, array in arrays.items() if name.startswith("data.")}
        folds = [Split(arrays[f"train.{number}"], arrays[f"valid.{number}"]) for number in range(info["folds"])]
        return cls(
            Data(**data), folds, info["classes"], info["loss"], Layout(tuple(info["owners"]), tuple(info["sizes"]))
        )

    def items(
        self, kind: type[Learner], settings: dict[str, Any], seed: int, deadline: float, width: int, first: int = 0
    ) -> Iterator[Item]:
        """A candidate's folds from the `first` on, sharing the time to `deadline` evenly among those left."""
        for number in range(first, len(self.folds)):
            info = {"algorithm": kind.algorithm, "settings": settings, "seed": seed + number, "fold": number}
            yield Item(Parcel(info), fair_share(deadline, len(self.folds) - number, width))

    def whole(self, kind: type[Learner], settings: dict[str, Any], factor: float, seed: int, deadline: float) -> Item:
        """One model of all rows (see `FoldModel.whole`); its result has no predictions."""
        info = {"algorithm": kind.algorithm, "settings": settings, "seed": seed, "factor": factor}
        return Item(Parcel(info), deadline)

    def run(self, item: Parcel, limits: Limits) -> Parcel:
        """A fitted model's state, and its predictions for the fold's judged rows, if it is of a fold.

        What the learner raises becomes a failed result; what `limits.beat` raises passes through.
        """
        began = monotonic()
        info, beat = item.info, Heard(limits.beat)
        task = Task(self.classes, self.loss, self.layout, info["seed"], limits.threads, limits.deadline, beat)
        kind, settings = learner(info["algorithm"]), info["settings"]
        fold = self.folds[info["fold"]] if "fold" in info else None
        try:
            if fold is not None:
                model = FoldModel.fit(kind, self.data, fold, settings, task)
                predicted = model.predict(self.data.matrix[fold.valid])
            else:
                whole = FoldModel.whole(kind, self.data, settings, task, info["factor"])
                if whole is None:
                    return self.failed(_LATE)
                model, predicted = whole, whole.predict(self.data.matrix[:_TRIED])
            stored = model.store()
        except Exception as error:
            if beat.raised is not None:
                raise beat.raised from None
            return self.failed(type(error).__name__)
        if not np.isfinite(predicted).all():
            return self.failed("NotFinite")
        arrays = {f"{_MODEL}{name}": array for name, array in stored.arrays.items()} | {"predicted": predicted}
        return Parcel({"model": stored.info, "seconds": monotonic() - began}, arrays, stored.text)

    def failed(self, why: str) -> Parcel:
        """It costs its candidate alone."""
        return Parcel({_FAILED: why})


def failure(result: Parcel) -> str | None:
    """Why a unit failed; None if it did not."""
    return result.info.get(_FAILED)


def fitted(kind: type[Learner], result: Parcel, threads: int) -> FoldModel:
    """The model in a unit's result."""
    arrays = {name.removeprefix(_MODEL): part for name, part in result.arrays.items() if name.startswith(_MODEL)}
    return FoldModel.load(kind, Stored(result.info["model"], arrays, result.text), threads)
