"""Who must be allowed what (KEYS.md), and what happens when it is taken away."""

from pathlib import Path
from typing import Any

import pytest

from sealcanvas.forecast import require_six_actions
from sealcanvas.forecast.errors import AccessDeniedException, InvalidInputException
from sealcanvas.iam import iam
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.job import Failure, JobState
from sealcanvas.jobs.working.interruption import JobStopped
from sealcanvas.volumes.walk import walk
from tests.unit.forecast.forecast_world import PREFIX, SCHEMA, SIX, World, ask, make_user, policy, sales_csv, trusting


@pytest.mark.parametrize("action", SIX)
def test_each_of_the_six_is_needed_and_named(world: World, action: str) -> None:
    world.take_away(world.key, action)
    session = "assumed-role/AmazonSagemakerCanvasForecastRole-20261124/AmazonForecast"
    wanted = f"(?i){session} is not authorized to perform: {action} on resource: {world.key}"
    with pytest.raises(AccessDeniedException, match=wanted):
        world.dataset()
    assert world.ask("ListDatasets")["Datasets"] == []


def test_the_first_missing_one_is_named(world: World) -> None:
    world.take_away(world.key, "kms:CreateGrant", "kms:Decrypt")
    with pytest.raises(AccessDeniedException, match="perform: kms:CreateGrant"):
        require_six_actions(world.admin, world.role, [world.key], f"{PREFIX}:predictor/p")


@pytest.mark.parametrize("action", SIX)
def test_an_import_asks_for_the_files_own_key_too(world: World, action: str) -> None:
    dataset = world.dataset()
    path = world.upload("sales.csv", sales_csv(), world.make_key(action))
    with pytest.raises(AccessDeniedException, match=f"(?i)perform: {action}"):
        world.begin_import(dataset, path)
    assert world.ask("ListDatasetImportJobs")["DatasetImportJobs"] == []
    assert world.grants() == []


@pytest.mark.parametrize("action", SIX)
def test_a_predictor_and_an_export_ask_for_their_keys(world: World, action: str) -> None:
    group = world.loaded()
    lacking = {"RoleArn": world.role, "KMSKeyArn": world.make_key(action)}
    with pytest.raises(AccessDeniedException, match=f"(?i)perform: {action}"):
        world.begin_predictor(group, EncryptionConfig=lacking)
    assert world.ask("ListPredictors")["Predictors"] == []


def test_identity_policies_are_enough_where_the_key_policy_delegates(world: World) -> None:
    world.take_away(world.key, *SIX)
    members = {"RoleName": world.role.rpartition("/")[2], "PolicyName": "keys"}
    document = policy({"Action": list(SIX), "Resource": "*"})
    iam.operations["PutRolePolicy"](world.admin, {**members, "PolicyDocument": document})
    world.dataset()


def test_the_caller_must_be_allowed_and_may_pass_the_role(world: World) -> None:
    nobody = make_user(world.instance, "nobody", {"Action": "s3:*", "Resource": "*"})
    request: dict[str, Any] = {
        "DatasetName": "sales",
        "Domain": "CUSTOM",
        "DatasetType": "TARGET_TIME_SERIES",
        "Schema": SCHEMA,
    }
    with pytest.raises(AccessDeniedException, match="forecast:CreateDataset"):
        ask(nobody, "CreateDataset", **request)
    jane = make_user(world.instance, "jane", {"Action": "forecast:*", "Resource": "*"})
    with pytest.raises(AccessDeniedException, match="iam:PassRole"):
        ask(jane, "CreateDataset", **request, EncryptionConfig=world.encryption)
    passed = {"StringEquals": {"iam:PassedToService": "forecast.amazonaws.com"}}
    statements = (
        {"Action": "forecast:*", "Resource": "*"},
        {"Action": "iam:PassRole", "Resource": world.role, "Condition": passed},
    )
    joe = make_user(world.instance, "joe", *statements)
    ask(joe, "CreateDataset", **request, EncryptionConfig=world.encryption)


def test_the_role_must_trust_forecast(world: World) -> None:
    request = {"RoleName": "Other", "AssumeRolePolicyDocument": trusting("sagemaker.amazonaws.com")}
    other = iam.operations["CreateRole"](world.admin, request)["Role"]["Arn"]
    with pytest.raises(InvalidInputException, match="Could not assume role"):
        world.dataset(EncryptionConfig={"RoleArn": other, "KMSKeyArn": world.key})
    with pytest.raises(InvalidInputException, match="Could not assume role"):
        world.dataset(EncryptionConfig={"RoleArn": f"{world.role}-gone", "KMSKeyArn": world.key})


def test_a_key_that_cannot_work_is_refused_at_once(world: World) -> None:
    missing = world.key[:-4] + "0000"
    with pytest.raises(InvalidInputException, match="does not exist"):
        world.dataset(EncryptionConfig={"RoleArn": world.role, "KMSKeyArn": missing})
    world.kms("DisableKey", KeyId=world.key)
    with pytest.raises(InvalidInputException, match="its state is Disabled"):
        world.dataset()


def test_a_job_has_a_grant_for_itself_and_gives_it_back(world: World) -> None:
    dataset = world.dataset()
    job = world.begin_import(dataset, world.upload("sales.csv", sales_csv()))
    (grant,) = world.grants()
    assert grant["GranteeServicePrincipal"] == "forecast.amazonaws.com"
    assert grant["RetiringPrincipal"] == world.role
    assert grant["Constraints"] == {"SourceArn": job}
    spec = world.job(job).spec
    assert (spec.role_arn, spec.service, spec.volume_key, spec.grant_id) == (
        world.role,
        "forecast",
        world.key,
        grant["GrantId"],
    )
    world.run(job)
    assert world.grants() == []


def test_a_revoked_grant_stops_the_job(world: World) -> None:
    predictor = world.begin_predictor(world.loaded())
    grant = world.grants()[0]["GrantId"]

    def revoke() -> None:
        if world.grants():
            world.kms("RevokeGrant", KeyId=world.key, GrantId=grant)
            hooks.tell_progressed(world.instance, world.job(predictor))
        raise JobStopped

    assert world.run(predictor, revoke).state is JobState.STOPPED
    answer = world.ask("DescribeAutoPredictor", PredictorArn=predictor)
    assert answer["Status"] == "CREATE_FAILED"
    for word in ("kms:Decrypt", world.key, world.role, "grant"):
        assert word in answer["Message"]


def test_a_grant_revoked_at_the_last_moment_keeps_nothing(world: World) -> None:
    job = world.begin_import(world.dataset(), world.upload("sales.csv", sales_csv()))
    grant = world.grants()[0]["GrantId"]

    def revoke() -> None:
        if world.grants():
            world.kms("RevokeGrant", KeyId=world.key, GrantId=grant)

    world.run(job, revoke)
    answer = world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)
    assert answer["Status"] == "CREATE_FAILED"
    assert world.key in answer["Message"]
    assert not list((world.instance.volumes.folder / "incoming").iterdir())


def test_what_is_not_sealed_as_it_should_be_is_not_kept(world: World) -> None:
    world.loaded()
    again = world.begin_import(f"{PREFIX}:dataset/sales", "s3://input/sales.csv", "again")
    place = Path(world.job(again).spec.payload["outputs"]["rows"]["path"])
    place.write_bytes(b"plain text")
    queue.end(world.instance, world.job(again).job_id, JobState.SUCCEEDED, result={})
    answer = world.ask("DescribeDatasetImportJob", DatasetImportJobArn=again)
    assert answer["Status"] == "CREATE_FAILED"
    assert "not sealed" in answer["Message"]
    assert not place.exists()
    hooks.tell_finished(world.instance, world.job(again))  # told twice, it changes nothing
    assert [each.problem for each in walk(world.instance)] == ["", ""]  # what the first import brought is still there


def test_the_grant_ends_even_without_the_role(world: World) -> None:
    job = world.begin_import(world.dataset(), world.upload("sales.csv", sales_csv()))
    name = world.role.rpartition("/")[2]
    iam.operations["DeleteRolePolicy"](world.admin, {"RoleName": name, "PolicyName": "files"})
    iam.operations["DeleteRole"](world.admin, {"RoleName": name})
    failure = Failure("AccessDeniedException", f"Could not assume role {world.role}.", "AssumeRole", service="sts")
    queue.end(world.instance, world.job(job).job_id, JobState.FAILED, failure=failure)
    assert world.grants() == []
    assert world.role in world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)["Message"]


def test_a_statement_removed_or_a_key_disabled_fails_the_job_in_words(world: World) -> None:
    group = world.loaded()
    first = world.begin_predictor(group, "first")
    world.take_away(world.key, "kms:Decrypt")
    world.run(first)
    message = world.ask("DescribeAutoPredictor", PredictorArn=first)["Message"]
    assert "AmazonForecast is not authorized to perform: kms:Decrypt" in message
    assert world.key in message
    world.take_away(world.key)
    assert world.grants() == []
    second = world.begin_predictor(group, "second")
    world.kms("DisableKey", KeyId=world.key)
    world.run(second)
    answer = world.ask("DescribeAutoPredictor", PredictorArn=second)
    assert answer["Status"] == "CREATE_FAILED"
    for word in ("is disabled", "kms:Decrypt", world.key, world.role):
        assert word in answer["Message"]
    world.kms("EnableKey", KeyId=world.key)
    third = world.begin_predictor(group, "third")
    assert world.run(third).state is JobState.SUCCEEDED


def test_an_export_without_its_action_says_so(world: World) -> None:
    predictor = world.begin_predictor(world.loaded())
    world.run(predictor)
    made = world.ask("CreateForecast", ForecastName="next", PredictorArn=predictor)["ForecastArn"]
    world.run(made)
    target = world.make_key()
    config = {"Path": "s3://input/out", "RoleArn": world.role, "KMSKeyArn": target}
    request = {"ForecastArn": made, "Destination": {"S3Config": config}}
    one = world.ask("CreateForecastExportJob", ForecastExportJobName="one", **request)["ForecastExportJobArn"]
    world.take_away(target, "kms:GenerateDataKey")
    world.run(one)
    message = world.ask("DescribeForecastExportJob", ForecastExportJobArn=one)["Message"]
    assert "perform: kms:GenerateDataKey on resource: " + target in message
    with pytest.raises(AccessDeniedException, match="kms:GenerateDataKey "):
        world.ask("CreateForecastExportJob", ForecastExportJobName="two", **request)
    world.take_away(target)
    three = world.ask("CreateForecastExportJob", ForecastExportJobName="three", **request)["ForecastExportJobArn"]
    world.kms("DisableKey", KeyId=target)
    world.run(three)
    message = world.ask("DescribeForecastExportJob", ForecastExportJobArn=three)["Message"]
    for word in ("is disabled", "kms:GenerateDataKey", target, world.role):
        assert word in message
