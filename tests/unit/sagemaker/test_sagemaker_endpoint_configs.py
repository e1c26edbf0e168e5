"""Endpoint configurations: what they may hold, and which policies can demand what of them."""

from typing import Any

import pytest

from sealcanvas.sagemaker.errors import AccessDeniedException, ValidationException
from tests.unit.sagemaker.endpoint_world import make_config, variant
from tests.unit.sagemaker.sagemaker_world import World, ask

CAPTURE = {"InitialSamplingPercentage": 1, "DestinationS3Uri": "s3://b/", "CaptureOptions": [{"CaptureMode": "Input"}]}


def test_configurations_come_and_go(world: World) -> None:
    key = world.key()
    arn = make_config(world, "c", variant("A"), variant("B", InitialVariantWeight=3.0), KmsKeyId=key)
    found = ask(world.admin, "DescribeEndpointConfig", EndpointConfigName="c")
    assert (found["EndpointConfigArn"], found["KmsKeyId"]) == (arn, key)
    assert [each["VariantName"] for each in found["ProductionVariants"]] == ["A", "B"]
    with pytest.raises(ValidationException, match="Cannot create already existing endpoint configuration"):
        make_config(world)
    assert [each["EndpointConfigName"] for each in ask(world.admin, "ListEndpointConfigs")["EndpointConfigs"]] == ["c"]
    ask(world.admin, "DeleteEndpointConfig", EndpointConfigName="c")
    with pytest.raises(ValidationException, match=f'Could not find endpoint configuration "{arn}"'):
        ask(world.admin, "DescribeEndpointConfig", EndpointConfigName="c")


@pytest.mark.parametrize(
    ("members", "variants", "word"),
    [
        ({"DataCaptureConfig": CAPTURE}, [variant()], "DataCaptureConfig"),
        ({"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://b/"}}}, [variant()], "AsyncInferenceConfig"),
        ({"EnableNetworkIsolation": True}, [variant()], "EnableNetworkIsolation"),
        ({"ShadowProductionVariants": [variant("S")]}, [variant()], "ShadowProductionVariants"),
        ({"KmsKeyId": "nonsense"}, [variant()], "KmsKeyId"),
        ({"KmsKeyId": "alias/k"}, [variant(InstanceType="ml.m5d.large")], "local storage"),
        ({"KmsKeyId": "alias/k"}, [variant(InstanceType="ml.g5.xlarge")], "local storage"),
        ({}, [variant(), variant()], "one VariantName"),
        ({}, [variant(ModelName="none")], "Could not find model"),
        ({}, [variant(ServerlessConfig={"MemorySizeInMB": 1024, "MaxConcurrency": 1})], "ServerlessConfig"),
        ({}, [variant(VolumeSizeInGB=5)], "VolumeSizeInGB"),
        ({}, [variant(RoutingConfig={"RoutingStrategy": "RANDOM"})], "RoutingConfig"),
        ({}, [variant(InitialVariantWeight=0.0)], "weight above 0|InitialVariantWeight above 0"),
        ({}, [{"VariantName": "A", "ModelName": "m", "InitialInstanceCount": 1}], "InstanceType is required"),
        ({}, [{"VariantName": "A", "InstanceType": "ml.m5.large"}], "ModelName is required"),
    ],
)
def test_every_member_of_a_configuration_is_honoured_or_refused(
    world: World, members: dict[str, Any], variants: list[dict[str, Any]], word: str
) -> None:
    with pytest.raises(ValidationException, match=word):
        make_config(world, "c", *variants, **members)


def test_policies_can_demand_the_volumes_key_the_instance_types_and_the_models(world: World) -> None:
    make_config(world, "first")
    key = world.key()
    for number, (condition, allowed) in enumerate(
        [
            ({"ArnEquals": {"sagemaker:VolumeKmsKey": key}}, True),
            ({"ArnEquals": {"sagemaker:VolumeKmsKey": key + "0"}}, False),
            ({"Null": {"sagemaker:VolumeKmsKey": "true"}}, False),
            ({"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": "ml.m5.large"}}, True),
            ({"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": "ml.c5.large"}}, False),
            ({"ForAnyValue:ArnLike": {"sagemaker:ModelArn": "arn:aws:sagemaker:*:*:model/m"}}, True),
            ({"ForAnyValue:ArnLike": {"sagemaker:ModelArn": "arn:aws:sagemaker:*:*:model/x"}}, False),
        ]
    ):
        user = world.user(f"u{number}", {"Action": "sagemaker:*", "Resource": "*", "Condition": condition})
        request = {"EndpointConfigName": f"c{number}", "ProductionVariants": [variant()], "KmsKeyId": key}
        if allowed:
            ask(user, "CreateEndpointConfig", **request)
        else:
            with pytest.raises(AccessDeniedException):
                ask(user, "CreateEndpointConfig", **request)
