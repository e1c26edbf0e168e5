import json

import pytest

from sealcanvas.s3 import create_bucket
from sealcanvas.s3.whole import put_bytes
from sealcanvas.sagemaker.automl.analysis import automl_analysis, automl_insights
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.service.errors import ServiceError
from tests.unit.sagemaker.sagemaker_world import RESULT, World, ask, automl_request


def test_the_insights_are_read_as_the_caller_under_key_2(world: World) -> None:
    key = world.key()
    create_bucket(world.admin, {"Bucket": "churn-out"})
    insights = {"problem": "BinaryClassification", "column_impact": {"金額": 100.0}}
    put_bytes(world.admin, "churn-out", "churn-1/insights/insights.json", json.dumps(insights).encode(), key)
    request = automl_request(world.role, OutputDataConfig={"S3OutputPath": "s3://churn-out", "KmsKeyId": key})
    arn = ask(world.admin, "CreateAutoMLJobV2", **request)["AutoMLJobArn"]
    with pytest.raises(ResourceNotFound, match="InProgress"):
        automl_analysis(world.admin, "churn-1")
    world.succeed(arn, RESULT)
    assert automl_insights(world.admin, "churn-1") == insights
    report = {"format": "sealcanvas-analysis", "version": 1}
    put_bytes(world.admin, "churn-out", "churn-1/analysis/analysis.json", json.dumps(report).encode(), key)
    assert automl_analysis(world.admin, "churn-1") == report
    names = ["ensemble"]
    assert automl_analysis(world.admin, "churn-1", names[0]) == report
    with pytest.raises(ResourceNotFound, match="no model of its own of a candidate 'nobody'"):
        automl_analysis(world.admin, "churn-1", "nobody")
    reader = world.user("reader", {"Action": ["s3:*", "sagemaker:*"], "Resource": "*"})
    with pytest.raises(ServiceError, match="kms:Decrypt"):
        automl_analysis(reader, "churn-1")
    world.kms("DisableKey", KeyId=key)
    with pytest.raises(ServiceError, match="disabled"):
        automl_analysis(world.admin, "churn-1")
    with pytest.raises(ResourceNotFound):
        automl_analysis(world.admin, "other")
