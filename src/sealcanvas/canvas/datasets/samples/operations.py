"""ListSampleDatasets, GetSampleDataset: data to begin with, for whoever has none at hand."""

from typing import Any

# Being defined lists a sample.
from sealcanvas.canvas.datasets.samples import (  # noqa: F401
    customer_churn,
    delivery_outcomes,
    home_prices,
    shop_sales,
)
from sealcanvas.canvas.datasets.samples.sample import Sample
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException


@sealcanvas.operation("ListSampleDatasets", atomic=False)
def list_sample_datasets(call: Call, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell which samples there are, and what each is an example of."""
    return {"SampleDatasets": [_told(each) for _name, each in sorted(Sample.every.items())]}


@sealcanvas.operation("GetSampleDataset", atomic=False)
def get_sample_dataset(call: Call, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Hand out a sample as a CSV file; it is kept nowhere, and becomes a dataset by ImportDataset as any file does.

    Raises:
        ResourceNotFoundException: there is no such sample.
    """
    sample = Sample.every.get(request["SampleName"])
    if sample is None:
        known = ", ".join(sorted(Sample.every))
        raise ResourceNotFoundException(f"There is no sample dataset '{request['SampleName']}', but {known}.")
    return {**_told(sample), "FileName": sample.file_name(), "Content": sample.content()}


def _told(sample: type[Sample]) -> dict[str, Any]:
    series = {"TimeSeriesConfig": sample.series} if sample.series else {}
    return {
        "SampleName": sample.name,
        "Description": sample.description,
        "ProblemType": sample.problem,
        "TargetColumn": sample.target,
        "RowCount": sample.row_count,
        "ColumnCount": len(sample.columns),
        "Synthetic": True,
        **series,
    }
