"""GetAccessKeyInfo: which account an access key belongs to."""

from sealcanvas.iam.access_keys import lookup
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.sts.errors import ValidationError
from sealcanvas.sts.key_id import account_of_session_key
from sealcanvas.sts.own_calls import check_not_own_session
from sealcanvas.sts.service import sts


@sts.operation("GetAccessKeyInfo")
def get_access_key_info(call: Call, request: Request) -> Request:
    """The account, of whoever's key; whether the key is active, or its session over, is not told."""
    check_not_own_session(call, "GetAccessKeyInfo")
    access_key_id: str = request["AccessKeyId"]
    key = lookup(call.instance, access_key_id)
    account = account_of_session_key(access_key_id) if key is None else key.principal.account
    if account is None:
        raise ValidationError(f"The access key {access_key_id} does not exist.")
    return {"Account": account}
