"""`sealcanvas build`, `predict` and `forecast` as a person runs them: on files, with no server and with one."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import sealcanvas
from sealcanvas.client.connection import Connection, connected
from sealcanvas.jobs.operations.list_jobs import find_jobs
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


class Person:
    """Somebody with a terminal, a folder of files and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(Path(sealcanvas.__file__).parents[1]),
            "SEALCANVAS_HOME": str(folder / "state"),
            "SEALCANVAS_ROOT_KEY": str(folder / "root.key"),
            "COLUMNS": "120",
        }

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run `sealcanvas …` in the folder and see its exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "sealcanvas.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done

    def told(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Person:
    folder = tmp_path_factory.mktemp("person")
    draw = random.Random(1)  # noqa: S311 - data, not a secret
    with (folder / "顧客.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["age", "plan", "churn"])
        for number in range(400):
            age, plan = draw.randint(18, 80), draw.choice(["a", "b", "東京"])
            known = "" if number % 20 == 0 else "yes" if (age < 40) + (plan == "a") > draw.random() + 0.4 else "no"
            writer.writerow([age, plan, known])
    with (folder / "sales.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["day", "qty"])
        for number in range(120):
            writer.writerow([date(2025, 1, 1) + timedelta(number), 50 + 10 * (number % 7) + draw.randint(0, 3)])
    return Person(folder)


def test_one_file_becomes_predictions_and_nothing_runs_afterwards(person: Person) -> None:
    done = person.run("predict", "顧客.csv", "--target", "churn", "--output", "out.csv")
    assert "made the state folder" in done.stderr
    assert "F1" in done.stdout
    with (person.folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert {row["predicted_churn"] for row in rows} <= {"yes", "no"}
    assert all(not row["churn"] for row in rows)
    home = Home(person.folder / "state", person.environment)
    assert not home.in_use
    person.run("verify")


def test_a_model_is_built_once_and_used_again_by_its_name(person: Person) -> None:
    version = person.told("build", "顧客.csv", "--target", "churn", "--name", "離反", "--problem", "binary")
    assert version["Status"] == "Ready"
    assert version["ObjectiveMetric"]["Value"] > version["ObjectiveMetric"]["BaselineValue"]
    prediction = person.told("predict", "顧客.csv", "--model", "離反")
    assert prediction["ModelVersionId"] == version["ModelVersionId"]
    assert prediction["RowCount"] == 400
    refused = person.run("predict", "顧客.csv", "--model", "none", code=1)
    assert "there is no finished model 'none'; finished models: " in refused.stderr


def test_a_file_of_an_odd_dialect_is_prepared_by_a_recipe_and_predicted_row_by_row(person: Person) -> None:
    rows = "".join(f"{n % 60};{'ab'[n % 2]};{(n % 60) * (n % 2 + 1)}\n" for n in range(300))
    (person.folder / "odd.txt").write_text(f"大きさ;kind;price\n{rows}", "euc-jp")
    (person.folder / "kinds.csv").write_text("kind,factor\na,1\nb,2\n")
    steps = [
        {"step": "join", "table": "kinds", "how": "inner", "on": [["kind", "kind"]]},
        {"step": "formula", "column": "worth", "formula": "[大きさ] * factor"},
        {"step": "filter", "rows": "keep", "where": "price > 10"},
        {"step": "rename", "column": "price", "to": "値段"},
    ]
    (person.folder / "steps.json").write_text(json.dumps(steps), "utf-8")
    told = ("--encoding", "euc-jp", "--delimiter", ";")
    recipe = ("--recipe", "steps.json", "--table", "kinds=kinds.csv")
    version = person.told("build", "odd.txt", "--target", "値段", "--name", "値段", *recipe, *told)
    assert json.loads(version["Recipe"]["Steps"]) == steps
    assert "worth" in {each["Column"] for each in version["ColumnImpact"]}
    (person.folder / "new.txt").write_text("大きさ;kind\n5;a\n40;b\n", "euc-jp")
    person.run("predict", "new.txt", "--model", "値段", *told, "--output", "worth.csv")
    with (person.folder / "worth.csv").open(encoding="utf-8", newline="") as file:
        predicted = [float(row["値段"]) for row in csv.DictReader(file)]
    assert predicted[1] == pytest.approx(80, abs=15)
    refused = person.run("predict", "new.txt", "--model", "値段", "--delimiter", ",", code=2)
    assert "lacks the columns" in refused.stderr


def test_one_series_is_forecast_with_intervals(person: Person) -> None:
    person.run("forecast", "sales.csv", "--target", "qty", "--time", "day", "--horizon", "7", "--output", "f.csv")
    with (person.folder / "f.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["day", "p10", "p50", "p90"]
    assert [row["day"][:10] for row in rows] == [str(date(2025, 5, 1) + timedelta(n)) for n in range(7)]
    assert all(float(row["p10"]) <= float(row["p50"]) <= float(row["p90"]) for row in rows)
    person.run("predict", "sales.csv", "--model", "sales", "--output", "again.csv")
    with (person.folder / "again.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == rows
    refused = person.run("predict", "顧客.csv", "--model", "sales", code=2)
    assert "'sales' is a model of time series" in refused.stderr


def datasets(person: Person) -> list[str]:
    """The names of the datasets of the command line's domain."""
    home = Home(person.folder / "state", person.environment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALCANVAS_ROOT_KEY", person.environment["SEALCANVAS_ROOT_KEY"])
        with connected(home, lambda _line: None) as connection:
            return named_by(connection)


def named_by(connection: Connection) -> list[str]:
    canvas = connection.client("sealcanvas")
    domains = [each["DomainId"] for each in connection.client("sagemaker").list_domains()["Domains"]]
    return [each["DatasetName"] for domain in domains for each in canvas.list_datasets(DomainId=domain)["Datasets"]]


def test_what_goes_wrong_is_told_in_one_line_and_leaves_no_dataset(person: Person) -> None:
    before = datasets(person)
    (person.folder / "bad.csv").write_text("a,b\n1\n")
    (person.folder / "few.csv").write_text("a,b\n1,2\n3,4\n")
    for file in ("bad.csv", "few.csv"):
        done = person.run("build", file, "--target", "b", code=1)
        assert "Traceback" not in done.stderr
        assert done.stderr.strip().startswith("sealcanvas: ")
    assert datasets(person) == before


def test_an_interrupted_build_is_stopped_and_leaves_no_dataset(person: Person) -> None:
    before = datasets(person)
    command = [sys.executable, "-m", "sealcanvas.cli", "build", "顧客.csv", "--target", "churn", "--build", "standard"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    pipes["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whoever runs tests may ignore it
    with subprocess.Popen(command, cwd=person.folder, env=person.environment, **pipes) as build:
        home = Home(person.folder / "state", person.environment)
        wait_for(lambda: home.in_use and builds(home))
        build.send_signal(signal.SIGINT)
        told = build.communicate(timeout=120)[1]
    assert build.returncode == 1
    assert told.strip() == (
        "sealcanvas: interrupted; the build of '顧客' was stopped; the dataset was deleted; nothing runs on"
    )
    assert datasets(person) == before


def builds(home: Home) -> bool:
    """Whether an AutoML job runs."""
    with opened(home) as instance:
        return any(job.kind == "automl" for job in find_jobs(instance, 1, state="Running"))


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.3)
