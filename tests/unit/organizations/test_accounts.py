import pytest

from sealcanvas.iam.administrator import administrator_credentials, ensure_administrator
from sealcanvas.iam.principals import exists
from sealcanvas.iam.users import user_of_id
from sealcanvas.organizations import quotas
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole, assume_as_service
from sealcanvas.sts.authenticate import InactiveAccessKey, authenticate
from tests.support.instance import ACCOUNT, call_as
from tests.unit.organizations.organizations_world import ROLE, World, document, statement


def test_the_first_account_makes_the_organisation_once(world: World) -> None:
    assert world.refused("DescribeOrganization") == ("AWSOrganizationsNotInUseException", "")
    made = world.manage("CreateOrganization")["Organization"]
    assert made["FeatureSet"] == "ALL"
    assert made["MasterAccountId"] == ACCOUNT
    assert made["Arn"] == f"arn:aws:organizations::{ACCOUNT}:organization/{made['Id']}"
    assert world.manage("DescribeOrganization")["Organization"] == made
    assert world.refused("CreateOrganization")[0] == "AlreadyInOrganizationException"
    (root,) = world.manage("ListRoots")["Roots"]
    assert root["PolicyTypes"] == [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    (management,) = world.manage("ListAccounts")["Accounts"]
    assert (management["Id"], management["JoinedMethod"], management["Status"]) == (ACCOUNT, "INVITED", "ACTIVE")
    assert management["Paths"] == [f"{made['Id']}/{root['Id']}/{ACCOUNT}/"]


def test_another_account_makes_no_organisation(world: World) -> None:
    with pytest.raises(AccessDenied, match=f"Only account {ACCOUNT}"):
        world.ask(world.as_root("999988887777"), "organizations:CreateOrganization")


def test_a_new_account_has_a_role_for_the_management_account(organization: World) -> None:
    status = organization.manage("CreateAccount", AccountName="Analytics", Email="a@example.com")["CreateAccountStatus"]
    assert status["State"] == "SUCCEEDED"
    account = status["AccountId"]
    assert organization.manage("DescribeCreateAccountStatus", CreateAccountRequestId=status["Id"]) == {
        "CreateAccountStatus": status
    }
    assert organization.manage("DescribeAccount", AccountId=account)["Account"]["Email"] == "a@example.com"
    assert exists(organization.instance, f"arn:aws:iam::{account}:role/{ROLE}")
    organization.ask(organization.as_role(account), "s3:CreateBucket", Bucket="of-analytics")
    user = organization.ask(organization.as_root(), "iam:CreateUser", UserName="admin")["User"]
    everything = document(statement("Allow", "*"))
    asked = {"UserName": "admin", "PolicyName": "all", "PolicyDocument": everything}
    organization.ask(organization.as_root(), "iam:PutUserPolicy", **asked)
    found = user_of_id(organization.instance, user["UserId"])
    assert found is not None
    admin = call_as(organization.instance, found.principal)
    arn = f"arn:aws:iam::{account}:role/{ROLE}"
    session = organization.ask(admin, "sts:AssumeRole", RoleArn=arn, RoleSessionName="in")
    assert session["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{account}:assumed-role/{ROLE}/in"


def test_the_role_has_the_name_that_is_asked_for(organization: World) -> None:
    account = organization.account(RoleName="Landing")
    assert exists(organization.instance, f"arn:aws:iam::{account}:role/Landing")
    refused = organization.refused("CreateAccount", AccountName="x", Email="x@e.co", RoleName="AWSServiceRoleForX")
    assert refused == ("InvalidInputException", "INVALID_ROLE_NAME")


def test_an_address_serves_one_account(organization: World) -> None:
    organization.account("One", Email="same@example.com")
    asked = {"AccountName": "Two", "Email": "same@example.com"}
    status = organization.manage("CreateAccount", **asked)["CreateAccountStatus"]
    assert (status["State"], status["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    assert len(organization.manage("ListAccounts")["Accounts"]) == 2
    listed = organization.manage("ListCreateAccountStatus", States=["FAILED"])["CreateAccountStatuses"]
    assert [each["Id"] for each in listed] == [status["Id"]]
    unknown = {"CreateAccountRequestId": "car-00000000"}
    assert organization.refused("DescribeCreateAccountStatus", **unknown)[0] == "CreateAccountStatusNotFoundException"


def test_accounts_come_in_pages_and_to_an_end(organization: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.organizations.operations_create_account.ACCOUNTS", 3)
    made = {organization.account(f"a{number}") for number in range(3)}
    refused = organization.refused("CreateAccount", AccountName="a4", Email="a4@example.com")
    assert refused == ("ConstraintViolationException", "ACCOUNT_NUMBER_LIMIT_EXCEEDED")
    first = organization.manage("ListAccounts", MaxResults=2)
    rest = organization.manage("ListAccounts", MaxResults=2, NextToken=first["NextToken"])
    assert "NextToken" not in rest
    found = [account["Id"] for account in (*first["Accounts"], *rest["Accounts"])]
    assert set(found) == {ACCOUNT, *made}
    assert organization.refused("ListAccounts", NextToken="木")[1] == "INVALID_NEXT_TOKEN"
    assert quotas.ACCOUNTS == 1_000


def test_members_may_ask_for_their_organisation_and_nothing_else(organization: World) -> None:
    account = organization.account()
    member = organization.as_role(account)
    described = organization.ask(member, "organizations:DescribeOrganization")
    assert described == organization.manage("DescribeOrganization")
    for operation, request in (
        ("ListAccounts", {}),
        ("CreateAccount", {"AccountName": "x", "Email": "x@example.com"}),
        ("CloseAccount", {"AccountId": account}),
        ("DescribeAccount", {"AccountId": account}),
        ("DeleteOrganization", {}),
        ("DetachPolicy", {"PolicyId": "p-FullAWSAccess", "TargetId": account}),
    ):
        with pytest.raises(AccessDenied, match=r"^You don't have permissions to access this resource\.$"):
            organization.ask(member, f"organizations:{operation}", **request)
    with pytest.raises(ServiceError) as refusal:
        organization.ask(member, "organizations:CreateOrganization")
    assert refusal.value.code == "AlreadyInOrganizationException"


def test_who_may_not_learns_nothing_of_what_is_there(organization: World) -> None:
    account = organization.account()
    role = organization.ask(
        organization.as_root(),
        "iam:CreateRole",
        RoleName="poor",
        AssumeRolePolicyDocument=document(
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ACCOUNT}}
        ),
    )["Role"]
    assert role["RoleName"] == "poor"
    poor = organization.as_role(ACCOUNT, "poor")
    for known in (account, "000000000000"):
        with pytest.raises(AccessDenied, match="no identity-based policy allows the organizations:DescribeAccount"):
            organization.ask(poor, "organizations:DescribeAccount", AccountId=known)


def test_a_closed_account_can_do_nothing(organization: World) -> None:
    instance = organization.instance
    account = organization.account()
    ensure_administrator(instance, account)
    key, _secret = administrator_credentials(instance, account)
    member = organization.as_role(account)
    bucket_policy = document({**statement("Allow", "s3:*"), "Principal": {"AWS": ACCOUNT}})
    bucket_policy = bucket_policy.replace(
        '"Resource": "*"', '"Resource": ["arn:aws:s3:::shared", "arn:aws:s3:::shared/*"]'
    )
    organization.ask(member, "s3:CreateBucket", Bucket="shared")
    organization.ask(member, "s3:PutBucketPolicy", Bucket="shared", Policy=bucket_policy)
    key_policy = document({**statement("Allow", "kms:*"), "Principal": {"AWS": [ACCOUNT, account]}})
    made = organization.ask(member, "kms:CreateKey", Policy=key_policy)["KeyMetadata"]["Arn"]
    grantee = f"arn:aws:iam::{ACCOUNT}:root"
    asked = {"KeyId": made, "GranteePrincipal": grantee, "Operations": ["Encrypt"]}
    organization.ask(member, "kms:CreateGrant", **asked)
    stranger = organization.as_root()
    organization.ask(stranger, "s3:HeadBucket", Bucket="shared")
    organization.ask(stranger, "kms:Encrypt", KeyId=made, Plaintext=b"x")

    organization.manage("CloseAccount", AccountId=account)
    assert organization.manage("DescribeAccount", AccountId=account)["Account"]["Status"] == "SUSPENDED"
    assert organization.refused("CloseAccount", AccountId=account)[0] == "AccountAlreadyClosedException"
    with pytest.raises(InactiveAccessKey):
        authenticate(instance, key, None)
    for caller in (member, organization.as_root(account)):
        with pytest.raises(AccessDenied, match="no service control policy allows the s3:ListAllMyBuckets action"):
            organization.ask(caller, "s3:ListBuckets")
    for operation, request in (
        ("s3:HeadBucket", {"Bucket": "shared"}),
        ("kms:Encrypt", {"KeyId": made, "Plaintext": b"x"}),
        ("sts:AssumeRole", {"RoleArn": f"arn:aws:iam::{account}:role/{ROLE}", "RoleSessionName": "in"}),
    ):
        with pytest.raises(AccessDenied):
            organization.ask(stranger, operation, **request)


def test_a_service_does_not_assume_a_closed_accounts_role(organization: World) -> None:
    account = organization.account()
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"}}
    asked = {"RoleName": "work", "AssumeRolePolicyDocument": document(trust)}
    arn = organization.ask(organization.as_role(account), "iam:CreateRole", **asked)["Role"]["Arn"]

    def assume(instance: Instance) -> None:
        source = f"arn:aws:sagemaker:us-east-1:{account}:domain/d-1"
        assume_as_service(instance, arn, service="sagemaker.amazonaws.com", source_arn=source, session_name="job")

    assume(organization.instance)
    organization.manage("CloseAccount", AccountId=account)
    with pytest.raises(CannotAssumeRole):
        assume(organization.instance)


def test_the_management_account_is_not_closed(organization: World) -> None:
    refused = organization.refused("CloseAccount", AccountId=ACCOUNT)
    assert refused == ("ConstraintViolationException", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT")


def test_an_organisation_is_deleted_once_its_members_are_closed_and_they_stay_closed(organization: World) -> None:
    account = organization.account()
    organization.policy("Deny", statement("Deny", "s3:*"), to=organization.unit("木"))
    assert organization.refused("DeleteOrganization")[0] == "OrganizationNotEmptyException"
    organization.manage("CloseAccount", AccountId=account)
    organization.manage("DeleteOrganization")
    assert organization.refused("ListAccounts")[0] == "AWSOrganizationsNotInUseException"
    closed = organization.instance.memberships.of(account)
    assert closed is not None
    assert closed.closed
    assert organization.instance.memberships.of(ACCOUNT) is None
    organization.manage("CreateOrganization")
    assert [each["Id"] for each in organization.manage("ListAccounts")["Accounts"]] == [ACCOUNT]
    assert organization.refused("DescribeAccount", AccountId=account)[0] == "AccountNotFoundException"
    with pytest.raises(AccessDenied):
        organization.ask(organization.as_role(account), "s3:ListBuckets")
    organization.policy("Deny", statement("Deny", "s3:*"))  # names are free again


def test_an_organisation_for_billing_alone_has_no_policies(world: World) -> None:
    made = world.manage("CreateOrganization", FeatureSet="CONSOLIDATED_BILLING")["Organization"]
    assert made["AvailablePolicyTypes"] == []
    account = world.account()
    asked = {"Name": "x", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": document()}
    assert world.refused("CreatePolicy", **asked)[0] == "PolicyTypeNotAvailableForOrganizationException"
    enable = {"RootId": world.root_id, "PolicyType": "SERVICE_CONTROL_POLICY"}
    assert world.refused("EnablePolicyType", **enable)[0] == "PolicyTypeNotAvailableForOrganizationException"
    assert world.refused("CloseAccount", AccountId=account)[1] == "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE"
    world.ask(world.as_role(account), "s3:ListBuckets")


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"AccountName": "x"}, "INPUT_REQUIRED"),
        ({"AccountName": "x", "Email": "x@y"}, "MIN_LENGTH_EXCEEDED"),
        ({"AccountName": "x", "Email": "x" * 70}, "MAX_LENGTH_EXCEEDED"),
        ({"AccountName": "x", "Email": "no-address"}, "INVALID_PATTERN"),
        ({"AccountName": "名", "Email": "x@example.com"}, "INVALID_PATTERN"),
        ({"AccountName": "x", "Email": "x@example.com", "IamUserAccessToBilling": "NO"}, "INVALID_ENUM"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_breaks_the_model_has_a_reason(organization: World, request_: dict[str, str], reason: str) -> None:
    assert organization.refused("CreateAccount", **request_) == ("InvalidInputException", reason)
