"""The grant under which Forecast itself watches over one job's key: made and retired as the Forecast role."""

from typing import Any

from sealcanvas.forecast.roles import SERVICE

# What the service does by itself: see that the key may still be used, open what a worker wrote, and clear up.
_OPERATIONS = ["Decrypt", "RetireGrant"]


def grant_request(key_arn: str, role_arn: str, source_arn: str) -> dict[str, Any]:
    """CreateGrant's request for the job `source_arn`; the role may retire it, and so may Forecast."""
    return {
        "KeyId": key_arn,
        "GranteeServicePrincipal": SERVICE,
        "RetiringPrincipal": role_arn,
        "Operations": _OPERATIONS,
        "Constraints": {"SourceArn": source_arn},
    }
