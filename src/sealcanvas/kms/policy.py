"""Key policies: what a new one must satisfy, and the ones that keys get by default."""

import json
from dataclasses import replace

from sealcanvas.access.linter import admit
from sealcanvas.access.policy import PolicyDocument, PolicySyntaxError
from sealcanvas.access.principal import account_root_arn
from sealcanvas.iam import principals
from sealcanvas.iam.pinned_principals import Ids, pin_principals
from sealcanvas.kms.authorizer import decide_kms
from sealcanvas.kms.errors import LimitExceededException, MalformedPolicyDocumentException
from sealcanvas.kms.key import Key, key_policy
from sealcanvas.service.call import Call

MAXIMUM_BYTES = 32_768


def default_policy(account: str) -> str:
    """The policy of a key made without one: the account's own policies decide."""
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": account_root_arn(account)},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}, indent=2)


def read_policy(call: Call, text: str) -> tuple[PolicyDocument, Ids]:
    """A key policy that somebody gave, if AWS would take it; and the unique ids of its users and roles.

    Raises:
        LimitExceededException: longer than 32,768 bytes.
        MalformedPolicyDocumentException: not a key policy (line, column and what to mend are told), or one of its
            principals does not exist.
    """
    if len(text.encode()) > MAXIMUM_BYTES:
        raise LimitExceededException(f"The policy is longer than {MAXIMUM_BYTES} bytes.")
    try:
        document = admit(text, "key")
    except PolicySyntaxError as error:
        raise MalformedPolicyDocumentException(error.message) from None
    missing = sorted(name for name in document.principals() if not principals.exists(call.instance, name))
    if missing:
        message = "Policy contains a statement with one or more invalid principals."
        placeholders = [name for name in missing if "<" in name or ">" in name]
        if placeholders:
            message += f" Replace the placeholder {', '.join(placeholders)} by the principal's own ARN."
        raise MalformedPolicyDocumentException(message)
    kept, ids = pin_principals(call.instance, text)
    return PolicyDocument.parse(kept, "key"), ids


def require_no_lockout(call: Call, key: Key, document: PolicyDocument) -> None:
    """Refuse a policy under which the caller could not change it again.

    Raises:
        MalformedPolicyDocumentException: the caller would not be allowed kms:PutKeyPolicy.
    """
    would_be = with_policy(key, document)
    decision = decide_kms(call, "kms:PutKeyPolicy", would_be, {"kms:BypassPolicyLockoutSafetyCheck": "false"})
    if not decision.allowed:
        raise MalformedPolicyDocumentException(
            "The new key policy will not allow you to update the key policy in the future."
        )


def with_policy(key: Key, document: PolicyDocument) -> Key:
    """`key`, as if that were its policy."""
    return replace(key, policy=key_policy(key.arn, document))
