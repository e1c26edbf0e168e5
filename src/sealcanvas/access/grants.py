"""The grants of one key, found by whom they are given to."""

from collections.abc import Iterable, Iterator, Mapping

from sealcanvas.access.grant import Grant
from sealcanvas.access.principal import Principal
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest


class Grants:
    """Live grants, by grantee: a key may have 50,000 of them, and a decision looks at its principal's own."""

    __slots__ = ("_by_grantee",)

    def __init__(self, grants: Iterable[Grant] = ()) -> None:
        """Sort `grants` by grantee; their order stays within one grantee."""
        self._by_grantee: dict[str, list[Grant]] = {}
        for grant in grants:
            self._by_grantee.setdefault(grant.grantee, []).append(grant)

    def held_by(self, principal: Principal) -> Iterator[Grant]:
        """Return the grants to the principal, to the role of its session, and to its account, in this order."""
        for name in principal.grantee_names:
            yield from self._by_grantee.get(name, ())

    def covering(self, request: AccessRequest, encryption_context: Mapping[str, str]) -> tuple[Named, Grant | None]:
        """Return the grant that covers the request and names its principal most directly, and how it names him."""
        if self._by_grantee:
            for grant in self.held_by(request.principal):
                if grant.covers(request, encryption_context):
                    return grant.names(request.principal), grant
        return Named.NOT, None

    def __iter__(self) -> Iterator[Grant]:
        for grants in self._by_grantee.values():
            yield from grants

    def __len__(self) -> int:
        return sum(map(len, self._by_grantee.values()))


NO_GRANTS = Grants()
