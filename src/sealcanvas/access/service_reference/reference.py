"""One service's actions, resource types and condition keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sealcanvas.access.wildcard import Glob, split_wildcards

AccessLevel = Literal["List", "Read", "Write", "Tagging", "Permissions management"]

_LEVELS: dict[str, AccessLevel] = {
    "l": "List",
    "r": "Read",
    "w": "Write",
    "t": "Tagging",
    "p": "Permissions management",
}
_BLANK = re.compile(r"\$\{[^}]*\}|<[^>]*>")


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource; `arn` is its format, `arn:${Partition}:s3:::${BucketName}`."""

    name: str
    arn: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `resources` has the names of the types that it applies to, true where one is required.

    Without resource types an action applies to `*` alone. `keys` are the condition keys that it lists itself.
    """

    name: str
    level: AccessLevel
    resources: Mapping[str, bool]
    keys: tuple[str, ...]


class ServiceReference:
    """What the Service Authorization Reference says of one service; look-ups take any letter case."""

    def __init__(
        self,
        prefix: str,
        actions: Mapping[str, Action],
        keys: Mapping[str, str],
        resources: Mapping[str, ResourceType],
    ) -> None:
        """`actions` by lower-case name, `keys` with the type of each, `resources` by the name of the type."""
        self.prefix = prefix
        self.actions = actions
        self.keys = keys
        self.resources = resources

    def action(self, name: str) -> Action | None:
        """Return the action of that name (without its prefix), or None."""
        return self.actions.get(name.lower())

    def matching(self, pattern: str) -> list[Action]:
        """Return the actions whose names fit `pattern`, which may have wildcards."""
        if "*" not in pattern and "?" not in pattern:
            found = self.action(pattern)
            return [] if found is None else [found]
        glob = Glob(split_wildcards(pattern.lower()))
        return [action for name, action in self.actions.items() if glob.matches(name)]

    def key(self, name: str) -> str | None:
        """Return the listed form of the condition key `name` (`s3:ExistingObjectTag/<key>`), or None."""
        folded = name.lower()
        exact = self._exact_keys.get(folded)
        if exact is not None:
            return exact
        return next((listed for form, listed in self._key_forms if form.fullmatch(folded)), None)

    def keys_of(self, action: Action) -> frozenset[str]:
        """Return every listed key that may count for `action`: its own, and those of its resource types."""
        types = (self.resources[name] for name in action.resources if name in self.resources)
        return frozenset(action.keys).union(*(each.keys for each in types))

    @cached_property
    def _exact_keys(self) -> dict[str, str]:
        return {name.lower(): name for name in self.keys if not _BLANK.search(name)}

    @cached_property
    def _key_forms(self) -> list[tuple[re.Pattern[str], str]]:
        return [(form_of(name), name) for name in self.keys if _BLANK.search(name)]


def form_of(listed: str) -> re.Pattern[str]:
    """Return the expression that a key fits which is listed with a blank (`aws:RequestTag/${TagKey}`), lower-cased."""
    return re.compile(".+".join(re.escape(part.lower()) for part in _BLANK.split(listed)), re.DOTALL)


def of_json(prefix: str, data: Mapping[str, Any]) -> ServiceReference:
    """Return the service that one line of the data describes."""
    names = [name for name, _ in data["keys"]]
    actions = {
        name.lower(): Action(
            name,
            _LEVELS[level],
            {each: bool(required) for each, required in on.items()},
            tuple(names[index] for index in keys),
        )
        for name, (level, on, keys) in data["actions"].items()
    }
    resources = {
        name: ResourceType(name, arn, tuple(names[index] for index in keys))
        for name, (arn, keys) in data["resources"].items()
    }
    return ServiceReference(prefix, actions, dict(data["keys"]), resources)
