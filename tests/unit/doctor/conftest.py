from collections.abc import Iterator

import pytest

from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.unit.doctor.doctor_world import World


@pytest.fixture
def world(instance: Instance, clock: Clock) -> Iterator[World]:
    yield World(instance, clock)
    state_of(instance).reaper.sweep()
