"""What roles and users have in common: a unique id that policies hang on."""

from collections.abc import Mapping
from typing import Protocol

from sealcanvas.access.layers import NamedPolicy


class Entity(Protocol):
    """A role or a user; also a `service.resource.Resource`."""

    @property
    def entity_id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def arn(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def boundary_arn(self) -> str | None: ...

    @property
    def policy(self) -> NamedPolicy | None: ...

    @property
    def tags(self) -> Mapping[str, str]: ...
