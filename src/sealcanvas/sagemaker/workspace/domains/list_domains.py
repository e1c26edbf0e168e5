"""ListDomains."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.domains.domain import summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListDomains", atomic=False)
def list_domains(call: Call, request: Request) -> Request:
    """List the caller's domains."""
    found, more = page(request, stored.of_kind(call, "domain"), sort_by="CreationTime", order="Ascending")
    return {"Domains": [summary(call.instance, domain) for domain in found], **more}
