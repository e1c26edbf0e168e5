"""Which of STS's operations take which credentials, whatever a policy says.

Source: STS API Reference, "GetSessionToken" and "GetFederationToken"; IAM User Guide, "Compare AWS STS credentials".
"""

from sealcanvas.service.call import Call
from sealcanvas.sts.errors import WrongCredentials
from sealcanvas.sts.session import is_temporary


def check_long_lived(call: Call, operation: str) -> None:
    """Raise WrongCredentials unless the caller is a user, or a root user, with its long-lived credentials."""
    if call.principal.kind not in ("user", "root") or is_temporary(call.context):
        raise WrongCredentials(f"Cannot call {operation} with session credentials")


def check_not_own_session(call: Call, operation: str) -> None:
    """Raise WrongCredentials for the credentials that GetSessionToken and GetFederationToken give."""
    if call.principal.kind != "role-session" and is_temporary(call.context):
        raise WrongCredentials(f"Cannot call {operation} with session credentials")
