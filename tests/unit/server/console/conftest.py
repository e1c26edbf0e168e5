import pytest

from tests.unit.sagemaker.conftest import world as sagemaker_world
from tests.unit.sagemaker.sagemaker_world import World
from tests.unit.server.console.console_world import Studio, make_studio

world = sagemaker_world


@pytest.fixture
def studio(world: World) -> Studio:
    return make_studio(world)
