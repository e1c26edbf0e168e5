"""Which of an entity's policies allow anything in a service; permissions policies alone count, as in AWS.

Boundaries, service control, session and resource policies are left out, and so are denials and conditions: a policy
that allows an action of the service under any circumstances grants access to it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sealcanvas.iam.entity import Entity
from sealcanvas.iam.entity_policies import attached_to, inline_of
from sealcanvas.iam.groups import groups_of
from sealcanvas.iam.managed_policies import default_document
from sealcanvas.iam.users import User
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Permission:
    """One permissions policy and who holds it; `arn` is None for an inline policy."""

    name: str
    document: str
    holder: Entity
    arn: str | None = None

    def grants(self, service: str) -> bool:
        """Whether it allows anything in the service of that namespace ("s3")."""
        return grants_service(self.document, service)


def permissions_of(instance: Instance, entity: Entity) -> Iterator[Permission]:
    """The inline and managed policies of the entity and, for a user, of its groups."""
    holders: list[Entity] = [entity]
    if isinstance(entity, User):
        holders += groups_of(instance, entity)
    for holder in holders:
        inline = inline_of(instance, holder)
        for name in sorted(inline):
            yield Permission(name, inline[name], holder)
        for arn in sorted(attached_to(instance, holder)):
            yield Permission(arn.rpartition("/")[2], default_document(instance, arn) or "{}", holder, arn)


def grants_service(document: str, service: str) -> bool:
    """Whether a policy text that IAM accepted allows anything in the service."""
    statements = json.loads(document).get("Statement", [])
    return any(
        statement["Effect"] == "Allow" and _is_about(statement, service.lower())
        for statement in ([statements] if isinstance(statements, dict) else statements)
    )


def _is_about(statement: dict[str, Any], service: str) -> bool:
    if "Action" in statement:
        return any(pattern.partition(":")[0] in ("*", service) for pattern in _texts(statement["Action"]))
    # All but some actions: the service is left out only where all of it is.
    excluded = _texts(statement.get("NotAction", "*"))
    return not {"*", "*:*", f"{service}:*"} & set(excluded)


def _texts(element: str | list[str]) -> list[str]:
    return [text.lower() for text in ([element] if isinstance(element, str) else element)]
