from typing import Any

import pytest

from sealcanvas.sagemaker.errors import AccessDeniedException
from tests.support.instance import ACCOUNT, REGION
from tests.unit.sagemaker.sagemaker_world import World, ask, automl_request


@pytest.mark.parametrize("condition", ["sagemaker:VolumeKmsKey", "sagemaker:OutputKmsKey"])
def test_a_policy_can_demand_the_keys_of_a_job(world: World, condition: str) -> None:
    key = world.key()
    other = {"ArnNotEquals": {condition: key}}
    demand = {"Effect": "Deny", "Action": "sagemaker:*", "Resource": "*", "Condition": other}
    jane = world.user("jane", {"Action": ["sagemaker:*", "iam:PassRole"], "Resource": "*"}, demand)

    def create(name: str, key_id: str | None) -> None:
        members: dict[str, Any] = {"OutputDataConfig": {"S3OutputPath": "s3://out/"}}
        if key_id:
            members["OutputDataConfig"]["KmsKeyId"] = key_id
            members["SecurityConfig"] = {"VolumeKmsKeyId": key_id}
        ask(jane, "CreateAutoMLJobV2", **automl_request(world.role, name, **members))

    for refused in (None, world.key()):
        with pytest.raises(AccessDeniedException, match="explicit deny"):
            create("no", refused)
    create("by-arn", key)
    create("by-id", key.rpartition("/")[2])


def test_a_policy_can_demand_the_keys_of_a_domain(world: World) -> None:
    key = world.key()
    for condition in ("sagemaker:HomeEfsFileSystemKmsKey", "sagemaker:DomainSharingOutputKmsKey"):
        only = {"Action": "*", "Resource": "*", "Condition": {"ArnEquals": {condition: key}}}
        others = {"NotAction": "sagemaker:*", "Resource": "*"}
        jane = world.user(condition.rpartition(":")[2], only, others)
        request: dict[str, Any] = {"DomainName": f"of-{jane.principal.user_name}"[:40], "AuthMode": "IAM"}
        settings = {"ExecutionRole": world.role}
        with pytest.raises(AccessDeniedException):
            ask(jane, "CreateDomain", **request, DefaultUserSettings=settings)
        sharing = {**settings, "SharingSettings": {"S3KmsKeyId": key}}
        arn = ask(jane, "CreateDomain", **request, DefaultUserSettings=sharing, KmsKeyId=key)["DomainArn"]
        assert arn.startswith(f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:domain/d-")
