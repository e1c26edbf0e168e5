"""Environments of the benchmark's own, below .bench/: its data and its heavy peer are no dependencies of anything."""

from pathlib import Path

from bench.automl.environments import PLACE, installed

HOME = PLACE
_LOCKS = Path(__file__).parent / "locks"


def python(name: str) -> Path:
    """The interpreter of an environment ("data", "autogluon"), which is made from its lock if it is not there."""
    return Path(installed(_LOCKS / f"{name}.lock", HOME / f"series-{name}"))


def made(name: str) -> bool:
    """Whether the environment is there."""
    return (HOME / f"series-{name}" / "lock.sha256").exists()
