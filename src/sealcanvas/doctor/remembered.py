"""An identity source that looks every principal up once: for thousands of questions asked at one moment."""

from sealcanvas.access.principal import Principal
from sealcanvas.service.identity import IdentityPolicies, IdentitySource


class Remembered:
    """Keeps what `source` said; to be thrown away with the operation that made it."""

    def __init__(self, source: IdentitySource) -> None:
        self._source = source
        self._found: dict[tuple[str, str, str], IdentityPolicies] = {}

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        """The principal's policies, as they stood when they were first asked for."""
        key = (principal.kind, principal.arn, principal.principal_id)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._source.policies_of(principal)
        return found
