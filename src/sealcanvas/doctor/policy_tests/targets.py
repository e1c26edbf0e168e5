"""What the operations on policy tests act on: an account's test by its name, or all of them."""

from sealcanvas.doctor.policy_tests.fixture import tidy_name
from sealcanvas.doctor.policy_tests.kept import KeptTest, kept_test
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ResourceNotFoundException
from sealcanvas.service.resource import PlainResource


def arn_of_test(call: Call, name: str) -> str:
    """The ARN of the caller's test of that name; `*` for all."""
    return f"arn:aws:sealcanvas:{call.region}:{call.account}:policy-test/{name}"


def named_test(call: Call, request: Request) -> PlainResource:
    """A resolver: the test in Name, whether or not there is one."""
    return PlainResource(arn_of_test(call, tidy_name(request["Name"]) or request["Name"]), call.account)


def all_tests(call: Call, _request: Request) -> PlainResource:
    """A resolver: the account's tests."""
    return PlainResource(arn_of_test(call, "*"), call.account)


def found_test(call: Call, request: Request) -> KeptTest:
    """The test in Name.

    Raises:
        ResourceNotFoundException: the account keeps none of that name.
    """
    name = tidy_name(request["Name"])
    found = kept_test(call.instance, call.account, name) if name else None
    if found is None:
        raise no_such_test(request["Name"])
    return found


def no_such_test(name: str) -> ResourceNotFoundException:
    """The refusal of a name that the account has not given to a test."""
    return ResourceNotFoundException(f'There is no policy test "{name}".')
