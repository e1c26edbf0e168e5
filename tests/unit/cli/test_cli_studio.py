"""`sealcanvas build`, `predict` and `forecast`: what needs no server."""

import csv
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.cli.studio.fitting import require_fit
from sealcanvas.cli.studio.header import columns_of, listing
from sealcanvas.cli.studio.one_series import one_series
from sealcanvas.cli.studio.predict import _lacking
from sealcanvas.cli.studio.reading_options import Reading
from sealcanvas.cli.studio.recipe_file import read_steps
from sealcanvas.cli.studio.report import show_model, show_rows
from sealcanvas.cli.studio.result import write_result, write_rows
from sealcanvas.cli.studio.series_names import is_single, own_names
from sealcanvas.client.endings import Endings
from sealcanvas.client.errors import TaskFailed
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import load
from sealcanvas.wire.validate import validate


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("build", "FILE"), "Missing option '--target'"),
        (("build", "none.csv", "--target", "y"), "does not exist"),
        (("build", "FILE", "--target", "y", "--problem", "clustering"), "'clustering' is not one of"),
        (("build", "FILE", "--target", "y", "--build", "slow"), "'slow' is not one of"),
        (("predict", "FILE"), "give either --model or --target"),
        (("predict", "FILE", "--model", "m", "--target", "y"), "give either --model or --target"),
        (("forecast", "FILE", "--target", "y"), "Missing option '--time'"),
        (("forecast", "FILE", "--target", "y", "--time", "t", "--horizon", "501"), "501 is not in the range"),
        (("forecast", "FILE", "--target", "y", "--time", "y"), "'y' is named twice"),
        (("forecast", "FILE", "--target", "y", "--time", "A"), "no column 'A' (--time); its columns: 'a', 'y'"),
        (("forecast", "FILE", "--target", "z", "--time", "t"), "no column 'z' (--target) and 't' (--time)"),
        (("forecast", "FILE", "--target", "y", "--time", "a", "--quantile", "p0"), "give p1 to p99, for example p10"),
        (("forecast", "FILE", "--target", "y", "--time", "a", "--frequency", "3Q"), "for example D, 2W or 15min"),
        (("forecast", "FILE", "--target", "y", "--time", "a", "--country", "GER"), "for example DE or JP"),
        (
            (
                "forecast",
                "FILE",
                "--target",
                "y",
                "--time",
                "a",
                *[x for n in "123456" for x in ("--quantile", "p" + n)],
            ),
            "6 quantiles are too many: give 5 at most",
        ),
        (("build", "FILE", "--target", "y", "--delimiter", ",,"), "The delimiter must be a single ASCII character"),
        (("predict", "FILE", "--target", "y", "--encoding", "ebcdic"), "encoding 'ebcdic' is not known"),
        (
            ("build", "FILE", "--target", "y", "--no-header"),
            "(--target); its columns: 'column_1', 'column_2'",
        ),
        (("build", "FILE", "--target", "y", "--delimiter", ";"), "its columns: 'a,y'"),
        (("build", "FILE", "--target", "y", "--recipe", "FILE"), "data.csv: The recipe is no JSON"),
        (("build", "FILE", "--target", "y", "--table", "a=FILE"), "give NAME=FILE of a file that is there"),
        (("build", "FILE", "--target", "Y"), "data.csv has no column 'Y' (--target); its columns: 'y', 'a'"),
        (("predict", "FILE", "--target", "Y"), "data.csv has no column 'Y' (--target)"),
        (("predict", "FILE", "--target", "y", "--output", "none/out.csv"), "'none/out.csv' cannot be written"),
        (("forecast", "FILE", "--target", "y", "--time", "a", "--output", "/proc/f.csv"), "cannot be written"),
    ],
)
def test_misuse_ends_with_2_before_any_server_starts(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    file = tmp_path / "data.csv"
    file.write_text("a,y\n1,2\n")
    state = tmp_path / "state"
    result = run(*[str(file) if each == "FILE" else each for each in arguments], "--home", str(state))
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert not state.exists()
    assert "Traceback" not in result.stderr


def test_rows_without_a_target_are_those_to_predict() -> None:
    rows = [["x", "y", "predicted_y"], ["1", "a", "a"], ["2", " ", "b"], ["3", "", "a"]]
    assert list(_lacking(iter(rows), "y")) == [rows[0], rows[2], rows[3]]
    assert list(_lacking(iter(rows), None)) == rows
    assert list(_lacking(iter([]), "y")) == []


def test_a_result_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "結果.csv"
    rows = [["Stadt", "Wert"], ["Köln, am Rhein", "1"], ['"東京"', "2"]]
    assert write_rows(file, rows) == 2
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(newline="", encoding="utf-8") as written:
        assert list(csv.reader(written)) == rows
    assert [each.name for each in tmp_path.iterdir()] == ["結果.csv"]


def test_a_result_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("old")

    def breaks() -> object:
        yield ["a"]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_rows(file, breaks())  # type: ignore[arg-type]
    assert file.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


def test_a_result_that_cannot_be_written_in_the_end_is_told_with_where_it_lies(tmp_path: Path) -> None:
    with pytest.raises(TaskFailed, match=r"cannot be written: No such file.*; the result is kept at s3://b/k"):
        write_result(tmp_path / "none" / "out.csv", [["a"]], "s3://b/k")


def test_a_file_without_an_item_column_is_one_series(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_bytes(b"day,qty\n2025-01-01,1\n2025-01-02,2\n")
    assert one_series(tmp_path / "q.csv").read().decode().splitlines()[1] == "2025-01-01,1,series"


@pytest.mark.parametrize("content", [b"", b"series,qty\na,1\n"], ids=["empty", "taken"])
def test_a_file_that_cannot_be_one_series_ends_with_1(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_bytes(content)
    with pytest.raises(click.exceptions.Exit) as told:
        one_series(tmp_path / "q.csv")
    assert told.value.exit_code == 1


def test_columns_are_listed_with_the_close_ones_first_and_not_too_many() -> None:
    columns = [f"c{n}" for n in range(40)] + ["Churn"]
    listed = listing(columns, ["churned"])
    assert listed.startswith("'Churn', 'c0', 'c1'")
    assert listed.endswith("'c28' and 11 more")


def test_a_header_is_read_as_the_import_reads_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeff東京;b\n1;2\n".encode())
    assert columns_of(tmp_path / "a.csv") == ["東京", "b"]


SERIES_MODEL = {
    "ModelName": "sales",
    "TargetColumn": "qty",
    "TimeSeriesConfig": {"ItemIdColumn": "series", "TimestampColumn": "day", "GroupColumns": []},
}


def test_a_table_for_a_series_model_is_told_so_without_a_column_that_nobody_wrote() -> None:
    with pytest.raises(click.UsageError) as told:
        require_fit(Path("q.csv"), ["a", "days"], SERIES_MODEL, {"series": 1, "day": 9, "qty": 9}, single=True)
    assert told.value.message == (
        "q.csv lacks the columns 'day', 'qty' that the model needs (its columns: 'days', 'a'); 'sales' is a model of "
        "time series, which says how 'qty' goes on along 'day'; for the rows of a table, take a model that "
        "`sealcanvas build` made"
    )
    require_fit(Path("q.csv"), ["day", "qty"], SERIES_MODEL, None, single=True)


def test_a_series_for_a_table_model_is_told_so_with_every_column_that_is_missing() -> None:
    version = {"ModelName": "m", "TargetColumn": "churn"}
    with pytest.raises(click.UsageError) as told:
        require_fit(Path("q.csv"), ["day"], version, {"age": 9, "plan": 3, "churn": 2}, single=False)
    assert "q.csv lacks the columns 'age', 'plan' that" in told.value.message
    assert "`sealcanvas forecast FILE --target COLUMN --time COLUMN`" in told.value.message


def test_a_model_is_of_one_series_if_the_command_added_the_column() -> None:
    config = SERIES_MODEL["TimeSeriesConfig"]
    assert isinstance(config, dict)
    assert is_single(config, {"series": 1, "day": 9})
    assert is_single(config, None)
    assert not is_single(config, {"series": 4, "day": 9})
    assert not is_single({**config, "ItemIdColumn": "shop"}, {"shop": 1})


def test_a_forecast_has_the_columns_of_the_file() -> None:
    config = {"ItemIdColumn": "店", "TimestampColumn": "day", "GroupColumns": ["kind"]}
    rows = [["item_id", "dimension_1", "date", "p10"], ["a", "x", "2025-01-01", "1"]]
    assert list(own_names(iter(rows), config, single=False)) == [["店", "kind", "day", "p10"], rows[1]]
    alone = list(own_names(iter([["item_id", "date", "p10"], ["series", "2025-01-01", "1"]]), config, single=True))
    assert alone == [["day", "p10"], ["2025-01-01", "1"]]


@pytest.mark.parametrize(
    "value", ["Y", "1Y", "2Y", "11M", "12M", "4W", "5W", "D", "7D", "23H", "24H", "15min", "min", "Q"]
)
def test_frequencies_are_those_of_the_service_model(value: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n")
    config = {"ItemIdColumn": "i", "TimestampColumn": "t", "ForecastHorizon": 1, "ForecastFrequency": value}
    request = {"ModelName": "m", "DatasetId": "ds-" + "0" * 17, "TargetColumn": "y", "TimeSeriesConfig": config}
    try:
        validate(load("sealcanvas").operations["CreateModelVersion"], request)
        told = "no column 'z'"
    except WireError:
        told = "is not a frequency"
    result = run("forecast", str(tmp_path / "a.csv"), "--target", "z", "--time", "a", "--frequency", value)
    assert told in " ".join(result.stderr.split())


def test_an_interruption_tells_what_was_stopped_and_whether_anything_runs_on() -> None:
    def refuses() -> None:
        raise TaskFailed("no")

    endings = Endings()
    assert endings.told() == "interrupted; nothing runs on"
    endings.attempt("the build was stopped", "the build may run on", lambda: None)
    assert endings.told() == "interrupted; the build was stopped; nothing runs on"
    endings.attempt("the dataset was deleted", "dataset ds-1 is left", refuses)
    assert endings.told() == "interrupted; the build was stopped; dataset ds-1 is left"


def test_a_report_shows_hostile_names_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    show_model(
        {
            "ModelName": "[red]x\x1b[31m",
            "VersionNumber": 3,
            "ProblemType": "Regression",
            "ObjectiveMetric": {"Name": "RMSE", "Value": 1.23456, "Direction": "Minimize"},
            "Metrics": [{"Name": "RMSE", "Value": 1.23456, "BaselineValue": 2.0}, {"Name": "R2"}],
            "ColumnImpact": [{"Column": "[b]円", "ImpactPercent": 100.0}],
            "Warnings": ["few rows"],
        }
    )
    shown = capsys.readouterr().out
    assert "[red]x" in shown
    assert "\x1b" not in shown
    assert "[b]円" in shown
    assert "1.235 (lower is better)" in shown
    assert "few rows" in shown


def test_rows_are_shown_with_few_digits_and_without_their_middle(capsys: pytest.CaptureFixture[str]) -> None:
    show_rows([[f"c{n}" for n in range(20)], ["0.123456789", "2025-01-01T00:00:00", *"x" * 18]], "Title")
    shown = capsys.readouterr().out
    assert "0.12346" in shown
    assert "2025-01-01 " in shown
    assert "c19" in shown
    assert "c10" not in shown


def test_a_recipe_and_its_tables_are_held_together_before_any_work(tmp_path: Path) -> None:
    recipe, land = tmp_path / "recipe.json", tmp_path / "land.csv"
    land.write_text("shop,x\na,1\n")
    recipe.write_text('[{"step": "join", "table": "land", "how": "left", "on": [["shop", "shop"]]}]')
    steps, tables = read_steps(recipe, [f"land={land}"])
    assert steps is not None
    assert tables == {"land": land}
    for wrong in ([], [f"lands={land}"]):
        with pytest.raises(click.UsageError, match=r"recipe\.json joins 'land'"):
            read_steps(recipe, wrong)
    with pytest.raises(click.UsageError, match="tables that a --recipe joins"):
        read_steps(None, [f"land={land}"])
    recipe.write_text('[{"step": "fly"}]')
    with pytest.raises(click.UsageError, match=r"recipe\.json: Step 1: There is no step 'fly'"):
        read_steps(recipe, [])


def test_rows_for_a_model_with_a_recipe_need_the_columns_before_it() -> None:
    steps = '[{"step": "rename", "column": "sold", "to": "qty"}, {"step": "drop", "columns": ["note"]}]'
    version = {"ModelName": "m", "TargetColumn": "qty", "Recipe": {"Steps": steps}}
    trained_on = {"shop": 3, "sold": 9, "note": 9}
    require_fit(Path("new.csv"), ["shop", "note"], version, trained_on, single=False)
    with pytest.raises(click.UsageError, match="lacks the column 'note'"):
        require_fit(Path("new.csv"), ["shop", "qty"], version, trained_on, single=False)


def test_what_was_told_of_a_file_reaches_the_import_by_its_names() -> None:
    reading = Reading({"delimiter": "|", "encoding": "shift_jis", "header": False})
    assert reading.members == {"ReadOptions": {"Delimiter": "|", "Encoding": "cp932", "HasHeader": False}}
    assert Reading({}).members == {}
