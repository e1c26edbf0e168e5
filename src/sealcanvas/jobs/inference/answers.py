"""A model's predictions as the values that were chosen: docs/sagemaker.md, "Transform output"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed

if TYPE_CHECKING:
    from sealcanvas.ml.tabular import TabularModel

_LABEL, _REASONS = "predicted_label", "reasons"
_MOST_REASONS = 5


@dataclass(frozen=True)
class Answers:
    """The answers to the records of one batch.

    Attributes:
        names: of the values, as a header names them.
        keys: of the values, as an object names them.
        rows: the values, a row a record; probabilities and labels are lists.
    """

    names: Sequence[str]
    keys: Sequence[str]
    rows: Sequence[Sequence[Any]]


def answers_of(model: "TabularModel", table: Any, wanted: Sequence[str], *, split: bool) -> Answers:
    """Predict, and take what is wanted.

    Args:
        table: the records.
        wanted: of predicted_label, probability, probabilities, labels, reasons; for numbers only the first and last.
        split: give probabilities a value for each class instead of a list.

    Raises:
        TaskFailed: a model of numbers has no probabilities.
        SchemaMismatch: the table lacks columns.
    """
    if not model.classes and not set(wanted) <= {_LABEL, _REASONS}:
        raise TaskFailed("ClientError", "A regression model predicts numbers; it has no probabilities and no labels.")
    predicted = model.predict(table)
    why = model.explain(table).reasons(_MOST_REASONS) if _REASONS in wanted else []
    names: list[str] = []
    keys: list[str] = []
    columns: list[Sequence[Any]] = []
    for choice in wanted:
        told = [(_REASONS, _objects(why))] if choice == _REASONS else _columns(model, predicted, choice, split=split)
        for name, values in told:
            names.append(name)
            keys.append(_LABEL if choice == _LABEL else name)
            columns.append(values)
    return Answers(names, keys, list(zip(*columns, strict=True)))


def _objects(why: list[list[tuple[str, float]]]) -> list[list[dict[str, Any]]]:
    return [[{"column": column, "contribution": value} for column, value in reasons] for reasons in why]


def _columns(model: "TabularModel", predicted: Any, choice: str, *, split: bool) -> list[tuple[str, Sequence[Any]]]:
    if choice == _LABEL:
        return [(model.target, predicted[model.target].to_pylist())]
    if choice == "labels":
        return [("labels", [list(model.classes)] * predicted.num_rows)]
    if choice == "probability":
        return [("probability", predicted["probability"].to_pylist())]
    by_class = [(f"probability_{label}", predicted[f"probability_{label}"].to_pylist()) for label in model.classes]
    if split:
        return by_class
    return [("probabilities", [list(row) for row in zip(*(values for _, values in by_class), strict=True)])]
