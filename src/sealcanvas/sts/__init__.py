"""AWS Security Token Service: who assumes which role, with which credentials, for how long.

Importing the package registers every operation with `sts.service.sts`.
"""

from sealcanvas.sts import operations_assume_role, operations_caller_identity
from sealcanvas.sts.service import sts

__all__ = ["operations_assume_role", "operations_caller_identity", "sts"]
