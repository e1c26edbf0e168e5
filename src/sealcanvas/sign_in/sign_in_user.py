"""Signing in as a user: by a link, or by an access key and its secret."""

import hmac

from sealcanvas.access.principal import Principal
from sealcanvas.audit.event import Event
from sealcanvas.iam.access_keys import AccessKey, lookup
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource
from sealcanvas.sign_in.console_login import HIDDEN, console_login, failed, identity_of
from sealcanvas.sign_in.create_console_link import ACTION
from sealcanvas.sign_in.links import find_link, mark_used
from sealcanvas.sign_in.user_session import begin, key_holds
from sealcanvas.sign_in.visitor import (
    SignInRefused,
    Visitor,
    key_gone,
    not_permitted,
    require_unopened,
    unknown_link,
)
from sealcanvas.sts.remembered import recall

_NOBODYS = b"0" * 40  # what the secret of an access key that is not there is compared with
WRONG = "The access key id or the secret access key is not right, or the access key is not active."


def open_link(instance: Instance, token: str, visitor: Visitor) -> tuple[str, Principal]:
    """Open a user's link, in one unit of work; the session's token, and who is signed in.

    Raises:
        SignInRefused: with what to tell; the link stays unopened.
    """
    # As in `sagemaker.sign_in`: of two who open it at once one is second, and the record of a refusal stays.
    with instance.database.transaction():
        outcome = _open_link(instance, token, visitor)
    if isinstance(outcome, SignInRefused):
        raise outcome
    return outcome


def _open_link(instance: Instance, token: str, visitor: Visitor) -> tuple[str, Principal] | SignInRefused:
    link = find_link(instance, token)
    if link is None or link.kind != "user":
        return unknown_link()
    call = recall(instance, link.maker, visitor.context)
    if call is None:
        return SignInRefused("gone", "Whoever made this sign-in link is not there any more.")
    event = console_login(call, visitor, identity_of(call.principal), call.account)
    try:
        require_unopened(link, instance.clock())
        if not sealcanvas.decide(call, ACTION, PlainResource("*", call.account)).allowed:
            raise not_permitted(ACTION)
        access_key = str(link.details["access_key"])
        if not key_holds(instance, access_key):
            raise key_gone()
        mark_used(instance, link)
        return begin(instance, call.principal, call.region, access_key=access_key), call.principal
    except SignInRefused as refused:
        failed(event, refused)
        return refused
    finally:
        _record(call, event)


def sign_in_by_key(instance: Instance, access_key_id: str, secret: str, visitor: Visitor) -> tuple[str, Principal]:
    """Sign a user in by a long-lived access key; the session's token, and who is signed in.

    Raises:
        SignInRefused: one wording for all that may be wrong.
    """
    with instance.database.transaction():
        key = lookup(instance, access_key_id)
        principal = key.principal if key else Principal.root(instance.account)
        call = Call(instance, principal, new_request_id(), instance.region)
        identity = identity_of(principal, access_key_id) if key else _nobody(instance.account)
        event = console_login(call, visitor, identity, call.account)
        token = ""
        if _holds(instance, key, secret):
            token = begin(instance, principal, instance.region, access_key=access_key_id)
        else:
            failed(event, SignInRefused("credentials", WRONG))
        _record(call, event)
    if not token:
        raise SignInRefused("credentials", WRONG)
    return token, principal


def _holds(instance: Instance, key: AccessKey | None, secret: str) -> bool:
    """Whether the secret is the key's, the key is active and its account open; an unknown key is compared as well."""
    right = hmac.compare_digest(secret.encode(), key.secret.reveal() if key else _NOBODYS)
    if key is None or not right or not key.active:
        return False
    membership = instance.memberships.of(key.principal.account)
    return membership is None or not membership.closed


def _nobody(account: str) -> dict[str, str]:
    return {"type": "IAMUser", "accountId": account, "accessKeyId": "", "userName": HIDDEN}


def _record(call: Call, event: Event) -> None:
    event.decisions = [decision.to_dict() for decision in call.journal.decisions]
    call.instance.trail.record(call.journal.events)
