"""An endpoint as boto3 sees it: waiters, predictions by either of two serving processes, its key, a server killed."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server
from tests.support.small_model import small_bundle

pytestmark = pytest.mark.slow

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
READS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "kms:*"], "Resource": "*"}],
    }
)


def _deploy(live: Live) -> str:
    """An endpoint `churn` under a key of its own, in service; the key."""
    sagemaker, iam, s3 = live.client("sagemaker"), live.client("iam"), live.client("s3")
    role = iam.create_role(RoleName="Serving", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    iam.put_role_policy(RoleName="Serving", PolicyName="own", PolicyDocument=READS)
    key: str = live.client("kms").create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket="serving-models")
    s3.put_object(Bucket="serving-models", Key="m.zip", Body=small_bundle())
    container = {"Image": "sealcanvas/automl-inference:1", "ModelDataUrl": "s3://serving-models/m.zip"}
    sagemaker.create_model(ModelName="churn", ExecutionRoleArn=role, PrimaryContainer=container)
    variant = {"VariantName": "A", "ModelName": "churn", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName="churn", KmsKeyId=key, ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="churn", EndpointConfigName="churn")
    waiter = sagemaker.get_waiter("endpoint_in_service")
    waiter.wait(EndpointName="churn", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    return key


def _invoke(live: Live, **members: Any) -> str:
    request = {"ContentType": "text/csv", "Body": b"0.5,Kobe\n", **members}
    answer = live.client("sagemaker-runtime").invoke_endpoint(EndpointName="churn", **request)
    assert answer["InvokedProductionVariant"] == "A"
    text: str = answer["Body"].read().decode()
    return text


def test_an_endpoint_from_waiter_to_waiter_whichever_process_answers() -> None:
    with live_server("--workers", "2") as live:
        key = _deploy(live)
        sagemaker, runtime = live.client("sagemaker"), live.client("sagemaker-runtime")
        assert {_invoke(live) for _ in range(12)} <= {"yes\n", "no\n"}
        record = json.dumps({"amount": 0.5, "都市": "Kobe"})
        answer = json.loads(_invoke(live, ContentType="application/json", Body=record.encode()))
        assert answer == {"predicted_label": _invoke(live).strip()}
        with pytest.raises(ClientError, match="ModelError") as refused:
            _invoke(live, Body=b"1,2,3,4\n")
        assert refused.value.response["OriginalStatusCode"] == 400
        with pytest.raises(runtime.exceptions.ValidationError, match="not found"):
            runtime.invoke_endpoint(EndpointName="none", Body=b"")
        live.client("kms").disable_key(KeyId=key)
        deadline = time.monotonic() + 15
        while sagemaker.describe_endpoint(EndpointName="churn")["EndpointStatus"] != "Failed":
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert key in sagemaker.describe_endpoint(EndpointName="churn")["FailureReason"]
        with pytest.raises(ClientError, match="not found"):
            _invoke(live)
        sagemaker.delete_endpoint(EndpointName="churn")
        waiter = sagemaker.get_waiter("endpoint_deleted")
        waiter.wait(EndpointName="churn", WaiterConfig={"Delay": 1, "MaxAttempts": 5})


def test_an_endpoint_serves_again_after_its_server_was_killed() -> None:
    with live_server() as live:
        _deploy(live)
        before = _invoke(live)
        server: EmbeddedServer = live.server
        server.kill()
        server.start()
        again = Live(server, environment_of(server.home), live.account)
        try:
            described = again.client("sagemaker").describe_endpoint(EndpointName="churn")
            assert described["EndpointStatus"] == "InService"
            assert _until_ready(again) == before
        finally:
            for client in again.clients:
                client.close()


def _until_ready(live: Live, seconds: float = 60) -> str:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return _invoke(live)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ModelNotReadyException" or time.monotonic() > deadline:
                raise
            time.sleep(0.3)
