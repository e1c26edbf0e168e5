"""An account's policy tests, asked before and after every edit of a policy."""

import time
from collections.abc import Callable, Iterable

from sealcanvas.doctor.policy_tests.fixture import Fixture
from sealcanvas.doctor.policy_tests.kept import enforces, kept_tests
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.run import run_test
from sealcanvas.doctor.standing import place_of
from sealcanvas.iam.errors import MalformedPolicyDocument
from sealcanvas.kms.errors import MalformedPolicyDocumentException
from sealcanvas.s3.errors import MalformedPolicy
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.policy_edits import EditReport

_BAD_POLICY: dict[str, type[ServiceError]] = {"iam": MalformedPolicyDocument, "s3": MalformedPolicy}
"""The error for a bad policy, where it is not called as KMS and Organizations call theirs."""

_SECONDS = 5.0
_SHOWN = 10


class KeptTests:
    """Watches over edits with the tests that accounts keep (a `service.policy_edits.EditWatch`).

    Args:
        instance: whose policies are edited.
        seconds: for how long tests are asked around one edit, in all.
        timer: seconds that only ever grow.
    """

    def __init__(
        self, instance: Instance, seconds: float = _SECONDS, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._instance = instance
        self._seconds = seconds
        self._timer = timer

    def before_edit(self, service: str, account: str, target: str) -> Callable[[], EditReport]:
        """Ask the tests on which the edit bears; what is returned asks those that hold once more."""
        kept = [each.fixture for each in kept_tests(self._instance, account)]
        concerned = [fixture for fixture in kept if _bears(service, target, fixture)]
        deadline = self._timer() + self._seconds
        broken, late = self._ask(concerned, account, deadline)
        held = [fixture for fixture in concerned if fixture.name not in {*broken, *late}]

        def after_edit() -> EditReport:
            failed, later = self._ask(held, account, deadline)
            late.extend(later)
            refusal = None
            if (failed or late) and enforces(self._instance, account):
                refusal = _BAD_POLICY.get(service, MalformedPolicyDocumentException)(_refusal(failed, late))
            return EditReport(len(kept), tuple(failed), len(late), refusal)

        return after_edit

    def _ask(self, fixtures: Iterable[Fixture], account: str, deadline: float) -> tuple[list[str], list[str]]:
        """The names of those that do not hold, and of those for which no time was left."""
        lookups = Lookups(self._instance)
        failed: list[str] = []
        late: list[str] = []
        for fixture in fixtures:
            if self._timer() > deadline:
                late.append(fixture.name)
            elif not run_test(lookups, fixture, account).holds:
                failed.append(fixture.name)
        return failed, late


def _bears(service: str, target: str, fixture: Fixture) -> bool:
    """Whether an edit of what stands at `target` can change the test's answer."""
    if service in ("kms", "s3"):
        return place_of(fixture.resource) == target
    if service == "iam" and target.split(":")[-1].startswith(("role/", "user/")):
        return target in (fixture.asker.name, fixture.asker.detail, fixture.resource)
    return True


def _refusal(failed: list[str], late: list[str]) -> str:
    if not failed:
        return f"{len(late)} policy tests could not be run in time, and this account enforces its policy tests."
    shown = ", ".join(f'"{name}"' for name in failed[:_SHOWN])
    more = f" and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
    return f"The policy would make policy tests fail that this account enforces: {shown}{more}."
