"""SageMaker keeps `ml` out of the server, and so has lists of its own: they must be ml's."""

from sealcanvas.ml.metrics import metric_names
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.reading import Options
from sealcanvas.ml.reading.options import ENCODINGS, FORMATS
from sealcanvas.ml.tabular.models.base import learners
from sealcanvas.sagemaker.tabular_problem import ALGORITHMS, METRICS, SERIES_METRICS
from sealcanvas.wire.model import load


def test_the_algorithms_are_those_that_ml_has() -> None:
    assert {learner.algorithm for learner in learners(None)} == ALGORITHMS


def test_the_metrics_are_those_that_ml_optimises() -> None:
    for problem in (ProblemType.REGRESSION, ProblemType.BINARY, ProblemType.MULTICLASS):
        # SageMaker's API has no LogLoss among its objectives.
        names = [name for name in metric_names(problem) if name != "LogLoss"]
        assert list(METRICS[problem]) == names
    assert list(SERIES_METRICS) == metric_names(ProblemType.TIME_SERIES)


def test_the_formats_and_encodings_of_imports_are_those_that_ml_reads() -> None:
    options = load("sealcanvas").operations["ImportDataset"].input.members["ReadOptions"].members  # type: ignore[union-attr]  # it has an input
    assert list(options["FileFormat"].enum) == list(FORMATS)
    assert {Options(encoding=name).encoding for name in options["Encoding"].enum} == set(ENCODINGS)
