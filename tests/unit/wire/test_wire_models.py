from __future__ import annotations

from pathlib import Path

import boto3
import pytest

from sealcanvas.wire import client, trim
from sealcanvas.wire.model import SERVICES, document, load


@pytest.mark.parametrize("service", sorted(trim.served()))
def test_the_trimmed_model_is_fresh(service: str) -> None:
    stored = (trim.FOLDER / f"{service}.json").read_text("utf-8")
    assert trim.trim(service, trim.served()[service]) == stored, "run python -m sealcanvas.wire.trim"


def test_every_service_has_a_model_and_only_served_operations() -> None:
    assert set(SERVICES) == {*trim.served(), "sealcanvas"}
    for service, names in trim.served().items():
        assert len(names) == len(set(names))
        assert set(load(service).operations) == set(names)
    with pytest.raises(KeyError):
        load("ec2")


def test_no_shape_is_unreached_or_documented() -> None:
    for service in SERVICES:
        model = document(service)
        used = set(_references([model["operations"], model["shapes"]]))
        assert used == set(model["shapes"])
        assert all("documentation" not in shape for shape in model["shapes"].values())


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["shape"]] if isinstance(node.get("shape"), str) else []
        return own + [name for value in node.values() for name in _references(value)]
    if isinstance(node, list):
        return [name for item in node for name in _references(item)]
    return []


def test_what_the_traits_say() -> None:
    kms = load("kms")
    assert (kms.protocol, kms.target_prefix, kms.signing_name) == ("json", "TrentService", "kms")
    assert kms.operations["Encrypt"].sensitive_members == {"Plaintext"}
    assert "DisabledException" in kms.operations["Encrypt"].errors
    assert load("sts").operations["AssumeRole"].sensitive_members == {
        "Credentials.SecretAccessKey",
        "Credentials.SessionToken",
    }
    # Items are named by values of the customer's data.
    own = load("sealcanvas").operations
    assert own["CreateWhatIf"].sensitive_members == {"Changes.Keys"}
    assert own["DescribeForecastItem"].sensitive_members >= {"Keys"}
    assert own["ListForecastItems"].sensitive_members == {"Search", "Items.Keys"}
    unsigned = {each.id for name in SERVICES for each in load(name).operations.values() if each.unsigned}
    assert unsigned == {"sts:AssumeRoleWithWebIdentity"}
    assert load("iam").operations["GetRole"].error_status["NoSuchEntity"] == 404
    s3 = load("s3").operations
    assert s3["PutObject"].streaming_input
    assert s3["GetObject"].streaming_output
    assert load("forecastquery").signing_name == "forecast"


def test_boto3_knows_sealcanvas_by_its_data_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(client.sealcanvas_models()))
    made = boto3.session.Session().client(
        "sealcanvas",
        endpoint_url="http://127.0.0.1:1",
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="x",
    )
    assert made.meta.service_model.signing_name == "sealcanvas"
    assert set(made.meta.method_to_api_mapping.values()) == set(load("sealcanvas").operations)
    assert made.can_paginate("list_datasets")
    assert [path.name for path in Path(str(client.sealcanvas_models())).iterdir()] == ["sealcanvas"]
