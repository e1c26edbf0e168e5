"""Made-up policy documents about a given request: statements that often, but not always, fit it."""

from random import Random
from typing import Any

from tests.support.generated.callers import principal_element
from tests.support.generated.keys import FAMILIES
from tests.support.literal import Question

Keys = dict[str, list[str]]


def _some(random: Random, value: Any) -> Any:
    """Return `value` as JSON policies may write it: alone, or in a list."""
    return value if random.random() < 0.6 else [value]


def _cased(random: Random, text: str) -> str:
    return "".join(random.choice((letter.upper(), letter.lower())) for letter in text)


def _actions(random: Random, action: str) -> dict[str, Any]:
    service, _, name = action.partition(":")
    fitting = [action, _cased(random, action), f"{service}:*", "*", f"{service}:{name[:3]}*", f"{service}:?{name[1:]}"]
    missing = [f"{service}:{name}X", f"{service}:Tag*", "ec2:*", f"{service}:{name[:-1]}"]
    if random.random() < 0.12:
        return {"NotAction": _some(random, random.choice(missing if random.random() < 0.75 else fitting))}
    if random.random() < 0.12:
        return {"Action": _some(random, random.choice(missing))}
    return {"Action": random.choice([random.choice(fitting), [random.choice(missing), random.choice(fitting)]])}


def _resources(random: Random, resource: str) -> dict[str, Any]:
    fitting = ["*", resource, resource[:-2] + "*", resource[:13] + "*" + resource[-3:], resource[:-1] + "?"]
    fitting.append(resource.replace("jane", "${aws:username}").replace("blue", "${aws:PrincipalTag/team, 'blue'}"))
    missing = [
        resource + "x",
        resource[:-4] + resource[-4:].swapcase() + "Z",
        resource.replace("data", "${*}"),
        "arn:aws:s3:::other/*",
    ]
    missing.append(resource + "${aws:PrincipalTag/none}")
    if random.random() < 0.1:
        return {"NotResource": _some(random, random.choice(missing if random.random() < 0.75 else fitting))}
    return {"Resource": _some(random, random.choice(fitting if random.random() < 0.88 else missing))}


def condition(random: Random, keys: Keys, *, key_policy: bool) -> tuple[str, str, Any]:
    """Return operator, key and value; the value is drawn from the request's own more often than not."""
    family = random.choices(FAMILIES, (6, 4, 4, 2, 1, 2, 3))[0]
    key = random.choice(family.keys)
    if random.random() < 0.08:
        return "Null", key, _some(random, random.choice(("true", "false", True, False)))
    operator = random.choice(family.operators)
    sets = ("", "ForAllValues:", "ForAnyValue:")
    prefix = random.choices(sets, (6, 2, 2) if "Keys" not in key and "Called" not in key else (1, 3, 3))[0]
    if key_policy and prefix == "ForAllValues:" and "EncryptionContext:" in key:
        prefix = ""  # KMS refuses this one
    suffix = random.choice(("", "", "IfExists"))
    found = keys.get(key.lower(), [])
    values: list[Any] = [random.choice(found if found and random.random() < 0.6 else family.wanted)]
    while random.random() < 0.3:
        values.append(random.choice(family.wanted))
    if values == ["true"] and random.random() < 0.5:
        values = [True]
    name = key.lower() if random.random() < 0.1 else key
    return prefix + operator + suffix, name, values[0] if len(values) == 1 and random.random() < 0.7 else values


def _conditions(random: Random, keys: Keys, count: int, *, key_policy: bool) -> dict[str, Any]:
    block: dict[str, dict[str, Any]] = {}
    for _ in range(count):
        operator, key, value = condition(random, keys, key_policy=key_policy)
        block.setdefault(operator, {})[key] = value
    return {"Condition": block} if block or random.random() < 0.05 else {}


def document(random: Random, asked: Question, keys: Keys, kind: str, *, generous: bool = False) -> dict[str, Any]:
    """Return a document of `kind` (identity, key, bucket, trust) about `asked`; a `generous` one allows a good deal."""
    with_principal = kind in ("key", "bucket", "trust")
    statements = []
    for number in range(random.choice((1, 1, 2, 2, 3))):
        deny = random.random() < 0.1
        statement: dict[str, Any] = {"Effect": "Deny" if deny else "Allow", **_actions(random, asked.action)}
        if random.random() < 0.3:
            statement["Sid"] = f"S{number}"
        if kind != "trust":
            statement |= _resources(random, asked.resource)
        if with_principal:
            negated = random.random() < (0.3 if deny else 0.08) and kind == "bucket"
            statement["NotPrincipal" if negated else "Principal"] = principal_element(random, asked.caller)
        count = random.choice((1, 1, 2)) if deny else random.choice((0, 0, 1, 1, 2))
        statement |= _conditions(random, keys, count, key_policy=kind == "key")
        statements.append(statement)
    if generous:
        allow: dict[str, Any] = {"Effect": "Allow", "Action": "*"}
        if kind != "trust":
            allow["Resource"] = "*"
        if with_principal:
            allow["Principal"] = principal_element(random, asked.caller)
        statements.insert(random.randrange(len(statements) + 1), allow)
    if kind == "key" and random.random() < 0.05:  # KMS accepts a statement that has no effect
        for name in random.choice((("Resource", "NotResource"), ("Action", "NotAction"))):
            statements[0].pop(name, None)
    version = {"Version": random.choices(("2012-10-17", "2008-10-17"), (9, 1))[0]} if random.random() < 0.97 else {}
    return {**version, "Statement": statements if len(statements) > 1 or random.random() < 0.7 else statements[0]}
