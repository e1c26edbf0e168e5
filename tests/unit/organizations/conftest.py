import pytest

from sealcanvas.service.instance import Instance
from tests.unit.organizations.organizations_world import World


@pytest.fixture
def world(instance: Instance) -> World:
    return World(instance)


@pytest.fixture
def organization(world: World) -> World:
    """A world with an organisation in it."""
    world.manage("CreateOrganization")
    return world
