import pytest

from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.unit.doctor.policy_tests.scene import Scene, make_scene
from tests.unit.kms.kms_world import World


@pytest.fixture
def world(instance: Instance, clock: Clock) -> World:
    return World(instance, clock)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)
