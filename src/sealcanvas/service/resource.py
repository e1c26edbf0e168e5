"""What an operation acts on, as the decision sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sealcanvas.access.layers import NamedPolicy


class Resource(Protocol):
    """A thing with an ARN, an owner, tags and, for some services, a policy of its own."""

    @property
    def arn(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def policy(self) -> NamedPolicy | None: ...

    @property
    def tags(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class PlainResource:
    """A resource that has no policy: a role, a domain, a job, or `*`."""

    arn: str
    account: str
    policy: NamedPolicy | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
