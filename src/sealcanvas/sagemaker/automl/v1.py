"""CreateAutoMLJob (V1) as CreateAutoMLJobV2, and the other way ("Migrate a CreateAutoMLJob to CreateAutoMLJobV2")."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.sagemaker.errors import ValidationException

_SAME = ("AutoMLJobName", "AutoMLJobObjective", "ModelDeployConfig", "OutputDataConfig", "RoleArn", "Tags")
_OF_TABULAR = ("CompletionCriteria", "Mode")
_OWN_TO_CHANNEL = ("TargetAttributeName", "SampleWeightAttributeName")


def as_v2(request: Mapping[str, Any]) -> dict[str, Any]:
    """The V2 request that means the same.

    Raises:
        ValidationException: the channels differ in their target or their sample weights.
    """
    config = request.get("AutoMLJobConfig", {})
    channels = request["InputDataConfig"]
    tabular: dict[str, Any] = {name: config[name] for name in _OF_TABULAR if name in config}
    for member in _OWN_TO_CHANNEL:
        values = {channel.get(member) for channel in channels}
        if len(values) > 1:
            raise ValidationException(f"InputDataConfig: all channels must have the same {member}.")
        value = values.pop()
        if value is not None:
            tabular[member] = value
    for member in ("ProblemType", "GenerateCandidateDefinitionsOnly"):
        if member in request:
            tabular[member] = request[member]
    generation = config.get("CandidateGenerationConfig", {})
    if "FeatureSpecificationS3Uri" in generation:
        tabular["FeatureSpecificationS3Uri"] = generation["FeatureSpecificationS3Uri"]
    if "AlgorithmsConfig" in generation:
        tabular["CandidateGenerationConfig"] = {"AlgorithmsConfig": generation["AlgorithmsConfig"]}
    meant = {name: request[name] for name in _SAME if name in request}
    meant |= {name: config[name] for name in ("DataSplitConfig", "SecurityConfig") if name in config}
    own = [{name: value for name, value in channel.items() if name not in _OWN_TO_CHANNEL} for channel in channels]
    return {**meant, "AutoMLJobInputDataConfig": own, "AutoMLProblemTypeConfig": {"TabularJobConfig": tabular}}
