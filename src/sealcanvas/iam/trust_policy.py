"""Trust policies on their way in: a text that IAM accepts, whose principals all exist."""

import re

from sealcanvas.iam import principals
from sealcanvas.iam.documents import read_document
from sealcanvas.iam.errors import LimitExceeded, MalformedPolicyDocument
from sealcanvas.iam.pinned_principals import Ids, named_principals, pin_principals
from sealcanvas.iam.quotas import TRUST_POLICY_CHARACTERS, characters
from sealcanvas.service.instance import Instance

_FEDERATED = re.compile(
    r"arn:aws:iam::\d{12}:(oidc|saml)-provider/[^\s*?<>]+|[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE
)


def accept_trust_policy(instance: Instance, text: str) -> tuple[str, Ids]:
    """The text to keep, and the ids of its principals.

    Raises:
        MalformedPolicyDocument: not a trust policy, or a principal that does not exist.
        LimitExceeded: more than 2,048 characters.
    """
    read_document(text, "trust")
    if characters(text) > TRUST_POLICY_CHARACTERS:
        raise LimitExceeded(f"Cannot exceed quota for ACLSizePerRole: {TRUST_POLICY_CHARACTERS}")
    for kind, name in named_principals(text):
        if kind == "Federated":
            # Whether a provider is there shows when a role is assumed: it may come later, and go.
            if not _FEDERATED.fullmatch(name):
                raise MalformedPolicyDocument("Federated principals must be valid domain names or SAML metadata ARNs")
        elif not principals.exists(instance, name):
            raise MalformedPolicyDocument(f'Invalid principal in policy: "{kind.upper()}":"{name}"')
    return pin_principals(instance, text)
