from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.kms import kms
from tests.support.instance import make_instance
from tests.unit.canvas.canvas_world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    instance = make_instance(tmp_path / "home")
    yield make_world(instance)
    instance.database.close()


@pytest.fixture
def keys(world: World) -> World:
    """The world, with two further keys, `4` and `5`, that its roles may use."""
    for name in "45":
        world.keys[name] = kms.operations["CreateKey"](world.admin, {})["KeyMetadata"]["Arn"]
        world.key_policy(name)
    return world
