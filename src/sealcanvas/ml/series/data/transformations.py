"""How missing and doubled values of each column are treated: the rules of Filling and Aggregation."""

import re
from collections.abc import Mapping

from sealcanvas.ml.errors import BadOption

AGGREGATIONS = ("sum", "avg", "first", "min", "max")
NUMERIC, CATEGORICAL = "numeric", "categorical"
# What a feature without a rule does: it keeps its last value.
LAST = "last"
_RULES = ("zero", "nan", "mean", "median", "min", "max", "value")
_TARGET_SIDES = ("frontfill", "middlefill", "backfill")
_FEATURE_SIDES = ("middlefill", "backfill", "futurefill")

Filling = Mapping[str, Mapping[str, str]]


def check_filling(filling: Filling, target: str, features: Mapping[str, str]) -> None:
    """Raise BadOption for rules that a column cannot have."""
    for column, rules in filling.items():
        _check_known(column, target, features)
        kind = features.get(column, NUMERIC)
        sides = _TARGET_SIDES if column == target else _FEATURE_SIDES
        for side, rule in rules.items():
            if side.removesuffix("_value") not in sides:
                raise BadOption(f"There is no filling {side} for '{column}'; it has {', '.join(sides)}.")
            if side.endswith("_value"):
                if kind == NUMERIC and not is_number(rule):
                    raise BadOption(f"The filling {side} of '{column}' must be a number, not '{rule:.40}'.")
            elif kind == CATEGORICAL and rule not in ("value", "nan"):
                raise BadOption(f"'{column}' holds categories: its {side} can be nan, or value with {side}_value.")
            elif rule not in _RULES and not is_number(rule) and (side, rule) != ("frontfill", "none"):
                raise BadOption(f"There is no filling {side} = {rule:.40} for '{column}'.")
            if rule == "value" and not side.endswith("_value") and f"{side}_value" not in rules:
                raise BadOption(f"The filling {side} = value of '{column}' needs {side}_value.")


def check_aggregation(aggregation: Mapping[str, str], target: str, features: Mapping[str, str]) -> None:
    """Raise BadOption for a way to combine values that a column cannot have."""
    for column, how in aggregation.items():
        _check_known(column, target, features)
        if how not in AGGREGATIONS:
            raise BadOption(f"There is no aggregation '{how:.40}'; choose one of {', '.join(AGGREGATIONS)}.")
        if features.get(column) == CATEGORICAL and how != "first":
            raise BadOption(f"'{column}' holds categories, of which the first is taken; '{how}' does not fit.")


def rule_of(filling: Filling, column: str, side: str) -> str | None:
    """The filling of a column's side: a rule's name, or a value as text; None where there is none."""
    rules = filling.get(column, {})
    rule = rules.get(side)
    if rule == "value":
        return rules[f"{side}_value"]
    return None if rule == "none" else rule


def is_number(text: str) -> bool:
    """Whether a text is a plain finite number."""
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", text) is not None


def _check_known(column: str, target: str, features: Mapping[str, str]) -> None:
    if column != target and column not in features:
        raise BadOption(f"Only the target '{target}' and features can be filled or aggregated, not '{column:.40}'.")
