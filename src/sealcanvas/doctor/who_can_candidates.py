"""Who might be able to use a resource: everybody in its account, and whoever its policy and its grants name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import ANONYMOUS, Principal, account_root_arn
from sealcanvas.doctor.abroad import is_abroad
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.named_principal import named_principal
from sealcanvas.iam.tables import roles, users
from sealcanvas.service.instance import Instance

ANYONE = "*"
_STRANGER = "000000000000"
"""An account that nobody has: it stands for every principal that nothing names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One principal, under the name by which it is listed; `outside` the account, its own policies are not known."""

    name: str
    principal: Principal
    outside: bool

    @property
    def kind(self) -> str:
        """The word for it: user, role, session, account, root, service, web-identity or anyone."""
        if self.name == ANYONE:
            return "anyone"
        if self.principal.kind == "root":
            return "account" if self.outside else "root"
        if self.principal.kind == "role-session":
            return "session" if ":assumed-role/" in self.name else "role"
        return self.principal.kind


def candidate_names(
    instance: Instance, account: str, documents: Iterable[PolicyDocument], grantees: Iterable[str]
) -> list[str]:
    """The names of all candidates, sorted: `*`, ARNs and hosts."""
    names = {account_root_arn(account), *names_of_account(instance, account), *grantees}
    for document in documents:
        names |= document.principals() | document.services()
        for statement in document.statements:
            element = statement.principals
            names |= element.federated if element is not None else frozenset()
            if element is not None and (element.anyone or (statement.not_principal and statement.effect == "Allow")):
                names.add(ANYONE)
    return sorted(names)


def names_of_account(instance: Instance, account: str) -> list[str]:
    """The ARNs of all users and roles of an account."""
    with instance.database.read() as connection:
        return [
            str(IamArn(account, kind, row.path, row.name))
            for kind, table in (("user", users), ("role", roles))
            for row in connection.execute(select(table.c.path, table.c.name).where(table.c.account == account))
        ]


def candidate(instance: Instance, name: str, account: str, *, unsigned: bool) -> Candidate | None:
    """The principal of that name; None for an id of somebody who is gone.

    Args:
        unsigned: whether the resource can be asked for by anybody, without an account.
    """
    if name == ANYONE:
        return Candidate(name, ANONYMOUS if unsigned else Principal.root(_STRANGER), outside=True)
    principal = named_principal(instance, name)
    if principal is None and "." in name:  # an identity provider, by its ARN or its host
        principal = Principal.web_identity(name, ANYONE)
    if principal is None:
        return None
    outside = is_abroad(principal, account)
    return Candidate(name, replace(principal, tags={}) if outside else principal, outside)
