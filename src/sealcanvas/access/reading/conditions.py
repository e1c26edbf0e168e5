"""The Condition element."""

from difflib import get_close_matches

from sealcanvas.access.conditions import Condition, OperatorName
from sealcanvas.access.json_text import Node
from sealcanvas.access.operators.registry import OPERATORS
from sealcanvas.access.reading.report import PLACEHOLDER, READ_BY_IAM, Report, shown
from sealcanvas.access.validate_key_policy import check_condition

_SCALARS = frozenset({"string", "number", "boolean"})


def read_conditions(report: Report, node: Node, *, variables: bool) -> tuple[Condition, ...]:
    """Return the compiled conditions of `node`, the value of Condition; `variables` lets policy variables count."""
    if node.kind != "object":
        report.refuse(node, "wrong-type", "Condition must be an object.", 'Write {"StringEquals": {"key": "value"}}.')
        return ()
    conditions: list[Condition] = []
    for operator, keys in node.members:
        name = OperatorName.read(operator.text)
        if name is None:
            _refuse_operator(report, operator)
            continue
        if keys.kind != "object":
            mend = 'Write {"key": "value"} after it.'
            report.refuse(keys, "wrong-type", f"{shown(operator.text)} needs an object of condition keys.", mend)
            continue
        for key, value in keys.members:
            values = _values(report, key, value)
            _check_key(report, key)
            _check_values(report, name, operator.text, values, variables)
            if report.kind == "key":
                check_condition(report, key, name)
            texts = tuple(each.text for each in values)
            conditions.append(Condition(operator.text, key.text, texts, variables=variables))
    return tuple(conditions)


def _refuse_operator(report: Report, operator: Node) -> None:
    names = [each.name for each in OPERATORS.values()] + ["Null"]
    close = get_close_matches(operator.text[:80].rpartition(":")[2], names, 1)
    mend = f"Did you mean {close[0]}?" if close else "See IAM's list of condition operators."
    aws = f"Invalid Condition type : {operator.text[:60]}" if report.kind == "bucket" else ""
    report.refuse(operator, "condition-operator", f"Invalid condition operator: {shown(operator.text)}.", mend, aws)


def _values(report: Report, key: Node, value: Node) -> list[Node]:
    items = value.items if value.kind == "array" else [value]
    if not items:
        mend = "Fill the list or remove the condition."
        report.warn(value, "empty-list", f"The condition on {shown(key.text)} has no value.", mend)
    scalars = [item for item in items if item.kind in _SCALARS]
    for item in items:
        if item.kind not in _SCALARS:
            report.refuse(item, "wrong-type", "A condition's value must be a text.", "Put the value in quotes.")
    return scalars


def _check_key(report: Report, key: Node) -> None:
    if ":" in key.text.strip(":"):
        return
    message = f"{shown(key.text)} is no condition key."
    mend = "Write it with its service, such as aws:SourceArn or kms:ViaService."
    (report.refuse if report.kind in READ_BY_IAM else report.warn)(key, "condition-key", message, mend)


def _check_values(report: Report, name: OperatorName, operator: str, values: list[Node], variables: bool) -> None:
    for value in values:
        if PLACEHOLDER.search(value.text):
            mend = "Remove the angle brackets and write your own value."
            report.warn(value, "placeholder", f"{shown(value.text)} looks like a placeholder.", mend)
        if variables and "${" in value.text:
            continue
        if name.base == "null":
            valid = value.text.lower() in ("true", "false")
        else:
            judge = OPERATORS[name.base].valid
            valid = judge is None or judge(value.text)
        if not valid:
            mend = "Such a value fits no request; write one of the operator's type."
            report.warn(value, "condition-value", f"{shown(value.text)} is no value for {operator}.", mend)
