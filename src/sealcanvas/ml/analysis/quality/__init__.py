"""What is wrong with a table before, or after, a model is built on it: docs/analysis.md, "Data quality"."""

from sealcanvas.ml.analysis.quality.examine import Quality, examine, rows_within
from sealcanvas.ml.analysis.quality.finding import Finding

__all__ = ["Finding", "Quality", "examine", "rows_within"]
