"""DescribeApp."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.apps.app import app_named, require_app, summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeApp", resource=app_named, atomic=False)
def describe_app(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell all about an app; a Failed one says which key, action and principal."""
    app = require_app(call, found)
    answer = {**summary(app), "AppArn": app.arn}
    if app.details["failure_reason"]:
        answer["FailureReason"] = app.details["failure_reason"][:1024]
    return answer
