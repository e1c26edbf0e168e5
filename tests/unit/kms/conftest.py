from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.service.call import Call
from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.kms.kms_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    made = make_instance(tmp_path / "home", clock)
    yield World(made, clock)
    made.database.close()


@pytest.fixture
def admin(world: World) -> Call:
    """Calls by a user who may do everything that key policies leave to IAM."""
    return world.call(world.user("admin", world.allowed("*")))
