"""TabularJobConfig: every member is honoured or refused."""

from typing import Any

from sealcanvas.sagemaker.automl.channels import read_channels
from sealcanvas.sagemaker.automl.completion import DEFAULT_SECONDS, check_criteria
from sealcanvas.sagemaker.automl.work import Work
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.tabular_problem import ALGORITHMS, OBJECTIVES, TUNED_ALGORITHMS
from sealcanvas.service.operation import Request

_TUNED = "HYPERPARAMETER_TUNING"
_ALGORITHMS = {"ENSEMBLING": ALGORITHMS, _TUNED: TUNED_ALGORITHMS}


def read_tabular(request: Request, config: dict[str, Any]) -> Work:
    """The task `automl` for a table.

    Raises:
        ValidationException: a member is out of its bounds, or asks for what is not served.
    """
    channels = read_channels(request, manifests=True, gzip=True)
    problem, objective = _objective(request, config)
    criteria = config.get("CompletionCriteria", {})
    check_criteria(criteria)
    mode = config.get("Mode", "AUTO")
    seconds = criteria.get("MaxAutoMLJobRuntimeInSeconds", DEFAULT_SECONDS)
    tabular = {
        "target": config["TargetAttributeName"],
        "problem": problem,
        "objective": objective,
        "mode": mode,
        "algorithms": _algorithms(config, mode),
        "max_candidates": criteria.get("MaxCandidates"),
        "seconds": seconds,
        "candidate_seconds": criteria.get("MaxRuntimePerTrainingJobInSeconds"),
        "validation_fraction": _validation_fraction(request, channels),
        "weight": _weight(config, mode),
        "feature_specification": _specification(config),
        "definitions_only": _definitions_only(request, config),
    }
    return Work("automl", {"channels": channels, "tabular": tabular}, seconds)


def _objective(request: Request, config: dict[str, Any]) -> tuple[str | None, str | None]:
    problem, objective = config.get("ProblemType"), request.get("AutoMLJobObjective", {}).get("MetricName")
    if (problem is None) != (objective is None):
        raise ValidationException("ProblemType and AutoMLJobObjective must be given together, or neither.")
    if problem is not None and objective not in OBJECTIVES[problem]:
        known = ", ".join(OBJECTIVES[problem])
        raise ValidationException(f"AutoMLJobObjective '{objective}' does not exist for {problem}. Use one of {known}.")
    return problem, objective


def _validation_fraction(request: Request, channels: dict[str, dict[str, Any]]) -> float | None:
    fraction: float | None = request.get("DataSplitConfig", {}).get("ValidationFraction")
    if fraction is None:
        return None
    if not 0 < fraction < 1:
        raise ValidationException("DataSplitConfig.ValidationFraction must be greater than 0 and less than 1.")
    if "validation" in channels:
        raise ValidationException("Give a validation channel or DataSplitConfig.ValidationFraction, not both.")
    return fraction


def _algorithms(config: dict[str, Any], mode: str) -> list[str] | None:
    configs = config.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig", [])
    if not configs:
        return None
    if mode not in _ALGORITHMS:
        raise ValidationException(
            "CandidateGenerationConfig.AlgorithmsConfig must not be set when Mode is AUTO. "
            f"Set Mode to ENSEMBLING or {_TUNED} to choose algorithms."
        )
    chosen = [name for each in configs for name in each["AutoMLAlgorithms"]]
    for name in chosen:
        if name not in _ALGORITHMS[mode]:
            known = ", ".join(sorted(_ALGORITHMS[mode]))
            raise ValidationException(
                f"AlgorithmsConfig: the algorithm '{name}' is not supported in {mode} mode here. Use {known}."
            )
    return list(dict.fromkeys(chosen)) or None


def _weight(config: dict[str, Any], mode: str) -> str | None:
    weight: str | None = config.get("SampleWeightAttributeName")
    if weight is None:
        return None
    if mode == _TUNED:
        raise ValidationException(f"SampleWeightAttributeName is not supported in {_TUNED} mode. Use ENSEMBLING.")
    if weight == config["TargetAttributeName"]:
        raise ValidationException("SampleWeightAttributeName must not name the target column.")
    return weight


def _specification(config: dict[str, Any]) -> str | None:
    if "FeatureSpecificationS3Uri" not in config:
        return None
    return check_uri("FeatureSpecificationS3Uri", config["FeatureSpecificationS3Uri"])


def _definitions_only(request: Request, config: dict[str, Any]) -> bool:
    wanted: bool = config.get("GenerateCandidateDefinitionsOnly", False)
    if wanted and "ModelDeployConfig" in request:
        raise ValidationException(
            "GenerateCandidateDefinitionsOnly trains no model that ModelDeployConfig could deploy."
        )
    return wanted
