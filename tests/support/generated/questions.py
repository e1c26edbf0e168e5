"""Made-up questions: a request with all the policies that bear on it."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any, Literal

from tests.support.generated.callers import OWNER, SERVICE, caller
from tests.support.generated.documents import document
from tests.support.generated.keys import context, encryption_context
from tests.support.literal import Caller, Question
from tests.support.literal.reading import Document, keys_of

Rules = Literal["standard", "key", "trust"]

_KEY = f"arn:aws:kms:us-east-1:{OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_ASKED: dict[Rules, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "standard": (
        ("s3:GetObject", "s3:PutObject", "s3:DeleteObjectVersion"),
        ("arn:aws:s3:::data/jane/file", "arn:aws:s3:::data/blue/report:1", "arn:aws:s3:::data/日本"),
    ),
    "key": (
        (
            *("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"),
            *("kms:PutKeyPolicy", "kms:ReEncryptTo", "kms:GetKeyPolicy"),
        ),
        (_KEY,),
    ),
    "trust": (("sts:AssumeRole", "sts:TagSession", "sts:AssumeRoleWithWebIdentity"), (f"arn:aws:iam::{OWNER}:role/r",)),
}
_RESOURCE_KIND: dict[Rules, str] = {"standard": "bucket", "key": "key", "trust": "trust"}
REQUESTS_EACH = 8
"""How many requests are asked of the same policies."""


def questions(seed: int, rules: Rules, count: int) -> Iterator[Question]:
    """Yield `count` questions for `rules`; the same seed gives the same ones."""
    random = Random(f"{seed} {rules}")  # noqa: S311 - no secret depends on it
    asked: Question | None = None
    for number in range(count):
        if asked is None or number % REQUESTS_EACH == 0:
            asked = question(random, rules)
            yield asked
        else:
            yield _varied(random, rules, asked)


def question(random: Random, rules: Rules) -> Question:
    """Return one question with its policies, drawn from `random`."""
    return _with_policies(random, rules, _bare(random, rules))


def _bare(random: Random, rules: Rules) -> Question:
    actions, resources = _ASKED[rules]
    return Question(
        caller(random, rules),
        random.choice(actions),
        random.choice(resources),
        OWNER,
        context(random),
        encryption_context=encryption_context(random) if rules == "key" else {},
    )


def _varied(random: Random, rules: Rules, asked: Question) -> Question:
    """Return the same policies asked about something a little different."""
    fresh = _bare(random, rules)
    changes: dict[str, Any] = {}
    for name in ("caller", "action", "resource", "context", "encryption_context"):
        if random.random() < 0.3:
            changes[name] = getattr(fresh, name)
    if "context" not in changes:
        changes["context"] = {name: value for name, value in asked.context.items() if random.random() < 0.9}
    return _possible(replace(asked, **changes))


def _possible(asked: Question) -> Question:
    """Take away the policies that cannot be attached to such a caller."""
    caller = asked.caller
    session = asked.session if caller.kind in ("AssumedRole", "FederatedUser") else None
    if not caller.has_policies:
        return replace(asked, identity=(), boundary=None, session=None, service_control=None)
    if caller.kind == "Account":
        return replace(asked, identity=(), boundary=None, session=None)
    return replace(asked, session=session)


def _with_policies(random: Random, rules: Rules, asked: Question) -> Question:
    keys = keys_of(asked)

    def make(kind: str, name: str, chance: float = 0.5) -> Document:
        return name, document(random, asked, keys, kind, generous=random.random() < chance)

    identity = [make("identity", f"policy {number}", 0.65) for number in range(random.choice((0, 1, 1, 2)))]
    session = [make("session", f"session policy {number}", 0.7) for number in range(random.choice((0, 1, 1, 1, 2)))]
    levels = [
        tuple(make("scp", f"scp {level}.{number}", 0.75) for number in range(random.choice((1, 1, 2))))
        for level in range(random.choice((1, 1, 2)))
    ]
    with_resource = random.random() < 0.9 or rules != "standard"
    resource = make(_RESOURCE_KIND[rules], "resource", 0.45 if rules == "key" else 0.6) if with_resource else None
    granted = random.choice((0, 1, 2, 3)) if rules == "key" else 0
    grants = tuple(_grant(random, asked.caller, asked) for _ in range(granted))
    made = replace(
        asked,
        identity=tuple(identity),
        boundary=make("boundary", "boundary", 0.7) if random.random() < 0.3 else None,
        session=tuple(session) if random.random() < (0.85 if asked.caller.kind == "FederatedUser" else 0.35) else None,
        service_control=tuple(levels) if random.random() < 0.25 else None,
        resource_policy=resource,
        grants=grants,
    )
    return _possible(made)


def _grant(random: Random, asker: Caller, asked: Question) -> dict[str, Any]:
    name = asked.action.partition(":")[2]
    grantees = [
        asker.arn,
        f"arn:aws:iam::{OWNER}:user/stranger",
        f"arn:aws:iam::{asker.account or OWNER}:root",
        SERVICE,
    ]
    if asker.origin_arn:
        grantees += [asker.origin_arn, asker.arn]
    grant: dict[str, Any] = {
        "grantee": random.choice(grantees),
        "operations": random.sample(("Decrypt", "DescribeKey", name, name), random.choice((1, 2, 3))),
    }
    given = asked.encryption_context
    roll = random.random()
    if roll < 0.2:
        grant["equals"] = {name.swapcase(): value for name, value in given.items()} or {"dept": "blue"}
    elif roll < 0.4:
        grant["subset"] = dict(list(given.items())[:1]) if random.random() < 0.7 else {"dept": "BLUE"}
    if grant["grantee"] == SERVICE:
        source = asked.context.get("aws:SourceArn", "arn:aws:sagemaker:us-east-1:111122223333:domain/d-1")
        grant["source_arn"] = source if isinstance(source, str) else "arn:aws:s3:::x"
    return grant
