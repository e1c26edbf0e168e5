"""Policy texts on their way in and out of IAM."""

from urllib.parse import quote

from sealcanvas.access.policy import PolicyDocument, PolicyKind, PolicySyntaxError
from sealcanvas.iam.errors import MalformedPolicyDocument


def read_document(text: str, kind: PolicyKind) -> PolicyDocument:
    """The compiled policy.

    Raises:
        MalformedPolicyDocument: every fault that IAM refuses, with line and column.
    """
    try:
        return PolicyDocument.parse(text, kind)
    except PolicySyntaxError as error:
        raise MalformedPolicyDocument(error.message) from None


def encoded(text: str) -> str:
    """The text as IAM returns it: URL-encoded (RFC 3986)."""
    return quote(text, safe="-_.~")
