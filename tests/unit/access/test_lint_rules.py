"""Each rule of the linter: what it finds, where, and what it must leave alone."""

import json
from typing import Any

import pytest

from sealcanvas.access.linter import lint_policy
from sealcanvas.access.policy import PolicyKind

ACCOUNT = "222233334444"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"

GET: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
ADMIN: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
USE: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": JANE}, "Action": "kms:Decrypt", "Resource": "*"}
READ: dict[str, Any] = GET | {"Principal": {"AWS": JANE}}
TRUST: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}
SERVICE: dict[str, Any] = TRUST | {"Principal": {"Service": "sagemaker.amazonaws.com"}}


def doc(*statements: dict[str, Any], version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)})


def when(statement: dict[str, Any], **conditions: Any) -> dict[str, Any]:
    return statement | {"Condition": {name.replace("__", ":"): value for name, value in conditions.items()}}


def found(text: str, kind: PolicyKind) -> list[str]:
    return [each.code for each in lint_policy(text, kind, ACCOUNT)]


FOUND: list[tuple[str, PolicyKind, str]] = [
    # actions
    (doc(GET | {"Action": "kmss:Decrypt", "Resource": "*"}), "identity", "service-unknown"),
    (doc(GET | {"Action": "kms:Decript", "Resource": "*"}), "identity", "action-unknown"),
    (doc(GET | {"Action": "s3:Got*", "Resource": "*"}), "identity", "action-wildcard-empty"),
    (doc(GET | {"NotAction": "s3:Got*", "Resource": "*", "Effect": "Deny"}), "identity", "both-forms"),
    (doc(GET | {"Action": ["s3:Get*", "s3:getobject"]}), "identity", "action-redundant"),
    (doc(GET | {"Action": ["s3:GetObject", "s3:GetObject"]}), "identity", "action-redundant"),
    (doc(GET | {"Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b/c/*"]}), "identity", "resource-redundant"),
    (doc(ADMIN, USE | {"Action": "s3:GetObject"}), "key", "action-foreign"),
    (doc(ADMIN, USE | {"Action": "kms:ListKeys"}), "key", "action-not-on-key"),
    # actions and resources
    (doc(GET | {"Resource": "arn:aws:s3:::b"}), "identity", "action-resource-mismatch"),
    (doc(GET | {"Action": "s3:ListBucket"}), "identity", "action-resource-mismatch"),
    (
        doc(GET | {"Action": "kms:Decrypt", "Resource": f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/a"}),
        "identity",
        "action-resource-mismatch",
    ),
    (
        doc(
            when(
                GET | {"Action": "iam:PassRole", "Resource": f"arn:aws:iam::{ACCOUNT}:policy/p"},
                StringEquals={"iam:PassedToService": "sagemaker.amazonaws.com"},
            )
        ),
        "identity",
        "action-resource-mismatch",
    ),
    (doc(GET | {"Action": "s3:ListAllMyBuckets"}), "identity", "action-needs-star"),
    (doc(GET | {"Action": "kms:ListKeys", "Resource": KEY}), "identity", "action-needs-star"),
    (doc(GET | {"Action": "sealcanvas:VerifyStore"}), "identity", "action-needs-star"),
    (doc(GET | {"Action": "sealcanvas:DeleteDataset"}), "identity", "action-resource-mismatch"),
    # ARNs
    (doc(GET | {"Resource": "arn:asw:s3:::b/*"}), "identity", "arn-partition"),
    (doc(GET | {"Resource": "arn:aws:*:::b/*"}), "identity", "arn-vendor"),
    (doc(GET | {"Resource": "arn:aws:s3::b", "Effect": "Deny"}), "key", "legacy-form"),
    (doc(GET | {"Resource": "arn:aws:s33:::b/*"}), "identity", "arn-service-unknown"),
    (doc(GET | {"Resource": "arn:aws:s3:us-east-1::b/*"}), "identity", "arn-region"),
    (doc(GET | {"Action": "kms:Decrypt", "Resource": KEY.replace("us-east-1", "useast1")}), "identity", "arn-region"),
    (doc(GET | {"Action": "kms:Decrypt", "Resource": KEY.replace(ACCOUNT, "22223333")}), "identity", "arn-account"),
    (doc(GET | {"Resource": f"arn:aws:s3::{ACCOUNT}:b/*"}), "identity", "arn-account"),
    (doc(GET | {"Action": "iam:GetRole", "Resource": f"arn:aws:iam::{ACCOUNT}:rolle/x"}), "identity", "arn-path"),
    # condition keys
    (doc(when(GET, StringEquals={"aws:SourceArm": "x"})), "identity", "condition-key-unknown"),
    (doc(when(GET, StringEquals={"kms:ViaServise": "x"})), "identity", "condition-key-unknown"),
    (doc(when(GET, StringEquals={"kmz:ViaService": "x"})), "identity", "condition-key-unknown"),
    (doc(when(GET, StringEquals={"s3:prefix": "x"})), "identity", "condition-key-not-for-action"),
    (doc(when(GET, StringEquals={"kms:ViaService": "x"})), "identity", "condition-key-not-for-action"),
    (doc(ADMIN, when(USE, StringEquals={"kms:CustomerMasterKeySpec": "x"})), "key", "deprecated-key"),
    # types of condition keys
    (doc(when(GET, StringEquals={"aws:SecureTransport": "true"})), "identity", "operator-weak-type"),
    (doc(when(GET, StringLike={"aws:PrincipalArn": JANE})), "identity", "operator-weak-type"),
    (doc(when(GET, NumericEquals={"aws:username": "1"})), "identity", "operator-wrong-type"),
    (doc(when(GET, Bool={"aws:SourceIp": "true"})), "identity", "operator-wrong-type"),
    (doc(when(GET, StringEquals={"aws:TagKeys": "a"})), "identity", "set-operator-missing"),
    (doc(when(GET, ForAnyValue__StringEquals={"aws:username": "a"})), "identity", "set-operator-unneeded"),
    (doc(when(GET, ForAllValues__StringEquals={"aws:TagKeys": "a"})), "identity", "for-all-values-without-null"),
    # contradictions
    (
        doc(when(GET, StringEquals={"aws:username": "a"}, StringEqualsIgnoreCase={"aws:username": "b"})),
        "identity",
        "condition-never-true",
    ),
    (
        doc(when(GET, StringEquals={"aws:username": "a"}, StringNotEquals={"AWS:USERNAME": ["a", "c"]})),
        "identity",
        "condition-never-true",
    ),
    (
        doc(when(GET, StringEquals={"aws:username": "a"}, Null={"aws:username": "true"})),
        "identity",
        "condition-never-true",
    ),
    (
        doc(when(GET, StringEqualsIfExists={"aws:username": "a"}, Null={"aws:username": "true"})),
        "identity",
        "null-if-exists",
    ),
    (
        doc(
            when(
                GET,
                DateGreaterThan={"aws:CurrentTime": "2026-11-02T00:00:00Z"},
                DateLessThan={"aws:CurrentTime": "2026-11-01T00:00:00Z"},
            )
        ),
        "identity",
        "condition-never-true",
    ),
    (
        doc(when(GET, NumericLessThan={"s3:max-keys": "5"}, NumericGreaterThanEquals={"s3:max-keys": "5"})),
        "identity",
        "condition-never-true",
    ),
    (
        doc(when(GET, Bool={"aws:SecureTransport": "true", "AWS:SecureTransport": "false"})),
        "identity",
        "condition-never-true",
    ),
    # without effect
    (doc(GET, GET), "identity", "statement-redundant"),
    (doc(GET | {"Action": "s3:*"}, GET), "identity", "statement-redundant"),
    (doc(GET, GET | {"Effect": "Deny"}), "identity", "allow-denied"),
    (doc(GET, {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}), "identity", "allow-denied"),
    (doc({"Effect": "Deny", "NotAction": "*", "Resource": "*"}), "identity", "no-effect"),
    (doc({"Effect": "Deny", "Action": "s3:*", "NotResource": "*"}), "identity", "no-effect"),
    (doc(ADMIN, {"Effect": "Deny", "Principal": {"AWS": JANE}, "Action": "kms:Decrypt"}), "key", "no-effect"),
    (doc(), "key", "statement-empty"),
    # locked out
    (doc(USE), "key", "key-lockout"),
    (doc(ADMIN | {"Principal": {"AWS": "111122224444"}}), "key", "key-lockout"),
    (doc(ADMIN, ADMIN | {"Effect": "Deny", "Principal": "*"}), "key", "key-lockout"),
    (doc(ADMIN, ADMIN | {"Effect": "Deny", "Action": "kms:Put*"}), "key", "key-lockout"),
    (
        doc({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}),
        "bucket",
        "bucket-lockout",
    ),
    (doc(TRUST | {"Effect": "Deny"}), "trust", "trust-nobody"),
    (doc(TRUST | {"Action": "sts:TagSession"}), "trust", "trust-nobody"),
    (doc(TRUST | {"Action": "sts:AssumeRoleWithWebIdentity"}), "trust", "trust-action-principal"),
    (
        doc(TRUST | {"Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/t.example.com"}}),
        "trust",
        "trust-action-principal",
    ),
    # too wide
    (doc({"Effect": "Allow", "Action": "*", "Resource": "*"}), "identity", "allow-everything"),
    (doc({"Effect": "Allow", "Action": "kms:*", "Resource": "*"}), "identity", "allow-all-keys"),
    (doc({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), "identity", "allow-not-action"),
    (
        doc({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/*"}),
        "identity",
        "allow-not-resource",
    ),
    (
        doc(
            {"Effect": "Allow", "NotPrincipal": {"AWS": JANE}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
        ),
        "bucket",
        "allow-not-principal",
    ),
    (doc(READ | {"Principal": "*"}), "bucket", "anyone-allowed"),
    (doc(when(READ | {"Principal": "*"}, Bool={"aws:SecureTransport": "true"})), "bucket", "anyone-allowed"),
    (doc(when(READ | {"Principal": "*"}, ArnNotLike={"aws:PrincipalArn": JANE})), "bucket", "anyone-allowed"),
    (doc(GET | {"Action": "iam:PassRole", "Resource": "*"}), "identity", "pass-role-anywhere"),
    (doc(SERVICE), "trust", "confused-deputy"),
    (doc(ADMIN, USE | {"Principal": {"Service": "cloudtrail.amazonaws.com"}}), "key", "confused-deputy"),
    (doc(ADMIN, USE | {"Action": "kms:CreateGrant"}), "key", "create-grant-open"),
    (doc(ADMIN, USE | {"Principal": {"AWS": "arn:aws:iam::444433332222:root"}}), "key", "cross-account"),
    # placeholders
    (doc(GET | {"Resource": "arn:aws:s3:::your-bucket/*"}), "identity", "placeholder"),
    (
        doc(GET | {"Action": "kms:Decrypt", "Resource": "arn:aws:kms:REGION:ACCOUNT_ID:key/KEY_ID"}),
        "identity",
        "placeholder",
    ),
    (doc(when(GET, StringEquals={"aws:username": "<name>"})), "identity", "placeholder"),
    (doc(ADMIN, USE | {"Principal": {"AWS": "arn:aws:iam::123456789012:role/Jane"}}), "key", "example-account"),
    # the document
    (doc(GET, version="2008-10-17"), "identity", "version-old"),
    (json.dumps({"Statement": [GET]}), "identity", "version-missing"),
    (
        doc(GET | {"Resource": "arn:aws:s3:::b/${aws:username}"}, version="2008-10-17"),
        "identity",
        "variable-in-old-version",
    ),
    (doc(GET | {"Resource": "arn:aws:s3:::b/${aws:username"}), "identity", "variable-form"),
    (doc(GET | {"Resource": "arn:aws:s3:::b/${ aws:username }"}), "identity", "variable-form"),
    (doc(GET | {"Resource": "arn:aws:s3:::b/${aws:username, none}"}), "identity", "variable-form"),
    (doc(GET | {"Resource": "arn:aws:s3:::b/${aws:usernam}"}), "identity", "variable-unknown"),
    (doc(GET | {"Sid": "A" * 5_700}), "identity", "size-near-limit"),
    (doc(GET | {"Sid": "A" * 11_000}), "identity", "size-over-limit"),
    (doc(ADMIN | {"Sid": "A" * 33_000}), "key", "size-over-limit"),
]


@pytest.mark.parametrize(("text", "kind", "code"), FOUND, ids=[f"{code}-{i}" for i, (_, _, code) in enumerate(FOUND)])
def test_what_is_found(text: str, kind: PolicyKind, code: str) -> None:
    assert code in found(text, kind)


FINE: list[tuple[str, PolicyKind]] = [
    (doc(GET), "identity"),
    (doc(GET | {"Action": ["s3:Get*", "s3:List*"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}), "identity"),
    (doc(GET | {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::b*"}), "identity"),
    (doc(GET | {"Resource": "arn:aws:s3:::b/${aws:username}/*"}), "identity"),
    (doc(GET | {"Resource": "arn:aws:s3:::${aws:PrincipalTag/team, 'none'}/*"}), "identity"),
    (doc(GET | {"Action": "kms:Decrypt", "Resource": f"arn:aws:kms:*:{ACCOUNT}:key/*"}), "identity"),
    (
        doc(GET | {"Action": ["kms:CreateAlias"], "Resource": [KEY, f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/a"]}),
        "identity",
    ),
    (doc(GET | {"Action": "sts:AssumeRole", "Resource": JANE}), "identity"),
    (
        doc(
            when(
                GET | {"Action": "iam:PassRole", "Resource": "*"},
                StringEquals={"iam:PassedToService": "sagemaker.amazonaws.com"},
            )
        ),
        "identity",
    ),
    (doc(GET | {"Action": "sealcanvas:*", "Resource": "*"}), "identity"),
    (doc({"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}), "identity"),
    (doc({"Effect": "Allow", "Action": "*", "Resource": "*"}), "boundary"),
    (doc({"Effect": "Allow", "Action": "*", "Resource": "*"}), "session"),
    (doc({"Effect": "Allow", "Action": "*", "Resource": "*"}), "service-control"),
    (doc(when(GET, StringEquals={"s3:ExistingObjectTag/team": "a", "aws:PrincipalTag/team": "a"})), "identity"),
    (doc(when(GET, Bool={"aws:SecureTransport": "true"}, IpAddress={"aws:SourceIp": "10.0.0.0/8"})), "identity"),
    (doc(when(GET, ArnLike={"aws:PrincipalArn": JANE}, ArnNotLike={"aws:PrincipalArn": f"{JANE}2"})), "identity"),
    (doc(when(GET, StringEquals={"aws:username": ["a", "b"]}, StringNotEquals={"aws:username": "a"})), "identity"),
    (
        doc(
            when(
                GET, NumericGreaterThan={"aws:MultiFactorAuthAge": "5"}, NumericLessThan={"aws:MultiFactorAuthAge": "9"}
            )
        ),
        "identity",
    ),
    (doc(when(GET, ForAnyValue__StringEquals={"aws:CalledVia": "athena.amazonaws.com"})), "identity"),
    (
        doc(when(GET, ForAllValues__StringEquals={"aws:TagKeys": "a"}, Null={"aws:TagKeys": "false"})),
        "identity",
    ),
    (doc(ADMIN, USE), "key"),
    (doc(ADMIN | {"Principal": {"AWS": ACCOUNT}}), "key"),
    (doc(ADMIN | {"Principal": {"AWS": JANE}}), "key"),
    (
        doc(
            ADMIN,
            when(USE, StringEquals={"kms:EncryptionContext:用途": "a", "kms:ViaService": "s3.us-east-1.amazonaws.com"}),
        ),
        "key",
    ),
    (
        doc(
            ADMIN,
            when(
                USE | {"Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]},
                Bool={"kms:GrantIsForAWSResource": True},
            ),
        ),
        "key",
    ),
    (doc(ADMIN, when(USE | {"Principal": {"AWS": "*"}}, StringEquals={"kms:CallerAccount": ACCOUNT})), "key"),
    (doc(ADMIN, when(ADMIN | {"Effect": "Deny", "Principal": "*"}, Bool={"aws:SecureTransport": "false"})), "key"),
    (doc(READ), "bucket"),
    (
        doc(READ | {"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}),
        "bucket",
    ),
    (
        doc(
            when(
                READ | {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"},
                StringNotEquals={"s3:x-amz-server-side-encryption": "aws:kms"},
            ),
            when(
                READ | {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"},
                ArnNotEqualsIfExists={"s3:x-amz-server-side-encryption-aws-kms-key-id": KEY},
            ),
            when(
                READ | {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"},
                Null={"s3:x-amz-server-side-encryption-aws-kms-key-id": "true"},
            ),
        ),
        "bucket",
    ),
    (doc(when(READ | {"Principal": "*"}, StringEquals={"aws:PrincipalOrgID": "o-abcdefghij"})), "bucket"),
    (doc(TRUST), "trust"),
    (
        doc(
            when(
                SERVICE,
                StringEquals={"aws:SourceAccount": ACCOUNT},
                ArnLike={"aws:SourceArn": f"arn:aws:sagemaker:*:{ACCOUNT}:*"},
            )
        ),
        "trust",
    ),
    (doc(TRUST | {"Principal": {"Service": "ec2.amazonaws.com"}}), "trust"),
    (
        doc(
            when(
                TRUST
                | {
                    "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/t.example.com"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                },
                StringEquals={"t.example.com:aud": "canvas", "t.example.com/realms/a:sub": "jane"},
            )
        ),
        "trust",
    ),
]


@pytest.mark.parametrize(("text", "kind"), FINE)
def test_what_is_fine(text: str, kind: PolicyKind) -> None:
    assert lint_policy(text, kind, ACCOUNT) == ()


def test_a_finding_has_its_place_its_end_and_the_name_that_was_meant() -> None:
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": [GET | {"Action": ["kms:decript"], "Resource": "*"}]}, indent=1
    )
    (finding,) = lint_policy(text, "identity")
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (7, 5, 7, 18)
    assert finding.mend == "Did you mean kms:Decrypt?"
    assert finding.severity == "error"
    assert not finding.refused


def test_very_many_findings_are_cut_and_counted() -> None:
    text = doc(*[GET | {"Action": f"s3:No{number}", "Resource": "*"} for number in range(120)])
    assert found(text, "boundary")[0] == "size-over-limit"
    short = doc(
        GET
        | {"Action": [f"s3:{letter}{other}" for letter in "qvwxyz" for other in "abcdefghijklmnopqrstuvwxyz01234567"]}
    )
    codes = found(short, "identity")
    assert len(codes) == 201
    assert codes.count("too-many-findings") == 1


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('"Version"', '// a comment\n"Version"', "json-comment"),
        ('"Version"', "'Version'", "json-quotes"),
        ('"kms:Decript", ', '"kms:Decript" ', "json-comma-missing"),
        ('"kmss:Encrypt"', '"kmss:Encrypt",', "json-comma-extra"),
        ('"Effect": "Allow"', '"Effect": Allow', "json-unquoted"),
        ('"Effect": "Allow"', '"Effect": "Allow", "Effect": "Allow"', "json-duplicate-key"),
    ],
)
def test_one_fault_of_the_syntax_hides_no_other_finding(right: str, wrong: str, fault: str) -> None:
    whole = doc({"Effect": "Allow", "Action": ["*", "kms:Decript", "kmss:Encrypt"], "Resource": "*"})
    told = found(whole, "identity")
    assert {"allow-everything", "action-unknown", "service-unknown"} <= set(told)
    broken = whole.replace(right, wrong, 1)
    assert broken != whole
    assert sorted(found(broken, "identity")) == sorted([*told, fault])
