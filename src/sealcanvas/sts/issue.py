"""Temporary credentials handed out: the members that every such answer has."""

from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.sts.credentials import credentials_of
from sealcanvas.sts.errors import PackedPolicyTooLarge
from sealcanvas.sts.session import Session
from sealcanvas.sts.session_token import MAXIMUM_SIZE, TokenTooLong


def issue(instance: Instance, session: Session, account: str, request: Request) -> Request:
    """Fresh credentials for `session`, and how much of a session token they take.

    Args:
        account: the principal's.
        request: for its `MinimumSessionTokenSize`.

    Raises:
        PackedPolicyTooLarge: the session's policies and tags do not fit into a token.
    """
    try:
        credentials = credentials_of(instance, session, account, minimum_size=request.get("MinimumSessionTokenSize", 0))
    except TokenTooLong as error:
        used = _share(error.size)
        raise PackedPolicyTooLarge(
            f"Packed policy consumes {used}% of allotted space, please use smaller policy."
        ) from None
    size = len(credentials.session_token)
    answer: Request = {
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "SecretAccessKey": credentials.secret.reveal().decode(),
            "SessionToken": credentials.session_token,
            "Expiration": credentials.expires_at,
        },
        "SessionTokenSize": size,
        "SessionTokenUtilization": _share(size),
    }
    if session.source_identity:
        answer["SourceIdentity"] = session.source_identity
    if session.policy is not None or session.policy_arns or session.tags:
        answer["PackedPolicySize"] = _share(size)
    return answer


def _share(size: int) -> int:
    return -(-100 * size // MAXIMUM_SIZE)
