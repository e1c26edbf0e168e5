"""What differs between roles, users and groups: a table, an id and quotas. All else is written once for the three."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Table

from sealcanvas.iam import quotas
from sealcanvas.iam.tables import groups, roles, users
from sealcanvas.iam.unique_ids import Prefix


@dataclass(frozen=True, slots=True)
class EntityKind:
    """One kind of entity.

    Attributes:
        label: "Role": in names of operations (CreateRole), members (RoleName), quotas (RolesPerAccount), sentences.
        table: where it lies, with the columns account, name, folded_name, path and created_at.
        identifier: the table's column of unique ids.
        limit: how many an account may have.
        inline_limit: how many characters all its inline policies together may have.
    """

    label: str
    table: Table
    identifier: Column[Any]
    prefix: Prefix
    limit: int
    inline_limit: int

    @property
    def word(self) -> str:
        """ "role": in ARNs and within sentences."""
        return self.label.lower()

    @property
    def name_member(self) -> str:
        """ "RoleName"."""
        return f"{self.label}Name"


ROLE = EntityKind("Role", roles, roles.c.role_id, "AROA", quotas.ROLES, quotas.ROLE_INLINE_CHARACTERS)
USER = EntityKind("User", users, users.c.user_id, "AIDA", quotas.USERS, quotas.USER_INLINE_CHARACTERS)
GROUP = EntityKind("Group", groups, groups.c.group_id, "AGPA", quotas.GROUPS, quotas.GROUP_INLINE_CHARACTERS)

KINDS: Mapping[str, EntityKind] = MappingProxyType({kind.word: kind for kind in (ROLE, USER, GROUP)})
"""Each kind by its word."""
