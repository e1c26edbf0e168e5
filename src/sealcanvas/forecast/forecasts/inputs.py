"""The rows that a forecast is made from: those that the model learnt from, or what was imported since."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.datasets.group_data import Inputs
from sealcanvas.forecast.errors import ResourceInUseException
from sealcanvas.forecast.stored import Stored
from sealcanvas.service.call import Call


def newer_inputs(call: Call, predictor: Stored) -> Inputs | None:
    """The rows that a predictor's datasets have now; None if the model has them already, or a dataset is gone.

    Raises:
        ResourceInUseException, InvalidInputException: a dataset is being imported, or has no rows any more.
    """
    datasets = {}
    for kind, arn in predictor.details["datasets"].items():
        dataset = stored.find(call.instance, arn)
        if dataset is None:
            return None
        datasets[kind] = dataset
    inputs = Inputs.of(call, datasets)
    return None if inputs.imports == predictor.details["trained_on"] else inputs


def inputs_of(call: Call, predictor: Stored, made: Stored) -> Inputs | None:
    """The rows that the forecast `made` was made from; None if they are the model's own.

    Raises:
        ResourceInUseException: they were replaced since, so that nothing could be compared with the forecast.
    """
    if made.details["made_from"] is None:
        return None
    inputs = newer_inputs(call, predictor)
    if inputs is None or inputs.imports != made.details["made_from"]:
        raise ResourceInUseException(
            f"The rows that {made.arn} was made from were replaced by a later import. Make a new forecast."
        )
    return inputs


def key_arns(inputs: Inputs | None) -> list[str]:
    """The keys that seal the inputs, if there are any."""
    return [] if inputs is None else inputs.key_arns
