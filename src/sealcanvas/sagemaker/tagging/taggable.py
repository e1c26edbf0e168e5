"""What can be tagged: a resource by its ARN, and where its tags are kept.

Everything in SageMaker's own table can. A kind that is kept elsewhere joins by `register`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource, Resource

Find = Callable[[Instance, str], Any]
Save = Callable[[Instance, Any, Mapping[str, str]], None]

_KINDS: dict[str, tuple[Find, Save]] = {}


def register(kind: str, find: Find, save: Save) -> None:
    """Let resources of a kind be tagged that are kept elsewhere.

    Args:
        kind: the word before the slash in their ARNs ("endpoint").
        find: the resource of an ARN, with its tags, or None.
        save: gives what `find` found other tags.
    """
    _KINDS[kind] = (find, save)


def resource_named(call: Call, request: Request) -> Resource:
    """A resolver: what ResourceArn means now; who may not ask learns not whether it is there."""
    arn = request["ResourceArn"]
    parts = arn.split(":", 5)
    find, _ = _KINDS.get(parts[5].partition("/")[0], (stored.find, stored.set_tags))
    found: Resource | None = find(call.instance, arn)
    return found if found is not None else PlainResource(arn, parts[4])


def require_found(call: Call, resource: Resource) -> Resource:
    """The resource, if there is one in the call's region.

    Raises:
        ValidationException: there is none.
    """
    if isinstance(resource, PlainResource) or resource.arn.split(":")[3] != call.region:
        raise ValidationException(f"Could not find resource {resource.arn}.")
    return resource


def save_tags(call: Call, resource: Resource, tags: Mapping[str, str]) -> None:
    """Give a resource that `require_found` found other tags."""
    kind = resource.arn.split(":", 5)[5].partition("/")[0]
    _, save = _KINDS.get(kind, (stored.find, stored.set_tags))
    save(call.instance, resource, tags)


def wire_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as an answer gives them, by their keys."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]
