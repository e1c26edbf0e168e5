"""Forecast from AWS's documentation alone, encrypted: the role, its six actions, its grant, exports and queries."""

import io
import json
import math
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import allow, document, until
from tests.support.live import Live

pytestmark = pytest.mark.slow

SIX = (
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlainText",
    "kms:Decrypt",
)
_PENDING = {"CREATE_PENDING", "CREATE_IN_PROGRESS"}


class Forecaster:
    """A role that Forecast may assume, a key, a bucket with sales."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.name = f"sales{secrets.token_hex(3)}"
        trust = {"Effect": "Allow", "Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"}
        iam, s3 = live.client("iam"), live.client("s3")
        role = iam.create_role(
            RoleName=f"AmazonSagemakerCanvasForecastRole-{self.name}",
            Path="/service-role/",
            AssumeRolePolicyDocument=document(trust),
        )["Role"]
        self.role_arn = role["Arn"]
        self.bucket = f"{self.name}-bucket"
        s3_all = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        iam.put_role_policy(RoleName=role["RoleName"], PolicyName="s3", PolicyDocument=document(s3_all))
        self.key = live.client("kms").create_key()["KeyMetadata"]["Arn"]
        self.let(*SIX)
        s3.create_bucket(Bucket=self.bucket)
        s3.put_object(
            Bucket=self.bucket, Key="sales.csv", Body=sales(), ServerSideEncryption="aws:kms", SSEKMSKeyId=self.key
        )
        self.forecast = live.client("forecast")
        self.encryption = {"RoleArn": self.role_arn, "KMSKeyArn": self.key}

    def let(self, *actions: str) -> None:
        root = allow(f"arn:aws:iam::{self.live.account}:root", "kms:*")
        policy = document(root, allow(self.role_arn, *actions))
        self.live.client("kms").put_key_policy(KeyId=self.key, PolicyName="default", Policy=policy)

    def dataset(self, name: str) -> str:
        attributes = [
            {"AttributeName": "item_id", "AttributeType": "string"},
            {"AttributeName": "timestamp", "AttributeType": "timestamp"},
            {"AttributeName": "target_value", "AttributeType": "float"},
        ]
        made = self.forecast.create_dataset(
            DatasetName=name,
            Domain="CUSTOM",
            DatasetType="TARGET_TIME_SERIES",
            DataFrequency="M",
            Schema={"Attributes": attributes},
            EncryptionConfig=self.encryption,
        )
        return str(made["DatasetArn"])

    def active(self, kind: str, member: str, arn: str) -> dict[str, Any]:
        describe = getattr(self.forecast, f"describe_{kind}")
        described = until(lambda: describe(**{member: arn}), "Status", _PENDING, 240)
        assert described["Status"] == "ACTIVE", described
        return described


def sales() -> bytes:
    text = io.StringIO()
    for item in range(5):
        for month in range(48):
            value = 100 + 10 * item + month + 20 * math.sin(month * math.pi / 6)
            text.write(f"item-{item},{2020 + month // 12}-{month % 12 + 1:02}-01,{value:.2f}\n")
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def forecaster(live: Live) -> Forecaster:
    return Forecaster(live)


@pytest.mark.parametrize("missing", SIX)
def test_each_of_the_six_actions_is_needed_and_named(forecaster: Forecaster, missing: str) -> None:
    forecaster.let(*(action for action in SIX if action != missing))
    with pytest.raises(ClientError) as caught:
        forecaster.dataset(f"{forecaster.name}_{SIX.index(missing)}")
    message = caught.value.response["Error"]["Message"]
    assert f"perform: {missing}".lower() in message.lower()
    assert forecaster.key in message
    names = [item["DatasetName"] for item in forecaster.forecast.list_datasets()["Datasets"]]
    assert f"{forecaster.name}_{SIX.index(missing)}" not in names
    forecaster.let(*SIX)


def test_series_are_imported_forecast_exported_and_queried_under_the_key(forecaster: Forecaster) -> None:
    forecast, live, name = forecaster.forecast, forecaster.live, forecaster.name
    dataset = forecaster.dataset(name)
    group = forecast.create_dataset_group(DatasetGroupName=name, Domain="CUSTOM", DatasetArns=[dataset])[
        "DatasetGroupArn"
    ]
    source = {"Path": f"s3://{forecaster.bucket}/sales.csv", "RoleArn": forecaster.role_arn}
    arn = forecast.create_dataset_import_job(
        DatasetImportJobName=name, DatasetArn=dataset, DataSource={"S3Config": source}, TimestampFormat="yyyy-MM-dd"
    )["DatasetImportJobArn"]
    forecaster.active("dataset_import_job", "DatasetImportJobArn", arn)
    predictor = forecast.create_auto_predictor(
        PredictorName=name,
        ForecastHorizon=6,
        ForecastFrequency="M",
        DataConfig={"DatasetGroupArn": group},
        EncryptionConfig=forecaster.encryption,
        Tags=[{"Key": "sealcanvas:build-type", "Value": "quick"}],
    )["PredictorArn"]
    forecaster.active("auto_predictor", "PredictorArn", predictor)
    metrics = forecast.get_accuracy_metrics(PredictorArn=predictor)["PredictorEvaluationResults"]
    assert metrics
    made = forecast.create_forecast(ForecastName=name, PredictorArn=predictor)["ForecastArn"]
    forecaster.active("forecast", "ForecastArn", made)
    destination = {
        "Path": f"s3://{forecaster.bucket}/out",
        "RoleArn": forecaster.role_arn,
        "KMSKeyArn": forecaster.key,
    }
    export = forecast.create_forecast_export_job(
        ForecastExportJobName=name, ForecastArn=made, Destination={"S3Config": destination}
    )["ForecastExportJobArn"]
    forecaster.active("forecast_export_job", "ForecastExportJobArn", export)
    s3 = live.client("s3")
    (written,) = s3.list_objects_v2(Bucket=forecaster.bucket, Prefix="out/")["Contents"]
    result = s3.get_object(Bucket=forecaster.bucket, Key=written["Key"])
    lines = result["Body"].read().decode().splitlines()
    assert lines[0] == "item_id,date,p10,p50,p90"
    assert len(lines) == 1 + 5 * 6
    assert result["SSEKMSKeyId"] == forecaster.key
    answer = live.client("forecastquery").query_forecast(ForecastArn=made, Filters={"item_id": "item-2"})
    low, middle, high = (answer["Forecast"]["Predictions"][name] for name in ("p10", "p50", "p90"))
    assert len(middle) == 6
    assert all(a["Value"] <= b["Value"] <= c["Value"] for a, b, c in zip(low, middle, high, strict=True))
    assert live.client("kms").list_grants(KeyId=forecaster.key)["Grants"] == []  # each job retired its own


def test_a_disabled_key_fails_the_training_and_names_itself(forecaster: Forecaster) -> None:
    kms = forecaster.live.client("kms")
    kms.disable_key(KeyId=forecaster.key)
    with pytest.raises(ClientError) as caught:
        forecaster.dataset(f"{forecaster.name}_off")
    assert forecaster.key in caught.value.response["Error"]["Message"]
    kms.enable_key(KeyId=forecaster.key)


def test_the_malformed_block_of_the_document_is_refused_by_iam_too(forecaster: Forecaster) -> None:
    block = """{ "Version": "2012-10-17", "Statement": [ { "Sid": "ForecastKMSAccess", "Effect": "Allow",
      "Action": [ "kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant",
        "kms:GenerateDataKey" "kms:GenerateDataKeyWithoutPlainText", ], "Resource": "*" } ] }"""
    iam = forecaster.live.client("iam")
    role = forecaster.role_arn.rpartition("/")[2]
    with pytest.raises(ClientError) as caught:
        iam.put_role_policy(RoleName=role, PolicyName="forecast", PolicyDocument=block)
    error = caught.value.response["Error"]
    assert error["Code"] == "MalformedPolicyDocument"
    assert "line 3" in error["Message"].lower()
    assert "comma" in error["Message"].lower()
    mended = json.loads(block.replace('"kms:GenerateDataKey" ', '"kms:GenerateDataKey", ').replace(", ],", " ],"))
    iam.put_role_policy(RoleName=role, PolicyName="forecast", PolicyDocument=json.dumps(mended))


def test_prices_move_the_forecast_and_a_what_if_says_how_far(forecaster: Forecaster) -> None:
    forecast, live, name = forecaster.forecast, forecaster.live, f"{forecaster.name}_related"
    s3 = live.client("s3")
    item, time = {"AttributeName": "item_id", "AttributeType": "string"}, _time("timestamp")
    kinds = {
        "TARGET_TIME_SERIES": ([item, time, _number("target_value")], {"DataFrequency": "M"}),
        "RELATED_TIME_SERIES": ([item, time, _number("price")], {"DataFrequency": "M"}),
        "ITEM_METADATA": ([item, {"AttributeName": "category", "AttributeType": "string"}], {}),
    }
    datasets = []
    for kind, (attributes, members) in kinds.items():
        s3.put_object(Bucket=forecaster.bucket, Key=f"{kind}.csv", Body=_rows(kind))
        dataset = forecast.create_dataset(
            DatasetName=f"{name}_{kind}",
            Domain="CUSTOM",
            DatasetType=kind,
            Schema={"Attributes": attributes},
            EncryptionConfig=forecaster.encryption,
            **members,
        )["DatasetArn"]
        source = {"Path": f"s3://{forecaster.bucket}/{kind}.csv", "RoleArn": forecaster.role_arn}
        arn = forecast.create_dataset_import_job(
            DatasetImportJobName=name, DatasetArn=dataset, DataSource={"S3Config": source}
        )["DatasetImportJobArn"]
        forecaster.active("dataset_import_job", "DatasetImportJobArn", arn)
        datasets.append(dataset)
    group = forecast.create_dataset_group(DatasetGroupName=name, Domain="CUSTOM", DatasetArns=datasets)[
        "DatasetGroupArn"
    ]
    predictor = forecast.create_auto_predictor(
        PredictorName=name,
        ForecastHorizon=6,
        ForecastFrequency="M",
        DataConfig={"DatasetGroupArn": group},
        EncryptionConfig=forecaster.encryption,
        ExplainPredictor=True,
        Tags=[{"Key": "sealcanvas:build-type", "Value": "quick"}],
    )["PredictorArn"]
    described = forecaster.active("auto_predictor", "PredictorArn", predictor)
    explainability = described["ExplainabilityInfo"]["ExplainabilityArn"]
    forecaster.active("explainability", "ExplainabilityArn", explainability)
    made = forecast.create_forecast(ForecastName=name, PredictorArn=predictor)["ForecastArn"]
    forecaster.active("forecast", "ForecastArn", made)
    analysis = forecast.create_what_if_analysis(WhatIfAnalysisName=name, ForecastArn=made)["WhatIfAnalysisArn"]
    cheaper = {"Action": {"AttributeName": "price", "Operation": "SUBTRACT", "Value": 3}}
    dear = {"AttributeName": "price", "Condition": "GREATER_THAN", "AttributeValue": "11"}
    what_if = forecast.create_what_if_forecast(
        WhatIfForecastName=name,
        WhatIfAnalysisArn=analysis,
        TimeSeriesTransformations=[{**cheaper, "TimeSeriesConditions": [dear]}],
    )["WhatIfForecastArn"]
    forecaster.active("what_if_forecast", "WhatIfForecastArn", what_if)
    query = live.client("forecastquery")
    before = query.query_forecast(ForecastArn=made, Filters={"item_id": "item-1"})["Forecast"]["Predictions"]["p50"]
    after = query.query_what_if_forecast(WhatIfForecastArn=what_if, Filters={"item_id": "item-1"})
    sold = [
        new["Value"] - old["Value"] for old, new in zip(before, after["Forecast"]["Predictions"]["p50"], strict=True)
    ]
    dear_months = [month - MONTHS for month in range(MONTHS, MONTHS + 6) if _price(1, month) > 11]
    assert all(sold[month] > 5 for month in dear_months), sold
    backtest = forecast.create_predictor_backtest_export_job(
        PredictorBacktestExportJobName=name,
        PredictorArn=predictor,
        Destination={"S3Config": {"Path": f"s3://{forecaster.bucket}/past", "RoleArn": forecaster.role_arn}},
        Format="PARQUET",
    )["PredictorBacktestExportJobArn"]
    forecaster.active("predictor_backtest_export_job", "PredictorBacktestExportJobArn", backtest)
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=forecaster.bucket, Prefix="past/")["Contents"]]
    assert [key.split("/")[1] for key in keys] == ["accuracy-metrics-values", "forecasted-values"]
    forecast.delete_resource_tree(ResourceArn=group)
    assert name not in [each["PredictorName"] for each in forecast.list_predictors()["Predictors"]]
    assert live.client("kms").list_grants(KeyId=forecaster.key)["Grants"] == []


MONTHS = 60


def _time(name: str) -> dict[str, str]:
    return {"AttributeName": name, "AttributeType": "timestamp"}


def _number(name: str) -> dict[str, str]:
    return {"AttributeName": name, "AttributeType": "float"}


def _price(item: int, month: int) -> float:
    return 13.0 if (7 * month + 3 * item) % 5 == 0 else 10.0


def _rows(kind: str) -> bytes:
    """Sales that fall by 8 for each unit of the price, the prices to the end of the horizon, and categories."""
    items = range(5)
    if kind == "ITEM_METADATA":
        return "".join(f"item-{item},{'even' if item % 2 == 0 else 'odd'}\n" for item in items).encode()
    months = MONTHS + (6 if kind == "RELATED_TIME_SERIES" else 0)

    def value(item: int, month: int) -> float:
        price = _price(item, month)
        return price if kind == "RELATED_TIME_SERIES" else 200 + 10 * item - 8 * price

    rows = (
        f"item-{item},{2015 + month // 12}-{month % 12 + 1:02}-01,{value(item, month)}\n"
        for item in items
        for month in range(months)
    )
    return "".join(rows).encode()
