from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.instance import make_instance
from tests.unit.canvas.canvas_world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    instance = make_instance(tmp_path / "home")
    yield make_world(instance)
    instance.database.close()
