"""Wildcards and policy variables, spelled out.

Pages: "IAM JSON policy elements: Resource", "IAM policy elements: Variables and tags".
"""

import re
from collections.abc import Sequence

Keys = dict[str, list[str]]
"""The request's condition keys by lower-cased name, each with all of its values."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT = re.compile(r"([^,']+), *'([^']*)'")


class _Special(str):
    """One character that stands for itself although it looks like a wildcard."""

    __slots__ = ()


def spelled(pattern: str, keys: Keys, *, variables: bool) -> list[str] | None:
    """Return the characters of `pattern` with its variables replaced, or None if one has no value.

    What a variable brings in is text: a `*` in a tag is no wildcard (*ours*: AWS is silent). `${*}`, `${?}` and `${$}`
    are the characters themselves. Without version 2012-10-17 a variable is ordinary text.
    """
    if not variables:
        return list(pattern)
    out: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(pattern):
        out += pattern[at : found.start()]
        at = found.end()
        inside = found[1]
        if inside in ("*", "?", "$"):
            out.append(_Special(inside))
            continue
        with_default = _WITH_DEFAULT.fullmatch(inside)
        name, default = (with_default[1], with_default[2]) if with_default else (inside, None)
        values = keys.get(name.strip().lower(), [])
        value = values[0] if len(values) == 1 else default  # a multivalued key is no variable
        if value is None:
            return None
        out += [_Special(character) for character in value]
    return out + list(pattern[at:])


def fits(characters: Sequence[str], value: str) -> bool:
    """Tell whether `value` is as `characters` say: `*` is any run of characters, `?` any one."""
    expression = ""
    for character in characters:
        if isinstance(character, _Special) or character not in "*?":
            expression += re.escape(character)
        else:
            expression += ".*" if character == "*" else "."
    return re.fullmatch(expression, value, re.DOTALL) is not None


def action_fits(pattern: str, action: str) -> bool:
    """Tell whether `action` is one of those that `pattern` means; neither has a case ("Action")."""
    return fits(list(pattern.lower()), action.lower())


def resource_fits(pattern: str, resource: str, keys: Keys, *, variables: bool) -> bool:
    """Tell whether `resource` fits; a pattern whose variable has no value fits nothing ("Variables and tags")."""
    characters = spelled(pattern, keys, variables=variables)
    return characters is not None and fits(characters, resource)


def arn_fits(characters: Sequence[str], value: str) -> bool:
    """Compare two ARNs part by part, six parts at most ("Condition operators", ARN)."""
    if characters == ["*"]:  # *ours*: the one pattern without six parts that stands for any ARN
        return value.count(":") >= 5
    wanted: list[list[str]] = [[]]
    for character in characters:
        if character == ":" and len(wanted) < 6:
            wanted.append([])
        else:
            wanted[-1].append(character)
    parts = value.split(":", 5)
    if len(wanted) != 6 or len(parts) != 6:
        return False
    return all(fits(want, part) for want, part in zip(wanted, parts, strict=True))
