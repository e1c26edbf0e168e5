"""DescribeStoreVerification: how far a verification has come, and what the last one has found."""

from sealcanvas.canvas.named import whole_instance
from sealcanvas.canvas.verify.remembered import remembered
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("DescribeStoreVerification", resource=whole_instance, atomic=False)
def describe_store_verification(call: Call, _instance: PlainResource, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how VerifyStore stands, and the last one's result without the files that are as they should be."""
    found = remembered(call.instance)
    told: Request = {"Status": found.standing}
    if found.started_at is not None:
        told |= {"StartTime": found.started_at, "FilesDone": found.files_done, "FilesTotal": found.files_total}
    if found.last is not None:
        told["Last"] = found.last
    return told
