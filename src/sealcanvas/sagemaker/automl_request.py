"""CreateAutoMLJobV2's request: every member is honoured or refused, and becomes the payload of the job's task."""

from typing import Any

from sealcanvas.sagemaker.automl_artifacts import artifacts
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.kms_key import check_form
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.tabular_problem import ALGORITHMS, METRICS
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

# Ours, where no CompletionCriteria are given: AWS's bounds are of hours that it sells.
DEFAULT_SECONDS = 600
_PARQUET = "x-application/vnd.amazon+parquet"
_CSV = "text/csv;header=present"
_UNSERVED = ("AutoMLComputeConfig", "ModelDeployConfig")


def task_payload(call: Call, request: Request) -> dict[str, Any]:
    """The payload of the task `automl`.

    Raises:
        ValidationException: a member is out of its bounds, or asks for what is not served.
    """
    for member in _UNSERVED:
        if request.get(member):
            raise ValidationException(f"{member} is not supported yet.")
    security, output = request.get("SecurityConfig", {}), request["OutputDataConfig"]
    if security.get("VpcConfig"):
        raise ValidationException("SecurityConfig.VpcConfig is not supported yet.")
    if security.get("VolumeKmsKeyId"):
        check_form(call, "SecurityConfig.VolumeKmsKeyId", security["VolumeKmsKeyId"])
    if output.get("KmsKeyId"):
        check_form(call, "OutputDataConfig.KmsKeyId", output["KmsKeyId"])
    path = check_uri("OutputDataConfig.S3OutputPath", output["S3OutputPath"])
    channels = _channels(request)
    problem = _problem(request)
    fraction = request.get("DataSplitConfig", {}).get("ValidationFraction")
    if fraction is not None and not 0 < fraction < 1:
        raise ValidationException("DataSplitConfig.ValidationFraction must be greater than 0 and less than 1.")
    if fraction is not None and "validation" in channels:
        raise ValidationException("Give a validation channel or DataSplitConfig.ValidationFraction, not both.")
    return {
        "channels": channels,
        "tabular": {**problem, "validation_fraction": fraction},
        "output": artifacts(path, request["AutoMLJobName"]),
        "output_key": output.get("KmsKeyId") or None,
    }


def _channels(request: Request) -> dict[str, dict[str, Any]]:
    channels: dict[str, dict[str, Any]] = {}
    for number, channel in enumerate(request["AutoMLJobInputDataConfig"]):
        member = f"AutoMLJobInputDataConfig[{number}]"
        kind = channel.get("ChannelType", "training")
        if kind in channels:
            raise ValidationException(f"{member}: there is a {kind} channel already.")
        channels[kind] = _channel(member, channel)
    if "training" not in channels:
        raise ValidationException("AutoMLJobInputDataConfig needs a channel of ChannelType 'training'.")
    return channels


def _channel(member: str, channel: dict[str, Any]) -> dict[str, Any]:
    if "DataSource" not in channel:
        raise ValidationException(f"{member}.DataSource is required.")
    source = channel["DataSource"]["S3DataSource"]
    if source["S3DataType"] != "S3Prefix":
        raise ValidationException(
            f"{member}: S3DataType '{source['S3DataType']}' is not supported yet. Use 'S3Prefix', "
            "which takes every object whose key begins with that of S3Uri."
        )
    content = channel.get("ContentType", _CSV).replace(" ", "")
    if content not in (_CSV, _PARQUET):
        raise ValidationException(f"{member}: ContentType '{content}' is not supported. Use '{_CSV}' or '{_PARQUET}'.")
    gzip = channel.get("CompressionType", "None") == "Gzip"
    if gzip and content == _PARQUET:
        raise ValidationException(f"{member}: CompressionType 'Gzip' is for text/csv; Parquet compresses itself.")
    return {"uri": check_uri(f"{member}.S3Uri", source["S3Uri"]), "gzip": gzip}


def _problem(request: Request) -> dict[str, Any]:
    config = request["AutoMLProblemTypeConfig"]
    if "TabularJobConfig" not in config:
        raise ValidationException(f"{next(iter(config), 'An empty AutoMLProblemTypeConfig')} is not supported yet.")
    tabular = config["TabularJobConfig"]
    for member in ("FeatureSpecificationS3Uri", "SampleWeightAttributeName", "GenerateCandidateDefinitionsOnly"):
        if tabular.get(member):
            raise ValidationException(f"TabularJobConfig.{member} is not supported yet.")
    if tabular.get("Mode", "AUTO") == "HYPERPARAMETER_TUNING":
        raise ValidationException("TabularJobConfig.Mode 'HYPERPARAMETER_TUNING' is not supported yet. Use AUTO.")
    problem, objective = tabular.get("ProblemType"), request.get("AutoMLJobObjective", {}).get("MetricName")
    if (problem is None) != (objective is None):
        raise ValidationException("ProblemType and AutoMLJobObjective must be given together, or neither.")
    if problem is not None and objective not in METRICS[problem]:
        raise ValidationException(
            f"AutoMLJobObjective '{objective}' does not exist for {problem}. Use one of {', '.join(METRICS[problem])}."
        )
    criteria = tabular.get("CompletionCriteria", {})
    bounds = ("MaxAutoMLJobRuntimeInSeconds", "MaxRuntimePerTrainingJobInSeconds")
    return {
        "target": tabular["TargetAttributeName"],
        "problem": problem,
        "objective": objective,
        "algorithms": _algorithms(tabular),
        "max_candidates": criteria.get("MaxCandidates"),
        # An ensemble is one training job, so that the tighter of the two bounds is the bound.
        "seconds": min((criteria[name] for name in bounds if name in criteria), default=DEFAULT_SECONDS),
    }


def _algorithms(tabular: dict[str, Any]) -> list[str] | None:
    configs = tabular.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig", [])
    chosen = [name for config in configs for name in config["AutoMLAlgorithms"]]
    unserved = [name for name in chosen if name not in ALGORITHMS]
    if unserved:
        raise ValidationException(
            f"AlgorithmsConfig: the algorithm '{unserved[0]}' is not supported. Use {', '.join(sorted(ALGORITHMS))}."
        )
    return list(dict.fromkeys(chosen)) or None
