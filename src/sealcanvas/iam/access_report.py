"""The report on service access: what a user, group, role or policy could reach, and when it was last tried.

Made from `last_use` at once, within the operation that asks for it: at most one row for each entity and action.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sealcanvas.iam.entity import Entity
from sealcanvas.iam.granting import grants_service, permissions_of
from sealcanvas.iam.groups import Group, group_named, members_of
from sealcanvas.iam.last_use import Use, last_uses_of
from sealcanvas.iam.managed_policies import ManagedPolicy, default_document
from sealcanvas.iam.policy_entities import entities_of_policy
from sealcanvas.iam.roles import role_named
from sealcanvas.iam.users import user_named
from sealcanvas.service.instance import Instance

SERVICE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "cloudtrail": "AWS CloudTrail",
        "forecast": "Amazon Forecast",
        "iam": "AWS Identity and Access Management",
        "kms": "AWS Key Management Service",
        "organizations": "AWS Organizations",
        "s3": "Amazon S3",
        "sagemaker": "Amazon SageMaker",
        "sealcanvas": "Sealcanvas",
        "sts": "AWS Security Token Service",
    }
)
"""Each service that Sealcanvas has, by its namespace in actions."""


Subject = Entity | ManagedPolicy


def make_report(instance: Instance, account: str, subject: Subject, *, by_action: bool) -> dict[str, Any]:
    """The services that the subject's policies allow anything in, and who tried them when, as responses give it.

    Returns:
        `ServicesLastAccessed`, and under `Entities` for each namespace an `EntityDetailsList`, the latest first.
    """
    documents = list(_documents(instance, subject))
    services = [name for name in SERVICE_NAMES if any(grants_service(text, name) for text in documents)]
    users_and_roles = {entity.entity_id: entity for entity in _entities(instance, account, subject)}
    uses = last_uses_of(instance, users_and_roles)
    by_service = {name: [use for use in uses if use.service == name] for name in services}
    return {
        "ServicesLastAccessed": [
            _service(name, users_and_roles, found, by_action=by_action) for name, found in by_service.items()
        ],
        "Entities": {name: _details(users_and_roles, found) for name, found in by_service.items()},
    }


def _documents(instance: Instance, subject: Subject) -> Iterable[str]:
    if isinstance(subject, ManagedPolicy):
        return (default_document(instance, subject.arn) or "{}",)
    return (permission.document for permission in permissions_of(instance, subject))


def _entities(instance: Instance, account: str, subject: Subject) -> Iterable[Entity]:
    """The users and roles that could use the subject's permissions."""
    if isinstance(subject, Group):
        yield from members_of(instance, subject)
    elif not isinstance(subject, ManagedPolicy):
        yield subject
    else:
        for kind, _path, name, _id in entities_of_policy(instance, account, subject.arn):
            found: Entity | None
            if kind.word == "group":
                group = group_named(instance, account, name)
                yield from members_of(instance, group) if group else ()
                continue
            found = (user_named if kind.word == "user" else role_named)(instance, account, name)
            if found is not None:
                yield found


def _service(name: str, entities: Mapping[str, Entity], uses: Sequence[Use], *, by_action: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"ServiceName": SERVICE_NAMES[name], "ServiceNamespace": name}
    if not uses:
        return shown | {"TotalAuthenticatedEntities": 0}
    last = uses[0]
    shown |= {
        "LastAuthenticated": last.at,
        "LastAuthenticatedEntity": entities[last.subject_id].arn,
        "LastAuthenticatedRegion": last.region,
        "TotalAuthenticatedEntities": len({use.subject_id for use in uses}),
    }
    if by_action:
        newest = {use.action: use for use in reversed(uses)}
        shown["TrackedActionsLastAccessed"] = [
            {
                "ActionName": action.partition(":")[2],
                "LastAccessedEntity": entities[use.subject_id].arn,
                "LastAccessedTime": use.at,
                "LastAccessedRegion": use.region,
            }
            for action, use in sorted(newest.items())
        ]
    return shown


def _details(entities: Mapping[str, Entity], uses: Sequence[Use]) -> list[dict[str, Any]]:
    last = {use.subject_id: use.at for use in reversed(uses)}
    tried = sorted(last, key=lambda unique_id: last[unique_id], reverse=True)
    never = sorted((each for each in entities if each not in last), key=lambda unique_id: entities[unique_id].arn)
    return [
        {"EntityInfo": _info(entities[each])} | ({"LastAuthenticated": last[each]} if each in last else {})
        for each in (*tried, *never)
    ]


def _info(entity: Entity) -> dict[str, Any]:
    return {
        "Arn": entity.arn,
        "Name": entity.name,
        "Type": entity.kind.upper(),
        "Id": entity.entity_id,
        "Path": entity.path,
    }
