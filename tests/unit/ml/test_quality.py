"""Each fault of a table is found with its column and count, and a sound table has none."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.analysis.quality import Quality, examine
from sealcanvas.ml.analysis.quality.finding import bounded
from sealcanvas.ml.problem import ProblemType

ROWS = 1_500
RANDOM = np.random.default_rng(4)
SOUND = {
    "size": RANDOM.normal(size=ROWS),
    "place": RANDOM.choice(["a", "b", "c"], ROWS),
    "price": RANDOM.normal(size=ROWS),
    "kind": RANDOM.choice(["x", "y"], ROWS),
}


def table(**columns: Any) -> Any:
    """The sound columns, some of them replaced or added."""
    return pa.table({**SOUND, **columns})


def codes(found: Quality) -> dict[str, list[str | None]]:
    by_code: dict[str, list[str | None]] = {}
    for finding in found.findings:
        by_code.setdefault(finding.code, []).append(finding.column)
    return by_code


@pytest.mark.parametrize(
    ("target", "problem"), [("price", ProblemType.REGRESSION), ("kind", ProblemType.BINARY), ("price", None)]
)
def test_a_sound_table_has_no_fault(target: str, problem: ProblemType | None) -> None:
    assert examine(table(), target, problem).findings == []


def strings(values: Any) -> Any:
    return pa.array([str(value) for value in values])


TARGETS: list[tuple[str, str, ProblemType, Any]] = [
    ("WrongModelType", "error", ProblemType.BINARY, RANDOM.choice(["a", "b", "c"], ROWS)),
    ("WrongModelType", "error", ProblemType.REGRESSION, RANDOM.choice(["a", "b", "c"], ROWS)),
    ("WrongModelType", "warning", ProblemType.MULTICLASS, np.arange(ROWS) // 3),
    ("MissingTarget", "warning", ProblemType.REGRESSION, pa.array([None] * 10 + [*range(ROWS - 10)])),
    ("MissingTarget", "error", ProblemType.REGRESSION, pa.nulls(ROWS, pa.string())),
    ("TooManyNonNumeric", "warning", ProblemType.REGRESSION, strings(["?"] * 10 + [*range(ROWS - 10)])),
    ("TooManyNonNumeric", "error", ProblemType.REGRESSION, strings(["?"] * 900 + [*range(ROWS - 900)])),
    ("TooManyLabelsForRows", "error", ProblemType.MULTICLASS, strings(np.arange(ROWS) // 1.5)),
    ("ConstantTarget", "error", ProblemType.BINARY, ["same"] * ROWS),
    ("ConstantTarget", "error", ProblemType.REGRESSION, [7] * ROWS),
    ("RareLabels", "warning", ProblemType.MULTICLASS, ["rare"] * 2 + ["a", "b"] * ((ROWS - 2) // 2)),
    ("ClassImbalance", "warning", ProblemType.BINARY, ["rare"] * 20 + ["usual"] * (ROWS - 20)),
    ("InconsistentCase", "info", ProblemType.MULTICLASS, ["Yes", "yes", "no"] * (ROWS // 3)),
]


@pytest.mark.parametrize(
    ("code", "severity", "problem", "values"), TARGETS, ids=[f"{t[0]}-{t[2]}-{t[1]}" for t in TARGETS]
)
def test_a_fault_of_the_target_is_found(code: str, severity: str, problem: ProblemType, values: Any) -> None:
    found = [each for each in examine(table(aim=values), "aim", problem).findings if each.code == code]
    assert [(each.severity, each.column) for each in found] == [(severity, "aim")]
    assert found[0].count > 0
    assert found[0].action


def test_more_labels_than_can_be_learnt_are_an_error() -> None:
    labels = [f"l{number}" for number in range(2_001) for _ in range(3)]
    wide = pa.table({"size": RANDOM.normal(size=len(labels)), "aim": labels})
    assert "TooManyLabels" in codes(examine(wide, "aim", ProblemType.MULTICLASS))


COLUMNS: list[tuple[str, Any]] = [
    ("EmptyColumn", pa.nulls(ROWS, pa.string())),
    ("ConstantColumn", ["same"] * ROWS),
    ("MostlyMissing", pa.array([None] * 1_000 + [*RANDOM.normal(size=500)])),
    ("IdColumn", [f"id-{number}" for number in range(ROWS)]),
    ("IdColumn", np.arange(ROWS)),
    ("DuplicateColumn", SOUND["size"]),
    ("HighCardinality", [f"c{number % 1_100}" for number in range(ROWS)]),
    ("MismatchedValues", strings(["n/a", *range(ROWS - 1)])),
    ("Outliers", [1e6, *RANDOM.normal(size=ROWS - 1)]),
    ("InconsistentCase", ["Tokyo", "tokyo ", "Nara"] * (ROWS // 3)),
    ("DoubleUnderscore", RANDOM.normal(size=ROWS)),
]


@pytest.mark.parametrize(("code", "values"), COLUMNS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(COLUMNS)])
def test_a_fault_of_a_column_is_found_in_that_column_alone(code: str, values: Any) -> None:
    assert codes(examine(table(odd__one=values), "price", ProblemType.REGRESSION))[code] == ["odd__one"]


def test_equal_and_contradicting_rows_are_counted() -> None:
    rows = table()
    again = pa.concat_tables([rows, rows.slice(0, 7)])
    found = {each.code: each for each in examine(again, "kind", ProblemType.BINARY).findings}
    assert found["DuplicateRows"].count == 7
    other = rows.slice(0, 5).set_column(3, "kind", pa.array(["z"] * 5))
    torn = {each.code: each for each in examine(pa.concat_tables([rows, other]), "kind").findings}
    assert torn["ConflictingRows"].count == 10
    assert "DuplicateRows" not in torn


def test_no_complete_row_is_told_unless_a_column_is_empty_throughout() -> None:
    holes = [None if number % 2 else 1.5 * number for number in range(ROWS)]
    other = [None if number % 2 == 0 else 2.5 * number for number in range(ROWS)]
    assert "NoCompleteRows" in codes(examine(table(one=holes, two=other), "price"))
    assert "NoCompleteRows" not in codes(examine(table(one=pa.nulls(ROWS)), "price"))


def test_few_rows_warn_and_too_few_are_an_error() -> None:
    few = examine(table().slice(0, 300), "kind", ProblemType.BINARY)
    assert [(each.code, each.severity) for each in few.findings] == [("FewRows", "warning")]
    none = examine(table().slice(0, 30), "kind", ProblemType.BINARY)
    assert ("FewRows", "error") in [(each.code, each.severity) for each in none.findings]


def test_what_changes_with_time_is_named_and_only_with_a_date() -> None:
    days = np.datetime64("2024-01-01") + np.arange(ROWS) // 2
    moving = np.where(np.arange(ROWS) > 1_100, 4.0, 0.0) + RANDOM.normal(size=ROWS)
    assert codes(examine(table(day=days, moving=moving), "price"))["DriftOverTime"] == ["moving"]
    assert "DriftOverTime" not in codes(examine(table(moving=moving), "price"))
    assert "DriftOverTime" not in codes(examine(table(day=days, moving=moving), "price", series=True))


def test_a_validation_channel_that_differs_is_told() -> None:
    other = table(size=RANDOM.normal(3, 1, ROWS))
    assert codes(examine(table(), "price", validation=other))["DriftToValidation"] == ["size"]
    assert "DriftToValidation" not in codes(examine(table(), "price", validation=table()))


def test_a_thousand_faulty_columns_make_a_short_report() -> None:
    many = {f"c{number}": ["same"] * 60 for number in range(120)}
    found = examine(pa.table({**many, "aim": list(range(60))}), "aim", ProblemType.REGRESSION)
    constant = [each for each in found.findings if each.code == "ConstantColumn"]
    assert len(constant) == 21
    assert constant[-1].count == 100
    assert len(bounded(found.findings * 100)) <= 200


def test_messages_quote_no_value() -> None:
    secret = table(name=["geheim-1", "GEHEIM-1", "x"] * (ROWS // 3), aim=strings(["geheim-2"] * 900 + [*range(600)]))
    told = repr(examine(secret, "aim", ProblemType.REGRESSION).to_dict())
    assert "geheim" not in told.lower()
