"""Condition keys that made-up requests carry, with values of every type, odd ones included."""

import base64
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Family:
    """Operators of one type of value, the keys that they are tried on, and the values tried."""

    operators: tuple[str, ...]
    keys: tuple[str, ...]
    values: tuple[str, ...]
    wanted: tuple[str, ...]


def _blob(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_NUMBERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_TEXTS = ("blue", "Blue", "red", "a/b", "x*y", "", "jane", "sagemaker.us-east-1.amazonaws.com", "日本")
_ARNS = (
    "arn:aws:sagemaker:us-east-1:111122223333:domain/d-1",
    "arn:aws:forecast:eu-west-1:444455556666:dataset/a:b",
    "arn:aws:iam::111122223333:user/jane",
    "not an arn",
)
_MOMENTS = ("2026-11-01T12:00:00Z", "2026-11-01T12:00:00.5Z", "2026-11-01T21:00:00+09:00", "1793534400", "2026-11-02")

FAMILIES = (
    Family(
        (
            *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
            *("StringLike", "StringNotLike"),
        ),
        (
            *("aws:RequestTag/env", "s3:prefix", "kms:ViaService", "sts:ExternalId", "aws:TagKeys", "aws:CalledVia"),
            *("aws:PrincipalTag/team", "aws:PrincipalTag/job", "aws:PrincipalAccount", "aws:userid", "aws:username"),
            *("aws:PrincipalType", "aws:ResourceAccount", "kms:CallerAccount", "kms:EncryptionContextKeys"),
            *("kms:EncryptionContext:dept", "kms:EncryptionContext:Purpose", "aws:PrincipalServiceName"),
        ),
        _TEXTS,
        (
            *_TEXTS,
            *("b*", "*e", "?lue", "*", "?", "b${*}e", "x${*}y", "x*", "${aws:username}", "${AWS:UserName, 'blue'}"),
            *("${aws:PrincipalTag/team}", "${aws:PrincipalTag/none, 'red'}", "${aws:PrincipalTag/job}", "${broken"),
            *(
                "dept",
                "Purpose",
                "111122223333",
                "AROA*",
                "User",
                "${$}{x}",
                "${aws:TagKeys}",
                "${aws:TagKeys, 'blue'}",
            ),
        ),
    ),
    Family(
        tuple(f"Numeric{name}" for name in _NUMBERS),
        ("s3:max-keys", "aws:MultiFactorAuthAge", "s3:signatureAge"),
        ("10", "10.0", "-3", "0.5", "1000", "many", ""),
        ("10", "10.00", "-3", "0.50", "999", "1e3", "ten", "+10"),
    ),
    Family(
        tuple(f"Date{name}" for name in _NUMBERS),
        ("aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"),
        (*_MOMENTS, "yesterday"),
        (
            *_MOMENTS,
            "2026-11",
            "2026-11-01T12:00Z",
            "1793534400.5",
            "2026-13-01",
            "2026-11-01T12:00:00",
            "2030-01-01T00:00:00Z",
        ),
    ),
    Family(
        ("Bool",),
        ("aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:ViaAWSService", "aws:PrincipalIsAWSService"),
        ("true", "false", "True", "yes"),
        ("true", "false", "TRUE", "no", "${aws:SecureTransport}", "${aws:PrincipalTag/none, 'true'}"),
    ),
    Family(
        ("BinaryEquals",), ("custom:blob",), (_blob("one"), _blob("two"), "%%"), (_blob("one"), _blob("two"), "%%", "")
    ),
    Family(
        ("IpAddress", "NotIpAddress"),
        ("aws:SourceIp", "aws:VpcSourceIp"),
        ("203.0.113.7", "198.51.100.9", "2001:db8::7", "here", "2001:DB8:0:0::7"),
        ("203.0.113.0/24", "203.0.113.7", "198.51.100.9/32", "2001:DB8::/32", "2001:db8::7", "0.0.0.0/0", "::/0", "x"),
    ),
    Family(
        ("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
        ("aws:SourceArn", "aws:PrincipalArn", "lambda:SourceFunctionArn"),
        _ARNS,
        (
            *_ARNS,
            *("arn:aws:*:*:111122223333:*", "arn:aws:iam::*:user/ja?e", "arn:aws:iam::*:role/*/analyst", "arn:*"),
            *("arn:aws:forecast:*:dataset/a:b", "arn:aws:iam::111122223333:user/${aws:username}", "arn:*:*:*:*:*", "*"),
            "arn:aws:iam::111122223333:USER/jane",
        ),
    ),
)
"""Every operator but Null, which stands on any key."""

MULTIVALUED = ("aws:TagKeys", "aws:CalledVia")


def context(random: Random) -> dict[str, str | list[str]]:
    """Return condition keys as a request may carry them; half of those that there are."""
    given: dict[str, str | list[str]] = {}
    for family in FAMILIES:
        for key in family.keys:
            if key.startswith(
                ("aws:Principal", "aws:userid", "aws:username", "aws:ResourceAccount", "kms:Enc", "kms:Cal")
            ):
                continue  # these follow from the caller, the resource and the encryption context
            if random.random() < 0.5:
                continue
            name = key.upper() if random.random() < 0.1 else key
            if key in MULTIVALUED or random.random() < 0.03:
                given[name] = random.sample(family.values, random.choice((0, 1, 2, 3)))
            else:
                given[name] = random.choice(family.values)
    return given


def encryption_context(random: Random) -> dict[str, str]:
    """Return an encryption context, of keys that differ in more than their case."""
    names = random.sample(("dept", "purpose", "aws:s3:arn"), random.choice((0, 0, 1, 2)))
    return {name if random.random() < 0.8 else name.title(): random.choice(("blue", "Blue", "x")) for name in names}
