from collections.abc import Iterator

import pytest

from sealcanvas.service.instance import Instance
from sealcanvas.sts.provider_keys import ProviderKeys
from tests.support.oidc import Provider, provider
from tests.unit.sts.web_world import Seconds, make_web_role, register


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider(path="/realms/east") as running:
        yield running


@pytest.fixture
def seconds(instance: Instance) -> Seconds:
    clock = Seconds()
    instance.parts["sts.provider_keys"] = ProviderKeys(clock)
    return clock


@pytest.fixture
def role(instance: Instance, idp: Provider) -> str:
    return make_web_role(instance, register(instance, idp))
