"""A share: a model version of the recipient's own, which rests on the sealed files of another user profile's."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.instance import Instance

_OF_THE_MODEL = (
    *("automl", "arns", "dataset", "dataset_version", "target", "problem", "build", "series"),
    *("objective", "method", "recipe", "recipe_id", "warnings", "key_arn", "phase", "fraction"),
)
"""Details that a share has as the version has them: what the model is, and where it lies."""


def shares_of(instance: Instance, version: Stored) -> list[Stored]:
    """The shares of a model version, oldest first."""
    every = stored.of_domain(instance, "model-version", version.domain_id)
    return [each for each in every if each.details.get("shared_from") == version.id]


def is_share(version: Stored) -> bool:
    """Whether a model version is a share of another's."""
    return "shared_from" in version.details


def taken_over(version: Stored) -> dict[str, object]:
    """What a share has of the version's details."""
    return {name: version.details[name] for name in _OF_THE_MODEL if name in version.details}
