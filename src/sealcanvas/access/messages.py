"""AWS's sentences of refusal.

Source: IAM User Guide, "Troubleshoot access denied error messages"; KMS's cross-account form and S3's quotes around
the resource are as seen on the wire.
"""

from typing import Literal

from sealcanvas.access.request import AccessRequest

Reason = Literal[
    "allowed", "identity", "resource", "boundary", "session", "service-control", "trust", "cross-account-key"
]
"""What a refusal names: a kind of policy, or (for a key of another account) nothing that tells whether it exists."""

_NO_POLICY: dict[str, str] = {
    "identity": "no identity-based policy",
    "resource": "no resource-based policy",
    "boundary": "no permissions boundary",
    "session": "no session policy",
    "service-control": "no service control policy",
    "trust": "no role trust policy",
}
_IN_POLICY: dict[str, str] = {
    "identity": "an identity-based policy",
    "resource": "a resource-based policy",
    "boundary": "a permissions boundary",
    "session": "a session policy",
    "service-control": "a service control policy",
    "trust": "the role trust policy",
}


def refusal(request: AccessRequest, reason: Reason, *, explicit: bool) -> str:
    """Return AWS's sentence for a denied `request`; `explicit` tells a Deny from the lack of an Allow."""
    start = f"User: {request.principal.arn} is not authorized to perform: {request.action} on"
    if reason == "cross-account-key":
        return (
            f"{start} this resource because the resource does not exist in this Region, no resource-based policies"
            " allow access, or a resource-based policy explicitly denies access"
        )
    quote = '"' if request.action.startswith("s3:") else ""
    start = f"{start} resource: {quote}{request.resource}{quote}"
    if explicit:
        return f"{start} with an explicit deny in {_IN_POLICY[reason]}"
    return f"{start} because {_NO_POLICY[reason]} allows the {request.action} action"
