"""Policy variables such as `${aws:username}` and `${aws:PrincipalTag/team, 'none'}`.

They count in Resource and in condition values of policies of version 2012-10-17 only; in older ones `${` is text.
Source: IAM User Guide, "IAM policy elements: Variables and tags".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sealcanvas.access.context import Context, fold_key
from sealcanvas.access.wildcard import Token, split_wildcards

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT = re.compile(r"([^,]*?)\s*,\s*'(.*)'\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Variable:
    """A reference to a condition key of the request; `default` stands in for a key that is missing."""

    key: str
    default: str | None

    def value(self, context: Context) -> str | None:
        """Return the variable's text; None if the key is missing, or has several values, and there is no default."""
        found = context.get(self.key)
        if found is not None and len(found) == 1:
            return found[0]
        return self.default


Part = Token | Variable


def split_variables(text: str, *, variables: bool, wildcards: bool) -> list[Part]:
    """Return the parts of `text`: literals, wildcards (where `wildcards` count) and variables.

    `${*}`, `${?}` and `${$}` stand for those characters themselves.
    """
    if not variables or "${" not in text:
        return _literal(text, wildcards)
    parts: list[Part] = []
    position = 0
    for found in _VARIABLE.finditer(text):
        parts.extend(_literal(text[position : found.start()], wildcards))
        position = found.end()
        name = found.group(1).strip()
        if name in ("*", "?", "$"):
            parts.append(name)
            continue
        split = _WITH_DEFAULT.match(name)
        if split is None:
            parts.append(Variable(fold_key(name), None))
        else:
            parts.append(Variable(fold_key(split.group(1)), split.group(2)))
    parts.extend(_literal(text[position:], wildcards))
    return parts


def resolve(parts: Sequence[Part], context: Context) -> list[Token] | None:
    """Return `parts` with every variable replaced by its text (in which `*` and `?` are mere characters).

    None if a variable has neither a value nor a default: then the pattern matches nothing.
    """
    tokens: list[Token] = []
    for part in parts:
        if isinstance(part, Variable):
            value = part.value(context)
            if value is None:
                return None
            tokens.append(value)
        else:
            tokens.append(part)
    return tokens


def _literal(text: str, wildcards: bool) -> list[Part]:
    if not text:
        return []
    if not wildcards:
        return [text]
    return list(split_wildcards(text))
