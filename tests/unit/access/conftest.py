"""Short ways to write policies, principals and requests; fixtures are functions so that tables stay readable."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sealcanvas.access import NamedPolicy, PolicyDocument
from sealcanvas.access.policy import PolicyKind

MakePolicy = Callable[..., NamedPolicy]


@pytest.fixture
def policy() -> MakePolicy:
    """Return a maker of named policies out of statements given as dicts."""

    def make(kind: PolicyKind, *statements: Mapping[str, Any], name: str | None = None) -> NamedPolicy:
        text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        return NamedPolicy(name or f"{kind} policy", PolicyDocument.parse(text, kind))

    return make
