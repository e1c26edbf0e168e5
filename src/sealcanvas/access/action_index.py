"""The statements of one document that are about one action, found by whom they name."""

from collections.abc import Iterable, Sequence

from sealcanvas.access.principal import Principal
from sealcanvas.access.statement import Statement


class ActionIndex:
    """Statements about one action: `denies` and `allows`, each in the document's order."""

    __slots__ = ("_allows_by_name", "_denies_by_name", "allows", "denies")

    def __init__(self, about: Iterable[Statement]) -> None:
        """Index `about`, which are all about the same action."""
        statements = tuple(about)
        self.denies = tuple(statement for statement in statements if statement.effect == "Deny")
        self.allows = tuple(statement for statement in statements if statement.effect == "Allow")
        self._denies_by_name = _by_name(self.denies)
        self._allows_by_name = _by_name(self.allows)

    def denies_naming(self, principal: Principal) -> Sequence[Statement]:
        """Return the denials that may name `principal`, in the document's order."""
        return _naming(self._denies_by_name, principal)

    def allows_naming(self, principal: Principal) -> Sequence[Statement]:
        """Return the allowances that may name `principal`, in the document's order."""
        return _naming(self._allows_by_name, principal)


_EVERYBODY = ""
"""The name for statements that any principal may be meant by: those with `*`, and those with NotPrincipal."""


def _by_name(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        named = statement.principals
        if named is None:
            continue
        anyone = named.anyone or statement.not_principal
        for name in (_EVERYBODY,) if anyone else named.aws | named.services | named.federated:
            found.setdefault(name, []).append(statement)
    return found


def _naming(by_name: dict[str, list[Statement]], principal: Principal) -> Sequence[Statement]:
    if not by_name:
        return ()
    lists = [found for name in (*principal.names, _EVERYBODY) if (found := by_name.get(name)) is not None]
    if len(lists) < 2:
        return lists[0] if lists else ()
    merged = {statement.index: statement for found in lists for statement in found}
    return [merged[index] for index in sorted(merged)]
