"""GetCallerIdentity: who am I."""

from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.sts.service import sts


@sts.operation("GetCallerIdentity", action=None)
def get_caller_identity(call: Call, _request: Request) -> Request:
    """The caller's ARN, unique id and account; no policy can forbid it, as in AWS."""
    principal = call.principal
    return {"UserId": principal.principal_id, "Account": principal.account, "Arn": principal.arn}
