"""Predictions as the lines of a transform job's output (docs/sagemaker.md, "Transform output")."""

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.records import Records

if TYPE_CHECKING:
    from sealcanvas.ml.tabular import TabularModel

_LABEL = "predicted_label"


def render(model: "TabularModel", predicted: Any, wanted: Sequence[str], *, header: bool, records: Records) -> bytes:
    """CSV in UTF-8, one line a record, behind the record's own fields where those were kept.

    Args:
        predicted: what the model's `predict` gave.
        wanted: of predicted_label, probability, probabilities, labels; only the first exists for numbers.
        header: begin with a line of names; probabilities then have a column for each class.

    Raises:
        TaskFailed: a model of numbers has no probabilities.
    """
    if not model.classes and list(wanted) != [_LABEL]:
        raise TaskFailed("ClientError", "A regression model predicts numbers; it has no probabilities and no labels.")
    names: list[str] = []
    columns: list[Sequence[Any]] = []
    for choice in wanted:
        for name, values in _columns(model, predicted, choice, split=header):
            # A joined record may have a column of the same name: the true value of the target, for one.
            names.append(f"predicted_{name}" if name in records.names and records.texts else name)
            columns.append(values)
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    if header:
        known = records.names or model.columns
        writer.writerow([*(known if records.texts else ()), *names])
    if records.texts:
        writer.writerows([*text, *row] for text, row in zip(records.texts, zip(*columns, strict=True), strict=True))
    else:
        writer.writerows(zip(*columns, strict=True))
    return sink.getvalue().encode()


def _columns(model: "TabularModel", predicted: Any, choice: str, *, split: bool) -> list[tuple[str, Sequence[Any]]]:
    if choice == _LABEL:
        return [(model.target, predicted[model.target].to_pylist())]
    if choice == "labels":
        return [("labels", [json.dumps(model.classes, ensure_ascii=False)] * predicted.num_rows)]
    if choice == "probability":
        return [("probability", predicted["probability"].to_pylist())]
    by_class = [(f"probability_{label}", predicted[f"probability_{label}"].to_pylist()) for label in model.classes]
    if split:
        return by_class
    rows = zip(*(values for _, values in by_class), strict=True)
    return [("probabilities", [json.dumps(list(row)) for row in rows])]
