"""DataProcessing of a transform job: which part of each record the model gets, and what is written of the answer.

Source: SageMaker Developer Guide, "Associate Prediction Results with Input Records".
"""

from typing import Any

from sealcanvas.jobs.inference.json_path import BadPath, JsonPath, parse_path
from sealcanvas.jobs.inference.media import Form, Media
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.service.operation import Request


def read_processing(request: Request, media: Media, accept: Form) -> dict[str, Any]:
    """The payload's input_filter, output_filter and join.

    Raises:
        ValidationException: a filter is no path or does not fit its form; or forms, split and assembly do not go
            together.
    """
    processing = request.get("DataProcessing", {})
    given = _filter("InputFilter", processing, media.form)
    taken = _filter("OutputFilter", processing, accept)
    join = processing.get("JoinSource", "None") == "Input"
    if join or not given.whole or not taken.whole:
        _check_forms(request, media, accept, join=join)
    return {"input_filter": given.text, "output_filter": taken.text, "join": join}


def _filter(member: str, processing: dict[str, Any], form: Form) -> JsonPath:
    text = processing.get(member, "")
    try:
        path = parse_path(text)
    except BadPath as error:
        raise ValidationException(f"DataProcessing.{member}: invalid JsonPath: {text}: {error}.") from None
    if form is Form.CSV and not path.whole and not path.positional:
        raise ValidationException(
            f"DataProcessing.{member}: invalid JsonPath: {text}: each row of CSV is taken as an array, so only "
            "index based paths can be applied, such as $[0] or $[1:]."
        )
    return path


def _check_forms(request: Request, media: Media, accept: Form, *, join: bool) -> None:
    if media.form is Form.PARQUET:
        raise ValidationException(f"DataProcessing does not fit the ContentType {media.form}. Use CSV or JSON.")
    if join and (media.form is Form.CSV) != (accept is Form.CSV):
        raise ValidationException(
            f"DataProcessing.JoinSource 'Input' needs one format for both: ContentType is {media.form}, and Accept "
            f"is {accept}."
        )
    split = request["TransformInput"].get("SplitType", "None")
    assembly = request["TransformOutput"].get("AssembleWith", "None")
    if Form.CSV in (media.form, accept) and (split, assembly) != ("Line", "Line"):
        raise ValidationException(
            "DataProcessing of text/csv needs TransformInput.SplitType 'Line' and TransformOutput.AssembleWith 'Line'."
        )
