"""EncryptionConfig: a role and a key, checked before anything is written."""

from collections.abc import Iterable
from typing import Any

from sealcanvas.forecast.keys.roles import require_role
from sealcanvas.forecast.keys.six_actions import require_six_actions
from sealcanvas.service.call import Call


def require_access(call: Call, role_arn: str, key_arns: Iterable[str | None], for_arn: str) -> None:
    """The caller may pass the role, Forecast may assume it, and it may do all six actions on each key.

    Args:
        key_arns: None stands for the AWS managed key, of which nothing need be asked.

    Raises:
        AccessDeniedException: the caller may not pass the role, or the role lacks one of the six.
        InvalidInputException: the role cannot be assumed, or there is no such key.
    """
    require_role(call, role_arn, for_arn)
    require_six_actions(call, role_arn, [key for key in key_arns if key is not None], for_arn)


def encryption_key(request: dict[str, Any]) -> str | None:
    """The key of a request's EncryptionConfig, or None."""
    key: str | None = request.get("EncryptionConfig", {}).get("KMSKeyArn")
    return key
