from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import make_instance


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Iterator[Instance]:
    made = make_instance(tmp_path / "home", clock)
    yield made
    made.database.close()
