"""IAM through an unmodified boto3: groups, users, roles and policies from making to deleting, and what they decide."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live

READING = {"Effect": "Allow", "Action": ["iam:ListGroups", "s3:ListAllMyBuckets"], "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [READING]})
S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


@pytest.fixture
def iam(live: Live) -> Any:
    return live.client("iam")


@pytest.fixture
def jane(iam: Any) -> Iterator[str]:
    """A user of this test's own; removed with what hangs on it."""
    name = f"jane-{uuid4().hex[:8]}"
    iam.create_user(UserName=name, Tags=[{"Key": "部門", "Value": "研究"}], PermissionsBoundary=S3)
    iam.delete_user_permissions_boundary(UserName=name)
    yield name
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    for group in iam.list_groups_for_user(UserName=name)["Groups"]:
        iam.remove_user_from_group(GroupName=group["GroupName"], UserName=name)
    iam.delete_user(UserName=name)


@pytest.fixture
def group(iam: Any) -> Iterator[str]:
    """A group of this test's own, with a policy."""
    name = f"lab-{uuid4().hex[:8]}"
    iam.create_group(GroupName=name, Path="/teams/")
    iam.put_group_policy(GroupName=name, PolicyName="reading", PolicyDocument=POLICY)
    yield name
    for user in iam.get_group(GroupName=name)["Users"]:
        iam.remove_user_from_group(GroupName=name, UserName=user["UserName"])
    for policy in iam.list_attached_group_policies(GroupName=name)["AttachedPolicies"]:
        iam.detach_group_policy(GroupName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_group_policy(GroupName=name, PolicyName="reading")
    iam.delete_group(GroupName=name)


def test_a_user_is_let_in_by_its_groups_policy_alone(live: Live, iam: Any, jane: str, group: str) -> None:
    credentials = iam.create_access_key(UserName=jane)["AccessKey"]
    theirs, s3 = live.client("iam", credentials), live.client("s3", credentials)
    with pytest.raises(ClientError) as caught:
        theirs.list_groups()
    assert code_of(caught) == "AccessDenied"
    iam.add_user_to_group(GroupName=group, UserName=jane)
    pages = theirs.get_paginator("list_groups").paginate(PathPrefix="/teams/", PaginationConfig={"PageSize": 1})
    assert group in [each["GroupName"] for page in pages for each in page["Groups"]]
    s3.list_buckets()
    with pytest.raises(iam.exceptions.DeleteConflictException, match="must remove users from group first"):
        iam.delete_group(GroupName=group)
    iam.remove_user_from_group(GroupName=group, UserName=jane)
    for refused in (theirs.list_groups, s3.list_buckets):
        with pytest.raises(ClientError) as caught:
            refused()
        assert code_of(caught) == "AccessDenied"


def test_uses_are_told(live: Live, iam: Any, jane: str, group: str) -> None:
    iam.add_user_to_group(GroupName=group, UserName=jane)
    credentials = iam.create_access_key(UserName=jane)["AccessKey"]
    assert iam.get_access_key_last_used(AccessKeyId=credentials["AccessKeyId"])["AccessKeyLastUsed"] == {
        "ServiceName": "N/A",
        "Region": "N/A",
    }
    live.client("s3", credentials).list_buckets()
    used = iam.get_access_key_last_used(AccessKeyId=credentials["AccessKeyId"])
    assert (used["UserName"], used["AccessKeyLastUsed"]["ServiceName"]) == (jane, "s3")
    assert used["AccessKeyLastUsed"]["Region"] == live.environment["AWS_DEFAULT_REGION"]

    arn = iam.get_user(UserName=jane)["User"]["Arn"]
    job = iam.generate_service_last_accessed_details(Arn=arn, Granularity="ACTION_LEVEL")["JobId"]
    report = iam.get_service_last_accessed_details(JobId=job)
    assert report["JobStatus"] == "COMPLETED"
    services = {each["ServiceNamespace"]: each for each in report["ServicesLastAccessed"]}
    assert set(services) == {"iam", "s3"}
    assert services["s3"]["LastAuthenticatedEntity"] == arn
    assert services["s3"]["TrackedActionsLastAccessed"][0]["ActionName"] == "ListAllMyBuckets"
    assert "LastAuthenticated" not in services["iam"]
    entities = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="s3")
    assert [each["EntityInfo"]["Name"] for each in entities["EntityDetailsList"]] == [jane]
    granting = iam.list_policies_granting_service_access(Arn=arn, ServiceNamespaces=["s3"])
    assert granting["PoliciesGrantingServiceAccess"][0]["Policies"] == [
        {"PolicyName": "reading", "PolicyType": "INLINE", "EntityType": "GROUP", "EntityName": group}
    ]


def test_a_user_and_its_groups_are_renamed(live: Live, iam: Any, jane: str, group: str) -> None:
    iam.add_user_to_group(GroupName=group, UserName=jane)
    credentials = iam.create_access_key(UserName=jane)["AccessKey"]
    iam.update_user(UserName=jane, NewUserName=f"{jane}-x", NewPath="/x/")
    iam.update_group(GroupName=group, NewGroupName=f"{group}-x")
    assert live.client("sts", credentials).get_caller_identity()["Arn"].endswith(f":user/x/{jane}-x")
    live.client("iam", credentials).list_groups()
    iam.update_user(UserName=f"{jane}-x", NewUserName=jane)
    iam.update_group(GroupName=f"{group}-x", NewGroupName=group)
    assert iam.list_user_tags(UserName=jane)["Tags"] == [{"Key": "部門", "Value": "研究"}]
    iam.untag_user(UserName=jane, TagKeys=["部門"])
    iam.tag_user(UserName=jane, Tags=[{"Key": "a", "Value": "b"}])
    assert iam.get_user(UserName=jane)["User"]["Tags"] == [{"Key": "a", "Value": "b"}]
    iam.put_user_permissions_boundary(UserName=jane, PermissionsBoundary=S3)
    with pytest.raises(ClientError, match="because no permissions boundary allows the iam:ListGroups action"):
        live.client("iam", credentials).list_groups()


def test_a_service_linked_role_from_making_to_deleting(iam: Any) -> None:
    role = iam.create_service_linked_role(AWSServiceName="storage-lens.s3.amazonaws.com")["Role"]
    assert role["Path"] == "/aws-service-role/storage-lens.s3.amazonaws.com/"
    with pytest.raises(iam.exceptions.UnmodifiableEntityException, match="only modifiable by AWS"):
        iam.delete_role(RoleName=role["RoleName"])
    assert iam.update_role_description(RoleName=role["RoleName"], Description="ours")["Role"]["Description"] == "ours"
    assert "LastUsedDate" not in iam.get_role(RoleName=role["RoleName"])["Role"]["RoleLastUsed"]
    task = iam.delete_service_linked_role(RoleName=role["RoleName"])["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=role["RoleName"])


def test_a_policy_tells_who_uses_it(iam: Any, group: str) -> None:
    arn = iam.create_policy(PolicyName=f"P-{uuid4().hex[:8]}", PolicyDocument=POLICY)["Policy"]["Arn"]
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    assert iam.list_policy_tags(PolicyArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    iam.untag_policy(PolicyArn=arn, TagKeys=["a"])
    iam.attach_group_policy(GroupName=group, PolicyArn=arn)
    assert [each["GroupName"] for each in iam.list_entities_for_policy(PolicyArn=arn)["PolicyGroups"]] == [group]
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy(PolicyArn=arn)
    iam.detach_group_policy(GroupName=group, PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def test_the_account_as_a_whole(iam: Any, jane: str, group: str) -> None:
    alias = f"labs-{uuid4().hex[:8]}"
    iam.create_account_alias(AccountAlias=alias)
    assert iam.list_account_aliases()["AccountAliases"] == [alias]
    iam.delete_account_alias(AccountAlias=alias)
    with pytest.raises(ClientError) as caught:
        iam.create_account_alias(AccountAlias="two--dashes")
    assert code_of(caught) == "ValidationError"
    assert iam.get_account_summary()["SummaryMap"]["Groups"] >= 1
    iam.add_user_to_group(GroupName=group, UserName=jane)
    pages = iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["User", "Group"], PaginationConfig={"PageSize": 1}
    )
    found = [(page["UserDetailList"], page["GroupDetailList"]) for page in pages]
    user = next(each for users, _ in found for each in users if each["UserName"] == jane)
    lab = next(each for _, groups in found for each in groups if each["GroupName"] == group)
    assert user["GroupList"] == [group]
    assert lab["GroupPolicyList"] == [{"PolicyName": "reading", "PolicyDocument": json.loads(POLICY)}]
