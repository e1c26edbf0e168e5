"""ValidateDataset: Canvas's "Validate" before a build, and more (docs/analysis.md, "Data quality")."""

from sealcanvas.canvas.datasets.examination import examine
from sealcanvas.canvas.named import Target, named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException


@sealcanvas.operation("ValidateDataset", resource=named("dataset", "DatasetId"))
def validate_dataset(call: Call, target: Target, request: Request) -> Request:
    """Begin to examine a version, tell how far that is, or what was found: ask until it is no more InProgress."""
    if "TargetColumn" not in request and "ProblemType" in request:
        raise ValidationException("ProblemType needs a TargetColumn.")
    names = {"action": "ValidateDataset", "kind": "canvas-validate", "task": "validate_dataset", "told": "Quality"}
    return examine(call, target, request, **names)
