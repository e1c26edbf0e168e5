from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.iam import iam
from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.forecast.forecast_world import World, make_user, policy, trusting


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    instance = make_instance(tmp_path / "home", clock)
    admin = make_user(instance, "admin", {"Action": "*", "Resource": "*"})
    request = {
        "RoleName": "AmazonSagemakerCanvasForecastRole-20261124",
        "Path": "/service-role/",
        "AssumeRolePolicyDocument": trusting("forecast.amazonaws.com"),
    }
    role = iam.operations["CreateRole"](admin, request)["Role"]["Arn"]
    files = policy({"Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "Resource": "*"})
    members = {"RoleName": request["RoleName"], "PolicyName": "files", "PolicyDocument": files}
    iam.operations["PutRolePolicy"](admin, members)
    made = World(instance, clock, admin, role)
    made.key = made.make_key()
    made.s3("CreateBucket", Bucket="input")
    yield made
    instance.database.close()
