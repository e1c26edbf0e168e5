"""AWS Security Token Service: who assumes which role, with which credentials, for how long.

Importing the package registers every operation with `sts.service.sts`.
"""

from sealcanvas.sts import (
    operations_access_key_info,
    operations_assume_role,
    operations_caller_identity,
    operations_decode_message,
    operations_session_token,
    operations_web_identity,
)
from sealcanvas.sts.service import sts

__all__ = [
    "operations_access_key_info",
    "operations_assume_role",
    "operations_caller_identity",
    "operations_decode_message",
    "operations_session_token",
    "operations_web_identity",
    "sts",
]
