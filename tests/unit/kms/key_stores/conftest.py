from collections.abc import Iterator

import pytest

from sealcanvas.kms.key_stores.leaving import leave_key_stores
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.xks_proxy import XksProxy, xks_proxy
from tests.unit.kms.key_stores.stores_world import reach


@pytest.fixture
def proxy(instance: Instance, clock: Clock) -> Iterator[XksProxy]:
    """A proxy that the instance may speak to."""
    with xks_proxy(clock=clock) as made:
        reach(instance, made)
        yield made
        leave_key_stores(instance)
