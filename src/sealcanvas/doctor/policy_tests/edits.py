"""An account's policy tests, asked before and after every edit of a policy."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sealcanvas.doctor.policy_tests.fixture import Fixture
from sealcanvas.doctor.policy_tests.kept import enforces, keeping_accounts, kept_tests
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


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A test and the account that keeps it."""

    account: str
    fixture: Fixture

    def told_to(self, account: str) -> str:
        """The test's name, as whoever edits for `account` is told it."""
        return self.fixture.name if self.account == account else f"{self.fixture.name} (account {self.account})"


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
        kept = self._kept(service, account)
        concerned = [each for each in kept if _bears(service, target, each.fixture)]
        deadline = self._timer() + self._seconds
        broken, late = self._ask(concerned, deadline)
        out = {*broken, *late}
        held = [each for each in concerned if each not in out]

        def after_edit() -> EditReport:
            failed, later = self._ask(held, deadline)
            names, not_run = [each.told_to(account) for each in failed], len(late) + len(later)
            refusal = None
            if (failed or not_run) and enforces(self._instance, account):
                refusal = _BAD_POLICY.get(service, MalformedPolicyDocumentException)(_refusal(names, not_run))
            return EditReport(len(kept), tuple(names), not_run, refusal)

        return after_edit

    def _kept(self, service: str, account: str) -> list[_Kept]:
        accounts = [account] if service != "organizations" else self._members(account)
        return [_Kept(owner, each.fixture) for owner in accounts for each in kept_tests(self._instance, owner)]

    def _members(self, account: str) -> list[str]:
        """The accounts with tests in the organization of `account`, itself first: its policies bear on all of them."""
        organization = self._organization(account)
        accounts = keeping_accounts(self._instance)
        others = [each for each in accounts if each != account and self._organization(each) == organization != ""]
        return [account, *others]

    def _organization(self, account: str) -> str:
        membership = self._instance.memberships.of(account)
        return "" if membership is None else membership.organization_id

    def _ask(self, tests: Iterable[_Kept], deadline: float) -> tuple[list[_Kept], list[_Kept]]:
        """Those that do not hold, and those for which no time was left."""
        lookups = Lookups(self._instance)
        failed: list[_Kept] = []
        late: list[_Kept] = []
        for each in tests:
            if self._timer() > deadline:
                late.append(each)
            elif not run_test(lookups, each.fixture, each.account).holds:
                failed.append(each)
        return failed, late


def _bears(service: str, target: str, fixture: Fixture) -> bool:
    """Whether an edit of what stands at `target` can change the test's answer."""
    if service in ("kms", "s3"):
        return place_of(fixture.resource) == target
    if service == "iam" and target.split(":")[-1].startswith(("role/", "user/")):
        return target in (fixture.asker.name, fixture.asker.detail, fixture.resource)
    return True


def _refusal(failed: list[str], not_run: int) -> str:
    if not failed:
        return f"{not_run} policy tests could not be run in time, and this account enforces its policy tests."
    shown = ", ".join(f'"{name}"' for name in failed[:_SHOWN])
    more = f" and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
    return f"The policy would make policy tests fail that this account enforces: {shown}{more}."
