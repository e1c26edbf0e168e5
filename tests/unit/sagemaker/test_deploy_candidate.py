"""Deploying an AutoML job's best candidate, as the job's role."""

from typing import Any

import pytest

from sealcanvas.iam import iam
from sealcanvas.jobs.serving import hosting
from sealcanvas.sagemaker import deploy_candidate
from sealcanvas.sagemaker.errors import AccessDeniedException, ValidationException
from sealcanvas.sts.assume import CannotAssumeRole
from tests.unit.sagemaker.sagemaker_world import IMAGE, World, ask, policy

JOB = "arn:aws:sagemaker:us-east-1:111122223333:automl-job/churn-1"
CONTAINER = {"Image": IMAGE, "ModelDataUrl": "s3://out/churn-1/model/model.zip"}


def _let(world: World, *actions: str) -> None:
    document = policy({"Action": list(actions), "Resource": "*"})
    members = {"RoleName": "Runner", "PolicyName": "own", "PolicyDocument": document}
    iam.operations["PutRolePolicy"](world.admin, members)


def _deploy(world: World, **members: Any) -> str:
    request = {"job_arn": JOB, "role_arn": world.role, "container": CONTAINER, "region": "us-east-1", **members}
    return deploy_candidate(world.instance, **request)


def test_a_candidate_becomes_an_endpoint_as_the_jobs_role(world: World) -> None:
    _let(world, "sagemaker:Create*", "iam:PassRole")
    key = world.key()
    assert _deploy(world, endpoint_name="churn", volume_key=key) == "churn"
    found = ask(world.admin, "DescribeEndpoint", EndpointName="churn")
    assert found["EndpointStatus"] == "Creating"
    [host] = hosting.hosts_of(world.instance, found["EndpointArn"])
    assert (host.spec.role_arn, host.spec.volume_key) == (world.role, key)
    assert host.spec.payload["model"] == CONTAINER["ModelDataUrl"]
    records = [each for each in world.instance.trail.newest(20) if each["eventName"] == "CreateEndpoint"]
    assert "assumed-role/Runner/" in records[0]["userIdentity"]["arn"]
    generated = _deploy(world)
    assert generated.startswith("churn-1-")
    assert len(ask(world.admin, "ListEndpoints")["Endpoints"]) == 2


@pytest.mark.parametrize("missing", ["sagemaker:CreateModel", "sagemaker:CreateEndpoint", "iam:PassRole"])
def test_what_the_role_may_not_do_is_named_and_nothing_is_made(world: World, missing: str) -> None:
    needed = {
        *("sagemaker:CreateModel", "sagemaker:CreateEndpointConfig", "sagemaker:CreateEndpoint", "iam:PassRole"),
    }
    _let(world, *(needed - {missing}))
    with pytest.raises(AccessDeniedException, match=missing):
        _deploy(world)
    assert ask(world.admin, "ListModels")["Models"] == []
    assert ask(world.admin, "ListEndpointConfigs")["EndpointConfigs"] == []
    assert hosting.all_hosts(world.instance) == []


def test_a_name_that_is_taken_and_a_role_that_is_gone_are_told(world: World) -> None:
    _let(world, "sagemaker:Create*", "iam:PassRole")
    _deploy(world, endpoint_name="churn")
    with pytest.raises(ValidationException, match="already existing endpoint"):
        _deploy(world, endpoint_name="churn")
    assert len(ask(world.admin, "ListModels")["Models"]) == 1
    with pytest.raises(CannotAssumeRole):
        _deploy(world, role_arn="arn:aws:iam::111122223333:role/Nobody")
