"""Every kind of denial, by a real client: AWS's sentence, an explanation in two languages, a mend that works."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live, live_server
from tests.support.organization import ensure_organization

Statement = dict[str, Any]

ALLOW_ALL: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Resource": "*", **each} for each in statements]})


def trusting(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str, **members: Any) -> Statement:
    return {"Effect": "Allow", "Action": action, **members}


def deny(action: str, **members: Any) -> Statement:
    return {"Effect": "Deny", "Action": action, **members}


@dataclass
class World:
    """A live server, and short ways to make who and what a denial needs."""

    live: Live
    count: int = 0
    admin: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self.admin:
            self.admin[service] = self.live.client(service)
        return self.admin[service]

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.count}"

    def role(self, *statements: Statement, boundary: str | None = None) -> str:
        """A role that its account may assume, with one inline policy; its name."""
        iam, name = self.client("iam"), self.name("role")
        root = {"AWS": f"arn:aws:iam::{self.live.account}:root"}
        members = {"PermissionsBoundary": boundary} if boundary else {}
        iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=trusting({"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}),
            **members,
        )
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
        return name

    def arn(self, role: str) -> str:
        return f"arn:aws:iam::{self.live.account}:role/{role}"

    def session(self, role: str, **members: Any) -> dict[str, str]:
        answer = self.client("sts").assume_role(RoleArn=self.arn(role), RoleSessionName="jane", **members)
        credentials: dict[str, str] = answer["Credentials"]
        return credentials

    def managed(self, *statements: Statement) -> str:
        policy = self.client("iam").create_policy(PolicyName=self.name("policy"), PolicyDocument=document(*statements))
        arn: str = policy["Policy"]["Arn"]
        return arn

    def bucket(self, *statements: Statement) -> str:
        s3, name = self.client("s3"), self.name("denials")
        s3.create_bucket(Bucket=name)
        if statements:
            resources = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
            policy = trusting(*({"Principal": "*", "Resource": resources, **each} for each in statements))
            s3.delete_public_access_block(Bucket=name)
            s3.put_bucket_policy(Bucket=name, Policy=policy)
        return name

    def key(self, *statements: Statement) -> str:
        own = {"Principal": {"AWS": f"arn:aws:iam::{self.live.account}:user/administrator"}}
        everything = allow("kms:*", **own)
        policy = document(*(statements or ()), everything)
        arn: str = self.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]
        return arn

    def delegating(self) -> Statement:
        return allow("kms:*", Principal={"AWS": f"arn:aws:iam::{self.live.account}:root"})


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with live_server() as live:
        yield World(live)


@dataclass(frozen=True)
class Denial:
    """A request that is refused.

    `again` makes it; `suffix` ends AWS's sentence; `said` are words of the English explanation; `applicable` tells
    whether the mend can be made by an operation. `by` are the caller's credentials where its account is another.
    """

    again: Callable[[], Any]
    suffix: str
    said: str
    applicable: bool = True
    by: dict[str, str] | None = None


def list_roles(world: World, credentials: dict[str, str]) -> Callable[[], Any]:
    client = world.live.client("iam", credentials)
    return lambda: client.list_roles()


def put_object(world: World, credentials: dict[str, str], bucket: str) -> Callable[[], Any]:
    client = world.live.client("s3", credentials)
    return lambda: client.put_object(Bucket=bucket, Key="日本語.csv", Body=b"1")


def encrypt(world: World, credentials: dict[str, str], key: str) -> Callable[[], Any]:
    client = world.live.client("kms", credentials)
    return lambda: client.encrypt(KeyId=key, Plaintext=b"1")


def identity_implicit(world: World) -> Denial:
    again = list_roles(world, world.session(world.role()))
    return Denial(again, "because no identity-based policy allows the iam:ListRoles action", "none of its own policies")


def identity_explicit(world: World) -> Denial:
    again = list_roles(world, world.session(world.role(ALLOW_ALL, deny("iam:ListRoles", Sid="NoRoles"))))
    return Denial(again, "with an explicit deny in an identity-based policy", 'statement "NoRoles" (line 1) of inline')


def group_explicit(world: World) -> Denial:
    iam, user, group = world.client("iam"), world.name("user"), world.name("group")
    iam.create_user(UserName=user)
    iam.create_group(GroupName=group)
    policy = document(ALLOW_ALL, deny("iam:ListRoles", Sid="NoRoles"))
    iam.put_group_policy(GroupName=group, PolicyName="own", PolicyDocument=policy)
    iam.add_user_to_group(GroupName=group, UserName=user)
    again = list_roles(world, iam.create_access_key(UserName=user)["AccessKey"])
    return Denial(again, "with an explicit deny in an identity-based policy", f"inline policy own of group {group}")


def resource_implicit(world: World) -> Denial:
    again = encrypt(world, world.session(world.role(ALLOW_ALL)), world.key())
    return Denial(again, "because no resource-based policy allows the kms:Encrypt action", "does not let IAM policies")


def resource_explicit(world: World) -> Denial:
    bucket = world.bucket(deny("s3:PutObject", Sid="ReadOnly"))
    again = put_object(world, world.session(world.role(ALLOW_ALL)), bucket)
    return Denial(again, "with an explicit deny in a resource-based policy", 'statement "ReadOnly" (line 1) of bucket')


def key_delegates(world: World) -> Denial:
    again = encrypt(world, world.session(world.role()), world.key(world.delegating()))
    return Denial(again, "because no identity-based policy allows the kms:Encrypt action", "leaves it to IAM policies")


def key_explicit(world: World) -> Denial:
    key = world.key(world.delegating(), deny("kms:Encrypt", Principal={"AWS": "*"}, Sid="Frozen"))
    again = encrypt(world, world.session(world.role(ALLOW_ALL)), key)
    return Denial(again, "with an explicit deny in a resource-based policy", '"Frozen"')


def boundary_implicit(world: World) -> Denial:
    role = world.role(ALLOW_ALL, boundary=world.managed(allow("s3:*")))
    again = list_roles(world, world.session(role))
    return Denial(again, "because no permissions boundary allows the iam:ListRoles action", "permissions boundary")


def boundary_explicit(world: World) -> Denial:
    role = world.role(ALLOW_ALL, boundary=world.managed(ALLOW_ALL, deny("iam:ListRoles")))
    again = list_roles(world, world.session(role))
    return Denial(again, "with an explicit deny in a permissions boundary", "statement 2 (line 1) of boundary")


def session_implicit(world: World) -> Denial:
    again = list_roles(world, world.session(world.role(ALLOW_ALL), Policy=document(allow("s3:*"))))
    suffix = "because no session policy allows the iam:ListRoles action"
    return Denial(again, suffix, "session policy", applicable=False)


def session_explicit(world: World) -> Denial:
    policy = document(ALLOW_ALL, deny("iam:ListRoles"))
    again = list_roles(world, world.session(world.role(ALLOW_ALL), Policy=policy))
    return Denial(again, "with an explicit deny in a session policy", "session policy", applicable=False)


def trust_implicit(world: World) -> Denial:
    client = world.live.client("sts", world.session(world.role(ALLOW_ALL)))
    role = world.role()
    trust = trusting({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    world.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=trust)
    return Denial(
        lambda: client.assume_role(RoleArn=world.arn(role), RoleSessionName="joe"),
        "because no role trust policy allows the sts:AssumeRole action",
        "role's trust policy",
    )


def trust_explicit(world: World) -> Denial:
    client = world.live.client("sts", world.session(world.role(ALLOW_ALL)))
    role = world.role()
    root = {"AWS": f"arn:aws:iam::{world.live.account}:root"}
    trust = trusting(
        {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"},
        {"Effect": "Deny", "Principal": root, "Action": "sts:AssumeRole"},
    )
    world.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=trust)
    return Denial(
        lambda: client.assume_role(RoleArn=world.arn(role), RoleSessionName="joe"),
        "with an explicit deny in the role trust policy",
        "trust policy of role",
    )


def grant_constraint(world: World) -> Denial:
    role, key = world.role(), world.key()
    world.client("kms").create_grant(
        KeyId=key,
        GranteePrincipal=world.arn(role),
        Operations=["Encrypt"],
        Constraints={"EncryptionContextEquals": {"team": "a"}},
    )
    client = world.live.client("kms", world.session(role))
    return Denial(
        lambda: client.encrypt(KeyId=key, Plaintext=b"1", EncryptionContext={"team": "b"}),
        "because no resource-based policy allows the kms:Encrypt action",
        "but under a constraint that is not met",
    )


def controlled(world: World, *statements: Statement) -> dict[str, str]:
    """Credentials of the role that a new account is made with, under a service control policy of these statements."""
    ensure_organization(world.live)
    organizations, name = world.client("organizations"), world.name("member")
    made = organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
    content = document(*statements)
    policy = organizations.create_policy(Name=name, Description="", Type="SERVICE_CONTROL_POLICY", Content=content)
    organizations.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=made["AccountId"])
    if statements[0]["Effect"] == "Allow":
        organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=made["AccountId"])
    role = f"arn:aws:iam::{made['AccountId']}:role/OrganizationAccountAccessRole"
    credentials: dict[str, str] = world.client("sts").assume_role(RoleArn=role, RoleSessionName="jane")["Credentials"]
    return credentials


def service_control_implicit(world: World) -> Denial:
    credentials = controlled(world, allow("s3:*"), allow("sealcanvas:*"))
    suffix = "because no service control policy allows the iam:ListRoles action"
    return Denial(list_roles(world, credentials), suffix, "sets a limit", by=credentials)


def service_control_explicit(world: World) -> Denial:
    credentials = controlled(world, deny("iam:ListRoles", Sid="NotHere"))
    suffix = "with an explicit deny in a service control policy"
    return Denial(list_roles(world, credentials), suffix, '"NotHere"', by=credentials)


DENIALS = [
    identity_implicit,
    identity_explicit,
    group_explicit,
    resource_implicit,
    resource_explicit,
    key_delegates,
    key_explicit,
    boundary_implicit,
    boundary_explicit,
    session_implicit,
    session_explicit,
    trust_implicit,
    trust_explicit,
    grant_constraint,
    service_control_implicit,
    service_control_explicit,
]


def listed_denials(doctor: Any) -> list[dict[str, str]]:
    """What `ListDenials` has, all pages."""
    pages = doctor.get_paginator("list_denials").paginate(PaginationConfig={"PageSize": 3})
    return [each for page in pages for each in page["Denials"]]


def why(world: World, *arguments: str) -> str:
    """What `sealcanvas why` prints, beside the running server."""
    home = str(world.live.server.home.folder)
    command = [sys.executable, "-m", "sealcanvas.cli", "why", *arguments, "--home", home]
    environment = world.live.server.environment
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=environment)
    return done.stdout


@pytest.mark.parametrize("made", DENIALS, ids=lambda made: made.__name__)
def test_a_denial_has_its_sentence_its_explanation_and_a_mend_that_works(
    world: World, made: Callable[[World], Denial]
) -> None:
    denial = made(world)
    with pytest.raises(ClientError) as refused:
        denial.again()
    error = refused.value.response
    who = r"User: arn:aws:(sts|iam)::\d{12}:(assumed-role/[\w-]+/jane|user/user-\d+) is not authorized to perform: "
    assert re.match(who, error["Error"]["Message"])
    assert error["Error"]["Message"].endswith(denial.suffix)
    decision_id = error["ResponseMetadata"]["HTTPHeaders"]["x-sealcanvas-decision-id"]
    assert decision_id == error["ResponseMetadata"]["RequestId"]

    doctor = world.live.client("sealcanvas", denial.by)
    told = doctor.explain_decision(DecisionId=decision_id)["Decision"]
    assert told["Message"] == error["Error"]["Message"]
    assert denial.said in told["Summary"] + " ".join(layer["Explanation"] for layer in told["Layers"])
    japanese = doctor.explain_decision(DecisionId=decision_id, Language="ja")["Decision"]
    assert japanese["Summary"].endswith("。")
    assert len(japanese["Layers"]) == len(told["Layers"])

    mend = told["Mend"]
    assert mend["Checked"], mend
    if denial.by is not None:  # the organisation's policies are not the account's to see or to change
        assert [(change["Layer"], change["Diff"], change["Policy"]) for change in mend["Changes"]] == [
            ("service-control", "", "")
        ]
        assert (mend["Applicable"], mend["Statement"]) == (False, "")
        with pytest.raises(ClientError, match="ValidationException"):
            doctor.apply_mend(DecisionId=decision_id)
        assert "Done: service control policy member-" in why(world, decision_id, "--apply", "--weaken")
        denial.again()
        return
    assert all(change["Diff"].startswith("--- ") for change in mend["Changes"])
    assert mend["Applicable"] is denial.applicable
    if denial.applicable:
        policies = [change["Policy"] for change in mend["Changes"]]
        if mend["Weakens"]:
            with pytest.raises(ClientError, match="AllowWeakening"):
                doctor.apply_mend(DecisionId=decision_id, Policies=policies)
        doctor.apply_mend(DecisionId=decision_id, Policies=policies, AllowWeakening=bool(mend["Weakens"]))
        denial.again()
        assert any(each["DecisionId"] == decision_id for each in listed_denials(doctor))
    else:
        with pytest.raises(ClientError, match="ValidationException"):
            doctor.apply_mend(DecisionId=decision_id)


def test_a_mend_that_is_no_longer_the_one_that_was_seen_is_not_made(world: World) -> None:
    role = world.role()
    again = encrypt(world, world.session(role), key := world.key())
    with pytest.raises(ClientError) as refused:
        again()
    decision_id = refused.value.response["ResponseMetadata"]["RequestId"]
    doctor = world.client("sealcanvas")
    seen = doctor.explain_decision(DecisionId=decision_id)["Decision"]["Mend"]["Changes"]
    policy = json.loads(world.client("kms").get_key_policy(KeyId=key)["Policy"])
    policy["Statement"].append(allow("kms:DescribeKey", Principal={"AWS": world.arn(role)}, Resource="*"))
    world.client("kms").put_key_policy(KeyId=key, Policy=json.dumps(policy))
    with pytest.raises(ClientError, match="ResourceInUseException"):
        doctor.apply_mend(DecisionId=decision_id, Policies=[change["Policy"] for change in seen])
    with pytest.raises(ClientError):
        again()


def test_whoever_may_not_change_the_policy_cannot_by_a_mend(world: World) -> None:
    credentials = world.session(world.role(allow("sealcanvas:*")))
    again = encrypt(world, credentials, world.key())
    with pytest.raises(ClientError) as refused:
        again()
    decision_id = refused.value.response["ResponseMetadata"]["RequestId"]
    doctor = world.live.client("sealcanvas", credentials)
    assert doctor.explain_decision(DecisionId=decision_id)["Decision"]["Mend"]["Applicable"]
    with pytest.raises(ClientError, match="kms:PutKeyPolicy"):
        doctor.apply_mend(DecisionId=decision_id)
    with pytest.raises(ClientError):
        again()
