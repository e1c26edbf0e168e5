"""Tag…, Untag… and List…Tags, which roles, users and managed policies have alike."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sealcanvas.access.request import Keys
from sealcanvas.iam.paging import Page
from sealcanvas.iam.tags import drop_tags, merge_tags, read_tags, tag_conditions, wire_tags
from sealcanvas.iam.targets import On
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request


class Tagged(Protocol):
    """Whatever has tags."""

    @property
    def tags(self) -> Mapping[str, str]: ...


Find = Callable[[Call, Any, Request], Tagged]
Store = Callable[[Instance, Any, dict[str, str]], None]


def serve_tags(label: str, on: On, store: Store, find: Find = lambda _call, target, _request: target) -> None:
    """Register Tag…, Untag… and List…Tags.

    Args:
        label: "Role", "User" or "Policy".
        on: registers an operation on such a thing.
        store: keeps the thing's new tags.
        find: the thing itself, where `on` hands over something less.
    """

    @on(f"Tag{label}", lambda _call, _target, request: tag_conditions(request["Tags"]))
    def tag(call: Call, target: Any, request: Request) -> None:
        thing = find(call, target, request)
        store(call.instance, thing, merge_tags(thing.tags, read_tags(request["Tags"])))

    @on(f"Untag{label}", _tag_keys)
    def untag(call: Call, target: Any, request: Request) -> None:
        thing = find(call, target, request)
        store(call.instance, thing, drop_tags(thing.tags, request["TagKeys"]))

    @on(f"List{label}Tags")
    def list_tags(call: Call, target: Any, request: Request) -> Request:
        tags = find(call, target, request).tags
        keys, more = Page(request).of(tags, str)
        return {"Tags": wire_tags({key: tags[key] for key in keys}), **more}


def _tag_keys(_call: Call, _target: Any, request: Request) -> Keys:
    return {"aws:TagKeys": tuple(request["TagKeys"])}
