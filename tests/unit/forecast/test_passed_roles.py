"""Every operation that takes a role: it must be passed by a caller who may, to a service that the role lets in for this
very resource. The confused deputy (AWS IAM User Guide) finds every one of these doors closed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.wire.model import load
from tests.support.instance import ACCOUNT
from tests.unit.forecast.forecast_world import SCHEMA, World, make_user, sales_csv
from tests.unit.forecast.forecast_world import ask as ask_forecast
from tests.unit.forecast.stage import Stage
from tests.unit.iam.asking import EVERYTHING, policy, root
from tests.unit.sagemaker.sagemaker_world import IMAGE, automl_request
from tests.unit.sagemaker.sagemaker_world import ask as ask_sagemaker

OTHER = "444455556666"
SAGEMAKER, FORECAST = "sagemaker.amazonaws.com", "forecast.amazonaws.com"
Ask = Callable[[World, Call, str], Any]


def _once(world: World, name: str, make: Callable[[], str]) -> str:
    """What a door stands before, made at the first knock."""
    parts = world.instance.parts
    if name not in parts:
        parts[name] = make()
    found: str = parts[name]
    return found


def _base_role(world: World) -> str:
    return _once(world, "base role", lambda: make_role(world, "Base", trust(SAGEMAKER)))


def _domain(world: World) -> str:
    request = {
        "DomainName": "base",
        "AuthMode": "IAM",
        "DefaultUserSettings": {"ExecutionRole": _base_role(world)},
    }
    return _once(world, "domain", lambda: str(ask_sagemaker(world.admin, "CreateDomain", **request)["DomainId"]))


def _create_domain(_world: World, call: Call, role: str) -> Any:
    settings = {"ExecutionRole": role}
    return ask_sagemaker(call, "CreateDomain", DomainName="team", AuthMode="IAM", DefaultUserSettings=settings)


def _create_domain_for_series(world: World, call: Call, role: str) -> Any:
    series = {"TimeSeriesForecastingSettings": {"Status": "ENABLED", "AmazonForecastRoleArn": role}}
    settings = {"ExecutionRole": _base_role(world), "CanvasAppSettings": series}
    return ask_sagemaker(call, "CreateDomain", DomainName="team", AuthMode="IAM", DefaultUserSettings=settings)


def _update_domain(world: World, call: Call, role: str) -> Any:
    settings = {"ExecutionRole": role}
    return ask_sagemaker(call, "UpdateDomain", DomainId=_domain(world), DefaultUserSettings=settings)


def _create_domain_for_spaces(world: World, call: Call, role: str) -> Any:
    request = {"DomainName": "team", "AuthMode": "IAM", "DefaultUserSettings": {"ExecutionRole": _base_role(world)}}
    return ask_sagemaker(call, "CreateDomain", **request, DefaultSpaceSettings={"ExecutionRole": role})


def _update_domain_for_spaces(world: World, call: Call, role: str) -> Any:
    settings = {"ExecutionRole": role}
    return ask_sagemaker(call, "UpdateDomain", DomainId=_domain(world), DefaultSpaceSettings=settings)


def _update_user_profile(world: World, call: Call, role: str) -> Any:
    named = {"DomainId": _domain(world), "UserProfileName": "bob"}
    _once(world, "profile", lambda: str(ask_sagemaker(world.admin, "CreateUserProfile", **named)))
    return ask_sagemaker(call, "UpdateUserProfile", **named, UserSettings={"ExecutionRole": role})


def _create_user_profile(world: World, call: Call, role: str) -> Any:
    request = {"DomainId": _domain(world), "UserProfileName": "jane", "UserSettings": {"ExecutionRole": role}}
    return ask_sagemaker(call, "CreateUserProfile", **request)


def _create_auto_ml_job(_world: World, call: Call, role: str) -> Any:
    return ask_sagemaker(call, "CreateAutoMLJobV2", **automl_request(role))


def _create_v1_job(_world: World, call: Call, role: str) -> Any:
    where = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/churn.csv"}}
    return ask_sagemaker(
        call,
        "CreateAutoMLJob",
        AutoMLJobName="churn-1",
        RoleArn=role,
        InputDataConfig=[{"DataSource": where, "TargetAttributeName": "churn"}],
        OutputDataConfig={"S3OutputPath": "s3://out/"},
    )


def _create_model(_world: World, call: Call, role: str) -> Any:
    container = {"Image": IMAGE, "ModelDataUrl": "s3://out/model.tar.gz"}
    return ask_sagemaker(call, "CreateModel", ModelName="m", ExecutionRoleArn=role, PrimaryContainer=container)


def _create_dataset(world: World, call: Call, role: str) -> Any:
    request = {"Domain": "CUSTOM", "DatasetType": "TARGET_TIME_SERIES", "Schema": SCHEMA, "DataFrequency": "M"}
    encryption = {"RoleArn": role, "KMSKeyArn": world.key}
    return ask_forecast(call, "CreateDataset", DatasetName="sales", EncryptionConfig=encryption, **request)


def _create_import(world: World, call: Call, role: str) -> Any:
    path = world.upload("sales.csv", sales_csv())
    dataset = _once(world, "dataset", world.dataset)
    source = {"S3Config": {"Path": path, "RoleArn": role}}
    request = {"DatasetImportJobName": "load", "DatasetArn": dataset, "DataSource": source}
    return ask_forecast(call, "CreateDatasetImportJob", **request)


def _create_predictor(world: World, call: Call, role: str) -> Any:
    request = {
        "PredictorName": "p",
        "ForecastHorizon": 6,
        "ForecastFrequency": "M",
        "DataConfig": {"DatasetGroupArn": _once(world, "group", world.loaded)},
        "EncryptionConfig": {"RoleArn": role, "KMSKeyArn": world.key},
    }
    return ask_forecast(call, "CreateAutoPredictor", **request)


def _begin(operation: str) -> Ask:
    """A door before which everything stands that the operation needs."""

    def knock(world: World, call: Call, role: str) -> Any:
        stage = world.instance.parts.setdefault("stage", None) or Stage(world)
        world.instance.parts["stage"] = stage
        return stage.begin(operation, call, role)

    return knock


@dataclass(frozen=True)
class Door:
    """An operation that takes a role, the service that the role is passed to, and the resource that it is for."""

    ask: Ask
    service: str
    resource: str
    refusal: type[ServiceError]
    assumed: bool = True


DOORS = {
    "CreateDomain": Door(_create_domain, SAGEMAKER, "domain/", ValidationException),
    "CreateDomain, for time series": Door(
        _create_domain_for_series, FORECAST, "domain/", ValidationException, assumed=False
    ),
    "UpdateDomain": Door(_update_domain, SAGEMAKER, "domain/", ValidationException),
    "CreateDomain, for spaces": Door(_create_domain_for_spaces, SAGEMAKER, "domain/", ValidationException),
    "UpdateDomain, for spaces": Door(_update_domain_for_spaces, SAGEMAKER, "domain/", ValidationException),
    "UpdateUserProfile": Door(_update_user_profile, SAGEMAKER, "user-profile/", ValidationException),
    "CreateUserProfile": Door(_create_user_profile, SAGEMAKER, "user-profile/", ValidationException),
    "CreateAutoMLJobV2": Door(_create_auto_ml_job, SAGEMAKER, "automl-job/", ValidationException),
    "CreateAutoMLJob": Door(_create_v1_job, SAGEMAKER, "automl-job/", ValidationException),
    "CreateModel": Door(_create_model, SAGEMAKER, "model/", ValidationException),
    "CreateDataset": Door(_create_dataset, FORECAST, "dataset/", InvalidInputException),
    "CreateDatasetImportJob": Door(_create_import, FORECAST, "dataset-import-job/", InvalidInputException),
    "CreateAutoPredictor": Door(_create_predictor, FORECAST, "predictor/", InvalidInputException),
    **{
        operation: Door(_begin(operation), FORECAST, resource, InvalidInputException)
        for operation, resource in {
            "CreateForecast, of some series": "forecast/",
            "CreateWhatIfAnalysis": "what-if-analysis/",
            "CreateWhatIfForecast, by replacements": "what-if-forecast/",
            "CreateExplainability, of some series": "explainability/",
            "CreateForecastExportJob": "forecast-export-job/",
            "CreatePredictorBacktestExportJob": "predictor-backtest-export-job/",
            "CreateExplainabilityExport": "explainability-export/",
            "CreateWhatIfForecastExport": "what-if-forecast-export/",
        }.items()
    },
}
ASSUMED = {name: door for name, door in DOORS.items() if door.assumed}
each_door = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
each_assuming_door = pytest.mark.parametrize("door", ASSUMED.values(), ids=ASSUMED)


def trust(service: str, **condition: Any) -> str:
    """A trust policy for the service, as AWS advises: for this account's resources alone."""
    sound = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:{service.partition('.')[0]}:us-east-1:{ACCOUNT}:*"},
    }
    statement = {"Principal": {"Service": service}, "Action": "sts:AssumeRole", "Condition": sound | condition}
    return policy(statement)


def make_role(world: World, name: str, document: str, account: str = ACCOUNT) -> str:
    """A role that may do everything, and trusts whom `document` says; its ARN."""
    ask = root(world.instance, account)
    arn: str = ask("iam:CreateRole", RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    ask("iam:PutRolePolicy", RoleName=name, PolicyName="own", PolicyDocument=EVERYTHING)
    return arn


def _assumptions(world: World, role: str) -> list[dict[str, Any]]:
    records = world.instance.trail.newest(200)
    return [
        record
        for record in records
        if record["eventName"] == "AssumeRole" and record["requestParameters"]["RoleArn"] == role
    ]


@each_door
def test_a_role_that_is_passed_and_trusts_the_service_for_the_resource_is_taken(world: World, door: Door) -> None:
    role = make_role(world, "Passed", trust(door.service))
    only = {
        "StringEquals": {"iam:PassedToService": door.service},
        "ArnLike": {"iam:AssociatedResourceArn": f"arn:aws:*:us-east-1:{ACCOUNT}:{door.resource}*"},
    }
    others = {"NotAction": "iam:PassRole", "Resource": "*"}
    passes = {"Action": "iam:PassRole", "Resource": role, "Condition": only}
    base = {"Action": "iam:PassRole", "Resource": f"arn:aws:iam::{ACCOUNT}:role/Base"}
    door.ask(world, make_user(world.instance, "jane", others, passes, base), role)
    assumptions = _assumptions(world, role)
    assert bool(assumptions) is door.assumed
    for record in assumptions:
        (decision,) = record["sealcanvas"]["decisions"]
        context = decision["request"]["context"]
        assert decision["allowed"]
        assert decision["request"]["principal"]["service"] == door.service
        assert context["aws:SourceAccount"] == ACCOUNT
        assert context["aws:SourceArn"].split(":")[5].startswith(door.resource)


NOT_PASSING: dict[str, dict[str, Any]] = {
    "another role": {"Resource": "arn:aws:iam::111122223333:role/Another"},
    "to another service": {
        "Resource": "*",
        "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    },
    "for another resource": {
        "Resource": "*",
        "Condition": {"ArnLike": {"iam:AssociatedResourceArn": "arn:aws:*:*:444455556666:*"}},
    },
    "by a caller who is denied": {"Effect": "Deny", "Resource": "arn:aws:iam::*:role/Passed"},
}


@each_door
def test_a_caller_who_may_not_pass_the_role_is_refused(world: World, door: Door) -> None:
    role = make_role(world, "Passed", trust(door.service))
    everything_else = {"NotAction": "iam:PassRole", "Resource": "*"}
    base = {"Action": "iam:PassRole", "Resource": _base_role(world)}
    callers = [make_user(world.instance, "nobody", everything_else, base)]
    for number, statement in enumerate(NOT_PASSING.values()):
        own = {"Action": "iam:PassRole", **statement}
        callers.append(make_user(world.instance, f"caller-{number}", everything_else, base, own))
    for caller in callers:
        with pytest.raises(AccessDenied, match=r"not authorized to perform: iam:PassRole on resource: .*role/Passed "):
            door.ask(world, caller, role)
    assert _assumptions(world, role) == []


TRUSTING_OTHERS: dict[str, dict[str, Any]] = {
    "account": {"StringEquals": {"aws:SourceAccount": OTHER}},
    "arns-account": {"ArnLike": {"aws:SourceArn": f"arn:aws:*:*:{OTHER}:*"}},
    "arns-kind": {"ArnLike": {"aws:SourceArn": f"arn:aws:*:us-east-1:{ACCOUNT}:another-kind/*"}},
    "arns-region": {"ArnLike": {"aws:SourceArn": f"arn:aws:*:eu-central-1:{ACCOUNT}:*"}},
    "no-arn": {"Null": {"aws:SourceArn": "true"}},
    "no-account": {"Null": {"aws:SourceAccount": "true"}},
    "external-id": {"StringEquals": {"sts:ExternalId": "sesame"}},
}


@each_assuming_door
def test_a_role_that_trusts_the_service_for_others_is_refused(world: World, door: Door) -> None:
    for name, condition in TRUSTING_OTHERS.items():
        role = make_role(world, name, trust(door.service, **condition))
        with pytest.raises(door.refusal, match=f"Could not assume role {role}"):
            door.ask(world, replace(world.admin), role)
        assert [record["errorCode"] for record in _assumptions(world, role)] == ["AccessDenied"]


@each_door
def test_a_role_of_another_service_of_another_account_or_of_nobody_is_refused(world: World, door: Door) -> None:
    another = FORECAST if door.service == SAGEMAKER else SAGEMAKER
    if door.assumed:
        role = make_role(world, "Another", trust(another))
        with pytest.raises(door.refusal, match=f"allows principal '{door.service}' to assume the role"):
            door.ask(world, replace(world.admin), role)
    with pytest.raises(door.refusal, match="Could not assume role"):
        door.ask(world, replace(world.admin), f"arn:aws:iam::{ACCOUNT}:role/Nobody")
    everyone = policy({"Principal": {"Service": [SAGEMAKER, FORECAST], "AWS": ACCOUNT}, "Action": "sts:AssumeRole"})
    role = make_role(world, "Passed", everyone, OTHER)
    with pytest.raises(AccessDenied, match="iam:PassRole"):
        door.ask(world, replace(world.admin), role)
    assert _assumptions(world, role) == []


def test_every_operation_that_takes_a_role_stands_in_the_table() -> None:
    """An operation that is served later, with a role among its members, must come into the table."""
    passed = {"RoleArn", "ExecutionRole", "ExecutionRoleArn", "AmazonForecastRoleArn"}
    found = {
        operation.name
        for service in ("sagemaker", "forecast")
        for operation in load(service).operations.values()
        if operation.input is not None and passed & _members(operation.input)
    }
    # The role of CreateEndpointConfig is for inference components, which are refused.
    assert found - {"CreateEndpointConfig"} == {name.partition(",")[0] for name in DOORS}


def _members(shape: Any, above: tuple[str, ...] = ()) -> set[str]:
    if shape.name in above:
        return set()
    if shape.type_name == "list":
        return _members(shape.member, above)
    if shape.type_name != "structure":
        return set()
    found = set(shape.members)
    for member in shape.members.values():
        found |= _members(member, (*above, shape.name))
    return found
