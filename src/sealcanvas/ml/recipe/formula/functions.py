"""What formulas can do: each function with the kinds it takes and gives, in the engine's SQL and in pandas.

Numbers are doubles throughout, and what is no finite number (a division by zero, a logarithm of nought) is missing.
Where an argument is missing, the result is, but for `if`, `coalesce`, `is missing`, `min` and `max` (which look at
the others), and `and` and `or` where the other side decides. Templates hold nothing but their arguments' places, each
once; pandas' call functions of `pandas_helpers`.
"""

from dataclasses import dataclass

from sealcanvas.ml.recipe.columns import Kind

N, T, B, W = Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN, Kind.TIME
SAME = None
"""Any kind, the same for all arguments for which it stands; as the result's kind, that one."""


@dataclass(frozen=True)
class Function:
    """One function.

    Attributes:
        takes: the kinds of its arguments.
        gives: the kind of its result.
        sql, pandas: templates.
        repeats: whether the last argument may come several times; the templates then join all by nesting.
        optional: a last argument may be left out, and is then this number.
    """

    takes: tuple[Kind | None, ...]
    gives: Kind | None
    sql: str
    pandas: str
    repeats: bool = False
    optional: float | None = None


def finite(sql: str) -> str:
    """A number, missing where it is not finite."""
    # A list of one, so that its value is told once: told twice, nested formulas would double at each level.
    return f"list_transform([{sql}], lambda v: CASE WHEN isfinite(v) THEN v END)[1]"


_PART = "CAST(extract({0} FROM {{0}}) AS DOUBLE)"

FUNCTIONS: dict[str, Function] = {
    "+": Function((N, N), N, finite("{0} + {1}"), "finite({0} + {1})"),
    "-": Function((N, N), N, finite("{0} - {1}"), "finite({0} - {1})"),
    "*": Function((N, N), N, finite("{0} * {1}"), "finite({0} * {1})"),
    "/": Function((N, N), N, finite("{0} / {1}"), "finite({0} / {1})"),
    "%": Function((N, N), N, finite("fmod({0}, {1})"), "finite(each(remainder, {0}, {1}))"),
    "negative": Function((N,), N, "(-{0})", "(-{0})"),
    "and": Function((B, B), B, "({0} AND {1})", "({0} & {1})"),
    "or": Function((B, B), B, "({0} OR {1})", "({0} | {1})"),
    "not": Function((B,), B, "(NOT {0})", "(~{0})"),
    "is missing": Function((SAME,), B, "({0} IS NULL)", "{0}.isna().astype('boolean')"),
    **{
        sign: Function((SAME, SAME), B, f"({{0}} {sql} {{1}})", f"compared({{0}}, '{sign}', {{1}})")
        for sign, sql in (("=", "="), ("!=", "<>"), ("<", "<"), ("<=", "<="), (">", ">"), (">=", ">="))
    },
    "abs": Function((N,), N, "abs({0})", "{0}.abs()"),
    "floor": Function((N,), N, "floor({0})", "each(lambda x: float(math.floor(x)), {0})"),
    "ceil": Function((N,), N, "ceil({0})", "each(lambda x: float(math.ceil(x)), {0})"),
    "round": Function(
        (N, N),
        N,
        finite("round({0}, CAST(least(greatest({1}, -300), 300) AS INTEGER))"),
        "each(rounded, {0}, {1})",
        optional=0.0,
    ),
    "sqrt": Function((N,), N, finite("sqrt({0})"), "finite(each(root, {0}))"),
    "exp": Function((N,), N, finite("exp({0})"), "finite(each(grown, {0}))"),
    "log": Function((N,), N, finite("ln({0})"), "finite(each(logarithm, {0}))"),
    "log10": Function((N,), N, finite("log10({0})"), "finite(each(decimal_logarithm, {0}))"),
    "power": Function((N, N), N, finite("power({0}, {1})"), "finite(each(raised, {0}, {1}))"),
    "min": Function((N, N), N, "least({0}, {1})", "extreme(min, {0}, {1})", repeats=True),
    "max": Function((N, N), N, "greatest({0}, {1})", "extreme(max, {0}, {1})", repeats=True),
    "if": Function((B, SAME, SAME), SAME, "CASE WHEN {0} THEN {1} ELSE {2} END", "chosen({0}, {1}, {2})"),
    "coalesce": Function((SAME, SAME), SAME, "coalesce({0}, {1})", "{0}.fillna({1})", repeats=True),
    "concat": Function((T, T), T, "({0} || {1})", "({0} + {1})", repeats=True),
    "upper": Function((T,), T, "upper({0})", "{0}.str.upper()"),
    "lower": Function((T,), T, "lower({0})", "{0}.str.lower()"),
    "trim": Function((T,), T, "trim({0}, ' ')", "{0}.str.strip(' ')"),
    "length": Function((T,), N, "CAST(length({0}) AS DOUBLE)", "each(lambda t: float(len(t)), {0})"),
    "contains": Function((T, T), B, "contains({0}, {1})", "each(lambda t, p: p in t, {0}, {1})"),
    "starts_with": Function((T, T), B, "starts_with({0}, {1})", "each(str.startswith, {0}, {1})"),
    "ends_with": Function((T, T), B, "ends_with({0}, {1})", "each(str.endswith, {0}, {1})"),
    "substring": Function(
        (T, N, N),
        T,
        "substring({0}, CAST(greatest(floor({1}), 1) AS BIGINT), CAST(least(greatest(floor({2}), 0), 1e9) AS BIGINT))",
        "each(cut, {0}, {1}, {2})",
    ),
    "number": Function((T,), N, finite("TRY_CAST(trim({0}, ' ') AS DOUBLE)"), "numbers({0})"),
    "year": Function((W,), N, _PART.format("year"), "each(lambda t: float(t.year), {0})"),
    "quarter": Function((W,), N, _PART.format("quarter"), "each(lambda t: float((t.month + 2) // 3), {0})"),
    "month": Function((W,), N, _PART.format("month"), "each(lambda t: float(t.month), {0})"),
    "week": Function((W,), N, _PART.format("week"), "each(lambda t: float(t.isocalendar()[1]), {0})"),
    "day": Function((W,), N, _PART.format("day"), "each(lambda t: float(t.day), {0})"),
    "weekday": Function((W,), N, "(" + _PART.format("isodow") + " - 1)", "each(lambda t: float(t.weekday()), {0})"),
    "day_of_year": Function((W,), N, _PART.format("doy"), "each(lambda t: float(t.timetuple().tm_yday), {0})"),
    "hour": Function((W,), N, _PART.format("hour"), "each(lambda t: float(t.hour), {0})"),
    "minute": Function((W,), N, _PART.format("minute"), "each(lambda t: float(t.minute), {0})"),
    "days_between": Function(
        (W, W),
        N,
        "((epoch_us({1}) - epoch_us({0})) / 86400e6)",
        "each(lambda a, b: (b - a) / pandas.Timedelta(days=1), {0}, {1})",
    ),
    "date": Function((T,), W, "TRY_CAST({0} AS TIMESTAMP)", "moments({0})"),
}  # fmt: skip
