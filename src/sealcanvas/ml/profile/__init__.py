"""What a table holds, column by column."""

from sealcanvas.ml.profile.correlation import correlations
from sealcanvas.ml.profile.figures import ColumnProfile, TableProfile
from sealcanvas.ml.profile.profiler import Profiler, profile

__all__ = ["ColumnProfile", "Profiler", "TableProfile", "correlations", "profile"]
