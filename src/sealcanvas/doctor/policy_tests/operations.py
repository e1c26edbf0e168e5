"""PutPolicyTest, ListPolicyTests, DescribePolicyTest, DeletePolicyTest, and the settings of an account's tests."""

from sealcanvas.doctor.policy_tests.fixture import Fixture, tidy_name
from sealcanvas.doctor.policy_tests.kept import (
    MAX_TESTS,
    TooManyTests,
    delete_test,
    enforces,
    kept_tests,
    put_test,
    set_enforcement,
)
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.pages import next_page, page_of
from sealcanvas.doctor.policy_tests.read import read_fixture
from sealcanvas.doctor.policy_tests.run import run_test
from sealcanvas.doctor.policy_tests.save import CannotSave, fixture_of, name_of
from sealcanvas.doctor.policy_tests.shapes import details, result, summary
from sealcanvas.doctor.policy_tests.syntax import FixtureSyntaxError
from sealcanvas.doctor.policy_tests.targets import all_tests, found_test, named_test, no_such_test
from sealcanvas.doctor.recorded import recorded_decision
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ServiceQuotaExceededException, ValidationException
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("PutPolicyTest", resource=all_tests)
def put_policy_test(call: Call, _target: PlainResource, request: Request) -> Request:
    """Keep a test, given as its text or as the id of a decision, and tell whether it holds now."""
    fixture = _given(call, request)
    asked = run_test(Lookups(call.instance), fixture, call.account)
    if asked.cause == "not-yours":
        raise ValidationException(asked.why())
    try:
        put_test(call.instance, call.account, fixture)
    except TooManyTests:
        raise ServiceQuotaExceededException(f"An account keeps at most {MAX_TESTS:,} policy tests.") from None
    kept = found_test(call, {"Name": fixture.name})
    return {"PolicyTest": details(kept), "Result": result(asked, request.get("Language", "en"))}


@sealcanvas.operation("ListPolicyTests", resource=all_tests, atomic=False)
def list_policy_tests(call: Call, _target: PlainResource, request: Request) -> Request:
    """A page of the account's tests, in the order in which they were put."""
    after, limit = page_of(request)
    found, more = next_page(kept_tests(call.instance, call.account, after, limit + 1), limit)
    return {"PolicyTests": [summary(test) for test in found], **more}


@sealcanvas.operation("DescribePolicyTest", resource=named_test, atomic=False)
def describe_policy_test(call: Call, _target: PlainResource, request: Request) -> Request:
    """A test with its text."""
    return {"PolicyTest": details(found_test(call, request))}


@sealcanvas.operation("DeletePolicyTest", resource=named_test)
def delete_policy_test(call: Call, _target: PlainResource, request: Request) -> None:
    """Keep the test no longer."""
    name = tidy_name(request["Name"])
    if name is None or not delete_test(call.instance, call.account, name):
        raise no_such_test(request["Name"])


@sealcanvas.operation("DescribePolicyTestSettings", resource=all_tests, atomic=False)
def describe_policy_test_settings(call: Call, _target: PlainResource, _request: Request) -> Request:
    """Tell whether edits by which a test fails are refused."""
    return {"Enforce": enforces(call.instance, call.account)}


@sealcanvas.operation("UpdatePolicyTestSettings", resource=all_tests)
def update_policy_test_settings(call: Call, _target: PlainResource, request: Request) -> Request:
    """Set whether edits by which a test fails are refused."""
    set_enforcement(call.instance, call.account, enforce=request["Enforce"])
    return {"Enforce": request["Enforce"]}


def _given(call: Call, request: Request) -> Fixture:
    if ("Document" in request) == ("DecisionId" in request):
        raise ValidationException("Give either Document or DecisionId.")
    if "Document" in request:
        if odd := [name for name in ("Name", "Outcome", "Exact") if name in request]:
            raise ValidationException(f"{odd[0]} goes with DecisionId: a document says it itself.")
        try:
            return read_fixture(request["Document"])
        except FixtureSyntaxError as error:
            raise ValidationException(f"The document is no policy test. {error}") from None
    decision = recorded_decision(call.instance, request["DecisionId"], call.account)
    name = tidy_name(request["Name"]) if "Name" in request else tidy_name(name_of(decision))
    if name is None:
        raise ValidationException(f'"{request.get("Name", "")}" cannot be the name of a policy test.')
    try:
        return fixture_of(
            call.instance, decision, name, exact=request.get("Exact", False), outcome=request.get("Outcome")
        )
    except CannotSave as error:
        raise ValidationException(str(error)) from None
