"""A recipe's lines of pandas as a script that runs by itself."""

import pkgutil


def script(lines: list[str], columns: list[str]) -> str:
    """The whole file: what the lines call, and `prepare(table, tables)`."""
    helpers = pkgutil.get_data("sealcanvas.ml.recipe", "pandas_helpers.py")
    body = "\n".join(f"    {line}" for line in ["table = table.copy()", *lines, f"return table[{columns!r}]"])
    return (
        f"{(helpers or b'').decode()}\n\n"
        "def prepare(table, tables=None):\n"
        '    """The table after the recipe; `tables`: those that it joins, by name."""\n'
        f"{body}\n"
    )
