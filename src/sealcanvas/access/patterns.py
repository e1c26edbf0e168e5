"""Sets of patterns of one policy element, compiled so that the common forms need no pattern matching at all."""

from collections.abc import Iterable

from sealcanvas.access.context import Context
from sealcanvas.access.variables import Part, Variable, resolve, split_variables
from sealcanvas.access.wildcard import Glob, Token, Wild


class PatternSet:
    """Patterns of which a value must fit one: texts, prefixes (`kms:*`), suffixes, globs, and those with variables."""

    __slots__ = ("_anything", "_exact", "_fold", "_globs", "_prefixes", "_suffixes", "_templates")

    def __init__(self, texts: Iterable[str], *, variables: bool = False, fold: bool = False) -> None:
        """Compile `texts`; `fold` compares without regard to case, `variables` lets policy variables count."""
        self._fold = fold
        self._anything = False
        exact: set[str] = set()
        prefixes: list[str] = []
        suffixes: list[str] = []
        globs: list[Glob] = []
        templates: list[list[Part]] = []
        for text in texts:
            parts = split_variables(text.lower() if fold else text, variables=variables, wildcards=True)
            tokens = [part for part in parts if not isinstance(part, Variable)]
            if len(tokens) != len(parts):
                templates.append(parts)
            elif tokens == [Wild.RUN]:
                self._anything = True
            elif not any(isinstance(token, Wild) for token in tokens):
                exact.add(_joined(tokens))
            elif len(tokens) == 2 and isinstance(tokens[0], str) and tokens[1] is Wild.RUN:
                prefixes.append(tokens[0])
            elif len(tokens) == 2 and isinstance(tokens[1], str) and tokens[0] is Wild.RUN:
                suffixes.append(tokens[1])
            else:
                globs.append(Glob(tokens))
        self._exact = frozenset(exact)
        self._prefixes = tuple(prefixes)
        self._suffixes = tuple(suffixes)
        self._globs = tuple(globs)
        self._templates = tuple(templates)

    def match(self, value: str, context: Context | None) -> bool:
        """Tell whether `value` fits a pattern; `context` gives the values of variables."""
        if self._anything:
            return True
        if self._fold:
            value = value.lower()
        if value in self._exact:
            return True
        if (self._prefixes and value.startswith(self._prefixes)) or (self._suffixes and value.endswith(self._suffixes)):
            return True
        for glob in self._globs:
            if glob.matches(value):
                return True
        return bool(self._templates) and context is not None and self._match_templates(value, context)

    def unresolved(self, context: Context) -> bool:
        """Tell whether a pattern has a variable for which the request carries no value."""
        return any(resolve(parts, context) is None for parts in self._templates)

    def _match_templates(self, value: str, context: Context) -> bool:
        for parts in self._templates:
            tokens = resolve(parts, context)
            if tokens is not None and Glob(tokens).matches(value):
                return True
        return False


def _joined(tokens: Iterable[Token]) -> str:
    return "".join(token for token in tokens if isinstance(token, str))
