"""Unsaved policies by the places where they would be saved."""

from collections.abc import Mapping

from sealcanvas.access.linter import admit
from sealcanvas.access.policy import PolicySyntaxError
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.saved_policy import SavedPolicy, holders_of, no_such_place, policy_at
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ValidationException


class BadDraft(ValueError):
    """A draft is no policy of the kind that its place takes, or no policy can be saved there; the message says why."""


def read_drafts(call: Call, request: Request) -> Drafts:
    """The drafts of a request's `Drafts`: policies of the caller's account, in place of saved ones.

    Raises:
        ValidationException: a place where the account can save no policy, or that is given twice; no policy.
    """
    texts: dict[str, str | None] = {}
    for draft in request.get("Drafts", ()):
        place = draft["Document"]
        if place in texts:
            raise ValidationException(f"There are two drafts of {place}.")
        texts[place] = draft.get("Policy")
    try:
        return drafts_at(call.instance, texts, call.account)
    except BadDraft as error:
        raise ValidationException(str(error)) from None


def drafts_at(instance: Instance, texts: Mapping[str, str | None], account: str | None = None) -> Drafts:
    """Drafts that stand in for saved policies, or are added where a user, role or group has no policy of that name.

    Args:
        texts: policies by their places (`access.layers.NamedPolicy.place`); None takes one away.
        account: whose places may be named; None for every account's.

    Raises:
        BadDraft: a place is none, or nothing is there, or it is another account's; a text is no policy.
    """
    drafts = NO_DRAFTS
    for place, text in texts.items():
        saved = policy_at(instance, place)
        if saved is None or account not in (None, saved.account):
            raise BadDraft(no_such_place(place))
        if text is not None:
            try:
                admit(text, saved.kind)
            except PolicySyntaxError as error:
                raise BadDraft(f"The draft for {place}: {error.message}") from None
        elif saved.must_be:
            raise BadDraft(f"The draft for {place}: a key and a role always have a policy.")
        drafts = drafts.joined(draft_of(instance, saved, text))
    return drafts


def draft_of(instance: Instance, saved: SavedPolicy, text: str | None) -> Drafts:
    """The text in place of the policy as it stands; for a new inline policy, on top of what its holders have."""
    if saved.holder and saved.text is None and text is not None:
        return Drafts(added=dict.fromkeys(holders_of(instance, saved), (text,)))
    return Drafts({saved.place: text})
