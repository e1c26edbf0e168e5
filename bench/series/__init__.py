"""Panels of real series: `python -m bench series`."""

from bench.series.run import run

__all__ = ["run"]
