from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.organizations.organizations_world import World


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Iterator[Instance]:
    made = make_instance(tmp_path / "home", clock)
    yield made
    made.database.close()


@pytest.fixture
def world(instance: Instance) -> World:
    return World(instance)


@pytest.fixture
def organization(world: World) -> World:
    """A world with an organisation in it."""
    world.manage("CreateOrganization")
    return world
