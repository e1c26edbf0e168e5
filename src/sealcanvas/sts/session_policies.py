"""Session policies of a request: what may be passed to narrow a session."""

from sealcanvas.access.finding import PolicySyntaxError
from sealcanvas.access.linter import admit
from sealcanvas.iam.managed_policies import find_policy
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.sts.errors import MalformedPolicyDocument, ValidationError

_POLICY_CHARACTERS = 2_048
_POLICY_ARNS = 10


def read_session_policies(
    instance: Instance, account: str, request: Request
) -> tuple[str | None, tuple[str, ...] | None]:
    """The inline policy's text and the managed policies' ARNs that a request passes; None for those that it does not.

    Args:
        account: of the role or user whose session it will be: its managed policies, and AWS's, may be passed.

    Raises:
        MalformedPolicyDocument: the text is no policy, or a managed policy is not there.
        ValidationError: too long, or too many.
    """
    policy: str | None = request.get("Policy")
    arns = tuple(entry["arn"] for entry in request.get("PolicyArns", ()))
    if policy is not None:
        try:
            admit(policy, "session")
        except PolicySyntaxError as error:
            raise MalformedPolicyDocument(error.message) from None
    if len(policy or "") > _POLICY_CHARACTERS:
        raise ValidationError(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less "
            f"than or equal to {_POLICY_CHARACTERS}"
        )
    if len(arns) > _POLICY_ARNS:
        raise ValidationError(
            "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length "
            f"less than or equal to {_POLICY_ARNS}"
        )
    for arn in arns:
        found = find_policy(instance, arn)
        if found is None or found.account not in ("aws", account):
            raise MalformedPolicyDocument(f"{arn} does not exist or is not attachable.")
    return policy, arns or None
