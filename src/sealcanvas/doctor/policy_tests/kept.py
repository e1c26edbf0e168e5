"""The policy tests that an account keeps in the state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from sealcanvas.doctor.policy_tests.fixture import Fixture
from sealcanvas.doctor.policy_tests.read import read_fixture
from sealcanvas.doctor.policy_tests.tables import policy_test_settings, policy_tests
from sealcanvas.doctor.policy_tests.write import write_fixture
from sealcanvas.service.instance import Instance

MAX_TESTS = 1_000


class TooManyTests(Exception):
    """The account keeps as many tests as it may."""


@dataclass(frozen=True, slots=True)
class KeptTest:
    """One kept test; `number` tells the order in which they were put."""

    number: int
    fixture: Fixture
    document: str
    created_at: datetime
    modified_at: datetime


def put_test(instance: Instance, account: str, fixture: Fixture) -> None:
    """Keep the test, new or in place of the one of that name.

    Raises:
        TooManyTests: there are 1,000 others.
    """
    values = {"document": write_fixture(fixture), "modified_at": instance.clock()}
    this = (policy_tests.c.account == account, policy_tests.c.name_index == fixture.name)
    with instance.database.transaction() as connection:
        if connection.execute(update(policy_tests).where(*this).values(**values)).rowcount:
            return
        count = connection.execute(select(func.count()).where(policy_tests.c.account == account)).scalar_one()
        if count >= MAX_TESTS:
            raise TooManyTests
        created = values["modified_at"]
        connection.execute(
            insert(policy_tests).values(account=account, name_index=fixture.name, created_at=created, **values)
        )


def kept_test(instance: Instance, account: str, name: str) -> KeptTest | None:
    """The account's test of that name, or None."""
    query = select(policy_tests).where(policy_tests.c.account == account, policy_tests.c.name_index == name)
    with instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _of_row(row)


def kept_tests(instance: Instance, account: str, after: int = 0, limit: int = MAX_TESTS) -> list[KeptTest]:
    """The account's tests in the order in which they were put.

    Args:
        after: the number of the last one that is not wanted.
    """
    query = select(policy_tests).where(policy_tests.c.account == account, policy_tests.c.number > after)
    with instance.database.read() as connection:
        return [_of_row(row) for row in connection.execute(query.order_by(policy_tests.c.number).limit(limit))]


def keeping_accounts(instance: Instance) -> list[str]:
    """The accounts that keep tests, in their order."""
    query = select(policy_tests.c.account).distinct().order_by(policy_tests.c.account)
    with instance.database.read() as connection:
        return list(connection.execute(query).scalars())


def delete_test(instance: Instance, account: str, name: str) -> bool:
    """Remove the test; tells whether there was one."""
    this = delete(policy_tests).where(policy_tests.c.account == account, policy_tests.c.name_index == name)
    with instance.database.transaction() as connection:
        return bool(connection.execute(this).rowcount)


def enforces(instance: Instance, account: str) -> bool:
    """Whether an edit by which one of the account's tests fails is refused."""
    query = select(policy_test_settings.c.enforce).where(policy_test_settings.c.account == account)
    with instance.database.read() as connection:
        return bool(connection.execute(query).scalar())


def set_enforcement(instance: Instance, account: str, *, enforce: bool) -> None:
    """Set whether edits are refused."""
    with instance.database.transaction() as connection:
        connection.execute(delete(policy_test_settings).where(policy_test_settings.c.account == account))
        connection.execute(insert(policy_test_settings).values(account=account, enforce=enforce))


def _of_row(row: Row[Any]) -> KeptTest:
    return KeptTest(row.number, read_fixture(row.document), row.document, row.created_at, row.modified_at)
