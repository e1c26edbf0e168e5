"""From a file of an odd dialect to predictions through a recipe, over HTTP, in workers behind their fence."""

import csv
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.studio import PROFILE, Studio
from tests.acceptance.team import until
from tests.support.live import live_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

SHOPS = ["渋谷", "新宿", "横浜", "千葉"]
STEPS: list[dict[str, Any]] = [
    {"step": "replace", "column": "面積", "what": "missing", "by": "median"},
    {"step": "join", "table": "shops", "how": "left", "on": [["店", "店名"]]},
    {"step": "formula", "column": "人出", "formula": "if([駅前], [面積] * 2, [面積])"},
    {"step": "filter", "rows": "remove", "where": "[売上] is missing"},
    {"step": "drop", "columns": ["番号"]},
]
LAND = "店名;駅前\n" + "".join(f"{shop};{'true' if number % 2 else 'false'}\n" for number, shop in enumerate(SHOPS))


def sales(rows: int, *, target: bool = True) -> bytes:
    """Semicolons, single quotes, CP932; a missing size now and then, and a target that is missing at times."""
    lines = ["番号;店;面積" + (";売上" if target else "")]
    for number in range(rows):
        shop, size = number % 4, 20 + number * 7 % 50
        sold = size * (2 if shop % 2 else 1) + number % 3
        told = "" if number % 11 == 5 else f"{size}"
        lines.append(f"'n;{number}';{SHOPS[shop]};{told}" + (f";{'' if number % 50 == 7 else sold}" if target else ""))
    return ("\n".join(lines) + "\n").encode("cp932")


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    with live_server("--jobs", "2") as live:
        live.client("sealcanvas").update_data_key_cache(Seconds=1, Uses=1000)
        made = Studio(live)
        made.set_up()
        yield made


def imported(studio: Studio, name: str, content: bytes, **options: Any) -> str:
    own = studio.client("sealcanvas")
    made = own.import_dataset(
        DomainId=studio.domain_id,
        UserProfileName=PROFILE,
        DatasetName=name,
        S3Uri=studio.put(name, content),
        **({"ReadOptions": options} if options else {}),
    )["DatasetId"]
    found = until(lambda: own.describe_dataset(DatasetId=made), "Status", {"Importing"}, 60)
    assert found["Status"] == "Ready", found
    return str(made)


def previewed(studio: Studio, **request: Any) -> dict[str, Any]:
    own = studio.client("sealcanvas")
    return until(lambda: own.preview_recipe(**request), "Status", {"InProgress"}, 60)


def stored_under(studio: Studio, letter: str) -> None:
    """What the profile stores from now on lies under that key."""
    workspace = {"WorkspaceSettings": {"S3KmsKeyId": studio.keys[letter]}}
    studio.client("sagemaker").update_user_profile(
        DomainId=studio.domain_id, UserProfileName=PROFILE, UserSettings={"CanvasAppSettings": workspace}
    )


def test_a_recipe_from_an_odd_file_to_predictions(studio: Studio) -> None:
    own, sagemaker = studio.client("sealcanvas"), studio.client("sagemaker")
    odd = {"Encoding": "cp932", "Delimiter": ";", "QuoteCharacter": "'"}
    dataset_id = imported(studio, "sales.csv", sales(400), **odd)
    stored_under(studio, "P")
    shops = imported(studio, "shops.csv", LAND.encode())
    stored_under(studio, "S")
    detected = own.describe_dataset(DatasetId=dataset_id)["DetectedFormat"]
    assert {name: detected[name] for name in odd} == odd

    who = {"RecipeId": own.create_recipe(DatasetId=dataset_id, RecipeName="売上")["RecipeId"]}
    table = [{"TableName": "shops", "DatasetId": shops}]
    for step in STEPS:
        own.add_recipe_step(**who, Step=json.dumps(step), **({"Tables": table} if step["step"] == "join" else {}))
    own.add_recipe_step(**who, Step=json.dumps({"step": "drop", "columns": ["面積"]}))
    own.undo_recipe_step(**who)
    recipe = own.describe_recipe(**who)
    assert [each["Action"] for each in recipe["History"]] == ["Added"] * 6 + ["Undone"]
    assert recipe["History"][-1]["ByArn"].startswith("arn:aws:iam::")

    shown = previewed(studio, DatasetId=dataset_id, **who)
    assert shown["Status"] == "Ready", shown
    assert [each["Name"] for each in shown["Columns"]] == ["店", "面積", "売上", "駅前", "人出"]
    assert (shown["SourceRowCount"], shown["RowCount"]) == (400, 392)
    step = previewed(studio, DatasetId=dataset_id, **who, StepCount=1)
    assert (step["RowCount"], len(step["Rows"])) == (400, 100)

    made = own.create_model_version(
        ModelName="売上", DatasetId=dataset_id, TargetColumn="売上", ProblemType="Regression", **who
    )["ModelVersionId"]
    version = until(lambda: own.describe_model_version(ModelVersionId=made), "Status", {"Building"}, 120)
    assert version["Status"] == "Ready", version
    assert json.loads(version["Recipe"]["Steps"]) == STEPS
    assert version["ObjectiveMetric"]["Value"] < version["ObjectiveMetric"]["BaselineValue"] / 2
    exported = own.export_recipe(ModelVersionId=made)
    assert json.loads(exported["Recipe"]["Steps"])[0]["learnt"] > 20
    bucket, _, key = version["ArtifactS3Uri"].removeprefix("s3://").partition("/")
    notebook = key.replace("model/model.zip", "notebooks/model.ipynb")
    assert studio.key_of(bucket, key) == studio.key_of(bucket, notebook) == "S"
    body = studio.client("s3").get_object(Bucket=bucket, Key=notebook)["Body"].read().decode()
    assert "prepare = recipe()" in body

    rows = imported(studio, "new.csv", sales(120, target=False), **odd)
    batch = own.create_batch_prediction(ModelVersionId=made, DatasetId=rows)["PredictionId"]
    done = until(lambda: own.describe_prediction(PredictionId=batch), "Status", {"InProgress"}, 60)
    assert (done["Status"], done["RowCount"]) == ("Ready", 120), done
    bucket, _, key = done["OutputS3Uri"].removeprefix("s3://").partition("/")
    told = studio.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    predicted = list(csv.DictReader(io.StringIO(told)))
    assert predicted[5]["面積"] == ""  # it was missing, and is predicted all the same
    errors = [
        abs(float(row["売上"]) - int(row["面積"]) * (2 if n % 2 else 1))
        for n, row in enumerate(predicted)
        if row["面積"]
    ]
    assert sum(errors) / len(errors) < 12

    job = version["UnderlyingArns"][0].rpartition("/")[2]
    best = sagemaker.describe_auto_ml_job_v2(AutoMLJobName=job)["BestCandidate"]["InferenceContainers"]
    sagemaker.create_model(ModelName="sales", ExecutionRoleArn=studio.role_arn, Containers=best)
    variant = {"VariantName": "only", "ModelName": "sales", "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
    sagemaker.create_endpoint_config(
        EndpointConfigName="sales", ProductionVariants=[variant], KmsKeyId=studio.keys["E"]
    )
    sagemaker.create_endpoint(EndpointName="sales", EndpointConfigName="sales")
    assert studio.endpoint_settled("sales")["EndpointStatus"] == "InService"
    single = float(studio.invoke("sales", "x,新宿,40\n".encode()).split(",")[0])
    assert single == pytest.approx(80, abs=25)

    with studio.without("P"):
        time.sleep(1.2)
        refused = previewed(studio, DatasetId=dataset_id, **who, StepCount=3)
        again = own.create_model_version(ModelName="売上", DatasetId=dataset_id, TargetColumn="売上", **who)
        failed = until(
            lambda: own.describe_model_version(ModelVersionId=again["ModelVersionId"]), "Status", {"Building"}, 120
        )
    for each in (refused, failed):
        assert (each["Status"], each["FailureCause"]) == ("Failed", "KeyDisabled"), each
        assert studio.keys["P"] in each["FailureReason"]


def test_a_key_that_the_role_may_not_use_is_told_with_the_statement_that_mends_it(studio: Studio) -> None:
    kms = studio.client("kms")
    dataset_id = imported(studio, "again.csv", sales(200))
    stored_under(studio, "B")
    shops = imported(studio, "more.csv", LAND.encode())
    stored_under(studio, "S")
    policy = kms.get_key_policy(KeyId=studio.keys["B"])["Policy"]
    root = [each for each in json.loads(policy)["Statement"] if ":root" in json.dumps(each["Principal"])]
    kms.put_key_policy(KeyId=studio.keys["B"], Policy=json.dumps({"Version": "2012-10-17", "Statement": root}))
    time.sleep(1.2)
    table = {"TableName": "shops", "DatasetId": shops}
    refused = previewed(studio, DatasetId=dataset_id, Recipe={"Steps": json.dumps(STEPS[:2]), "Tables": [table]})
    assert (refused["Status"], refused["FailureCause"]) == ("Failed", "KeyNotPermitted"), refused
    for word in ("kms:Decrypt", studio.keys["B"], "Analyst", "To mend it: Add a statement that allows kms:Decrypt"):
        assert word in refused["FailureReason"]
