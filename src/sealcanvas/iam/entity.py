"""What roles, users and groups have in common: a unique id that policies hang on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sealcanvas.access.layers import NamedPolicy


class Entity(Protocol):
    """A role, a user or a group; also a `service.resource.Resource`. `kind` is its word in `entity_kinds.KINDS`."""

    @property
    def entity_id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def arn(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...

    @property
    def boundary_arn(self) -> str | None: ...

    @property
    def policy(self) -> NamedPolicy | None: ...

    @property
    def tags(self) -> Mapping[str, str]: ...
