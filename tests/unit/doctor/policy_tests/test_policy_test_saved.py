"""A test saved from a decision holds at once, whatever decided."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.access.decision import Decision
from sealcanvas.access.principal import Principal
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.run import run_test
from sealcanvas.doctor.policy_tests.save import fixture_of
from sealcanvas.iam.roles import find_role
from sealcanvas.iam.users import user_named
from sealcanvas.kms.authorizer import decide_kms
from sealcanvas.kms.encryption_context import context_conditions
from sealcanvas.kms.find import key_of_arn
from sealcanvas.s3 import s3
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.sts.session import session_context, session_principal
from tests.support.instance import ACCOUNT
from tests.unit.doctor.policy_tests.scene import JANE, Scene
from tests.unit.kms.kms_world import ask, key_statement, policy

CLERK = f"arn:aws:iam::{ACCOUNT}:user/clerk"
BUCKET = "arn:aws:s3:::open"
WANTED = {
    "aws:SourceIp": ["192.0.2.7", "198.51.100.1"],
    "aws:UserAgent": ["boto3", "curl"],
    "aws:CurrentTime": ["2026-11-24T09:30:00Z"],
    "aws:EpochTime": ["1"],
    "aws:TokenIssueTime": ["2026-11-24T09:30:00Z"],
    "aws:PrincipalTag/team": ["red", "blue", "${aws:ResourceTag/team}"],
    "aws:ResourceTag/team": ["red", "blue"],
    "aws:PrincipalArn": [JANE, CLERK],
    "aws:username": ["clerk"],
    "aws:userid": ["x"],
    "aws:ViaAWSService": ["true", "false"],
    "aws:CalledVia": ["s3.us-east-1.amazonaws.com"],
    "kms:ViaService": ["s3.us-east-1.amazonaws.com"],
    "kms:CallerAccount": [ACCOUNT],
    "kms:KeySpec": ["SYMMETRIC_DEFAULT"],
    "kms:ResourceAliases": ["alias/payroll"],
    "kms:EncryptionContext:Department": ["10", "11", "${aws:PrincipalTag/team}"],
    "kms:EncryptionContextKeys": ["Department"],
    "s3:prefix": ["a/"],
}
OPERATORS = ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "ForAnyValue:StringLike", "Null"]


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in draw(st.lists(st.sampled_from(sorted(WANTED)), max_size=2, unique=True)):
        operator = draw(st.sampled_from(OPERATORS))
        value = draw(st.sampled_from(["true", "false"] if operator == "Null" else WANTED[key]))
        found.setdefault(operator, {})[key] = value
    return found


@st.composite
def statements(draw: st.DrawFn, /, **members: Any) -> list[dict[str, Any]]:
    effects = draw(st.lists(st.sampled_from(["Allow", "Allow", "Deny"]), max_size=3))
    return [
        {"Effect": effect, "Sid": f"S{number}", "Condition": draw(conditions()), **members}
        for number, effect in enumerate(effects)
    ]


ON_KEY = statements(**key_statement({"AWS": [JANE, CLERK]}, "kms:GenerateDataKey"))
ON_BUCKET = statements(Principal="*", Action="s3:ListBucket", Resource=[BUCKET, f"{BUCKET}/*"])
OWN = statements(Action=["kms:*", "s3:*"], Resource="*")
CONTEXTS = st.fixed_dictionaries({}, optional={"Department": st.sampled_from(["10", "11"]), "経理": st.just("é")})


def prepare(scene: Scene) -> None:
    scene.world.user("clerk")
    scene.ask("s3", "CreateBucket", Bucket="open")
    scene.ask("s3", "DeletePublicAccessBlock", Bucket="open")
    ask(scene.call(), "CreateAlias", AliasName="alias/payroll", TargetKeyId=scene.key)
    ask(scene.call(), "TagResource", KeyId=scene.key, Tags=[{"TagKey": "team", "TagValue": "red"}])
    scene.ask("iam", "TagRole", RoleName="Jane", Tags=[{"Key": "team", "Value": "red"}])


def set_policies(scene: Scene, key: Any, bucket: Any, own: Any) -> None:
    scene.put_policy(*key)
    scene.ask("s3", "DeleteBucketPolicy", Bucket="open")
    if bucket:
        scene.ask("s3", "PutBucketPolicy", Bucket="open", Policy=policy(*bucket))
    document = policy(*own, {"Action": "sts:GetCallerIdentity", "Resource": "*"})  # IAM takes no empty policy
    scene.ask("iam", "PutRolePolicy", RoleName="Jane", PolicyName="own", PolicyDocument=document)
    scene.ask("iam", "PutUserPolicy", UserName="clerk", PolicyName="own", PolicyDocument=document)


def asker(scene: Scene, kind: str, session_tags: dict[str, str]) -> Principal:
    if kind == "role":
        role = find_role(scene.world.instance, JANE)
        assert role is not None
        return session_principal(role.arn, role.role_id, "work", role.tags, session_tags)
    if kind == "root":
        return Principal.root(ACCOUNT)
    clerk = user_named(scene.world.instance, ACCOUNT, "clerk")
    assert clerk is not None
    return clerk.principal


def decide(
    scene: Scene, principal: Principal, *, through: bool, encryption_context: dict[str, str], on_key: bool
) -> Decision:
    call = scene.call(principal)
    context = dict(call.context) | {"aws:SecureTransport": "true"}
    if principal.kind == "role-session":
        context |= session_context(scene.world.clock())
    call = replace(call, context=context)
    call = call.through("s3") if through else call
    if on_key:
        key = key_of_arn(call, scene.key)
        assert key is not None
        return decide_kms(call, "kms:GenerateDataKey", key, context_conditions(encryption_context))
    return s3.decide(call, "s3:ListBucket", find_bucket(call, "open"), {"s3:prefix": "a/"})


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_test_saved_from_a_decision_holds_at_once(scene: Scene, data: st.DataObject) -> None:
    if not scene.world.instance.parts.get("prepared"):
        prepare(scene)
        scene.world.instance.parts["prepared"] = True
    set_policies(scene, data.draw(ON_KEY), data.draw(ON_BUCKET), data.draw(OWN))
    kind = data.draw(st.sampled_from(["role", "user", "root"]))
    principal = asker(scene, kind, data.draw(st.sampled_from([{}, {"team": "blue"}, {"Team": "red"}])))
    made = decide(
        scene,
        principal,
        through=data.draw(st.booleans()),
        encryption_context=data.draw(CONTEXTS),
        on_key=data.draw(st.booleans()),
    )
    fixture = fixture_of(scene.world.instance, Decision.from_dict(made.to_dict()), "saved", exact=True)
    scene.world.clock.advance(seconds=1)
    again = run_test(Lookups(scene.world.instance), fixture)
    assert again.holds, again.why()
    assert again.decision is not None
    assert again.decision.deciding == made.deciding
