from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.s3.state import state_of
from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.doctor.doctor_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    made = make_instance(tmp_path / "home", clock)
    yield World(made, clock)
    state_of(made).reaper.sweep()
    made.database.close()
