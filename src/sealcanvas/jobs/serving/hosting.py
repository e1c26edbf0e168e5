"""Which models are to be hosted: asked for here by any serving process, seen to by the supervisor of the first."""

import secrets
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.serving.host import Access, Host, HostSpec, HostState
from sealcanvas.jobs.serving.tables import hosted_models
from sealcanvas.jobs.supervision.signals import Signals
from sealcanvas.service.instance import Instance

MOST_HOSTED = 8
"""Hosted models of one server: each is a process that holds a model in memory."""

MOST_OF_ACCOUNT = 4
"""Those of one account, so that none has them all."""

Hook = Callable[[Instance, str], None]
_hooks: dict[str, Hook] = {}


class TooManyHosted(Exception):
    """The server hosts as many models as it may, of all accounts or of this one; how many that are."""

    def __init__(self, most: int, whose: str) -> None:
        super().__init__(f"{whose} hosts {most} models, which is its limit")


def hosted(kind: str) -> Callable[[Hook], Hook]:
    """Call the decorated function with the owner's ARN when a hosted model of it changes its state.

    It runs in the server, inside the transaction that records the change.
    """

    def decorate(hook: Hook) -> Hook:
        _hooks[kind] = hook
        return hook

    return decorate


def host(instance: Instance, spec: HostSpec) -> Host:
    """Have a model hosted, within the caller's unit of work.

    Raises:
        TooManyHosted: there is no room for one more.
    """
    host_id = secrets.token_hex(16)
    with instance.database.transaction() as connection:
        count = connection.execute(select(func.count()).select_from(hosted_models)).scalar_one()
        if count >= MOST_HOSTED:
            raise TooManyHosted(MOST_HOSTED, "This server")
        account = spec.owner.split(":")[4]
        if sum(each.spec.owner.split(":")[4] == account for each in all_hosts(instance)) >= MOST_OF_ACCOUNT:
            raise TooManyHosted(MOST_OF_ACCOUNT, "This account")
        connection.execute(
            insert(hosted_models).values(
                host_id=host_id,
                owner=spec.owner,
                owner_index=spec.owner,
                spec=asdict(spec),
                state=HostState.STARTING,
                created_at=instance.clock(),
            )
        )
    signals_of(instance).work()
    return Host(host_id, spec, HostState.STARTING, None, None)


def release(instance: Instance, host_ids: list[str]) -> None:
    """Host these no more; their processes end soon after the caller's unit of work."""
    with instance.database.transaction() as connection:
        connection.execute(delete(hosted_models).where(hosted_models.c.host_id.in_(host_ids)))
    signals_of(instance).work()


def hosts_of(instance: Instance, owner: str) -> list[Host]:
    """The hosted models of an owner, oldest first."""
    found = select(hosted_models).where(hosted_models.c.owner_index == owner).order_by(hosted_models.c.number)
    with instance.database.read() as connection:
        return [_host(row) for row in connection.execute(found).all()]


def all_hosts(instance: Instance) -> list[Host]:
    """Every hosted model, oldest first."""
    with instance.database.read() as connection:
        return [_host(row) for row in connection.execute(select(hosted_models).order_by(hosted_models.c.number)).all()]


def states(instance: Instance) -> dict[str, HostState]:
    """The state of every hosted model by its id: what the supervisor looks at, without opening anything sealed."""
    asked = select(hosted_models.c.host_id, hosted_models.c.state)
    with instance.database.read() as connection:
        return {host_id: HostState(state) for host_id, state in connection.execute(asked).all()}


def find(instance: Instance, host_id: str) -> Host | None:
    """One hosted model, or None when it is not hosted any more."""
    with instance.database.read() as connection:
        row = connection.execute(select(hosted_models).where(hosted_models.c.host_id == host_id)).one_or_none()
    return None if row is None else _host(row)


def change(
    instance: Instance,
    host_id: str,
    state: HostState,
    *,
    access: Access | None = None,
    failure: Failure | None = None,
) -> None:
    """Set a hosted model's state and tell its owner's service, in one unit of work; one that is gone stays gone."""
    values = {
        "state": state,
        "access": asdict(access) if access else None,
        "failure": asdict(failure) if failure else None,
    }
    with instance.database.transaction() as connection:
        row = connection.execute(select(hosted_models).where(hosted_models.c.host_id == host_id)).one_or_none()
        if row is None or (row.state == state and state is HostState.STARTING):
            return
        connection.execute(update(hosted_models).where(hosted_models.c.host_id == host_id).values(**values))
        spec = HostSpec(**row.spec)
        hook = _hooks.get(spec.kind)
        if hook is not None:
            hook(instance, spec.owner)


def signals_of(instance: Instance) -> Signals:
    """How whoever asks for a model to be hosted wakes the supervisor of the same process."""
    signals: Signals = instance.parts.setdefault("jobs.serving.signals", Signals())
    return signals


def _host(row: Row[Any]) -> Host:
    return Host(
        host_id=row.host_id,
        spec=HostSpec(**row.spec),
        state=HostState(row.state),
        failure=Failure(**row.failure) if row.failure else None,
        access=Access(**row.access) if row.access else None,
    )
