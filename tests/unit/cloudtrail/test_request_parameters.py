"""Parameters have CloudTrail's names, whatever they hold."""

from typing import Any

import pytest

from sealcanvas.cloudtrail.request_parameters import request_parameters


@pytest.mark.parametrize(
    ("source", "name", "kept", "told"),
    [
        (
            "kms",
            "Decrypt",
            {"KeyId": "k", "EncryptionContext": {"Purpose": "x", "aws:s3:arn": "y"}},
            {"keyId": "k", "encryptionContext": {"Purpose": "x", "aws:s3:arn": "y"}},
        ),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k"}, {"bucketName": "b", "key": "k"}),
        (
            "sagemaker",
            "CreateDomain",
            {"DefaultUserSettings": {"ExecutionRole": "r"}, "Tags": [{"Key": "Team", "Value": "A"}]},
            {"defaultUserSettings": {"executionRole": "r"}, "tags": [{"key": "Team", "value": "A"}]},
        ),
        (
            "forecast",
            "QueryForecast",
            {"ForecastArn": "f", "Filters": {"Item_id": "Ä"}},
            {"forecastArn": "f", "filters": {"Item_id": "Ä"}},
        ),
        ("signin", "ConsoleLogin", {"Odd": [{"Is": 1}]}, {"odd": [{"Is": 1}]}),
        ("kms", "Decrypt", {"EncryptionContext": "HIDDEN"}, {"encryptionContext": "HIDDEN"}),
        ("kms", "NoSuchThing", {}, {}),
    ],
)
def test_members_are_in_lower_camel_case_and_keys_of_maps_are_not(
    source: str, name: str, kept: dict[str, Any], told: dict[str, Any]
) -> None:
    assert request_parameters(f"{source}.amazonaws.com", name, kept) == told
