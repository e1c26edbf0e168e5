"""SimulateAccess: what any principal would get for any request on one of the caller's resources."""

from sealcanvas.access.policy import PolicySyntaxError
from sealcanvas.access.words import Language
from sealcanvas.doctor.abroad import is_abroad, looking_away
from sealcanvas.doctor.drafts import NO_DRAFTS
from sealcanvas.doctor.explain_decision import describe
from sealcanvas.doctor.simulate_question import ask
from sealcanvas.doctor.simulate_request import (
    read_question,
    read_unsaved,
    withhold_foreign,
)
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException


@sealcanvas.operation("SimulateAccess", atomic=False)
def simulate_access(call: Call, request: Request) -> Request:
    """Decide a request that nobody makes, by the policies as they stand or as drafts would have them."""
    return {"Decision": simulated(call, request)}


def simulated(call: Call, request: Request) -> Request:
    """The service model's `Decision` on the request that `request` describes.

    Raises:
        ValidationException: a member that cannot be; an action that does not exist.
        ResourceNotFoundException: the resource is not the caller's.
    """
    question = read_question(call, request)
    principal = question.principal
    drafts = read_unsaved(call, request, principal)
    try:
        decision = ask(call.instance, question, drafts)
    except PolicySyntaxError as error:
        raise ValidationException(error.message) from None
    language: Language = request.get("Language", "en")
    told = describe(looking_away(call.instance, principal, call.account), decision, language, account=call.account)
    if drafts is not NO_DRAFTS:
        told.pop("Mend", None)  # a mend is made for the policies that are saved
    if is_abroad(principal, call.account):
        told = withhold_foreign(told, principal.account, language)
    return told
