import pytest

from sealcanvas.iam import errors
from sealcanvas.iam.create_service_role import create_service_role
from sealcanvas.iam.roles import find_role
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as
from tests.unit.iam.asking import make_user, policy, root

FORECAST = "forecast.amazonaws.com"
ACCESS = "arn:aws:iam::aws:policy/service-role/AmazonSageMakerCanvasForecastAccess"
NAME = "AmazonSagemakerCanvasForecastRole-20261124T093000"


def test_the_role_is_made_as_the_caller(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Action": "iam:*", "Resource": f"arn:aws:iam::{ACCOUNT}:role/service-role/*"})
    role = create_service_role(
        call_as(instance, jane),
        NAME,
        FORECAST,
        policy({"Action": "s3:GetObject", "Resource": "*"}),
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        managed_policy_arns=(ACCESS,),
    )
    assert role.arn == f"arn:aws:iam::{ACCOUNT}:role/service-role/{NAME}"
    assert role.trust.document.services() == {FORECAST}
    ask = root(instance)
    assert ask("iam:ListAttachedRolePolicies", RoleName=NAME)["AttachedPolicies"][0]["PolicyArn"] == ACCESS
    assert ask("iam:ListRolePolicies", RoleName=NAME)["PolicyNames"] == [NAME]
    made = [record for record in instance.trail.newest() if record["eventName"] == "CreateRole"]
    assert made[0]["userIdentity"]["arn"] == jane.arn


def test_half_a_role_is_no_role(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Action": "iam:CreateRole", "Resource": "*"})
    with pytest.raises(errors.AccessDenied, match="iam:AttachRolePolicy"):
        create_service_role(call_as(instance, jane), NAME, FORECAST, managed_policy_arns=(ACCESS,))
    assert find_role(instance, f"arn:aws:iam::{ACCOUNT}:role/service-role/{NAME}") is None
