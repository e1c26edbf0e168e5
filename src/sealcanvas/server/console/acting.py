"""Acting as a role: assumed as the session's user, by STS's own operation."""

from sealcanvas.crypto.secret import Secret
from sealcanvas.server.door import Door
from sealcanvas.service.call import Call
from sealcanvas.sts.authenticate import Identity
from sealcanvas.sts.credentials import Credentials
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import load

_SECONDS = 900


class ActingRoleEnded(WireError):
    """The role that a session acts as cannot be assumed any more: it is the user's own again.

    Attributes:
        request_id: of the refused AssumeRole.
    """

    def __init__(self, role_arn: str, why: str, request_id: str) -> None:
        text = f"You act as yourself again: {role_arn} cannot be assumed any more. {why}".rstrip()
        super().__init__("ActingRoleEndedException", text, 403)
        self.request_id = request_id


def acting_call(
    door: Door, request: Request, identity: Identity, credentials: Credentials, region: str, request_id: str
) -> Call:
    """A call by the session's user itself, from where the request comes."""
    return door.call_of(request, request_id, identity, credentials.access_key_id, region, signed=False)


def assume(door: Door, call: Call, role_arn: str) -> Credentials:
    """Credentials of the role for fifteen minutes, if policies and the role's trust let the caller have them.

    Raises:
        WireError, ServiceError: as AssumeRole.
    """
    name = call.principal.user_name or "root"
    # A session's name has two characters at least, a user's one.
    asked = {"RoleArn": role_arn, "RoleSessionName": name.ljust(2, "-"), "DurationSeconds": _SECONDS}
    given = door.perform(load("sts").operations["AssumeRole"], asked, call)["Credentials"]
    secret = Secret(given["SecretAccessKey"].encode())
    return Credentials(given["AccessKeyId"], secret, given["SessionToken"], given["Expiration"])
