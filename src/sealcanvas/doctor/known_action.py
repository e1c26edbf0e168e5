"""Whether an action that somebody asks about exists, and whether it is about the resource's service at all."""

from collections.abc import Iterable
from difflib import get_close_matches

from sealcanvas.access.service_reference import prefixes, reference
from sealcanvas.access.service_reference.reference import Action, ServiceReference
from sealcanvas.service.own_errors import ValidationException

_LONGEST = 100


def check_exists(action: str) -> None:
    """Refuse an action that no service has: every answer on it would mislead.

    Raises:
        ValidationException: there is none of that name; the message has the nearest.
    """
    _find(action)


def check_applies(action: str, resource: str) -> None:
    """Refuse an action that does not exist, or that is about resources of other services than `resource` (an ARN).

    Raises:
        ValidationException: it is one of these.
    """
    service, found = _find(action)
    arns = [service.resources[name].arn for name in found.resources if name in service.resources]
    services = {arn.split(":")[2] for arn in arns} or {service.prefix}
    if resource.startswith("arn:") and resource.split(":")[2] not in services:
        raise ValidationException(f"{action} does not apply to {resource}.")


def _find(action: str) -> tuple[ServiceReference, Action]:
    prefix, _, name = action.partition(":")
    service = reference(prefix)
    if service is None:
        close = _nearest(prefix, prefixes())
        hint = f" Did you mean {close}:{name[:_LONGEST]}?" if close else ""
        raise ValidationException(f"There is no action {action[:_LONGEST]}.{hint}")
    found = service.action(name)
    if found is None:
        close = _nearest(name, (each.name for each in service.actions.values()))
        hint = f" Did you mean {service.prefix}:{close}?" if close else ""
        raise ValidationException(f"There is no action {action[:_LONGEST]}.{hint}")
    return service, found


def _nearest(name: str, known: Iterable[str]) -> str | None:
    folded = {each.lower(): each for each in known}
    close = get_close_matches(name[:_LONGEST].lower(), folded, 1)
    return folded[close[0]] if close else None
