"""Step 1: the keys, the roles, and the two statements that the document prints."""

import secrets
from typing import Any

import boto3

from sealcanvas.client.policies import example_statement, forecast_statement, key_policy, trust_policy
from sealcanvas.demo.world import World

ROLE = "CanvasAnalyst"


def create_keys_and_roles(world: World) -> None:
    """Two customer managed keys, the key of the input data, the user's execution role and the Forecast role."""
    with world.timeline.step(1, "Keys, roles, and the document's two statements", "administrator"):
        kms, iam = world.client("kms"), world.client("iam")
        _create_roles(world, iam)
        for name, description in (
            ("key 1", "Canvas application data, visualisations, compute"),
            ("key 2", "Canvas datasets, models and predictions in the bucket"),
            ("key 3", "The input data of another department"),
        ):
            world.keys[name] = kms.create_key(Description=description)["KeyMetadata"]["Arn"]
            world.timeline.say(f"{name}: {description}")
        for name in world.keys:
            put_statements(world, name)
        world.timeline.say("statement 'ExampleStmt' lets the role use the keys; the Forecast statement, keys 1 and 2")
        session = world.client("sts").assume_role(RoleArn=world.role_arn, RoleSessionName=world.profile)["Credentials"]
        world.role = boto3.Session(
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
            region_name=world.region,
        )


def put_statements(world: World, key: str, *, role: bool = True, forecast_without: str = "") -> None:
    """Set a key's policy to the console's default and the document's statements.

    Args:
        role: with the statement for the user's role.
        forecast_without: an action to leave out of the Forecast statement.
    """
    statements = [example_statement(world.role_arn)] if role else []
    if key != "key 3":
        statements.append(forecast_statement(world.forecast_role_arn, without=forecast_without))
    world.client("kms").put_key_policy(
        KeyId=world.keys[key], PolicyName="default", Policy=key_policy(world.account, *statements)
    )


def _create_roles(world: World, iam: Any) -> None:
    trust = trust_policy(world.account, "sagemaker.amazonaws.com", users=True)
    world.role_arn = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for policy in ("AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess"):
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    name = f"AmazonSagemakerCanvasForecastRole-{secrets.randbelow(10**12):012d}"
    role = iam.create_role(
        RoleName=name,
        Path="/service-role/",
        AssumeRolePolicyDocument=trust_policy(world.account, "forecast.amazonaws.com"),
    )["Role"]
    iam.attach_role_policy(
        RoleName=name, PolicyArn="arn:aws:iam::aws:policy/service-role/AmazonSageMakerCanvasForecastAccess"
    )
    world.forecast_role_arn = role["Arn"]
    world.timeline.say(f"execution role {ROLE}, Forecast role {name}: no identity policy of theirs names a key")
