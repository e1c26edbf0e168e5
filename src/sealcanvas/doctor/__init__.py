"""The doctor: why a request was decided so, what mends a denial, and what a policy would open before it is saved.

Importing the package registers its operations with `service.own.sealcanvas`.
"""

from sealcanvas.doctor.apply_mend import apply_mend
from sealcanvas.doctor.explain_decision import explain_decision

__all__ = ["apply_mend", "explain_decision"]
