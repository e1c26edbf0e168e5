from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import load
from sealcanvas.wire.parse import parse
from sealcanvas.wire.pershape import PerShape

Walk = Callable[[int], str]


@dataclass
class Named:
    name: str
    below: list[Named] = field(default_factory=list)


def test_a_shape_that_reaches_itself_is_compiled_once_for_all_threads() -> None:
    tree = Named("tree")
    leaf = Named("leaf", [tree])
    tree.below = [leaf, leaf]
    made: list[str] = []

    def make(service: str, shape: Named) -> Walk:
        made.append(shape.name)
        time.sleep(0.02)
        inner = [compiled(service, child) for child in shape.below]
        return lambda depth: shape.name if depth == 0 else inner[0](depth - 1)

    compiled: PerShape[Walk] = PerShape(make, lambda find: lambda depth: find()(depth))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(compiled("s", tree)(3))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["leaf"] * 8
    assert made == ["tree", "leaf"]


@pytest.mark.parametrize("body", [b'{"GrantTokens":[null]}', b'{"EncryptionContext":{"a":null}}'])
def test_null_inside_a_collection_is_refused(body: bytes) -> None:
    request = Request("POST", "/", "", {}, body, "h", "http", "::1")
    with pytest.raises(WireError, match="NULL_VALUE can not be converted to a String"):
        parse(load("kms").operations["Encrypt"], request)
