"""Operators against the types of condition keys, and set operators against keys with one value or many."""

from sealcanvas.access.linter.condition_keys import key_type
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import ConditionView, StatementView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import shown

_FAMILIES = (
    ("string", "String"),
    ("numeric", "Numeric"),
    ("date", "Date"),
    ("bool", "Bool"),
    ("ipaddress", "IPAddress"),
    ("notipaddress", "IPAddress"),
    ("arn", "ARN"),
)
_FITS = {
    "String": "a String operator",
    "Numeric": "a Numeric operator",
    "Date": "a Date operator",
    "Bool": "Bool",
    "IPAddress": "IpAddress or NotIpAddress",
    "ARN": "ArnLike or another Arn operator",
}
_ALSO = {"aws:epochtime": "Numeric", "aws:tokenissuetime": "Date"}


def check_condition_types(policy: PolicyView, notes: Notes) -> None:
    """Note every operator that does not fit the type of its key."""
    for statement in policy.statements:
        for condition in statement.conditions:
            kind = key_type(condition.key.text)
            if kind is not None and condition.name.base != "null":
                _check_type(condition, kind.removeprefix("ArrayOf"), notes)
                _check_set(statement, condition, kind, notes)


def _check_type(condition: ConditionView, kind: str, notes: Notes) -> None:
    family = next((family for start, family in _FAMILIES if condition.name.base.startswith(start)), None)
    if family in (kind, _ALSO.get(condition.folded)) or family is None:
        return
    message = f"{shown(condition.key.text)} is of the type {kind}; {condition.operator.text} compares another."
    mend = f"Write {_FITS[kind]}."
    code = "operator-weak-type" if family == "String" else "operator-wrong-type"
    notes.add(code, condition.operator, message, mend)


def _check_set(statement: StatementView, condition: ConditionView, kind: str, notes: Notes) -> None:
    many, qualifier = kind.startswith("ArrayOf"), condition.name.qualifier
    key = shown(condition.key.text)
    if many and qualifier is None:
        mend = f"Write ForAnyValue:{condition.operator.text} or ForAllValues:{condition.operator.text}."
        notes.add("set-operator-missing", condition.operator, f"{key} can have several values.", mend)
    elif not many and qualifier == "ForAnyValue":
        message = f"{key} has one value: ForAnyValue adds nothing."
        notes.add("set-operator-unneeded", condition.operator, message, "Remove ForAnyValue.")
    if qualifier == "ForAllValues" and statement.allows and not _asks_for(statement, condition.folded):
        message = f"ForAllValues also holds for a request without {key}."
        mend = f'Add "Null": {{{key}: "false"}}.' if many else "Remove ForAllValues."
        notes.add("for-all-values-without-null", condition.operator, message, mend)


def _asks_for(statement: StatementView, key: str) -> bool:
    return any(
        each.name.base == "null" and [value.text.lower() for value in each.values] == ["false"]
        for each in statement.on(key)
    )
