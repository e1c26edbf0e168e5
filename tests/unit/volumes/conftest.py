from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.kms import kms
from sealcanvas.kms.cache import set_cache_policy
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as, make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    instance = make_instance(tmp_path / "home")
    set_cache_policy(instance, seconds=0, uses=0)  # so that a refusal is seen at the next use
    yield instance
    instance.database.close()


@pytest.fixture
def root(instance: Instance) -> Call:
    return call_as(instance, Principal.root(ACCOUNT))


@pytest.fixture
def key(root: Call) -> str:
    return str(kms.operations["CreateKey"](root, {})["KeyMetadata"]["Arn"])
