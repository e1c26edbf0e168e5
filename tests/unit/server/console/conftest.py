from collections.abc import Iterator

import pytest

from tests.support.oidc import running
from tests.support.oidc_sign_in import SignInIdp
from tests.unit.sagemaker.conftest import world as sagemaker_world
from tests.unit.sagemaker.sagemaker_world import World
from tests.unit.server.console.console_world import Studio, make_studio
from tests.unit.server.console.oidc_world import SignIns, make_sign_ins

world = sagemaker_world


@pytest.fixture
def studio(world: World) -> Studio:
    return make_studio(world)


@pytest.fixture
def idp() -> Iterator[SignInIdp]:
    with running(SignInIdp) as made:
        yield made


@pytest.fixture
def sign_ins(studio: Studio, idp: SignInIdp) -> SignIns:
    return make_sign_ins(studio, idp)
