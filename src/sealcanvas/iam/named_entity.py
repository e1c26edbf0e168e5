"""A role, user or group by its ARN, or by its account, kind and name."""

from collections.abc import Callable, Mapping

from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.groups import group_named
from sealcanvas.iam.roles import role_named
from sealcanvas.iam.users import user_named
from sealcanvas.service.instance import Instance

_FIND: Mapping[str, Callable[[Instance, str, str], Entity | None]] = {
    "group": group_named,
    "role": role_named,
    "user": user_named,
}


def entity_of_arn(instance: Instance, arn: str) -> Entity | None:
    """The role, user or group of exactly that ARN, path and all, or None."""
    parts = IamArn.parse(arn)
    if parts is None or parts.kind not in _FIND:
        return None
    entity = _FIND[parts.kind](instance, parts.account, parts.name)
    return entity if entity is not None and entity.arn == arn else None
