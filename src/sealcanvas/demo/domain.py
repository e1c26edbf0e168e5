"""Step 3: the domain, with both keys; a user profile; the Canvas app."""

from typing import Any

from sealcanvas.demo.world import DemoFailed, World, wait_until_settled


def set_up_domain(world: World) -> None:
    """CreateDomain, CreateUserProfile and CreateApp, as the document describes the set-up."""
    with world.timeline.step(3, "A domain with two keys, a user profile, a Canvas app", "administrator") as row:
        sagemaker = world.client("sagemaker")
        world.domain_id = sagemaker.create_domain(
            DomainName="analysts",
            AuthMode="IAM",
            KmsKeyId=world.keys["key 1"],
            DefaultUserSettings={
                "ExecutionRole": world.role_arn,
                "SharingSettings": {"S3KmsKeyId": world.keys["key 2"]},
                "CanvasAppSettings": {
                    "WorkspaceSettings": {"S3KmsKeyId": world.keys["key 2"]},
                    "TimeSeriesForecastingSettings": {
                        "Status": "ENABLED",
                        "AmazonForecastRoleArn": world.forecast_role_arn,
                    },
                },
            },
        )["DomainId"]
        _settle(sagemaker.describe_domain, DomainId=world.domain_id)
        sagemaker.create_user_profile(DomainId=world.domain_id, UserProfileName=world.profile)
        _settle(sagemaker.describe_user_profile, DomainId=world.domain_id, UserProfileName=world.profile)
        app = {"DomainId": world.domain_id, "UserProfileName": world.profile, "AppType": "Canvas", "AppName": "default"}
        sagemaker.create_app(**app)
        _settle(sagemaker.describe_app, **app)
        world.timeline.say(f"domain {world.domain_id}, user profile {world.profile}, Canvas app")
        row.sealed.append("domain volume: key 1")


def _settle(describe: Any, **parameters: Any) -> None:
    answer = wait_until_settled(describe, unsettled={"Pending", "Updating"}, **parameters)
    if answer["Status"] != "InService":
        raise DemoFailed(f"{parameters}: {answer['Status']}: {answer.get('FailureReason', '')}")
