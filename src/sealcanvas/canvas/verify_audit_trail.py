"""VerifyAuditTrail: whether each record of the audit trail follows from the one before it."""

from sqlalchemy.exc import DBAPIError

from sealcanvas.audit.trail import BrokenChain
from sealcanvas.canvas.named import whole_instance
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("VerifyAuditTrail", resource=whole_instance, atomic=False)
def verify_audit_trail(call: Call, _instance: PlainResource, _request: Request) -> Request:
    """Read the trail from its first record on; VerifyStore does it too, with all other files."""
    told: Request = {"Verified": False, "VerifiedAt": call.instance.clock()}
    try:
        count = call.instance.trail.verify()
    except BrokenChain as error:
        return told | {"Detail": str(error)}
    except (DBAPIError, CryptoError):
        return told | {"Detail": "the records cannot be read"}
    return told | {"Verified": True, "RecordCount": count}
