"""Who made or changed something, as Describe operations tell it."""

from typing import Any

from sealcanvas.service.call import Call


def identity_of(call: Call) -> dict[str, Any]:
    """The caller as a UserContext."""
    return {"IamIdentity": {"Arn": call.principal.arn, "PrincipalId": call.principal.principal_id}}
