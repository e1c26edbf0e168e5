"""The grants on keys, read once and handed out by whom they are given to."""

from sealcanvas.access.grant import Grant
from sealcanvas.access.principal import Principal
from sealcanvas.kms.grants import StoredGrant, find_grants, own_names
from sealcanvas.kms.tables import grants
from sealcanvas.service.instance import Instance

MOST_GRANTS = 10_000
"""At most so many grants of one key are looked at."""


class KeyGrants:
    """Grants by key and grantee; to be thrown away with the operation that made it.

    Attributes:
        complete: whether no key had more grants than are looked at.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._by_key: dict[str, dict[str, list[StoredGrant]]] = {}
        self.complete = True

    def by_grantee(self, key_arn: str) -> dict[str, list[StoredGrant]]:
        """The key's grants."""
        found = self._by_key.get(key_arn)
        if found is None:
            stored = find_grants(self._instance, grants.c.key_arn == key_arn)
            self.complete &= len(stored) <= MOST_GRANTS
            found = self._by_key[key_arn] = {}
            for grant in stored[:MOST_GRANTS]:
                found.setdefault(grant.grantee, []).append(grant)
        return found

    def held_by(self, principal: Principal, key_arn: str) -> list[Grant]:
        """The principal's grants on the key: its own, its role's, its account's."""
        found, own = self.by_grantee(key_arn), own_names(principal)
        return [
            grant.to_access()
            for name in principal.grantee_names
            for grant in found.get(name, ())
            if name not in own or grant.still_means(name, principal)
        ]
