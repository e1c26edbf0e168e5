"""Bundles of earlier versions, committed as they were written, open and predict what they predicted then."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.bundle import identity, load_model, unpack
from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.series import SeriesModel
from sealcanvas.ml.tabular import TabularModel
from tests.support.small_model import small_table
from tests.unit.ml.bundles.make import TABULAR

FOLDER = Path(__file__).parent / "bundles"
VERSIONS = sorted(int(path.stem.rpartition("-")[2]) for path in FOLDER.glob("expected-*.json"))


@pytest.fixture(params=VERSIONS)
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"expected-{request.param}.json").read_text("utf-8"))
    return {kind: (told, FOLDER / f"{kind}-{request.param}.zip") for kind, told in found.items()}


def test_there_is_a_bundle_of_each_version() -> None:
    assert VERSIONS == [2]


@pytest.mark.parametrize("name", TABULAR)
def test_a_tabular_model_predicts_and_explains_as_ever(expected: dict[str, Any], name: str) -> None:
    told, path = expected[name]
    model = load_model(path.read_bytes())
    assert isinstance(model, TabularModel)
    rows = small_table(120).slice(0, 10)
    found = model.predict(rows)
    target, _, _ = TABULAR[name]
    if model.classes:
        assert found[target].to_pylist() == told[target]
        assert np.allclose(found["probability"].to_numpy(), told["probability"])
    else:
        assert np.allclose(found[target].to_numpy(), told[target])
    assert np.allclose(model.explain(rows.slice(0, 3)).contributions, told["contributions"])
    assert model.metrics
    assert model.leaderboard


def test_a_model_with_a_recipe_prepares_and_predicts_as_ever() -> None:
    model = load_model((FOLDER / "prepared-3.zip").read_bytes())
    told = json.loads((FOLDER / "prepared-3.json").read_text("utf-8"))
    assert isinstance(model, TabularModel)
    assert model.asks == ["amount", "都市"]
    found = model.predict(small_table(120).slice(0, 10).drop_columns("churn"))
    assert found["churn"].to_pylist() == told["churn"]
    assert np.allclose(found["probability"].to_numpy(), told["probability"])


def test_a_forecast_model_forecasts_as_ever(expected: dict[str, Any]) -> None:
    told, path = expected["series"]
    model = load_model(path.read_bytes())
    assert isinstance(model, SeriesModel)
    found = model.predict()
    assert found["item"].to_pylist() == told["item"]
    for name in ("p10", "p50", "p90"):
        assert np.allclose(found[name].to_numpy(), told[name])


def test_a_changed_part_is_refused_by_its_name(expected: dict[str, Any]) -> None:
    whole = expected["lightgbm"][1].read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for part in parts:
        if part == "manifest.json":
            continue
        changed = bytearray(parts[part])
        changed[len(changed) // 2] ^= 1
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, bytes(changed) if name == part else content)
        with pytest.raises(BadBundle, match=part):
            unpack(buffer.getvalue())


def test_the_identity_is_that_of_the_manifest_and_so_of_every_part(expected: dict[str, Any]) -> None:
    whole = expected["lightgbm"][1].read_bytes()
    assert identity(whole) == identity(whole)
    assert identity(whole) != identity(expected["series"][1].read_bytes())
    with pytest.raises(BadBundle):
        identity(b"no bundle")
