"""The condition keys that a policy speaks of: in its conditions, and as policy variables."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from sealcanvas.access.context import fold_key
from sealcanvas.access.policy import PolicyDocument

_VARIABLE = re.compile(r"\$\{\s*([^{},]*?)\s*(?:,[^{}]*)?\}")
_WITH_VARIABLES = "2012-10-17"
_CHARACTERS = ("*", "?", "$")


def context_keys(documents: Iterable[PolicyDocument]) -> tuple[str, ...]:
    """Return the keys as the policies write them, each once, in the order of the texts."""
    found: dict[str, str] = {}
    for document in documents:
        for key in _of_text(document.text):
            found.setdefault(fold_key(key), key)
    return tuple(found.values())


@lru_cache(256)
def _of_text(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_keys(json.loads(text))))


def _keys(policy: dict[str, Any]) -> Iterator[str]:
    statements = policy.get("Statement", [])
    variables = policy.get("Version") == _WITH_VARIABLES
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Resource", "NotResource"):
            if variables:
                yield from _variables(statement.get(element))
        for conditions in statement.get("Condition", {}).values():
            for key, values in conditions.items():
                yield key
                if variables:
                    yield from _variables(values)


def _variables(texts: Any) -> Iterator[str]:
    for text in texts if isinstance(texts, list) else [texts]:
        if isinstance(text, str):
            yield from (name for name in _VARIABLE.findall(text) if name and name not in _CHARACTERS)
