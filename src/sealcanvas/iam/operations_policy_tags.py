"""TagPolicy, UntagPolicy, ListPolicyTags."""

from collections.abc import Callable

from sqlalchemy import update

from sealcanvas.iam.managed_policies import ManagedPolicy
from sealcanvas.iam.tables import policies
from sealcanvas.iam.tag_operations import serve_tags
from sealcanvas.iam.targets import on_policy, policy_at
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import ConditionKeys, Handler, Operation


def _on(name: str, conditions: ConditionKeys | None = None) -> Callable[[Handler], Operation]:
    return on_policy(name, conditions, writes=not name.startswith("List"))


def _store(instance: Instance, policy: ManagedPolicy, tags: dict[str, str]) -> None:
    with instance.database.transaction() as connection:
        connection.execute(update(policies).where(policies.c.policy_id == policy.policy_id).values(tags=tags))


serve_tags("Policy", _on, _store, lambda call, _target, request: policy_at(call, request["PolicyArn"]))
