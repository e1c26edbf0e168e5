import json
import subprocess
import sys
from typing import Any

import pyarrow as pa

from sealcanvas.ml.profile import profile


def test_types_and_figures_of_a_real_table(cars: Any) -> None:
    found = profile(cars)
    columns = {column.name: column for column in found.columns}
    assert found.rows == 406
    assert (columns["馬力"].type, columns["馬力"].missing, columns["馬力"].minimum) == ("Numeric", 6, 46)
    assert columns["原産地"].top == [("USA", 254), ("Japan", 79), ("Europe", 73)]
    assert (columns["年"].type, columns["年"].minimum) == ("Datetime", "1970-01-01T00:00:00")
    histogram = columns["馬力"].histogram
    assert histogram is not None
    assert sum(histogram["counts"]) == 400
    json.dumps(found.to_dict(), allow_nan=False)


def test_tells_prose_from_categories_and_booleans() -> None:
    table = pa.table(
        {
            "note": [f"the customer number {i} said that it is far too slow and costs {i}" for i in range(60)],
            "size": ["S", "M", "L"] * 20,
            "flag": [True, None] * 30,
            "number": ["1,200", "3"] * 30,
            "nothing": pa.array([None] * 60, pa.string()),
        }
    )
    types = [column.type for column in profile(table).columns]
    assert types == ["Text", "Categorical", "Boolean", "Numeric", "Categorical"]


def test_a_profile_imports_no_learning_library() -> None:
    code = (
        "import sys, pyarrow as pa;"
        "from sealcanvas.ml.profile import profile; from sealcanvas.ml.problem import propose;"
        "t = pa.table({'a': [1, 2], 'b': ['x', 'y']}); profile(t); propose(t, 'b');"
        "heavy = {'sklearn', 'lightgbm', 'statsforecast', 'mlforecast', 'scipy'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
