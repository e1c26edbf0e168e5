"""Endpoints: in service once their models are, updated without a gap, failed as AWS fails them."""

import pytest

from sealcanvas.jobs.serving import hosting
from sealcanvas.jobs.serving.host import HostState
from sealcanvas.sagemaker.endpoints.runtime import (
    ModelNotReadyException,
    ValidationError,
)
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceLimitExceeded, ValidationException
from tests.unit.sagemaker.endpoint_world import (
    URL,
    call_endpoint,
    describe,
    fail,
    hosts,
    in_service,
    make_config,
    make_endpoint,
    serve,
    variant,
)
from tests.unit.sagemaker.sagemaker_world import World, ask


def test_an_endpoint_is_in_service_once_all_its_models_are(world: World) -> None:
    key = world.key()
    make_config(world, "c", variant("A"), variant("B"), KmsKeyId=key)
    arn = make_endpoint(world)
    found = describe(world)
    assert (found["EndpointStatus"], found["PendingDeploymentSummary"]["EndpointConfigName"]) == ("Creating", "c")
    one, other = hosts(world, arn)
    assert (one.spec.role_arn, one.spec.volume_key, one.spec.owner) == (world.role, key, arn)
    assert one.spec.payload == {"model": URL, "columns": ["probability"], "header": False}
    serve(world, one)
    assert describe(world)["EndpointStatus"] == "Creating"
    world.clock.advance(seconds=3)
    serve(world, other)
    found = describe(world)
    assert (found["EndpointStatus"], found["LastModifiedTime"]) == ("InService", world.clock())
    assert [each["VariantName"] for each in found["ProductionVariants"]] == ["A", "B"]
    assert "PendingDeploymentSummary" not in found
    [listed] = ask(world.admin, "ListEndpoints", StatusEquals="InService")["Endpoints"]
    assert listed["EndpointArn"] == arn
    with pytest.raises(ValidationException, match=f'Cannot create already existing endpoint "{arn}"'):
        make_endpoint(world)


def test_a_model_that_fails_takes_its_endpoint_and_the_others_with_it(world: World) -> None:
    make_config(world, "c", variant("A"), variant("B"))
    arn = make_endpoint(world)
    serve(world, hosts(world, arn)[0])
    fail(world, hosts(world, arn)[1])
    found = describe(world)
    assert (found["EndpointStatus"], hosts(world, arn)) == ("Failed", [])
    assert all(word in found["FailureReason"] for word in ("Variant B", "key/k", "kms:Decrypt", world.role))
    for operation, members in (
        ("UpdateEndpoint", {"EndpointConfigName": "c"}),
        ("UpdateEndpointWeightsAndCapacities", {"DesiredWeightsAndCapacities": [{"VariantName": "A"}]}),
    ):
        with pytest.raises(ValidationException, match="Cannot update failed endpoint"):
            ask(world.admin, operation, EndpointName="e", **members)
    with pytest.raises(ValidationError, match="not found"):
        call_endpoint(world.admin)
    ask(world.admin, "DeleteEndpoint", EndpointName="e")
    with pytest.raises(ValidationException, match=f'Could not find endpoint "{arn}"'):
        describe(world)


def test_an_endpoint_in_service_fails_when_its_key_does(world: World) -> None:
    arn = in_service(world)
    fail(world, hosts(world, arn)[0])
    assert describe(world)["EndpointStatus"] == "Failed"
    assert "kms:Decrypt" in describe(world)["FailureReason"]


def test_a_process_that_is_started_again_leaves_the_endpoint_in_service(world: World) -> None:
    arn = in_service(world)
    hosting.change(world.instance, hosts(world, arn)[0].host_id, HostState.STARTING)
    assert describe(world)["EndpointStatus"] == "InService"
    with pytest.raises(ModelNotReadyException):
        call_endpoint(world.admin)


def test_an_update_changes_over_once_the_new_models_answer(world: World) -> None:
    arn = in_service(world)
    make_config(world, "d", variant("A", InitialVariantWeight=2.0), variant("N"))
    ask(world.admin, "UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    found = describe(world)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("Updating", "c")
    old, *new = hosts(world, arn)
    for operation in ("DeleteEndpoint", "UpdateEndpoint"):
        members = {"EndpointConfigName": "d"} if operation == "UpdateEndpoint" else {}
        with pytest.raises(ValidationException, match="Cannot update in-progress endpoint"):
            ask(world.admin, operation, EndpointName="e", **members)
    serve(world, new[0])
    assert old in hosts(world, arn)
    serve(world, new[1])
    found = describe(world)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("InService", "d")
    assert {host.host_id for host in hosts(world, arn)} == {host.host_id for host in new}
    assert [each["CurrentWeight"] for each in found["ProductionVariants"]] == [2.0, 1.0]


def test_an_update_that_fails_leaves_what_served_before(world: World) -> None:
    arn = in_service(world)
    make_config(world, "d", variant("N"))
    ask(world.admin, "UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    old, new = hosts(world, arn)
    fail(world, new)
    found = describe(world)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("InService", "c")
    assert "Variant N" in found["FailureReason"]
    assert hosts(world, arn) == [old]


def test_old_models_that_fail_during_an_update_do_not_save_it_when_that_fails_too(world: World) -> None:
    arn = in_service(world)
    make_config(world, "d", variant("N"))
    ask(world.admin, "UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    old, new = hosts(world, arn)
    fail(world, old)
    assert describe(world)["EndpointStatus"] == "Updating"
    fail(world, new)
    assert describe(world)["EndpointStatus"] == "Failed"
    assert hosts(world, arn) == []


def test_an_update_retains_weights_and_counts_if_asked(world: World) -> None:
    arn = in_service(world)
    wish = [{"VariantName": "A", "DesiredWeight": 7.0, "DesiredInstanceCount": 4}]
    ask(world.admin, "UpdateEndpointWeightsAndCapacities", EndpointName="e", DesiredWeightsAndCapacities=wish)
    [told_now] = describe(world)["ProductionVariants"]
    assert (told_now["CurrentWeight"], told_now["CurrentInstanceCount"]) == (7.0, 4)
    make_config(world, "d")
    ask(
        world.admin,
        "UpdateEndpoint",
        EndpointName="e",
        EndpointConfigName="d",
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=[{"VariantPropertyType": "DesiredInstanceCount"}],
    )
    serve(world, hosts(world, arn)[1])
    [told_now] = describe(world)["ProductionVariants"]
    assert (told_now["CurrentWeight"], told_now["CurrentInstanceCount"]) == (7.0, 1)
    for name, members in (("Z", {}), ("A", {"DesiredWeight": 0.0})):
        with pytest.raises(ValidationException, match="variant"):
            ask(
                world.admin,
                "UpdateEndpointWeightsAndCapacities",
                EndpointName="e",
                DesiredWeightsAndCapacities=[{"VariantName": name, **members}],
            )


def test_an_account_has_a_bounded_number_of_hosted_models(world: World) -> None:
    make_config(world, "c", *(variant(f"V{number}") for number in range(3)))
    make_endpoint(world)
    with pytest.raises(ResourceLimitExceeded, match="4 models"):
        ask(world.admin, "CreateEndpoint", EndpointName="f", EndpointConfigName="c")
    assert len(hosting.all_hosts(world.instance)) == 3
    assert [each["EndpointName"] for each in ask(world.admin, "ListEndpoints")["Endpoints"]] == ["e"]


def test_creating_needs_the_configuration_too(world: World) -> None:
    config = make_config(world)
    only = {"Action": "sagemaker:CreateEndpoint", "Resource": "arn:aws:sagemaker:*:*:endpoint/*"}
    jane = world.user("jane", only)
    with pytest.raises(AccessDeniedException, match="endpoint-config/c"):
        ask(jane, "CreateEndpoint", EndpointName="e", EndpointConfigName="c")
    john = world.user("john", only, {"Action": "sagemaker:CreateEndpoint", "Resource": config})
    ask(john, "CreateEndpoint", EndpointName="e", EndpointConfigName="c")
