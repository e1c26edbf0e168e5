"""KEYS' table row by row: whom KMS sees, asking for what, on which key, by which way; what lets it, what takes it away.

What KMS saw is read from the audit trail. Each row is let by exactly the statement or grant that the table names, and
is refused when that is taken away in each of the ways that the table names. Jobs run in this process as their roles;
that a running job renews is for tests/unit/jobs. The rows of CreateDomain and of Forecast have a file of their own.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.forecast.predictors import predictor
from tests.unit.canvas.canvas_world import BUCKET, World, cars
from tests.unit.canvas.key_rows_world import (
    ANALYST,
    SERVICE,
    Row,
    Seen,
    deny_key,
    disabled,
    import_,
    let,
    open_app,
    predict,
    read_in_studio,
    revoke,
    seen,
    show_results,
    train,
    without,
)

ROWS: dict[str, Row] = {
    "domain volume": Row(
        open_app,
        frozenset(
            {
                Seen("GenerateDataKeyWithoutPlaintext", "1", SERVICE, "", "fs"),
                Seen("Decrypt", "1", SERVICE, "", "fs"),
            }
        ),
        {
            "grant revoked": (lambda world: revoke(world, "1"), "1", (SERVICE, "kms:")),
            "key disabled": (disabled("1"), "1", ("is disabled",)),
        },
        {"1": (), "2": (), "3": ()},
    ),
    "job volume and import": Row(
        import_,
        frozenset(
            {
                Seen("GenerateDataKey", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "3", ANALYST, "s3", "department"),
                Seen("GenerateDataKey", "2", ANALYST, "s3", "datasets"),
            }
        ),
        {
            "volume: GenerateDataKey removed": (
                without("1", "Decrypt"),
                "1",
                ("kms:GenerateDataKey", "CanvasAnalyst"),
            ),
            "volume: Decrypt removed": (without("1", "GenerateDataKey"), "1", ("kms:Decrypt", "CanvasAnalyst")),
            "volume: key disabled": (disabled("1"), "1", ("is disabled", "kms:GenerateDataKey", "CanvasAnalyst")),
            "input: Decrypt removed": (without("3"), "3", ("kms:Decrypt", "CanvasAnalyst")),
            "input: key disabled": (disabled("3"), "3", ("is disabled", "kms:Decrypt", "CanvasAnalyst")),
            "copy: GenerateDataKey removed": (without("2"), "2", ("kms:GenerateDataKey", "CanvasAnalyst")),
            "copy: key disabled": (disabled("2"), "2", ("is disabled", "kms:GenerateDataKey", "CanvasAnalyst")),
            "copy: bucket policy": (lambda world: deny_key(world, "2"), "2", ("AnotherKey", BUCKET)),
        },
        {"1": ("GenerateDataKey", "Decrypt"), "2": ("GenerateDataKey",), "3": ("Decrypt",)},
    ),
    "read in the studio": Row(
        read_in_studio,
        frozenset({Seen("Decrypt", "2", ANALYST, "s3", "datasets"), Seen("Decrypt", "1", SERVICE, "", "fs")}),
        {
            "Decrypt removed": (without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "key disabled": (disabled("2"), "2", ("is disabled",)),
        },
        {"1": (), "2": ("Decrypt",), "3": ()},
        before=(import_,),
    ),
}


TRAINED: dict[str, Row] = {
    "training": Row(
        train,
        frozenset(
            {
                Seen("GenerateDataKey", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "2", ANALYST, "s3", "datasets"),
                Seen("GenerateDataKey", "2", ANALYST, "s3", "models"),
            }
        ),
        {
            "volume: GenerateDataKey removed": (
                without("1", "Decrypt"),
                "1",
                ("kms:GenerateDataKey", "CanvasAnalyst"),
            ),
            "volume: key disabled": (disabled("1"), "1", ("is disabled", "kms:GenerateDataKey", "CanvasAnalyst")),
            "data: Decrypt removed": (without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "model: GenerateDataKey removed": (without("2", "Decrypt"), "2", ("kms:GenerateDataKey", "CanvasAnalyst")),
            "model: bucket policy": (lambda world: deny_key(world, "2"), "2", ("AnotherKey", BUCKET)),
        },
        {"1": ("GenerateDataKey", "Decrypt"), "2": ("GenerateDataKey", "Decrypt"), "3": ()},
        before=(import_,),
    ),
    "batch prediction": Row(
        predict,
        frozenset(
            {
                Seen("GenerateDataKey", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "2", ANALYST, "s3", "models"),
                Seen("Decrypt", "2", ANALYST, "s3", "datasets"),
                Seen("GenerateDataKey", "2", ANALYST, "s3", "predictions"),
            }
        ),
        {
            "model: Decrypt removed": (without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "output: GenerateDataKey removed": (
                without("2", "Decrypt"),
                "2",
                ("kms:GenerateDataKey", "CanvasAnalyst"),
            ),
            "output: bucket policy": (lambda world: deny_key(world, "2"), "2", ("AnotherKey", BUCKET)),
        },
        {"1": ("GenerateDataKey", "Decrypt"), "2": ("GenerateDataKey", "Decrypt"), "3": ()},
        before=(import_, train),
    ),
    "results in the studio": Row(
        show_results,
        frozenset({Seen("Decrypt", "2", ANALYST, "s3", "models")}),
        {
            "Decrypt removed": (without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "key disabled": (disabled("2"), "2", ("is disabled", "CanvasAnalyst")),
        },
        {"1": (), "2": ("Decrypt",), "3": ()},
        before=(import_, train),
    ),
}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)


def _ready(world: World, row: Row) -> None:
    world.upload("cars.csv", cars())
    for step in row.before:
        assert step(world) == ""
    for key, actions in row.needs.items():
        let(world, key, *actions)


def _cases(rows: dict[str, Row]) -> Iterator[Any]:
    for name, row in rows.items():
        for taken in row.taken:
            yield pytest.param(row, taken, id=f"{name}: {taken}")


def _holds(world: World, row: Row) -> None:
    _ready(world, row)
    before = seen(world)
    assert row.step(world) == ""
    assert seen(world) >= row.sees
    assert not {each for each in seen(world) - before if each.event == "Encrypt"}


def _is_taken_away(world: World, row: Row, taken: str) -> None:
    _ready(world, row)
    take, key, words = row.taken[taken]
    take(world)
    reason = row.step(world)
    for word in (world.keys[key], *words):
        assert word in reason, reason


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_as_the_table_says_and_its_statement_is_enough(world: World, name: str) -> None:
    _holds(world, ROWS[name])


@pytest.mark.parametrize(("row", "taken"), list(_cases(ROWS)))
def test_what_takes_a_row_away_is_told(world: World, row: Row, taken: str) -> None:
    _is_taken_away(world, row, taken)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_a_row_with_training_is_as_the_table_says_and_its_statement_is_enough(world: World, name: str) -> None:
    _holds(world, TRAINED[name])


@pytest.mark.slow
@pytest.mark.parametrize(("row", "taken"), list(_cases(TRAINED)))
def test_what_takes_a_row_with_training_away_is_told(world: World, row: Row, taken: str) -> None:
    _is_taken_away(world, row, taken)
