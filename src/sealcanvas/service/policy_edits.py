"""Which operations edit policies, and how whoever watches over such edits is asked.

An edit is an operation that changes what a policy says of resources or principals that are there, or to whom it is
attached. What makes a new key, role or policy is none: nothing that was decided before is decided otherwise by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sealcanvas.audit.event import Event
from sealcanvas.service.errors import ServiceError

HEADER = "x-sealcanvas-policy-tests"

POLICY_EDITS: Mapping[str, frozenset[str]] = {
    "kms": frozenset({"PutKeyPolicy"}),
    "s3": frozenset({"PutBucketPolicy", "DeleteBucketPolicy", "PutPublicAccessBlock", "DeletePublicAccessBlock"}),
    "iam": frozenset(
        {
            *(
                f"{verb}{kind}Policy"
                for verb in ("Put", "Delete", "Attach", "Detach")
                for kind in ("Role", "User", "Group")
            ),
            *(f"{verb}{kind}PermissionsBoundary" for verb in ("Put", "Delete") for kind in ("Role", "User")),
            *("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"),
            *("AddUserToGroup", "RemoveUserFromGroup"),
            "UpdateAssumeRolePolicy",
        }
    ),
    "organizations": frozenset(
        {"UpdatePolicy", "AttachPolicy", "DetachPolicy", "EnablePolicyType", "DisablePolicyType", "MoveAccount"}
    ),
}
"""The operations that edit policies, by service."""


@dataclass(frozen=True, slots=True)
class EditReport:
    """What an edit did to an account's policy tests.

    Attributes:
        kept: how many tests the account keeps.
        failed: the names of those that fail by the edit.
        not_run: how many could not be asked in time.
        refusal: the error for which the edit must be undone, or None if it stands.
    """

    kept: int
    failed: tuple[str, ...] = ()
    not_run: int = 0
    refusal: ServiceError | None = None

    @property
    def header(self) -> str:
        """What the caller is told; "" where there is nothing to tell."""
        if not self.failed and not self.not_run:
            return ""
        late = f", {self.not_run} not run" if self.not_run else ""
        return f"failed {len(self.failed)} of {self.kept}{late}"


class EditWatch(Protocol):
    """Asked around every edit of a policy, within its unit of work: implemented by `doctor`."""

    def before_edit(self, service: str, account: str, target: str) -> Callable[[], EditReport]:
        """Take note of how things stand before the edit, and return what tells how they stand after it.

        Args:
            service: whose operation it is ("kms").
            account: that owns `target`.
            target: the ARN of what the operation acts on.
        """
        ...


def is_policy_edit(service: str, operation: str) -> bool:
    """Tell whether the operation edits policies."""
    return operation in POLICY_EDITS.get(service, ())


def watched(
    watch: EditWatch | None, service: str, account: str, target: str, event: Event, edit: Callable[[], Any]
) -> tuple[Any, str]:
    """Carry out `edit` under `watch`, and return its answer and what the caller is to be told of it.

    Args:
        event: the edit's audit event; notes what failed.

    Raises:
        ServiceError: the edit's own, or the refusal for which it must be undone.
    """
    if watch is None:
        return edit(), ""
    after = watch.before_edit(service, account, target)
    answer = edit()
    report = after()
    if report.header:
        event.policy_tests = {"kept": report.kept, "failed": list(report.failed), "notRun": report.not_run}
    if report.refusal is not None:
        raise report.refusal
    return answer, report.header
