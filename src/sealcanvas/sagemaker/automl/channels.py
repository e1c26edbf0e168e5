"""The input channels of an AutoML job: where they lie and in which format."""

from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.service.operation import Request

_PARQUET = "x-application/vnd.amazon+parquet"
_CSV = "text/csv;header=present"
_CONTENTS = {_CSV: "csv", _PARQUET: "parquet"}


def read_channels(request: Request, *, manifests: bool, gzip: bool) -> dict[str, dict[str, Any]]:
    """The channels by their type, as the tasks take them.

    Args:
        manifests, gzip: whether the problem type takes manifest files and compressed ones.

    Raises:
        ValidationException: a channel is named twice, "training" is missing, the formats differ, or a member asks for
            what is not served.
    """
    channels: dict[str, dict[str, Any]] = {}
    for number, channel in enumerate(request["AutoMLJobInputDataConfig"]):
        member = f"AutoMLJobInputDataConfig[{number}]"
        kind = channel.get("ChannelType", "training")
        if kind in channels:
            raise ValidationException(f"{member}: there is a {kind} channel already.")
        channels[kind] = _channel(member, channel, manifests, gzip)
    if "training" not in channels:
        raise ValidationException("AutoMLJobInputDataConfig needs a channel of ChannelType 'training'.")
    if len({channel["content"] for channel in channels.values()}) > 1:
        raise ValidationException("The channels for training and validation must share the same ContentType.")
    return channels


def _channel(member: str, channel: dict[str, Any], manifests: bool, gzip: bool) -> dict[str, Any]:
    if "DataSource" not in channel:
        raise ValidationException(f"{member}.DataSource is required.")
    source = channel["DataSource"]["S3DataSource"]
    kind = source["S3DataType"]
    kinds = ("S3Prefix", "ManifestFile") if manifests else ("S3Prefix",)
    if kind not in kinds:
        known = " or ".join(f"'{name}'" for name in kinds)
        raise ValidationException(f"{member}: S3DataType '{kind}' is not supported for this problem type. Use {known}.")
    content = channel.get("ContentType", _CSV).replace(" ", "").lower()
    if content not in _CONTENTS:
        raise ValidationException(
            f"{member}: ContentType '{channel['ContentType']}' is not supported. Use '{_CSV}' or '{_PARQUET}'."
        )
    return {
        "uri": check_uri(f"{member}.S3Uri", source["S3Uri"]),
        "type": kind,
        "content": _CONTENTS[content],
        "gzip": _gzip(member, channel.get("CompressionType", "None"), kind, content, gzip),
    }


def _gzip(member: str, compression: str, kind: str, content: str, allowed: bool) -> bool:
    if compression == "None":
        return False
    if not allowed or kind != "S3Prefix":
        raise ValidationException(
            f"{member}: CompressionType '{compression}' is only supported for S3Prefix inputs of tabular data."
        )
    if content == _PARQUET:
        raise ValidationException(f"{member}: CompressionType 'Gzip' is for text/csv; Parquet compresses itself.")
    return True
