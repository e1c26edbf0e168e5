"""What is asked: one action on one resource, with the condition keys that the request carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sealcanvas.access.principal import Principal

ContextValue = str | tuple[str, ...]
"""One value of a single-valued condition key, or all values of a multi-valued one."""

Keys = dict[str, ContextValue]
"""Condition keys by name."""

_EMPTY: Mapping[str, ContextValue] = MappingProxyType({})


@dataclass(frozen=True)
class AccessRequest:
    """One question to the decision engine.

    `action` is `service:Name` (any letter case), `resource` an ARN (a KMS alias is resolved to its key before),
    `resource_account` the 12-digit owner of the resource. `context` maps condition keys, named as AWS names them,
    to their values. Keys that follow from the principal and the resource (`aws:PrincipalArn`,
    `aws:PrincipalAccount`, `aws:PrincipalTag/…`, `aws:ResourceAccount`, …) are derived; a value given here wins.
    """

    principal: Principal
    action: str
    resource: str
    resource_account: str
    context: Mapping[str, ContextValue] = field(default_factory=lambda: _EMPTY)
