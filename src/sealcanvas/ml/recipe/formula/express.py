"""A formula's tree checked against columns, and told in the engine's SQL and in pandas."""

from dataclasses import dataclass

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import SQL_TYPES, Columns, Kind, Statement
from sealcanvas.ml.recipe.formula.functions import FUNCTIONS, Function
from sealcanvas.ml.recipe.formula.tree import Call, Name, Tree, Value


@dataclass(frozen=True)
class Expression:
    """The same formula twice, and what it gives; None where it is a missing value of any kind."""

    kind: Kind | None
    sql: str
    pandas: str


def express(tree: Tree, columns: Columns, statement: Statement) -> Expression:
    """Check and tell a formula. Raises BadRecipe, which tells the place."""
    try:
        return _express(tree, columns, statement)
    except BadRecipe as error:
        error.position = error.position or tree.at or None
        raise


def _express(tree: Tree, columns: Columns, statement: Statement) -> Expression:
    if isinstance(tree, Name):
        column = columns.get(tree.name)
        sql = f"CAST({column.ref} AS {SQL_TYPES[column.kind]})"
        return Expression(column.kind, sql, f"column(table, {tree.name!r})")
    if isinstance(tree, Value):
        return _value(tree.value, statement)
    function = FUNCTIONS[tree.function]
    arguments = [express(argument, columns, statement) for argument in tree.arguments]
    if function.optional is not None and len(arguments) == len(function.takes) - 1:
        arguments.append(_value(function.optional, statement))
    if len(arguments) < len(function.takes) or (len(arguments) > len(function.takes) and not function.repeats):
        more = " or more" if function.repeats else ""
        raise BadRecipe(f"'{tree.function}' takes {len(function.takes)}{more} values, not {len(arguments)}.")
    if function.repeats:
        found = arguments[0]
        for argument in arguments[1:]:
            found = _apply(tree, function, [found, argument])
        return found
    return _apply(tree, function, arguments)


def _apply(tree: Call, function: Function, arguments: list[Expression]) -> Expression:
    same: Kind | None = None
    for number, (wanted, argument) in enumerate(zip(function.takes, arguments, strict=True), 1):
        if wanted is None:
            same = same or argument.kind
            wanted = same
        if argument.kind is not None and argument.kind is not wanted:
            raise BadRecipe(
                f"'{tree.function}' needs a {wanted} as value {number}; this is a {argument.kind}. "
                "Texts become numbers by number(…), and times by date(…)."
            )
    kinds = [wanted or same for wanted in function.takes]
    sql = [
        f"CAST({each.sql} AS {SQL_TYPES[kind]})" if each.kind is None and kind else each.sql
        for each, kind in zip(arguments, kinds, strict=True)
    ]
    code = [
        f"missing(table, '{kind}')" if each.kind is None and kind else each.pandas
        for each, kind in zip(arguments, kinds, strict=True)
    ]
    return Expression(function.gives or same, function.sql.format(*sql), function.pandas.format(*code))


def _value(value: float | str | bool | None, statement: Statement) -> Expression:
    if value is None:
        return Expression(None, "NULL", "missing(table, 'text')")
    kind = Kind.BOOLEAN if isinstance(value, bool) else Kind.TEXT if isinstance(value, str) else Kind.NUMBER
    return Expression(kind, statement.value(value, kind), f"constant(table, {value!r})")
