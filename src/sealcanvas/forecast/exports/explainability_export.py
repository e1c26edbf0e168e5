"""Explainability exports: the impact of each attribute as a file in S3."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, named, new_arn
from sealcanvas.forecast.exports.begin_export import begin_export, described
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.work.begin import store_input
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateExplainabilityExport", resource=named("ExplainabilityArn"), conditions=request_tags)
def create_explainability_export(call: Call, target: Target, request: Request) -> Request:
    """Begin to export."""
    found = active(existing(target, "explainability"))
    name = request["ExplainabilityExportName"]
    arn = new_arn(call, "explainability-export", name, found.arn)
    check_new(call, "explainability-export", arn, name)
    content = {"kind": "explainability", "impacts": store_input(call.instance, found.arn, "impacts")}
    begin_export(call, "explainability-export", arn, name, request, [found], content, {"values": ""})
    return {"ExplainabilityExportArn": arn}


@forecast.operation("DescribeExplainabilityExport", resource=named("ExplainabilityExportArn"))
def describe_explainability_export(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an export is."""
    job = existing(target, "explainability-export")
    return {
        "ExplainabilityExportArn": job.arn,
        "ExplainabilityExportName": job.name,
        "ExplainabilityArn": job.request["ExplainabilityArn"],
        **described(job),
    }


@forecast.operation("ListExplainabilityExports")
def list_explainability_exports(call: Call, request: Request) -> Request:
    """List the account's explainability exports; ResourceArn is that of the explainability."""
    filters = {"ResourceArn": asked_for("ExplainabilityArn")}
    found, more = page(request, stored.of_kind(call, "explainability-export"), filters)
    exports = [
        {
            "ExplainabilityExportArn": job.arn,
            "ExplainabilityExportName": job.name,
            "Destination": job.request["Destination"],
            **job.state,
        }
        for job in found
    ]
    return {"ExplainabilityExports": exports, **more}


@forecast.operation("DeleteExplainabilityExport", resource=named("ExplainabilityExportArn"))
def delete_explainability_export(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an export; the file that it wrote stays."""
    stored.remove(call.instance, at_rest(existing(target, "explainability-export")))
