"""Opening a link: whatever refuses, the link stays unopened and nothing has happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sealcanvas.audit.event import Event
from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.sagemaker.sign_in.assume import assume_role_of
from sealcanvas.sagemaker.sign_in.create_presigned_domain_url import ACTION
from sealcanvas.sagemaker.sign_in.permitted import permitted
from sealcanvas.sagemaker.sign_in.place import Found, Place, find_place
from sealcanvas.sagemaker.workspace.apps.opening import VolumeRefused, open_domain, open_for_app, open_home
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.console_login import console_login, failed
from sealcanvas.sign_in.links import Link, find_link, mark_used
from sealcanvas.sign_in.sessions import begin_session
from sealcanvas.sign_in.user_session import key_holds
from sealcanvas.sign_in.visitor import (
    SignInRefused,
    Visitor,
    key_gone,
    not_permitted,
    require_unopened,
    unknown_link,
)
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.volumes.attached import find_attached


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun; `token` is for its cookie."""

    token: str
    link: Link
    found: Found

    @property
    def landing(self) -> str:
        """The page that the link leads to: a path below /console/, or ""."""
        return str(self.link.details["landing"])


def sign_in(instance: Instance, token: str, visitor: Visitor) -> SignedIn:
    """Open a link, in one unit of work; the audit trail tells the outcome, but for links that lead nowhere.

    Raises:
        SignInRefused: with what to tell.
    """
    # The link is read within the unit of work: of two who open it at once, one is second. A refusal is no exception in
    # there: what the trail has of the attempt must stay.
    with instance.database.transaction():
        outcome = _attempt(instance, token, visitor)
    if isinstance(outcome, SignInRefused):
        raise outcome
    return outcome


def _attempt(instance: Instance, token: str, visitor: Visitor) -> SignedIn | SignInRefused:
    link = find_link(instance, token)
    if link is None or link.kind != "user-profile":
        return unknown_link()
    found = find_place(instance, Place(**link.details["place"]))
    if found is None:
        return SignInRefused("gone", "The user profile or space that this sign-in link leads to is not there any more.")
    call = service_call(instance, SERVICE, source_arn=found.source_arn, region=found.profile.region)
    event = profile_login(call, found, visitor)
    try:
        return _open(instance, link, found, visitor, call)
    except SignInRefused as refused:
        failed(event, refused)
        return refused
    finally:
        event.decisions = [decision.to_dict() for decision in call.journal.decisions]
        instance.trail.record(call.journal.events)


def _open(instance: Instance, link: Link, found: Found, visitor: Visitor, call: Call) -> SignedIn:
    require_unopened(link, instance.clock())
    access_key = link.details.get("access_key", "")
    enter(instance, link.maker, found, visitor, call, access_key)
    mark_used(instance, link)
    details = {"place": link.details["place"], "maker": dict(link.maker), "access_key": access_key}
    token = begin_session(instance, "user-profile", found.profile.arn, details, link.session_seconds)
    return SignedIn(token, link, found)


def enter(
    instance: Instance, maker: Mapping[str, Any], found: Found, visitor: Visitor, call: Call, access_key: str = ""
) -> None:
    """Hold a sign-in to all that it needs: whoever made it possible may still, the role and the volumes open.

    Args:
        maker: of the link, or of the identity provider's sign-in.
        call: SageMaker's, within which it happens.
        access_key: what must still be there, for a link was made with it.

    Raises:
        SignInRefused: with what to tell.
    """
    decision = permitted(instance, maker, found.profile, visitor.context)
    if decision is not None:
        call.journal.decisions.append(decision)
    if decision is None or not decision.allowed:
        raise not_permitted(ACTION)
    if not key_holds(instance, access_key):
        raise key_gone()
    try:
        assume_role_of(instance, found, within=call)
        _open_volumes(instance, found)
    except CannotAssumeRole as error:
        raise SignInRefused("role", str(error)) from None
    except VolumeRefused as error:
        raise SignInRefused("volume", str(error)) from None


def _open_volumes(instance: Instance, found: Found) -> None:
    open_domain(instance, found.domain)
    if found.space is None:
        open_home(instance, found.domain, found.profile)
        return
    volume = find_attached(instance, found.space.arn)
    if volume is not None and volume.state == "Attached":  # else its next app brings it back
        open_for_app(instance, found.domain, "", found.space)


def profile_login(call: Call, found: Found, visitor: Visitor) -> Event:
    """The beginning of the record of a user profile's sign-in."""
    profile = found.profile
    identity = {"type": "Unknown", "principalId": profile.arn, "userName": profile.name}
    event = console_login(call, visitor, identity, profile.account)
    event.purpose = profile.arn
    event.resources.append(profile.arn)
    return event
