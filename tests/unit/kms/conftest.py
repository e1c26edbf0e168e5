import pytest

from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.unit.kms.kms_world import World


@pytest.fixture
def world(instance: Instance, clock: Clock) -> World:
    return World(instance, clock)


@pytest.fixture
def admin(world: World) -> Call:
    """Calls by a user who may do everything that key policies leave to IAM."""
    return world.call(world.user("admin", world.allowed("*")))
