from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.doctor.policy_tests.scene import Scene, make_scene
from tests.unit.kms.kms_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    made = make_instance(tmp_path / "home", clock)
    yield World(made, clock)
    made.database.close()


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)
