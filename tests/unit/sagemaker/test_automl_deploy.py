"""ModelDeployConfig: a completed job's best candidate goes to an endpoint, or the job says why it does not."""

from typing import Any

import pytest

from sealcanvas.iam import iam
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.serving import hosting
from sealcanvas.jobs.serving.host import Access, HostState
from sealcanvas.sagemaker.errors import ValidationException
from tests.support.instance import ACCOUNT, REGION
from tests.unit.sagemaker.sagemaker_world import RESULT, World, ask, automl_request, policy

EVERYTHING = {"Action": "*", "Resource": "*"}


@pytest.fixture
def able(world: World) -> World:
    """The job's role may make endpoints."""
    document = policy(EVERYTHING)
    request = {"RoleName": "Runner", "PolicyName": "own", "PolicyDocument": document}
    iam.operations["PutRolePolicy"](world.admin, request)
    return world


def _create(world: World, config: dict[str, Any], **members: Any) -> str:
    request = automl_request(world.role, ModelDeployConfig=config, **members)
    arn: str = ask(world.admin, "CreateAutoMLJobV2", **request)["AutoMLJobArn"]
    return arn


def _describe(world: World) -> dict[str, Any]:
    return ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName="churn-1")


def _settle(world: World, name: str, failure: Failure | None = None) -> None:
    [host] = hosting.hosts_of(world.instance, f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/{name}")
    if failure is None:
        access = Access("/nowhere", "f" * 64)
        hosting.change(world.instance, host.host_id, HostState.IN_SERVICE, access=access)
    else:
        hosting.change(world.instance, host.host_id, HostState.FAILED, failure=failure)


def test_the_best_candidate_is_deployed_and_the_job_waits_for_it(able: World) -> None:
    volume = able.key()
    arn = _create(able, {"EndpointName": "churn-e"}, SecurityConfig={"VolumeKmsKeyId": volume})
    able.succeed(arn, {**RESULT, "ended_by": "candidates"})
    job = _describe(able)
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("InProgress", "DeployingModel")
    assert "ModelDeployResult" not in job
    assert "EndTime" not in job
    assert job["BestCandidate"]["CandidateName"] == "churn-1-ensemble"
    config = ask(able.admin, "DescribeEndpoint", EndpointName="churn-e")["EndpointConfigName"]
    found = ask(able.admin, "DescribeEndpointConfig", EndpointConfigName=config)
    assert found["KmsKeyId"] == volume
    model = ask(able.admin, "DescribeModel", ModelName=found["ProductionVariants"][0]["ModelName"])
    assert model["PrimaryContainer"]["ModelDataUrl"] == "s3://out/churn-1/model/model.zip"
    assert model["ExecutionRoleArn"] == able.role
    able.clock.advance(seconds=7)
    _settle(able, "churn-e")
    job = _describe(able)
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", "MaxCandidatesReached")
    assert job["ModelDeployResult"] == {"EndpointName": "churn-e"}
    assert job["ModelDeployConfig"] == {"EndpointName": "churn-e"}
    assert job["EndTime"] == able.clock()


def test_a_name_is_made_where_none_is_given(able: World) -> None:
    able.succeed(_create(able, {"AutoGenerateEndpointName": True}), RESULT)
    [endpoint] = ask(able.admin, "ListEndpoints")["Endpoints"]
    assert endpoint["EndpointName"].startswith("churn-1-")
    _settle(able, endpoint["EndpointName"])
    assert _describe(able)["ModelDeployResult"] == {"EndpointName": endpoint["EndpointName"]}


def _fails(job: dict[str, Any], *words: str) -> None:
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", "ModelDeploymentError")
    [reason] = job["PartialFailureReasons"]
    assert all(word in reason["PartialFailureMessage"] for word in words), reason
    assert "ModelDeployResult" not in job
    assert "FailureReason" not in job
    assert "InferenceContainers" in job["BestCandidate"]


def test_a_role_that_may_not_leaves_the_model_and_says_which_action(world: World) -> None:
    world.succeed(_create(world, {"EndpointName": "e"}), RESULT)
    _fails(_describe(world), "sagemaker:CreateModel", "Runner")
    for kind in ("Models", "EndpointConfigs", "Endpoints"):
        assert ask(world.admin, f"List{kind}")[kind] == []


def test_a_role_that_is_gone_leaves_the_model(able: World) -> None:
    arn = _create(able, {"EndpointName": "e"})
    iam.operations["DeleteRolePolicy"](able.admin, {"RoleName": "Runner", "PolicyName": "own"})
    iam.operations["DeleteRole"](able.admin, {"RoleName": "Runner"})
    able.succeed(arn, RESULT)
    _fails(_describe(able), "Could not assume role", able.role)


def test_an_endpoint_that_is_there_already_is_not_touched(able: World) -> None:
    able.succeed(_create(able, {"EndpointName": "e"}), RESULT)
    _settle(able, "e")
    request = automl_request(able.role, "again", ModelDeployConfig={"EndpointName": "e"})
    able.succeed(ask(able.admin, "CreateAutoMLJobV2", **request)["AutoMLJobArn"], RESULT)
    _fails(ask(able.admin, "DescribeAutoMLJobV2", AutoMLJobName="again"), "already existing endpoint")
    assert len(ask(able.admin, "ListModels")["Models"]) == 1
    [listed] = ask(able.admin, "ListAutoMLJobs", NameContains="again")["AutoMLJobSummaries"]
    assert "already existing" in listed["PartialFailureReasons"][0]["PartialFailureMessage"]


def test_an_endpoint_that_fails_is_told_with_its_reason(able: World) -> None:
    able.succeed(_create(able, {"EndpointName": "e"}), RESULT)
    _settle(able, "e", Failure("DisabledException", "…:key/k is disabled.", "Decrypt", "r", "kms"))
    _fails(_describe(able), "key/k is disabled", "kms:Decrypt")


def test_a_job_that_is_stopped_while_it_deploys_is_stopped(able: World) -> None:
    able.succeed(_create(able, {"EndpointName": "e"}), RESULT)
    ask(able.admin, "StopAutoMLJob", AutoMLJobName="churn-1")
    assert _describe(able)["AutoMLJobStatus"] == "Stopped"
    _settle(able, "e")
    assert _describe(able)["AutoMLJobStatus"] == "Stopped"
    assert ask(able.admin, "DescribeEndpoint", EndpointName="e")["EndpointStatus"] == "InService"


def test_a_job_that_fails_deploys_nothing(able: World) -> None:
    able.fail(_create(able, {"EndpointName": "e"}), "ClientError", "no")
    assert _describe(able)["AutoMLJobStatus"] == "Failed"
    assert ask(able.admin, "ListEndpoints")["Endpoints"] == []


@pytest.mark.parametrize(
    "config", [{}, {"AutoGenerateEndpointName": False}, {"AutoGenerateEndpointName": True, "EndpointName": "e"}]
)
def test_the_name_is_either_given_or_made(world: World, config: dict[str, Any]) -> None:
    with pytest.raises(ValidationException, match="ModelDeployConfig"):
        _create(world, config)


def test_definitions_alone_cannot_be_deployed(world: World) -> None:
    config = {"TargetAttributeName": "churn", "GenerateCandidateDefinitionsOnly": True}
    request = automl_request(world.role, ModelDeployConfig={"EndpointName": "e"})
    del request["AutoMLJobObjective"]
    with pytest.raises(ValidationException, match="GenerateCandidateDefinitionsOnly"):
        ask(world.admin, "CreateAutoMLJobV2", **{**request, "AutoMLProblemTypeConfig": {"TabularJobConfig": config}})
