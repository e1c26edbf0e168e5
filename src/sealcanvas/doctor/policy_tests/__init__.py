"""Policy tests: decisions that must stay as they are (docs/policy-tests.md).

Importing the package registers its operations with `service.own.sealcanvas`.
"""

from sealcanvas.doctor.policy_tests.operations import (
    delete_policy_test,
    describe_policy_test,
    describe_policy_test_settings,
    list_policy_tests,
    put_policy_test,
    update_policy_test_settings,
)
from sealcanvas.doctor.policy_tests.run_policy_tests import run_policy_tests

__all__ = [
    "delete_policy_test",
    "describe_policy_test",
    "describe_policy_test_settings",
    "list_policy_tests",
    "put_policy_test",
    "run_policy_tests",
    "update_policy_test_settings",
]
