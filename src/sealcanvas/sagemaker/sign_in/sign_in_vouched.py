"""Signing in as the user profile that an identity provider's token leads to."""

from dataclasses import dataclass

from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.sagemaker.sign_in.place import Found, Place, find_place
from sealcanvas.sagemaker.sign_in.sign_in import enter, profile_login
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.console_login import failed
from sealcanvas.sign_in.oidc.callback import recorded
from sealcanvas.sign_in.oidc.claims import value_of
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider
from sealcanvas.sign_in.oidc.vouching import vouching
from sealcanvas.sign_in.sessions import begin_session
from sealcanvas.sign_in.visitor import SignInRefused, Visitor
from sealcanvas.sts.identity_token import Vouched


@dataclass(frozen=True, slots=True)
class ProfileSignedIn:
    """A session that has just begun; `token` is for its cookie."""

    token: str
    seconds: int
    whose: str


def sign_in_vouched(instance: Instance, sign_in: SignInProvider, vouched: Vouched, visitor: Visitor) -> ProfileSignedIn:
    """Begin a session of the user profile that the token's claim names, as opening a link does.

    Raises:
        SignInRefused: with what to tell; the trail tells it too.
    """
    with recorded(instance, sign_in, visitor, vouched):
        place, found = _place(instance, sign_in, vouched)
    # As for links: what the trail has of a refusal stays.
    with instance.database.transaction():
        outcome = _attempt(instance, sign_in, vouched, place, found, visitor)
    if isinstance(outcome, SignInRefused):
        raise outcome
    return ProfileSignedIn(outcome, sign_in.terms.seconds, f"{found.profile.name} in {found.domain.name}")


def _place(instance: Instance, sign_in: SignInProvider, vouched: Vouched) -> tuple[Place, Found]:
    terms = sign_in.terms
    value = value_of(vouched.claims, terms.claim)
    name = terms.user_profiles.get(value, "") if terms.user_profiles else value
    place = Place(terms.domain_id, name)
    found = find_place(instance, place) if name else None
    if found is None or found.profile.account != sign_in.account:
        raise SignInRefused(
            "profile", f"Domain {terms.domain_id} has no user profile for you: your claim {terms.claim} is {value!r}."
        )
    return place, found


def _attempt(
    instance: Instance, sign_in: SignInProvider, vouched: Vouched, place: Place, found: Found, visitor: Visitor
) -> str | SignInRefused:
    call = service_call(instance, SERVICE, source_arn=found.source_arn, region=found.profile.region)
    event = profile_login(call, found, visitor)
    event.resources.append(vouched.identity.provider.arn)
    event.additional["Subject"] = vouched.identity.subject
    try:
        enter(instance, sign_in.terms.maker, found, visitor, call)
        details = {
            "place": place.kept(),
            "maker": dict(sign_in.terms.maker),
            "vouching": vouching(sign_in, vouched.identity.provider),
        }
        return begin_session(instance, "user-profile", found.profile.arn, details, sign_in.terms.seconds)
    except SignInRefused as refused:
        failed(event, refused)
        return refused
    finally:
        event.decisions = [decision.to_dict() for decision in call.journal.decisions]
        instance.trail.record(call.journal.events)
