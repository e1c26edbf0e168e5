"""The doctor: why a request was decided so, what mends a denial, and what a policy would open before it is saved.

Importing the package registers its operations with `service.own.sealcanvas`.
"""

from sealcanvas.doctor import policy_tests
from sealcanvas.doctor.apply_mend import apply_mend
from sealcanvas.doctor.explain_decision import explain_decision
from sealcanvas.doctor.lint_policy import lint_policy_text
from sealcanvas.doctor.list_denials import list_denials
from sealcanvas.doctor.review_policy_change import review_policy_change
from sealcanvas.doctor.simulate_access import simulate_access
from sealcanvas.doctor.who_can_use import who_can_use

__all__ = [
    "apply_mend",
    "explain_decision",
    "lint_policy_text",
    "list_denials",
    "policy_tests",
    "review_policy_change",
    "simulate_access",
    "who_can_use",
]
