from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.iam import iam
from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.sagemaker.sagemaker_world import World, make_user, trusting


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    instance = make_instance(tmp_path / "home", clock)
    admin = make_user(instance, "admin", {"Action": "*", "Resource": "*"})
    trust = trusting("sagemaker.amazonaws.com")
    role = iam.operations["CreateRole"](admin, {"RoleName": "Runner", "AssumeRolePolicyDocument": trust})["Role"]["Arn"]
    yield World(instance, clock, admin, role)
    instance.database.close()
