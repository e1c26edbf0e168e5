"""Domains, user profiles, spaces, apps, jobs and models as they are stored: each by its ARN."""

from collections.abc import Mapping
from typing import Any, Literal

from sealcanvas.jobs.operations.access import resources_of
from sealcanvas.sagemaker.tables import resources
from sealcanvas.sagemaker.tags import require_tagging
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.stored_table import StoredResource, StoredTable

Kind = Literal[
    "domain",
    "user-profile",
    "space",
    "app",
    "automl-job",
    "model",
    "transform-job",
    "model-package-group",
    "model-package",
    "endpoint-config",
    "endpoint",
]


Stored = StoredResource
_table: StoredTable[Kind, Stored] = StoredTable(resources, Stored)
find, remove, of_kind, count = _table.find, _table.remove, _table.of_kind, _table.count


def store(
    call: Call,
    kind: Kind,
    arn: str,
    name: str,
    status: str,
    request: Mapping[str, Any],
    *,
    domain_id: str | None = None,
    tags: Mapping[str, str] | None = None,
    **details: Any,
) -> Stored:
    """Keep a new resource, with the request's tags.

    Args:
        tags: further ones, under the request's own.

    Raises:
        AccessDeniedException: the request has tags, and the caller may not add them.
        IntegrityError: the ARN is taken; to be looked for before.
    """
    require_tagging(call, arn, request.get("Tags", []))
    return _table.store(call, kind, arn, name, status, request, details, tags=tags, domain_index=domain_id)


def change(
    instance: Instance,
    stored: Stored,
    *,
    status: str | None = None,
    ended: bool = False,
    request: Mapping[str, Any] | None = None,
    **details: Any,
) -> None:
    """Set a resource's status, its end, its request, or some of its details."""
    columns: dict[str, Any] = {"status": status, "ended_at": instance.clock() if ended else None}
    given = {name: value for name, value in columns.items() if value is not None}
    _table.change(instance, stored, request=request, details=details, **given)


def set_tags(instance: Instance, stored: Stored, tags: Mapping[str, str]) -> None:
    """Give a resource other tags."""
    _table.set(instance, stored, tags=dict(tags))


def of_domain(instance: Instance, domain_id: str, kind: Kind) -> list[Stored]:
    """The domain itself, its user profiles, its spaces or its apps, oldest first."""
    return _table.where(instance, resources.c.domain_index == domain_id, resources.c.kind == kind)


resources_of("sagemaker", find)
