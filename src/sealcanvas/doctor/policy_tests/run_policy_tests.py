"""RunPolicyTests: an account's tests asked now, a page at a time, with drafts on request."""

from sealcanvas.doctor.drafted import read_drafts
from sealcanvas.doctor.policy_tests.kept import KeptTest, kept_tests
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.pages import next_page, page_of
from sealcanvas.doctor.policy_tests.run import run_test
from sealcanvas.doctor.policy_tests.shapes import result
from sealcanvas.doctor.policy_tests.targets import all_tests, found_test
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("RunPolicyTests", resource=all_tests, atomic=False)
def run_policy_tests(call: Call, _target: PlainResource, request: Request) -> Request:
    """Ask the tests in Names, or a page of all; Drafts stand in for the policies that they name."""
    lookups = Lookups(call.instance, read_drafts(call, request))
    tests, more = _tests(call, request)
    language = request.get("Language", "en")
    asked = (run_test(lookups, test.fixture, call.account) for test in tests)
    return {"Results": [result(each, language) for each in asked], **more}


def _tests(call: Call, request: Request) -> tuple[list[KeptTest], dict[str, str]]:
    if "Names" in request:
        if "NextToken" in request or "MaxResults" in request:
            raise ValidationException("Names are run all at once: give no MaxResults and no NextToken.")
        return [found_test(call, {"Name": name}) for name in dict.fromkeys(request["Names"])], {}
    after, limit = page_of(request)
    return next_page(kept_tests(call.instance, call.account, after, limit + 1), limit)
