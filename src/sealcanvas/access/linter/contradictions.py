"""Conditions that can never be true together; the engine itself is asked, with made-up requests."""

from collections import defaultdict

from sealcanvas.access.conditions import Condition
from sealcanvas.access.context import Context
from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.condition_keys import key_type
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import ConditionView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.operators.dates import read_date
from sealcanvas.access.operators.registry import OPERATORS
from sealcanvas.access.principal import ANONYMOUS
from sealcanvas.access.reading.report import READ_BY_IAM, shown
from sealcanvas.access.request import AccessRequest

_EXACT = frozenset({"stringequals", "arnequals", "bool", "numericequals", "dateequals"})
_LOWER = ("greaterthan", "greaterthanequals")
_UPPER = ("lessthan", "lessthanequals")
_MOST_VALUES = 50


def check_contradictions(policy: PolicyView, notes: Notes) -> None:
    """Note conditions that no request satisfies; IAM refuses dates that are none."""
    for statement in policy.statements:
        by_key: dict[str, list[ConditionView]] = defaultdict(list)
        for condition in statement.conditions:
            by_key[condition.folded].append(condition)
            if policy.kind in READ_BY_IAM and condition.name.base.startswith("date"):
                _check_dates(condition, notes)
        for together in by_key.values():
            if len(together) > 1:
                _check(policy, together, notes)


def _check_dates(condition: ConditionView, notes: Notes) -> None:
    for value in condition.values:
        if "${" not in value.text and read_date(value.text) is None and not value.text.isdigit():
            mend = "Write 2026-11-01T00:00:00Z, or seconds since 1970."
            notes.add("date-value", value, f"{shown(value.text)} is no date.", mend, refused=True)


def _check(policy: PolicyView, together: list[ConditionView], notes: Notes) -> None:
    key = together[-1].key
    nulls = {value.text.lower() for each in together if each.name.base == "null" for value in each.values}
    needing = [each for each in together if _needs_value(each)]
    if "true" in nulls and "false" not in nulls:
        optional = [each for each in together if each.name.if_exists]
        if needing:
            _never(key, f"{shown(key.text)} is asked to be absent and to have a value.", notes)
        elif optional:
            message = f"{shown(key.text)} is asked to be absent: {optional[0].operator.text} has nothing to compare."
            notes.add("null-if-exists", optional[0].operator, message, "Remove one of the two.")
        return
    single = not (key_type(key.text) or "").startswith("ArrayOf") and not any(each.name.qualifier for each in together)
    if not single:
        return
    tested = [each for each in together if each.name.base != "null" and each.values]
    exact = next((each for each in needing if each.name.base in _EXACT and _plain(each)), None)
    if exact is not None and len(exact.values) <= _MOST_VALUES:
        others = [each for each in tested if each is not exact]
        if not any(_hold(value.text, exact, others, variables=policy.variables) for value in exact.values):
            _never(key, f"No value of {shown(key.text)} satisfies all of its conditions.", notes)
    elif _empty_range(tested):
        _never(key, f"The limits of {shown(key.text)} leave nothing between them.", notes)


def _never(key: Node, message: str, notes: Notes) -> None:
    notes.add("condition-never-true", key, f"{message} The statement has no effect.", "Remove one of the conditions.")


def _needs_value(condition: ConditionView) -> bool:
    """Whether the condition fails for a request without its key."""
    name = condition.name
    if name.base == "null" or name.if_exists or name.qualifier == "ForAllValues":
        return False
    return not OPERATORS[name.base].negated or name.qualifier == "ForAnyValue"


def _plain(condition: ConditionView) -> bool:
    wild = condition.name.base == "arnequals"
    texts = [value.text for value in condition.values]
    return bool(texts) and not any("${" in text or (wild and ("*" in text or "?" in text)) for text in texts)


def _hold(value: str, exact: ConditionView, others: list[ConditionView], *, variables: bool) -> bool:
    if not others:
        return True
    context = Context(AccessRequest(ANONYMOUS, "s3:GetObject", "*", "", {exact.folded: value}))
    for other in others:
        texts = tuple(each.text for each in other.values)
        if variables and any("${" in text for text in texts):
            continue
        if not Condition(other.operator.text, exact.folded, texts, variables=False).holds(context):
            return False
    return True


def _empty_range(conditions: list[ConditionView]) -> bool:
    lower = [bound for each in conditions if (bound := _bound(each, _LOWER)) is not None]
    upper = [bound for each in conditions if (bound := _bound(each, _UPPER)) is not None]
    if not lower or not upper:
        return False
    low, low_open = max(lower)
    high, high_open = min(upper, key=lambda bound: (bound[0], not bound[1]))
    return low > high or (low == high and (low_open or high_open))


def _bound(condition: ConditionView, names: tuple[str, str]) -> tuple[float, bool] | None:
    base = condition.name.base
    family = next((family for family in ("numeric", "date") if base.startswith(family)), None)
    if family is None or base.removeprefix(family) not in names or condition.name.if_exists:
        return None
    read = []
    for value in condition.values:
        try:
            number = read_date(value.text) if family == "date" else float(value.text)
        except ValueError:
            return None
        if number is None:
            return None
        read.append(float(number))
    if not read:
        return None
    # Values are alternatives: the widest of them counts.
    widest = min(read) if names is _LOWER else max(read)
    return widest, not base.endswith("equals")
