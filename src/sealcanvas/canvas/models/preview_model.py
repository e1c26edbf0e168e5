"""PreviewModel: Canvas's "Preview model", what a build may come to (docs/canvas.md, "Preview of a model")."""

from sealcanvas.canvas.datasets.examination import examine
from sealcanvas.canvas.models.build_tabular import OBJECTIVES
from sealcanvas.canvas.models.check_method import check_method
from sealcanvas.canvas.named import Target, named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException


@sealcanvas.operation("PreviewModel", resource=named("dataset", "DatasetId"))
def preview_model(call: Call, target: Target, request: Request) -> Request:
    """Begin to learn, tell how far that is, or what came of it: ask until it is no more InProgress."""
    if request.get("ProblemType") == "TimeSeriesForecasting":
        raise ValidationException("There is no preview of time series models. Their quick build takes as long.")
    check_method(request)
    wish = request.get("ObjectiveMetricName")
    objectives = OBJECTIVES if wish is None else {request["ProblemType"]: wish}
    names = {"action": "PreviewModel", "kind": "canvas-preview", "task": "preview_model", "told": "Preview"}
    return examine(call, target, request, **names, objectives=objectives)
