"""Policy texts on their way in and out of IAM."""

import json
from urllib.parse import quote

from sealcanvas.access.linter import admit
from sealcanvas.access.policy import PolicyDocument, PolicyKind, PolicySyntaxError
from sealcanvas.iam.errors import MalformedPolicyDocument


def read_document(text: str, kind: PolicyKind) -> PolicyDocument:
    """The compiled policy.

    Raises:
        MalformedPolicyDocument: every fault that IAM refuses, with line and column.
    """
    try:
        return admit(text, kind)
    except PolicySyntaxError as error:
        raise MalformedPolicyDocument(error.message) from None


def require_current_version(text: str) -> None:
    """Refuse a managed policy of another version than 2012-10-17, as IAM does; inline ones may have any.

    Raises:
        MalformedPolicyDocument: the version is older, or missing.
    """
    if json.loads(text).get("Version") != "2012-10-17":
        raise MalformedPolicyDocument("Policy document must be version 2012-10-17 or greater.")


def encoded(text: str) -> str:
    """The text as IAM returns it: URL-encoded (RFC 3986)."""
    return quote(text, safe="-_.~")
