"""The six actions that a Forecast role needs on every key it works with, asked before anything is written."""

from collections.abc import Sequence

from sealcanvas.access.grant import CONTEXT_OPERATIONS
from sealcanvas.access.request import Keys
from sealcanvas.forecast.errors import AccessDeniedException, InvalidInputException
from sealcanvas.forecast.keys.grant import grant_request
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.kms import Key, find_key, kms
from sealcanvas.kms.encryption_context import symmetric_conditions
from sealcanvas.kms.grant_request import grant_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied, ServiceError

SIX_ACTIONS = (
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:Decrypt",
)
"""In the order in which "Encrypt Your SageMaker Canvas Data with AWS KMS" lists them."""


def require_six_actions(call: Call, role_arn: str, key_arns: Sequence[str], source_arn: str) -> None:
    """See that the role may do all six on each key: KMS's own decision, as the role through Forecast.

    AWS managed keys are left out: their policies let every principal in through their own service alone.

    Args:
        key_arns: ARNs of keys (key ids and aliases work too); repetitions are asked once.
        source_arn: the resource that is worked for.

    Raises:
        AccessDeniedException: names the first action that is missing, the key and the role's session.
        InvalidInputException: Forecast cannot assume the role, or there is no such key.
    """
    role = as_role(call, role_arn, source_arn)
    for key_arn in dict.fromkeys(key_arns):
        key = find_role_key(role, key_arn)
        if key.manager == "CUSTOMER":
            _ask(role, key, role_arn, source_arn)


def find_role_key(role: Call, key_arn: str) -> Key:
    """The key, as the role finds it.

    Raises:
        AccessDeniedException: no such key in another account: whether one exists is not told.
        InvalidInputException: there is no such key.
    """
    try:
        return find_key(role, key_arn)
    except AccessDenied as error:
        raise AccessDeniedException(error.decision) from None
    except ServiceError as error:
        raise InvalidInputException(f"The KMS key {key_arn} cannot be used: {error.message}") from None


def _ask(role: Call, key: Key, role_arn: str, source_arn: str) -> None:
    for action in SIX_ACTIONS:
        conditions: Keys = {}
        if action.rpartition(":")[2].lower() in CONTEXT_OPERATIONS:
            conditions = symmetric_conditions({})
        if action == "kms:CreateGrant":
            conditions = grant_conditions(role, key, grant_request(key.arn, role_arn, source_arn))
        decision = kms.decide(role, action, key, conditions)
        if not decision.allowed:
            raise AccessDeniedException(decision)
