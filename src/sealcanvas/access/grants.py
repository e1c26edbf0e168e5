"""The grants of one key, found by whom they are given to, and for which source."""

from collections.abc import Iterable, Iterator, Mapping

from sealcanvas.access.grant import Grant
from sealcanvas.access.principal import Principal
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest


class Grants:
    """Live grants: a key may have 50,000 of them, and a decision looks at its principal's own.

    A service has one for each domain and job that it works for, so that they are found by their source too.
    """

    __slots__ = ("_by_holder", "_grants")

    def __init__(self, grants: Iterable[Grant] = ()) -> None:
        """Sort `grants` by grantee and source ARN; their order stays within one such pair."""
        self._grants = tuple(grants)
        self._by_holder: dict[tuple[str, str | None], list[Grant]] = {}
        for grant in self._grants:
            self._by_holder.setdefault((grant.grantee, grant.source_arn), []).append(grant)

    def held_by(self, principal: Principal) -> Iterator[Grant]:
        """Return the grants to the principal, to the role of its session, and to its account, whatever the source."""
        names = principal.grantee_names
        return (grant for grant in self._grants if grant.grantee in names)

    def covering(self, request: AccessRequest, encryption_context: Mapping[str, str]) -> tuple[Named, Grant | None]:
        """Return the grant that covers the request and names its principal most directly, and how it names him."""
        if not self._grants:
            return Named.NOT, None
        source = _source_of(request)
        for name in request.principal.grantee_names:
            for holder in ((name, None), (name, source)) if source else ((name, None),):
                for grant in self._by_holder.get(holder, ()):
                    if grant.covers(request, encryption_context):
                        return grant.names(request.principal), grant
        return Named.NOT, None

    def __iter__(self) -> Iterator[Grant]:
        return iter(self._grants)

    def __len__(self) -> int:
        return len(self._grants)


def _source_of(request: AccessRequest) -> str | None:
    for name, value in request.context.items():
        if name.lower() == "aws:sourcearn":
            return value if isinstance(value, str) else value[0] if len(value) == 1 else None
    return None


NO_GRANTS = Grants()
