"""Policy tests asked: what each was expected to decide, what it decides now, and why."""

from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.arn import account_of
from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import StatementRef
from sealcanvas.access.words import Language, tell_summary
from sealcanvas.doctor.deciding import deciding_layer
from sealcanvas.doctor.policy_tests.fixture import Expectation, Fixture
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.principals import account_of_asker
from sealcanvas.doctor.policy_tests.question import answer_of, question_of
from sealcanvas.doctor.policy_tests.words import tell_abroad, tell_unasked

Cause = Literal["holds", "outcome", "layer", "statement", "principal-gone", "resource-gone", "not-yours"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one test.

    Attributes:
        cause: "holds", or what is not as expected.
        decision: the answer of today; None where the question could not be asked.
        abroad: the resource is another account's, whose policies must not be told.
    """

    fixture: Fixture
    cause: Cause
    decision: Decision | None = None
    abroad: bool = False

    @property
    def holds(self) -> bool:
        """Whether everything is as expected."""
        return self.cause == "holds"

    @property
    def found(self) -> str:
        """The outcome, or why there is none."""
        return self.cause if self.decision is None else self.decision.outcome

    @property
    def layer(self) -> str:
        """The layer that decided; "" where the question could not be asked."""
        return "" if self.decision is None else deciding_layer(self.decision)

    @property
    def statement(self) -> StatementRef | None:
        """The statement that decides now, if one does and may be told."""
        return None if self.decision is None or self.abroad else self.decision.deciding

    def why(self, language: Language = "en") -> str:
        """One sentence: who may or may not do what and why, or why the question could not be asked."""
        if self.decision is None:
            return tell_unasked(self.cause, self.fixture, language)
        return tell_abroad(self.decision, language) if self.abroad else tell_summary(self.decision, language)


def run_test(lookups: Lookups, fixture: Fixture, account: str | None = None) -> Result:
    """Ask one test.

    Args:
        lookups: of tests that are asked together; they bring drafts along.
        account: whose test it is: it is then told of its own principals and resources alone; None for an
            administrator of the instance.

    Raises:
        PolicySyntaxError: a draft is no policy.
    """
    of = account_of_asker(fixture.asker)
    if account is not None and of not in ("", account):
        return Result(fixture, "not-yours")
    # Whether another account has such a key or role must not be told; its ARN says whose it would be.
    question = question_of(lookups, fixture, tell_gone=account is None or account_of(fixture.resource) in ("", account))
    if isinstance(question, str):
        return Result(fixture, question)
    abroad = account is not None and question.request.resource_account != account
    if abroad and (not of or fixture.expect.layer or fixture.expect.document or fixture.expect.sid):
        return Result(fixture, "not-yours")
    decision = answer_of(lookups, fixture, question)
    return Result(fixture, _cause(fixture.expect, decision), decision, abroad)


def _cause(expect: Expectation, decision: Decision) -> Cause:
    if decision.outcome != expect.outcome:
        return "outcome"
    if expect.layer is not None and deciding_layer(decision) != expect.layer:
        return "layer"
    deciding = decision.deciding
    if expect.document is not None and (deciding is None or deciding.document != expect.document):
        return "statement"
    if expect.sid is not None and (deciding is None or deciding.sid != expect.sid):
        return "statement"
    return "holds"
