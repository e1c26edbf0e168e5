"""Recipes in the studio: checked, previewed, kept and undone, built with, predicted with, exported."""

import csv
import io
import json
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.forecast.predictors import predictor
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.sagemaker import sagemaker
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.service.own_errors import AccessDeniedException, ResourceInUseException, ValidationException
from sealcanvas.wire.model import load
from tests.support.instance import ACCOUNT, call_as
from tests.unit.canvas.canvas_world import World, cars, months, policy

POWER: list[dict[str, Any]] = [
    {"step": "join", "table": "makers", "how": "inner", "on": [["車名", "maker"]]},
    {"step": "replace", "column": "weight", "what": "missing", "by": "mean"},
    {"step": "formula", "column": "power", "formula": "if([国] = '日本', weight * 2, weight)"},
    {"step": "filter", "rows": "keep", "where": "燃費 < 39"},
    {"step": "rename", "column": "燃費", "to": "mileage"},
]
MAKERS = "maker,国\ntoyota,日本\nmazda,日本\nchevrolet chevelle malibu,米国\n".encode()


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 5)  # the engine is loaded within it
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)


def recipe(steps: list[dict[str, Any]], *tables: tuple[str, str]) -> dict[str, Any]:
    listed = [{"TableName": name, "DatasetId": dataset_id} for name, dataset_id in tables]
    return {"Steps": json.dumps(steps, ensure_ascii=False), **({"Tables": listed} if listed else {})}


def previewed(world: World, **request: Any) -> dict[str, Any]:
    assert world.canvas("PreviewRecipe", **request)["Status"] == "InProgress"
    world.work()
    return world.canvas("PreviewRecipe", **request)


def test_every_problem_is_told_with_its_step_and_place(world: World) -> None:
    dataset_id = world.imported(cars())
    steps = [
        {"step": "formula", "column": "twice", "formula": "weight * 2"},
        {"step": "formula", "column": "odd", "formula": "weight + nope"},
        {"step": "fly"},
    ]
    found = world.canvas("CheckRecipe", DatasetId=dataset_id, Recipe=recipe(steps))
    assert [(each["StepNumber"], each.get("Position")) for each in found["Problems"]] == [(2, 10), (3, None)]
    assert "no column 'nope'" in found["Problems"][0]["Message"]
    assert {"Name": "twice", "Kind": "number"} in found["Columns"]
    for broken in ("{}{", "[" * 9000, '["\\ud800"]', "7", '[{"step": "filter", "rows": "keep", "low": 1e400}]'):
        assert world.canvas("CheckRecipe", DatasetId=dataset_id, Recipe={"Steps": broken + " "})["Problems"]
    huge = f'[{{"step": "replace", "column": "weight", "what": "value", "old": {"9" * 400}, "by": "missing"}}]'
    assert world.canvas("CheckRecipe", DatasetId=dataset_id, Recipe={"Steps": huge})["Problems"]
    with pytest.raises(ValidationException, match="Recipe: Step 2: There is no column 'nope'"):
        world.canvas("PreviewRecipe", DatasetId=dataset_id, Recipe=recipe(steps))


def test_the_audit_trail_has_no_value_of_a_recipe(world: World) -> None:
    dataset_id = world.imported(cars())
    steps = [{"step": "filter", "rows": "keep", "where": "車名 = 'secret maker'"}]
    previewed(world, DatasetId=dataset_id, Recipe=recipe(steps))
    made = world.canvas("CreateRecipe", DatasetId=dataset_id, RecipeName="r", Recipe=recipe(steps))
    world.canvas("AddRecipeStep", RecipeId=made["RecipeId"], Step=json.dumps(steps[0], ensure_ascii=False))
    records = world.instance.trail.newest(200)
    assert {"PreviewRecipe", "CreateRecipe", "AddRecipeStep"} <= {each["eventName"] for each in records}
    assert "secret maker" not in json.dumps(records, ensure_ascii=False)


def test_the_language_is_told(world: World) -> None:
    told = world.canvas("DescribeRecipeLanguage")
    functions = {each["FunctionName"]: each for each in told["Functions"]}
    assert functions["round"] == {
        "FunctionName": "round",
        "Takes": ["number", "number"],
        "Gives": "number",
        "Repeats": False,
        "LastIsOptional": True,
    }
    assert "and" not in functions
    steps = {each["StepName"]: {m["MemberName"] for m in each["Members"] if m["Required"]} for each in told["Steps"]}
    assert steps["resample"] == {"column", "every", "aggregate"}


def test_a_preview_shows_rows_profile_and_script_after_some_steps(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    request: dict[str, Any] = {"DatasetId": dataset_id, "Recipe": recipe(POWER, ("makers", makers))}
    whole = previewed(world, **request)
    assert (whole["Status"], whole["StepCount"]) == ("Ready", 5), whole
    assert [each["Name"] for each in whole["Columns"]] == ["車名", "weight", "mileage", "国", "power"]
    assert [each["Kind"] for each in whole["Columns"]] == ["text", "number", "number", "text", "number"]
    assert (whole["RowCount"], whole["UsedRowCount"], whole["SourceRowCount"]) == (len(whole["Rows"]), 120, 120) or (
        whole["RowCount"] > len(whole["Rows"]) == 100
    )
    assert whole["Columns"][1]["MissingCount"] == 0
    assert json.loads(whole["Profile"])["columns"][4]["max"] > 1800
    assert "def prepare(table" in whole["Script"]
    aimed = previewed(world, **request, TargetColumn="mileage")
    found = {each["name"]: each.get("correlation") for each in json.loads(aimed["Profile"])["columns"]}
    assert abs(found["weight"]) > 0.5
    with pytest.raises(ValidationException, match="no column 'mileage' after 4 steps"):
        world.canvas("PreviewRecipe", **request, TargetColumn="mileage", StepCount=4)
    first = previewed(world, **request, StepCount=1)
    assert [each["Name"] for each in first["Columns"]] == ["車名", "weight", "燃費", "国"]
    assert world.canvas("PreviewRecipe", **request)["Rows"] == whole["Rows"]  # kept
    for key in ("2", "1"):
        kms.operations["DisableKey"](world.admin, {"KeyId": world.keys[key]})
        with pytest.raises(ValidationException, match="is disabled"):
            world.canvas("PreviewRecipe", **request)
        kms.operations["EnableKey"](world.admin, {"KeyId": world.keys[key]})
    nothing = [{"step": "filter", "rows": "keep", "where": "weight < 0"}]
    empty = previewed(world, DatasetId=dataset_id, Recipe=recipe(nothing))
    assert (empty["Status"], empty["RowCount"], empty["Rows"]) == ("Ready", 0, [])
    world.canvas("DeleteDataset", DatasetId=dataset_id)


def test_a_key_that_is_denied_for_a_joined_dataset_is_named_with_its_statement(world: World) -> None:
    dataset_id = world.imported(cars())
    key = kms.operations["CreateKey"](world.admin, {})["KeyMetadata"]["Arn"]
    world.keys["4"] = key
    world.key_policy("4")
    user = {"DomainId": world.domain_id, "UserProfileName": "ana"}

    def store_under(key_arn: str) -> None:
        settings = {"CanvasAppSettings": {"WorkspaceSettings": {"S3KmsKeyId": key_arn}}}
        sagemaker.operations["UpdateUserProfile"](world.admin, {**user, "UserSettings": settings})

    store_under(key)
    makers = world.imported(MAKERS, "makers.csv")
    world.key_policy("4", role=False)
    store_under(world.keys["2"])
    asked = recipe(POWER, ("makers", makers))
    failed = previewed(world, DatasetId=dataset_id, Recipe=asked)
    build = world.canvas(
        "CreateModelVersion", ModelName="m", DatasetId=dataset_id, TargetColumn="mileage", Recipe=asked
    )
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=build["ModelVersionId"])
    for each in (failed, version):
        assert (each["Status"], each["FailureCause"]) == ("Failed", "KeyNotPermitted"), each
        for word in ("kms:Decrypt", key, "CanvasAnalyst", "To mend it: Add a statement that allows kms:Decrypt"):
            assert word in each["FailureReason"]


def test_steps_are_added_and_undone_and_it_is_noted_by_whom(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    made = world.canvas("CreateRecipe", DatasetId=dataset_id, RecipeName="力")
    who = {"RecipeId": made["RecipeId"]}
    table = [{"TableName": "makers", "DatasetId": makers}]
    joined = world.canvas("AddRecipeStep", **who, Step=json.dumps(POWER[0]), Tables=table)
    assert (joined["StepCount"], joined["Revision"]) == (1, 2)
    added = world.canvas("AddRecipeStep", **who, Step=json.dumps(POWER[2]), ExpectedRevision=2)
    assert {"Name": "power", "Kind": "number"} in added["Columns"]
    with pytest.raises(ResourceInUseException, match="is at revision 3"):
        world.canvas("AddRecipeStep", **who, Step=json.dumps(POWER[3]), ExpectedRevision=2)
    with pytest.raises(ValidationException, match="Step 3: There is no column 'gone'"):
        world.canvas("AddRecipeStep", **who, Step='{"step": "drop", "columns": ["gone"]}')
    undone = world.canvas("UndoRecipeStep", **who)
    assert (undone["StepCount"], [each["Name"] for each in undone["Columns"]][-1]) == (1, "国")
    with pytest.raises(ValidationException, match="has 1 steps: 2"):
        world.canvas("UndoRecipeStep", **who, Count=2)
    told = world.canvas("DescribeRecipe", **who)
    assert [(each["Action"], each["StepNumber"]) for each in told["History"]] == [
        ("Added", 1),
        ("Added", 2),
        ("Undone", 2),
    ]
    assert {each["ByArn"] for each in told["History"]} == {world.admin.principal.arn}
    assert json.loads(told["Recipe"]["Steps"]) == POWER[:1]
    assert told["Recipe"]["Tables"] == [{**table[0], "DatasetVersion": 1}]
    [listed] = world.canvas("ListRecipes", DomainId=world.domain_id)["Recipes"]
    assert (listed["RecipeName"], listed["StepCount"]) == ("力", 1)
    for used in (dataset_id, makers):
        with pytest.raises(ResourceInUseException, match="Delete it first"):
            world.canvas("DeleteDataset", DatasetId=used)
    shown = previewed(world, DatasetId=dataset_id, RecipeId=made["RecipeId"])
    assert shown["Columns"][-1]["Name"] == "国"
    world.canvas("DeleteRecipe", **who)
    world.canvas("DeleteDataset", DatasetId=makers)


def test_who_may_not_use_a_dataset_cannot_join_it(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    root = world.admin
    iam.operations["CreateUser"](root, {"UserName": "eve"})
    own = policy({"Action": "sealcanvas:*", "Resource": f"arn:aws:sealcanvas:*:*:dataset/{dataset_id}"})
    iam.operations["PutUserPolicy"](root, {"UserName": "eve", "PolicyName": "own", "PolicyDocument": own})
    from sealcanvas.iam.users import user_named

    user = user_named(world.instance, ACCOUNT, "eve")
    assert user is not None
    eve = call_as(world.instance, user.principal)
    request: dict[str, Any] = {"DatasetId": dataset_id, "Recipe": recipe(POWER, ("makers", makers))}
    with pytest.raises(AccessDeniedException, match=makers):
        world.canvas("PreviewRecipe", eve, **request)
    with pytest.raises(AccessDeniedException, match=makers):
        world.canvas("CheckRecipe", eve, **request)


def test_a_model_is_built_with_a_recipe_and_predicts_every_row(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    asked = recipe(POWER, ("makers", makers))
    request: dict[str, Any] = {
        "ModelName": "m",
        "DatasetId": dataset_id,
        "TargetColumn": "mileage",
        "ProblemType": "Regression",
    }
    with pytest.raises(ValidationException, match="no column '燃費'"):
        world.canvas("CreateModelVersion", **{**request, "TargetColumn": "燃費"}, Recipe=asked)
    version_id = world.canvas("CreateModelVersion", **request, Recipe=asked)["ModelVersionId"]
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert version["Status"] == "Ready", version
    assert json.loads(version["Recipe"]["Steps"]) == POWER
    assert any("The recipe makes" in warning for warning in version["Warnings"])
    assert {each["Column"] for each in version["ColumnImpact"]} == {"車名", "weight", "国", "power"}

    exported = world.canvas("ExportRecipe", ModelVersionId=version_id)
    fitted = json.loads(exported["Recipe"]["Steps"])
    assert fitted[1]["learnt"] == pytest.approx(1155, abs=20)
    assert "def prepare(table" in exported["Script"]
    notebook = world.read(version["ArtifactS3Uri"].replace("model/model.zip", "notebooks/model.ipynb")).decode()
    assert "prepare = recipe()" in notebook

    without = "\n".join(line.rpartition(",")[0] for line in cars().decode().splitlines()).encode()
    new = world.imported(without, "new.csv")
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version_id, DatasetId=new, Reasons=True)
    world.work()
    prediction = world.canvas("DescribePrediction", PredictionId=made["PredictionId"])
    assert (prediction["Status"], prediction["RowCount"]) == ("Ready", 120), prediction
    rows = list(csv.DictReader(io.StringIO(world.read(prediction["OutputS3Uri"]).decode())))
    assert {column for row in rows[:5] for column in [json.loads(row["reasons"])[0]["column"]]} <= {
        "車名",
        "weight",
        "国",
        "power",
    }
    lacking = world.imported(b"weight,x\n" + b"1,2\n" * 60, "lacking.csv")
    with pytest.raises(ValidationException, match="lacks the column '車名'"):
        world.canvas("CreateBatchPrediction", ModelVersionId=version_id, DatasetId=lacking)

    job = sagemaker_stored.find(world.instance, version["UnderlyingArns"][0])
    assert job is not None
    assert "preparation" not in json.dumps(job.request)
    shape = load("sagemaker").operations["CreateAutoMLJobV2"].input
    assert shape is not None
    assert not {"preparation", "Preparation", "Recipe"} & set(shape.members)


def test_a_time_series_goes_through_its_recipe_again_for_newer_rows(world: World) -> None:
    dataset_id = world.imported(months(), "employment.csv")
    steps: list[dict[str, Any]] = [
        {"step": "filter", "rows": "remove", "where": "industry = 'industry-3'"},
        {"step": "replace", "column": "employees", "what": "outlier", "by": "bound", "deviations": 3},
        {"step": "formula", "column": "thousands", "formula": "employees / 1000"},
    ]
    config = {"ItemIdColumn": "industry", "TimestampColumn": "month", "ForecastHorizon": 6, "ForecastFrequency": "M"}
    request: dict[str, Any] = {
        "ModelName": "jobs",
        "DatasetId": dataset_id,
        "TargetColumn": "thousands",
        "ProblemType": "TimeSeriesForecasting",
        "TimeSeriesConfig": config,
        "Recipe": recipe(steps),
    }
    version_id = world.canvas("CreateModelVersion", **request)["ModelVersionId"]
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert version["Status"] == "Ready", version
    fitted = json.loads(world.canvas("ExportRecipe", ModelVersionId=version_id)["Recipe"]["Steps"])
    assert fitted[1]["high"] > 0
    newer = world.imported(months(points=60), "newer.csv")
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version_id, DatasetId=newer)
    world.work()
    prediction = world.canvas("DescribePrediction", PredictionId=made["PredictionId"])
    assert prediction["Status"] == "Ready", prediction
    rows = list(csv.DictReader(io.StringIO(world.read(prediction["OutputS3Uri"]).decode())))
    assert {row["item_id"] for row in rows} == {"industry-0", "industry-1", "industry-2"}
    assert max(float(row["p50"]) for row in rows) < 10
    assert min(row["date"] for row in rows) > "2014-12"
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    with pytest.raises(ValidationException, match="is disabled"):
        world.canvas("ExportRecipe", ModelVersionId=version_id)
