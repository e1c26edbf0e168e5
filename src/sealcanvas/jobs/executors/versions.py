"""Which libraries a process computes with: two that differ might give different models."""

import platform
from importlib.metadata import version

_LIBRARIES = ("sealcanvas", "numpy", "scipy", "scikit-learn", "lightgbm", "xgboost-cpu", "statsforecast", "holidays")


def versions() -> dict[str, str]:
    """By name."""
    return {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}


def difference(ours: dict[str, str], theirs: object) -> str:
    """The first difference in words, or ""."""
    told = theirs if isinstance(theirs, dict) else {}
    for name, wanted in ours.items():
        found = told.get(name)
        if found != wanted:
            return f"{name} {str(found)[:40]} instead of {wanted}"
    return ""
