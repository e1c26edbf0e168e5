"""What the service models promise is what is handled: nothing more, nothing less."""

import pytest

from sealcanvas.server.registry import services
from sealcanvas.wire.model import SERVICES, load


@pytest.mark.parametrize("name", SERVICES)
def test_every_served_operation_has_a_handler_and_every_handler_is_served(name: str) -> None:
    assert set(services()[name].operations) == set(load(name).operations)
