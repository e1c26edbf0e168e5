"""Operations on a provider: found by its ARN, and asked for before it is told whether it exists."""

from collections.abc import Callable
from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.iam.errors import NoSuchEntity, ValidationError
from sealcanvas.iam.oidc_providers import OidcProvider, account_and_name, provider_named
from sealcanvas.iam.service import iam
from sealcanvas.service.call import Call
from sealcanvas.service.operation import ConditionKeys, Handler, Operation, Request
from sealcanvas.service.resource import PlainResource


def on_provider(name: str, conditions: ConditionKeys | None = None) -> Callable[[Handler], Operation]:
    """Register an operation on the provider that `OpenIDConnectProviderArn` names; its target may not be there."""

    def keys(call: Call, target: Any, request: Request) -> Keys:
        found: Keys = {f"iam:ResourceTag/{key}": value for key, value in target.tags.items()}
        return found | (conditions(call, target, request) if conditions else {})

    return iam.operation(name, resource=_resolve, conditions=keys)


def provider_or_refuse(_call: Call, target: OidcProvider | PlainResource) -> OidcProvider:
    """The provider, once the caller may know of it; raises NoSuchEntity."""
    if isinstance(target, OidcProvider):
        return target
    raise NoSuchEntity(f"OpenIDConnect Provider not found for arn {target.arn}")


def _resolve(call: Call, request: Request) -> OidcProvider | PlainResource:
    arn: str = request["OpenIDConnectProviderArn"]
    parts = account_and_name(arn)
    if parts is None:
        raise ValidationError(f"Invalid ARN: {arn}")
    return provider_named(call.instance, *parts) or PlainResource(arn, parts[0])
