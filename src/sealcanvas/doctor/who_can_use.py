"""WhoCanUse: everybody who may use a resource, by which statement or grant, and under which conditions."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sealcanvas.access.decide_by import rules_of
from sealcanvas.doctor.known_action import check_applies
from sealcanvas.doctor.simulate_request import read_resource
from sealcanvas.doctor.who_can_users import Users
from sealcanvas.kms import Key
from sealcanvas.kms.find import key_of_arn
from sealcanvas.s3.bucket import BUCKET_ARN
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException
from sealcanvas.service.page_token import read_token, write_token

_PAGE = 50
_LOOKED_AT = 1_000
"""At most so many principals are looked at for one page, whether they may do something or not."""

_OF_USE = {
    "ENCRYPT_DECRYPT": "Encrypt Decrypt ReEncryptFrom ReEncryptTo",
    "SIGN_VERIFY": "Sign Verify GetPublicKey",
    "GENERATE_VERIFY_MAC": "GenerateMac VerifyMac",
    "KEY_AGREEMENT": "DeriveSharedSecret GetPublicKey",
    "ENCAPSULATE_DECAPSULATE": "Encapsulate Decapsulate GetPublicKey",
}
_OF_DATA_KEYS = "GenerateDataKey GenerateDataKeyWithoutPlaintext"
_OF_EVERY_KEY = "DescribeKey CreateGrant PutKeyPolicy DisableKey ScheduleKeyDeletion"
_OF_A_BUCKET = ("s3:ListBucket", "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucket")
_OF_AN_OBJECT = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
_OF_A_ROLE = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "iam:PassRole", "iam:UpdateAssumeRolePolicy")


@sealcanvas.operation("WhoCanUse", atomic=False)
def who_can_use(call: Call, request: Request) -> Request:
    """A page of the principals that may do something with the resource, by name."""
    return who_can(call, request)


def who_can(call: Call, request: Request) -> Request:
    """The answer to `request`.

    Raises:
        ValidationException: no actions are given, and none belong to the resource; an action that does not exist, or
            that is of another service than the resource; a token that no page gave.
        ResourceNotFoundException: there is no such key or alias, or the resource is not the caller's.
    """
    resource = read_resource(call, "kms:DescribeKey", request["Resource"])
    key = key_of_arn(call, resource) if rules_of("kms:Decrypt", resource) == "key" else None
    if key is None and rules_of("kms:Decrypt", resource) == "key":
        raise ResourceNotFoundException(f"There is no key {resource}.")
    for action in request.get("Actions", ()):
        check_applies(action, resource)
    found = Users(call.instance, resource, request.get("Actions") or default_actions(resource, key), call.account)
    try:
        after = read_token(request.get("NextToken", ""))
    except ValueError:
        raise ValidationException("The pagination token is invalid.") from None
    names = [name for name in found.names if name > after]
    looked_at: list[str] = []

    def accesses() -> Iterator[dict[str, Any]]:
        for name in names[:_LOOKED_AT]:
            looked_at.append(name)
            told = found.of(name)
            if told is not None:
                yield told

    page = list(islice(accesses(), request.get("MaxResults", _PAGE)))
    more = {} if len(looked_at) == len(names) else {"NextToken": write_token(looked_at[-1])}
    return {"Resource": resource, "Principals": page, "Complete": found.complete, **more}


def default_actions(resource: str, key: Key | None) -> Sequence[str]:
    """What is mostly asked of a resource of this kind: to use it, to hand it on, to take it away.

    Args:
        key: the KMS key, if it is one.

    Raises:
        ValidationException: nothing is, of this kind.
    """
    if key is not None:
        of_data_keys = _OF_DATA_KEYS if key.key_spec.symmetric else ""
        return [f"kms:{name}" for name in f"{_OF_USE[key.usage]} {of_data_keys} {_OF_EVERY_KEY}".split()]
    if rules_of("sts:AssumeRole", resource) == "trust":
        return _OF_A_ROLE
    if resource.startswith(BUCKET_ARN):
        return _OF_AN_OBJECT if "/" in resource else _OF_A_BUCKET
    raise ValidationException(f"Name the Actions that you ask about on {resource}.")
