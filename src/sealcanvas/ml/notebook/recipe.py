"""The notebook's cells of a model's recipe: the file as it came, the tables that are joined, and what prepares them."""

from textwrap import indent
from typing import TYPE_CHECKING

from sealcanvas.ml.notebook.cells import Cell, assigned, code, text
from sealcanvas.ml.recipe.columns import kind_of

if TYPE_CHECKING:
    from sealcanvas.ml.recipe.preparation import Preparation

_READ = """
def read_raw(path, kinds):
    if path.endswith((".parquet", ".pq")):
        raw = pd.read_parquet(path)
    else:
        raw = pd.read_csv(path, dtype={name: str for name, kind in kinds.items() if kind == "text"})
    for name, kind in kinds.items():
        if kind == "time":
            raw[name] = pd.to_datetime(raw[name], utc=True).dt.tz_localize(None).astype("datetime64[us]")
        elif kind == "number":
            raw[name] = pd.to_numeric(raw[name], errors="coerce")
        elif kind == "text":
            raw[name] = raw[name].astype("string")
    return raw


def as_text(values):
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values.astype("string")
    told = [pd.NA if pd.isna(value) else f"{value:.0f}" if value == round(value) else repr(value) for value in values]
    return pd.Series(told, index=values.index, dtype="string")


joined = {
    name: read_raw(os.environ.get(f"DATA_{number}", f"joined-{number}.csv"), kinds)
    for number, (name, kinds) in enumerate(JOINED.items(), 1)
}
table = prepare(read_raw(DATA, RAW), joined)
for name in AS_TEXT:
    table[name] = as_text(table[name])
"""


def recipe_cells(preparation: "Preparation") -> list[Cell]:
    """Read and prepare; they leave the table that training saw as `table`."""
    script = indent(preparation.python(), "    ", lambda line: bool(line.strip()))
    joined = {
        name: {field.name: str(kind_of(field.type)) for field in table.schema}
        for name, table in preparation.tables.items()
    }
    files = (
        " Those that it joins are read from the environment variables "
        + ", ".join(f"`DATA_{number}` ({name})" for number, name in enumerate(joined, 1))
        + "."
        if joined
        else ""
    )
    return [
        text(
            f"## Recipe\n\nHow the file is prepared: means and bounds are those of the rows that the build saw.{files}"
        ),
        assigned(
            RAW={name: str(kind) for name, kind in preparation.kinds.items()},
            JOINED=joined,
        ),
        code(f'def recipe():\n    """What prepares a table."""\n{script}\n    return prepare\n\n\nprepare = recipe()'),
        code(_READ),
    ]
