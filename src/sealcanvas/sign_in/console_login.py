"""ConsoleLogin of `signin.amazonaws.com`: the record of a sign-in, whatever became of it.

Source: AWS CloudTrail User Guide, "AWS Management Console sign-in events".
"""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.audit.event import Event
from sealcanvas.service.call import Call
from sealcanvas.sign_in.visitor import SignInRefused, Visitor

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""The name of who is nobody's: what was typed there may be a secret."""


def console_login(call: Call, visitor: Visitor, identity: Mapping[str, Any], account: str) -> Event:
    """The beginning of the record; `tell` says how it went.

    Args:
        call: what is done at the sign-in; the event is put before its other events.
        identity: CloudTrail's userIdentity of who signs in.
        account: whose trail it is for.
    """
    event = call.event("signin.amazonaws.com", "ConsoleLogin")
    event.event_type = "AwsConsoleSignIn"
    event.account, event.user_identity = account, dict(identity)
    event.source_ip, event.user_agent = visitor.source_ip, visitor.user_agent
    event.response = {"ConsoleLogin": "Success"}
    event.additional = {"MobileVersion": "No", "MFAUsed": "No"}
    call.journal.events.append(event)
    return event


def failed(event: Event, refused: SignInRefused) -> None:
    """Say in the record that nobody was signed in, and why."""
    event.error_code, event.error_message = "Failed authentication", str(refused)
    event.response = {"ConsoleLogin": "Failure"}


def identity_of(principal: Principal, access_key: str = "") -> dict[str, str]:
    """The userIdentity of a user or root user."""
    identity = {
        "type": "Root" if principal.kind == "root" else "IAMUser",
        "principalId": principal.principal_id,
        "arn": principal.arn,
        "accountId": principal.account,
        "accessKeyId": access_key,
    }
    return identity | ({"userName": principal.user_name} if principal.user_name else {})
