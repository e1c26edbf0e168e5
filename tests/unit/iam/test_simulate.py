"""IAM's simulators: each parameter counts, each member of the result is as AWS writes it."""

import json
from typing import Any

import pytest

from sealcanvas.iam.errors import AccessDenied, InvalidInput, NoSuchEntity
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, policy, root, trusting

OTHER = "444455556666"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OBJECT = "arn:aws:s3:::data/report.csv"
JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"
READ: dict[str, Any] = {"Action": "s3:GetObject", "Resource": "*"}


def text(value: str, kind: str = "string", name: str = "aws:SourceIp") -> list[dict[str, Any]]:
    return [{"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": kind}]


def custom(instance: Instance, *statements: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The one result of a custom simulation of s3:GetObject, or of the action that is given."""
    request = {"PolicyInputList": [policy(*statements)], "ActionNames": ["s3:GetObject"], **members}
    (result,) = root(instance)("iam:SimulateCustomPolicy", **request)["EvaluationResults"]
    return dict(result)


def test_a_result_is_as_aws_writes_it(instance: Instance) -> None:
    assert custom(instance, READ, ResourceArns=[OBJECT]) == {
        "EvalActionName": "s3:GetObject",
        "EvalResourceName": OBJECT,
        "EvalDecision": "allowed",
        "MatchedStatements": (
            matched := [
                {
                    "SourcePolicyId": "PolicyInputList.1",
                    "SourcePolicyType": "IAM Policy",
                    "StartPosition": {"Line": 1, "Column": 41},
                    "EndPosition": {"Line": 1, "Column": 103},
                }
            ]
        ),
        "MissingContextValues": [],
        "EvalDecisionDetails": {},
        "ResourceSpecificResults": [
            {
                "EvalResourceName": OBJECT,
                "EvalResourceDecision": "allowed",
                "MatchedStatements": matched,
                "MissingContextValues": [],
            }
        ],
    }
    on_anything = custom(instance, READ)
    assert on_anything["EvalResourceName"] == "*"
    assert "ResourceSpecificResults" not in on_anything
    assert "EvalDecisionDetails" not in on_anything


@pytest.mark.parametrize(
    ("entries", "decision", "missing"),
    [
        ([], "implicitDeny", ["aws:SourceIp"]),
        (text("10.1.2.3", "ip"), "allowed", []),
        (text("192.0.2.1", "ip"), "implicitDeny", []),
        (text("10.1.2.3", name="AWS:sourceip"), "allowed", []),
    ],
)
def test_missing_context_values_are_the_keys_that_nobody_gave(
    instance: Instance, entries: list[Any], decision: str, missing: list[str]
) -> None:
    statement = READ | {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
    result = custom(instance, statement, ContextEntries=entries)
    assert (result["EvalDecision"], result["MissingContextValues"]) == (decision, missing)


@pytest.mark.parametrize(
    ("kind", "values", "operator", "wanted"),
    [
        ("stringList", ["a", "b"], "ForAllValues:StringEquals", ["a", "b"]),
        ("numeric", ["5"], "NumericLessThan", "6"),
        ("numericList", ["5", "7"], "ForAnyValue:NumericEquals", "7"),
        ("boolean", ["true"], "Bool", "true"),
        ("booleanList", ["true", "false"], "ForAnyValue:Bool", "false"),
        ("ip", ["10.0.0.1"], "IpAddress", "10.0.0.0/8"),
        ("ipList", ["10.0.0.1", "2001:db8::1"], "ForAnyValue:IpAddress", "2001:db8::/32"),
        ("date", ["2026-01-01T00:00:00Z"], "DateLessThan", "2026-02-01T00:00:00Z"),
        ("dateList", ["1767225600"], "ForAllValues:DateLessThan", "2026-02-01T00:00:00Z"),
        ("binary", ["aGk="], "BinaryEquals", "aGk="),
        ("binaryList", ["aGk="], "ForAnyValue:BinaryEquals", "aGk="),
    ],
)
def test_every_type_of_context_key_counts(
    instance: Instance, kind: str, values: list[str], operator: str, wanted: Any
) -> None:
    entry = {"ContextKeyName": "test:key", "ContextKeyValues": values, "ContextKeyType": kind}
    statement = READ | {"Condition": {operator: {"test:key": wanted}}}
    assert custom(instance, statement, ContextEntries=[entry])["EvalDecision"] == "allowed"
    assert custom(instance, statement | {"Effect": "Deny"}, ContextEntries=[entry])["EvalDecision"] == "explicitDeny"


def test_several_resources_have_a_result_each_and_the_strictest_on_top(instance: Instance) -> None:
    deny = {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::data/*"}
    result = custom(instance, READ, deny, ResourceArns=["arn:aws:s3:::other/x", OBJECT])
    assert result["EvalResourceName"] == "arn:${Partition}:s3:::${BucketName}/${KeyName}"
    assert result["EvalDecision"] == "explicitDeny"
    each = [(one["EvalResourceName"], one["EvalResourceDecision"]) for one in result["ResourceSpecificResults"]]
    assert each == [("arn:aws:s3:::other/x", "allowed"), (OBJECT, "explicitDeny")]
    assert len(result["MatchedStatements"]) == 1
    assert result["MatchedStatements"][0]["StartPosition"]["Column"] > 41


def test_a_boundary_limits_and_is_told(instance: Instance) -> None:
    narrow = policy({"Action": "s3:ListBucket", "Resource": "*"})
    result = custom(instance, READ, PermissionsBoundaryPolicyInputList=[narrow])
    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    denying = policy({"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"})
    result = custom(instance, READ, PermissionsBoundaryPolicyInputList=[denying])
    assert result["EvalDecision"] == "explicitDeny"
    assert result["MatchedStatements"][0]["SourcePolicyId"] == "PermissionsBoundaryPolicyInputList.1"
    assert custom(instance, READ, PermissionsBoundaryPolicyInputList=[EVERYTHING])["EvalDecision"] == "allowed"


def test_every_level_of_the_organisation_must_allow(instance: Instance) -> None:
    def levels(*texts: str) -> list[dict[str, Any]]:
        return [{"ServiceControlPolicyInputList": [each]} for each in texts]

    nothing = policy({"Action": "ec2:*", "Resource": "*"})
    allowed = custom(instance, READ, OrderedOrganizationPolicyInputList=levels(EVERYTHING, EVERYTHING))
    assert (allowed["EvalDecision"], allowed["OrganizationsDecisionDetail"]) == (
        "allowed",
        {"AllowedByOrganizations": True},
    )
    denied = custom(instance, READ, OrderedOrganizationPolicyInputList=levels(EVERYTHING, nothing))
    assert (denied["EvalDecision"], denied["OrganizationsDecisionDetail"]) == (
        "implicitDeny",
        {"AllowedByOrganizations": False},
    )
    assert "EvalDecisionDetails" not in denied


def bucket_policy(principal: Any, **members: Any) -> str:
    return policy({"Principal": principal, "Action": "s3:GetObject", "Resource": OBJECT} | members)


@pytest.mark.parametrize(
    ("caller", "named", "decision"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/nobody-yet", {"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody-yet"}, "allowed"),
        (JANE, {"AWS": JANE}, "allowed"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Jane/s1", {"AWS": JANE}, "allowed"),
        (JANE, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/John"}, "implicitDeny"),
        (f"arn:aws:iam::{ACCOUNT}:root", {"AWS": ACCOUNT}, "allowed"),
        ("sagemaker.amazonaws.com", {"Service": "sagemaker.amazonaws.com"}, "allowed"),
        ("forecast.amazonaws.com", {"Service": "sagemaker.amazonaws.com"}, "implicitDeny"),
    ],
)
def test_a_given_resource_policy_is_honoured_for_every_caller(
    instance: Instance, caller: str, named: Any, decision: str
) -> None:
    nothing = {"Action": "ec2:*", "Resource": "*"}
    result = custom(instance, nothing, CallerArn=caller, ResourcePolicy=bucket_policy(named), ResourceArns=[OBJECT])
    assert result["EvalDecision"] == decision
    sources = [statement["SourcePolicyType"] for statement in result["MatchedStatements"]]
    assert sources == (["Resource Policy"] if decision == "allowed" and not caller.endswith(":root") else sources)


@pytest.mark.parametrize(
    ("statement", "named", "decision", "details"),
    [
        (READ, JANE, "allowed", ("allowed", "allowed")),
        (READ, f"arn:aws:iam::{OTHER}:root", "implicitDeny", ("allowed", "implicitDeny")),
        (READ | {"Resource": "arn:aws:s3:::x"}, JANE, "implicitDeny", ("implicitDeny", "allowed")),
    ],
)
def test_the_resource_owner_decides_whether_accounts_are_crossed(
    instance: Instance, statement: dict[str, Any], named: str, decision: str, details: tuple[str, str]
) -> None:
    members = {"CallerArn": JANE, "ResourceArns": [OBJECT], "ResourcePolicy": bucket_policy({"AWS": named})}
    result = custom(instance, statement, ResourceOwner=f"arn:aws:iam::{OTHER}:root", **members)
    assert result["EvalDecision"] == decision
    assert result["EvalDecisionDetails"] == dict(zip(("IAM Policy", "Resource Policy"), details, strict=True))
    assert result["ResourceSpecificResults"][0]["EvalDecisionDetails"] == result["EvalDecisionDetails"]
    assert custom(instance, statement, **members)["EvalDecisionDetails"] == {}


def test_keys_follow_kms_rules_and_their_policy_is_taken_to_leave_all_to_iam(instance: Instance) -> None:
    use = {"Action": "kms:Decrypt", "Resource": "*"}
    members = {"ActionNames": ["kms:Decrypt"], "ResourceArns": [KEY], "CallerArn": JANE}
    alone = custom(instance, use, **members)
    assert alone["EvalDecision"] == "allowed"
    assert [statement["SourcePolicyId"] for statement in alone["MatchedStatements"]] == ["PolicyInputList.1"]
    nobody = policy({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/John"}, "Action": "kms:*", "Resource": "*"})
    assert custom(instance, use, ResourcePolicy=nobody, **members)["EvalDecision"] == "implicitDeny"
    foreign = KEY.replace(ACCOUNT, OTHER)
    assert custom(instance, use, **members | {"ResourceArns": [foreign]})["EvalDecision"] == "implicitDeny"
    bound = {"Condition": {"StringEquals": {"kms:EncryptionContext:team": "red"}}}
    given = text("red", name="kms:EncryptionContext:team")
    assert custom(instance, use | bound, **members)["MissingContextValues"] == ["kms:EncryptionContext:team"]
    assert custom(instance, use | bound, ContextEntries=given, **members)["EvalDecision"] == "allowed"


def test_a_trust_policy_decides_who_may_assume_a_role(instance: Instance) -> None:
    assume = {"Action": "sts:AssumeRole", "Resource": "*"}
    members = {"ActionNames": ["sts:AssumeRole"], "ResourceArns": [JANE], "CallerArn": f"arn:aws:iam::{ACCOUNT}:user/u"}
    assert custom(instance, assume, **members)["EvalDecision"] == "allowed"
    external = {"Condition": {"StringEquals": {"sts:ExternalId": "42"}}}
    trust = policy(trusting({"AWS": ACCOUNT}, Action="sts:AssumeRole", **external))
    assert custom(instance, assume, ResourcePolicy=trust, **members)["EvalDecision"] == "implicitDeny"
    given = text("42", name="sts:ExternalId")
    assert custom(instance, assume, ResourcePolicy=trust, ContextEntries=given, **members)["EvalDecision"] == "allowed"


def test_given_context_goes_before_what_follows_from_the_caller(instance: Instance) -> None:
    statement = READ | {"Condition": {"ArnEquals": {"aws:PrincipalArn": JANE}}}
    assert custom(instance, statement, CallerArn=JANE)["EvalDecision"] == "allowed"
    other = text(f"arn:aws:iam::{ACCOUNT}:role/John", name="aws:PrincipalArn")
    assert custom(instance, statement, CallerArn=JANE, ContextEntries=other)["EvalDecision"] == "implicitDeny"
    assert custom(instance, statement)["MissingContextValues"] == ["aws:PrincipalArn"]
    own = text(JANE, name="aws:principalarn")
    assert custom(instance, statement, ContextEntries=own)["EvalDecision"] == "allowed"


def test_a_users_and_a_roles_own_policies_are_simulated_under_their_names(instance: Instance) -> None:
    user = make_user(instance, "Aiko", READ)
    ask = root(instance)
    ask("iam:AttachUserPolicy", UserName="Aiko", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    request = {"PolicySourceArn": user.arn, "ActionNames": ["s3:GetObject"]}
    (result,) = ask("iam:SimulatePrincipalPolicy", **request)["EvaluationResults"]
    assert {each["SourcePolicyId"] for each in result["MatchedStatements"]} == {"own", "AmazonS3FullAccess"}
    inline = {"PolicyName": "own", "AttachmentType": "user", "AttachmentName": "Aiko"}
    for exclusions, left in (
        ([{"PolicyType": "inline"}], {"AmazonS3FullAccess"}),
        ([{"PolicyType": "aws-managed"}], {"own"}),
        ([{"InlinePolicyIdentifier": inline}], {"AmazonS3FullAccess"}),
        ([{"InlinePolicyIdentifier": inline | {"AttachmentName": "Ai"}}], {"AmazonS3FullAccess", "own"}),
        ([{"PolicyArn": "arn:aws:iam::aws:policy/AmazonS3*"}, {"PolicyType": "user-managed"}], {"own"}),
    ):
        (result,) = ask("iam:SimulatePrincipalPolicy", PolicyExclusionList=exclusions, **request)["EvaluationResults"]
        assert {each["SourcePolicyId"] for each in result["MatchedStatements"]} == left
    with pytest.raises(InvalidInput):
        ask("iam:SimulatePrincipalPolicy", PolicyExclusionList=[{"PolicyArn": user.arn}], **request)

    role = make_role(instance, "Kenji", trusting({"AWS": ACCOUNT}))
    (result,) = ask("iam:SimulatePrincipalPolicy", PolicySourceArn=role, ActionNames=["s3:GetObject"])[
        "EvaluationResults"
    ]
    assert result["EvalDecision"] == "implicitDeny"
    (result,) = ask(
        "iam:SimulatePrincipalPolicy",
        PolicySourceArn=role,
        ActionNames=["s3:GetObject"],
        PolicyInputList=[policy(READ)],
    )["EvaluationResults"]
    assert result["EvalDecision"] == "allowed"


def test_a_groups_policies_are_simulated_alone_and_with_its_members(instance: Instance) -> None:
    ask = root(instance)
    group = ask("iam:CreateGroup", GroupName="Readers")["Group"]["Arn"]
    ask("iam:PutGroupPolicy", GroupName="Readers", PolicyName="read", PolicyDocument=policy(READ))
    ask("iam:AttachGroupPolicy", GroupName="Readers", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    user = make_user(instance, "Aiko")
    ask("iam:AddUserToGroup", GroupName="Readers", UserName="Aiko")
    for source in (group, user.arn):
        request = {"PolicySourceArn": source, "ActionNames": ["s3:GetObject"]}
        (result,) = ask("iam:SimulatePrincipalPolicy", **request)["EvaluationResults"]
        assert result["EvalDecision"] == "allowed"
        assert {each["SourcePolicyId"] for each in result["MatchedStatements"]} == {"read", "AmazonS3FullAccess"}
        inline = {"PolicyName": "read", "AttachmentType": "group", "AttachmentName": "Readers"}
        without = [{"InlinePolicyIdentifier": inline}]
        (result,) = ask("iam:SimulatePrincipalPolicy", PolicyExclusionList=without, **request)["EvaluationResults"]
        assert {each["SourcePolicyId"] for each in result["MatchedStatements"]} == {"AmazonS3FullAccess"}


def test_a_boundary_that_is_set_counts_unless_another_is_given_or_it_is_excluded(instance: Instance) -> None:
    user = make_user(instance, "Aiko", READ)
    ask = root(instance)
    arn = ask("iam:CreatePolicy", PolicyName="narrow", PolicyDocument=policy({"Action": "ec2:*", "Resource": "*"}))
    # a user's boundary is set when it is made
    bounded = ask("iam:CreateUser", UserName="Bounded", PermissionsBoundary=arn["Policy"]["Arn"])["User"]["Arn"]
    ask("iam:PutUserPolicy", UserName="Bounded", PolicyName="own", PolicyDocument=policy(READ))
    decided = {}
    for name, members in {
        "free": {"PolicySourceArn": user.arn},
        "bounded": {"PolicySourceArn": bounded},
        "replaced": {"PolicySourceArn": bounded, "PermissionsBoundaryPolicyInputList": [EVERYTHING]},
        "excluded": {"PolicySourceArn": bounded, "PolicyExclusionList": [{"PolicyType": "permission-boundary"}]},
        "as bob": {"PolicySourceArn": bounded, "CallerArn": user.arn},
    }.items():
        (result,) = ask("iam:SimulatePrincipalPolicy", ActionNames=["s3:GetObject"], **members)["EvaluationResults"]
        decided[name] = result["EvalDecision"]
    assert decided == {
        "free": "allowed",
        "bounded": "implicitDeny",
        "replaced": "allowed",
        "excluded": "allowed",
        "as bob": "implicitDeny",
    }


def test_pages_keep_the_order_of_the_actions(instance: Instance) -> None:
    actions = [f"s3:Get{letter}" for letter in "ZYXWV"]
    ask = root(instance)
    found: list[str] = []
    marker: dict[str, str] = {}
    while True:
        answer = ask(
            "iam:SimulateCustomPolicy", PolicyInputList=[EVERYTHING], ActionNames=actions, MaxItems=2, **marker
        )
        found += [result["EvalActionName"] for result in answer["EvaluationResults"]]
        if not answer["IsTruncated"]:
            break
        marker = {"Marker": answer["Marker"]}
    assert found == actions


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"PolicyInputList": ["{"]}, ""),
        ({"PolicyInputList": [bucket_policy("*")]}, ""),
        ({"ActionNames": ["GetObject"]}, "missing names"),
        ({"ActionNames": ["s3:*"]}, "wildcards"),
        ({"ResourceArns": ["14a050d4"]}, "ResourceNames are not in a valid ARN format: 14a050d4."),
        ({"ResourceArns": ["*", OBJECT]}, "ResourceNames are not in a valid ARN format: *."),
        ({"ResourceOwner": OTHER}, f"'{OTHER}' is not a valid as a Resource Owner."),
        ({"CallerArn": "Jane"}, "Invalid Entity Arn: Jane does not clearly define entity type and name."),
        ({"ResourcePolicy": bucket_policy("*")}, "Invalid caller - Caller cannot be null or empty."),
        ({"ResourcePolicy": EVERYTHING, "CallerArn": JANE}, "Principal"),
        ({"PermissionsBoundaryPolicyInputList": [EVERYTHING, EVERYTHING]}, "one permissions boundary"),
        ({"ResourceHandlingOption": "EC2-VPC-EBS"}, "resource handling options"),
        ({"ContextEntries": text("yes", "boolean")}, "not of type boolean"),
        ({"ContextEntries": text("nan-sense", "numeric")}, "not of type numeric"),
        ({"ContextEntries": text("10.0.0.0.1", "ip")}, "not of type ip"),
        ({"ContextEntries": text("yesterday", "date")}, "not of type date"),
        ({"ContextEntries": text("?", "binary")}, "not of type binary"),
        ({"ContextEntries": text("a") + text("b", name="AWS:SOURCEIP")}, "more than once"),
        ({"ContextEntries": [text("a")[0] | {"ContextKeyValues": ["a", "b"]}]}, "exactly one value"),
        ({"ContextEntries": [{"ContextKeyName": "aws:SourceIp"}]}, "needs ContextKeyName"),
        ({"ResourceArns": [f"{OBJECT}{n}" for n in range(30_000)]}, "smaller parts"),
    ],
)
def test_what_cannot_be_simulated_is_refused(instance: Instance, members: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        custom(instance, READ, **members)
    assert message in refused.value.message


def test_the_simulators_ask_for_their_own_permissions(instance: Instance) -> None:
    make_role(instance, "Jane", trusting({"AWS": ACCOUNT}))
    own = {"Action": ["iam:SimulatePrincipalPolicy", "iam:GetContextKeysForPrincipalPolicy"], "Resource": JANE}
    allowed = ask_as(instance, make_user(instance, "Aiko", own))
    denied = ask_as(instance, make_user(instance, "Bob"))
    members: dict[str, Any] = {"PolicySourceArn": JANE, "ActionNames": ["s3:GetObject"]}
    assert allowed("iam:SimulatePrincipalPolicy", **members)["EvaluationResults"]
    assert allowed("iam:GetContextKeysForPrincipalPolicy", PolicySourceArn=JANE) == {"ContextKeyNames": []}
    with pytest.raises(AccessDenied, match=f"iam:SimulatePrincipalPolicy on resource: {JANE}"):
        denied("iam:SimulatePrincipalPolicy", **members)
    with pytest.raises(AccessDenied, match="iam:SimulateCustomPolicy"):
        allowed("iam:SimulateCustomPolicy", PolicyInputList=[EVERYTHING], ActionNames=["s3:GetObject"])
    foreign = JANE.replace(ACCOUNT, OTHER)
    with pytest.raises(AccessDenied):
        root(instance)("iam:SimulatePrincipalPolicy", PolicySourceArn=foreign, ActionNames=["s3:GetObject"])


@pytest.mark.parametrize(
    ("arn", "error", "message"),
    [
        (f"arn:aws:iam::{ACCOUNT}:role/Gone", NoSuchEntity, "The role with name Gone cannot be found."),
        (f"arn:aws:iam::{ACCOUNT}:user/path/Gone", NoSuchEntity, "The user with name Gone cannot be found."),
        (f"arn:aws:iam::{ACCOUNT}:group/Gone", NoSuchEntity, "The group with name Gone cannot be found."),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Jane/s", InvalidInput, "does not clearly define entity type and name."),
        (f"arn:aws:iam::{ACCOUNT}:policy/Jane", InvalidInput, "does not clearly define entity type and name."),
    ],
)
def test_a_source_that_is_not_there_is_told(instance: Instance, arn: str, error: type[Exception], message: str) -> None:
    ask = root(instance)
    with pytest.raises(error, match=message.replace(".", r"\.")):
        ask("iam:SimulatePrincipalPolicy", PolicySourceArn=arn, ActionNames=["s3:GetObject"])
    with pytest.raises(error):
        ask("iam:GetContextKeysForPrincipalPolicy", PolicySourceArn=arn)


def test_context_keys_come_from_all_policies(instance: Instance) -> None:
    home = {"Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}
    user = make_user(instance, "Aiko", home)
    late = policy(READ | {"Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}})
    ask = root(instance)
    assert ask("iam:GetContextKeysForCustomPolicy", PolicyInputList=[late]) == {"ContextKeyNames": ["aws:CurrentTime"]}
    assert ask("iam:GetContextKeysForPrincipalPolicy", PolicySourceArn=user.arn, PolicyInputList=[late]) == {
        "ContextKeyNames": ["aws:username", "aws:CurrentTime"]
    }
    with pytest.raises(InvalidInput):
        ask("iam:GetContextKeysForCustomPolicy", PolicyInputList=[json.dumps({"Statement": {}})])
