"""The document as a whole: its version, its variables, its size."""

import re
from collections.abc import Iterator

from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.condition_keys import foreign, key_type
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import PolicyKind, shown

LIMITS: dict[PolicyKind, int] = {
    "identity": 6_144,
    "boundary": 6_144,
    "trust": 2_048,
    "session": 2_048,
    "service-control": 5_120,
    "key": 32_768,
    "bucket": 20_480,
}
"""Characters, white space left out, in IAM's kinds; bytes of a key, bucket or service control policy.

An inline policy of a role may be longer than a managed one: 10,240 with all others of the role.
"""
_ROLE_INLINE = 10_240
_IN_BYTES = frozenset({"key", "bucket", "service-control"})

_VARIABLE = re.compile(r"\$\{([^{}]*)(\}?)")
_DEFAULT = re.compile(r"([^,]*?)\s*,\s*'[^']*'\s*\Z", re.DOTALL)


def check_document(policy: PolicyView, notes: Notes) -> None:
    """Note old versions, variables that do not count or do not exist, and texts that are too long or nearly so."""
    version = policy.node.member("Version")
    if version is not None and version.text == "2008-10-17":
        message = "The version of 2008 knows no policy variables."
        notes.add("version-old", version, message, 'Write "Version": "2012-10-17".')
    for node in _values(policy):
        if "${" in node.text:
            _check_variables(policy, node, notes)
    check_size(policy, notes)


def _check_variables(policy: PolicyView, node: Node, notes: Notes) -> None:
    if not policy.variables:
        message = f"{shown(node.text)}: in this version a variable is mere text."
        notes.add("variable-in-old-version", node, message, 'Write "Version": "2012-10-17".')
        return
    for found in _VARIABLE.finditer(node.text):
        name, closed = found.group(1), found.group(2)
        if not closed:
            notes.add("variable-form", node, f"{shown(node.text)}: a variable is never closed.", "Add the }.")
            continue
        if name in ("*", "?", "$"):
            continue
        split = _DEFAULT.match(name)
        key = split.group(1) if split else name
        if "'" in key or ("," in name and split is None):
            mend = "Write ${key, 'default'}."
            notes.add("variable-form", node, f"{shown(node.text)}: its default needs two single quotes.", mend)
        elif not key.strip() or key != key.strip() or " " in key:
            mend = "Write ${key} without spaces."
            notes.add("variable-form", node, f"{shown(node.text)}: a variable is empty or has spaces.", mend)
        elif not key.startswith("AWS::") and not foreign(key) and key_type(key) is None:
            message = f"{shown(node.text)}: there is no condition key {shown(key)}."
            notes.add("variable-unknown", node, message, "See the list of global condition keys.")


def check_size(policy: PolicyView, notes: Notes) -> None:
    """Note a text that is longer than AWS takes, or nearly so."""
    size, limit, hard = size_of(policy.text, policy.kind), LIMITS[policy.kind], _hard_limit(policy.kind)
    unit = "bytes" if policy.kind in _IN_BYTES else "characters"
    if size > hard:
        message = f"The policy has {size:,} {unit}; AWS takes {hard:,}."
        notes.add("size-over-limit", policy.node, message, "Shorten it, or divide it.")
    elif size * 10 >= limit * 9:
        message = f"The policy has {size:,} of the {limit:,} {unit} that AWS takes."
        notes.add("size-near-limit", policy.node, message, "Shorten it, or divide it.")


def size_of(text: str, kind: PolicyKind) -> int:
    """Return the size of a policy text as AWS counts it."""
    if kind in _IN_BYTES:
        return len(text.encode("utf-8", "surrogatepass"))
    return len("".join(text.split()))


def fits(text: str, kind: PolicyKind) -> bool:
    """Tell whether AWS could take a text of this size for a policy of this `kind`."""
    return size_of(text, kind) <= _hard_limit(kind)


def _hard_limit(kind: PolicyKind) -> int:
    return _ROLE_INLINE if kind == "identity" else LIMITS[kind]


def _values(policy: PolicyView) -> Iterator[Node]:
    for statement in policy.statements:
        yield from statement.resources
        for condition in statement.conditions:
            yield from condition.values
