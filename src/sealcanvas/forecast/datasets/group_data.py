"""The data of a dataset group: its datasets by type, and what a worker must be told to read their rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealcanvas.forecast.arns import lookup
from sealcanvas.forecast.datasets.dataset import schema_of
from sealcanvas.forecast.datasets.rows import Places, imports_of, rows_of
from sealcanvas.forecast.datasets.schema import METADATA, RELATED, TARGET, Schema
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.stored import Stored
from sealcanvas.service.call import Call

# What tasks call the rows of each type.
WORDS = {TARGET: "history", RELATED: "related", METADATA: "metadata"}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The rows of datasets, by "history", "related" and "metadata".

    Attributes:
        places: what a worker must be told to read them.
        imports: the numbers of the imports that brought them, to tell whether others came since.
    """

    places: dict[str, Places]
    imports: dict[str, list[int]]

    @classmethod
    def of(cls, call: Call, datasets: Mapping[str, Stored]) -> "Inputs":
        """Of the datasets, by type.

        Raises:
            ResourceInUseException, InvalidInputException: a dataset is being imported, or has no data.
        """
        rows = {WORDS[kind]: rows_of(call, dataset) for kind, dataset in datasets.items()}
        return cls(
            {word: places for word, (places, _) in rows.items()}, {word: jobs for word, (_, jobs) in rows.items()}
        )

    @property
    def key_arns(self) -> list[str]:
        """The keys that seal them."""
        return sorted({place["key_arn"] for places in self.places.values() for place in places})


@dataclass(frozen=True, slots=True)
class GroupData:
    """A dataset group with a target time series, and with at most one dataset of each other type."""

    group: Stored
    datasets: dict[str, Stored]

    @classmethod
    def of(cls, call: Call, group_arn: str) -> "GroupData":
        """Of the group with that ARN.

        Raises:
            ResourceNotFoundException: there is no such group, or a dataset of it was deleted.
            InvalidInputException: it has no target time series.
        """
        group = lookup(call, group_arn, "dataset-group")
        members = [lookup(call, arn, "dataset") for arn in group.request.get("DatasetArns", [])]
        datasets = {member.request["DatasetType"]: member for member in members}
        if TARGET not in datasets:
            raise InvalidInputException(f"The dataset group {group_arn} has no dataset of type {TARGET}.")
        return cls(group, {kind: datasets[kind] for kind in WORDS if kind in datasets})

    @property
    def target(self) -> Stored:
        """The dataset with the target time series."""
        return self.datasets[TARGET]

    @property
    def schemas(self) -> dict[str, Schema]:
        """What the columns of each dataset mean, by the dataset's type."""
        return {kind: schema_of(dataset) for kind, dataset in self.datasets.items()}

    @property
    def arns(self) -> dict[str, str]:
        """The datasets' ARNs, by type."""
        return {kind: dataset.arn for kind, dataset in self.datasets.items()}

    @property
    def keys(self) -> list[str | None]:
        """The keys that seal the datasets; None stands for the AWS managed one."""
        return [encryption_key(dataset.request) for dataset in self.datasets.values()]

    def imports(self, call: Call) -> list[Stored]:
        """The imports whose rows the datasets have, those of the target last.

        Raises:
            ResourceInUseException, InvalidInputException: a dataset is being imported, or has no data.
        """
        return [job for dataset in reversed(self.datasets.values()) for job in imports_of(call, dataset)]

    def inputs(self, call: Call) -> Inputs:
        """The rows of all datasets.

        Raises:
            ResourceInUseException, InvalidInputException: as for `imports`.
        """
        return Inputs.of(call, self.datasets)
