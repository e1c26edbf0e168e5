"""An identity provider's sign-in: which client it is for, and who one becomes by it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from sealcanvas.crypto.secret import Secret
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.tables import providers


@dataclass(frozen=True, slots=True)
class Terms:
    """What an administrator states of a sign-in.

    Attributes:
        role_arn, domain_id: one of the two; the other is "".
        claim: which says what a role's session is called, or which user profile it is.
        user_profiles: from the claim's value to the profile's name; empty where the value is the name.
        maker: who stated it, for `sts.remembered.recall`, and `maker_arn` for people.
        revision: another one with every update: sessions of an earlier one are over.
    """

    display_name: str
    provider_arn: str
    client_id: str
    scopes: Sequence[str]
    role_arn: str
    domain_id: str
    claim: str
    user_profiles: Mapping[str, str]
    seconds: int
    region: str
    maker: Mapping[str, Any] = field(repr=False)
    maker_arn: str
    revision: str


@dataclass(frozen=True, slots=True)
class SignInProvider:
    """A sign-in as it stands now."""

    name: str
    account: str
    terms: Terms
    client_secret: Secret | None
    created_at: datetime
    updated_at: datetime


def find_sign_in(instance: Instance, name: str) -> SignInProvider | None:
    """The sign-in of that name, of whichever account, or None."""
    with instance.database.read() as connection:
        row = connection.execute(select(providers).where(providers.c.name == name)).one_or_none()
    return None if row is None else _of_row(row)


def sign_ins(instance: Instance, account: str | None = None) -> list[SignInProvider]:
    """The sign-ins of an account, or of all that are open, by name."""
    query = select(providers).order_by(providers.c.name)
    if account is not None:
        query = query.where(providers.c.account == account)
    with instance.database.read() as connection:
        found = [_of_row(row) for row in connection.execute(query)]
    return found if account is not None else [each for each in found if is_open(instance, each)]


def is_open(instance: Instance, sign_in: SignInProvider) -> bool:
    """Whether the sign-in's account is not closed."""
    membership = instance.memberships.of(sign_in.account)
    return membership is None or not membership.closed


def add_sign_in(instance: Instance, name: str, account: str, terms: Terms, client_secret: str) -> None:
    """Record a sign-in whose name is free."""
    now = instance.clock()
    with instance.database.transaction() as connection:
        connection.execute(
            insert(providers).values(
                name=name,
                account=account,
                details=asdict(terms),
                client_secret=client_secret or None,
                created_at=now,
                updated_at=now,
            )
        )


def change_sign_in(instance: Instance, name: str, terms: Terms, client_secret: str | None) -> None:
    """State a sign-in anew; None keeps its secret, "" removes it."""
    values: dict[str, Any] = {"details": asdict(terms), "updated_at": instance.clock()}
    if client_secret is not None:
        values["client_secret"] = client_secret or None
    with instance.database.transaction() as connection:
        connection.execute(update(providers).where(providers.c.name == name).values(**values))


def remove_sign_in(instance: Instance, name: str) -> None:
    """Forget a sign-in."""
    with instance.database.transaction() as connection:
        connection.execute(delete(providers).where(providers.c.name == name))


def _of_row(row: Row[Any]) -> SignInProvider:
    secret = None if row.client_secret is None else Secret(row.client_secret.encode())
    return SignInProvider(row.name, row.account, Terms(**row.details), secret, row.created_at, row.updated_at)
