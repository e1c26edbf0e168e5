"""The ways in which a request may come that conditions tell apart: with what each asks for, and without it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from itertools import combinations

from sealcanvas.access.conditions import Condition, OperatorName
from sealcanvas.access.context import fold_key
from sealcanvas.access.request import ContextValue
from sealcanvas.access.statement import Statement
from sealcanvas.doctor.simulate_question import DIRECT, Way
from sealcanvas.doctor.who_can_views import Settled

MOST_WAYS = 48
_VALUES = 3
_VIA = ("kms:viaservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
_CONTEXT = "kms:encryptioncontext:"
_OTHER = "another"

Facts = dict[str, tuple[str, ContextValue]]
"""Folded condition keys, each with its spelling and its value."""


def ways_of(statements: Iterable[Statement], settled: Settled, region: str) -> tuple[list[Way], bool]:
    """The ways that the statements' conditions tell apart, the plainest first, and whether these are all.

    Conditions that who asks decides tell none apart. Each statement gives the ways in which all its conditions hold,
    and each condition the ways in which it alone does; two statements' ways are also joined.
    """
    whole: list[Facts] = []
    single: list[Facts] = []
    for statement in statements:
        conditions = settled.open_conditions(statement)
        for each in conditions:
            single += [fact for fact in _facts(each, region) if fact]
        joint: Facts = {}
        for condition in conditions:
            joint |= next(_facts(condition, region), {})
        if joint:
            whole.append(joint)
    joined = [one | other for one, other in combinations(whole, 2)]
    found: dict[str, Facts] = {}
    for facts in (*single, *whole, *joined):
        found.setdefault(repr(sorted(facts.items())), facts)
    ordered = sorted(found.values(), key=len)
    ways = [DIRECT, *(_way(facts) for facts in ordered)]
    return ways[:MOST_WAYS], len(ways) <= MOST_WAYS


def within(smaller: Way, larger: Way) -> bool:
    """Whether everything that `smaller` says, `larger` says, too."""
    return (
        smaller.via in ((), larger.via)
        and smaller.encryption_context.items() <= larger.encryption_context.items()
        and all(larger.context.get(name) == value for name, value in smaller.context.items())
    )


def _way(facts: Facts) -> Way:
    via: tuple[str, ...] = ()
    pairs: dict[str, str] = {}
    context: dict[str, ContextValue] = {}
    for folded, (name, value) in facts.items():
        text = value if isinstance(value, str) else value[0]
        if folded in _VIA:
            via = (text,)
        elif folded.startswith(_CONTEXT):
            pairs[name[len(_CONTEXT) :]] = text
        elif folded == "kms:encryptioncontextkeys":
            pairs.setdefault(text, _OTHER)
        elif folded == "aws:viaawsservice":
            via = via or ((f"{_OTHER}.amazonaws.com",) if text == "true" else ())
        else:
            context[name] = value
    return Way(via, pairs, context)


def _facts(condition: Condition, region: str) -> Iterator[Facts]:
    """What makes the condition hold; {} where a request that says nothing does."""
    name, folded = OperatorName.read(condition.operator), fold_key(condition.key)
    if name is None or any("${" in value for value in condition.values):
        return
    if name.base == "null":
        yield {} if "true" in (value.lower() for value in condition.values) else {folded: (condition.key, _OTHER)}
        return
    for value in condition.values[:_VALUES]:
        fitting = _fitting(name.base, value, region if folded in _VIA else "x")
        if fitting is not None:
            yield {folded: (condition.key, fitting)}
    if name.if_exists or "not" in name.base or name.qualifier == "ForAllValues":
        yield {}


def _fitting(operator: str, value: str, wildcard: str) -> str | None:
    """A text that fits `operator` with `value`, or None if none can be made."""
    if "not" in operator:
        return "203.0.113.77" if "ipaddress" in operator else _OTHER
    if operator.startswith(("string", "arn")):
        likes = "like" in operator or operator.startswith("arn")
        return value.replace("*", wildcard).replace("?", "x") if likes else value
    try:
        if operator == "ipaddress":
            return str(ip_network(value, strict=False).network_address)
        if operator.startswith("numeric"):
            return f"{float(value) + _step(operator):g}"
        if operator.startswith("date"):
            return (datetime.fromisoformat(value) + timedelta(days=_step(operator))).isoformat()
    except (ValueError, OverflowError):
        return None
    return value


def _step(operator: str) -> int:
    if operator.endswith("lessthan"):
        return -1
    return 1 if operator.endswith("greaterthan") else 0
