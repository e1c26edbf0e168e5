"""A model's metrics on rows that it has not seen."""

from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed

if TYPE_CHECKING:
    from sealcanvas.ml.tabular import TabularModel


def evaluate(model: "TabularModel", table: Any) -> dict[str, float]:
    """All metrics of the model's predictions against the target column of `table`, by SageMaker's names.

    Raises:
        TaskFailed: the table has no target, no row with a known one, or a label that training never saw.
        SchemaMismatch: it lacks columns.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from sealcanvas.ml.columns import numbers
    from sealcanvas.ml.metrics import score_classification, score_regression
    from sealcanvas.ml.table import strings

    if model.target not in table.column_names:
        raise TaskFailed("ClientError", f"The validation data lacks the target column '{model.target}'.")
    table = table.filter(pc.is_valid(table[model.target]))
    if not model.classes:
        table = table.filter(pa.array(~np.isnan(numbers(table[model.target]))))
    if table.num_rows == 0:
        raise TaskFailed("ClientError", f"The validation data has no row with a value of '{model.target}'.")
    predicted = model.predict(table)
    if not model.classes:
        return score_regression(numbers(table[model.target]), numbers(predicted[model.target]))
    labels = pa.array(model.classes)
    truth = pc.index_in(strings(table[model.target]), value_set=labels)
    if truth.null_count:
        raise TaskFailed("ClientError", f"The validation data has labels of '{model.target}' that training never saw.")
    chosen = pc.index_in(predicted[model.target], value_set=labels)
    by_class = np.column_stack([predicted[f"probability_{label}"].to_numpy() for label in model.classes])
    return score_classification(truth.to_numpy(), by_class, chosen.to_numpy())
