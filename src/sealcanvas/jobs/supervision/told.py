"""What a worker tells, held to its bounds: it runs libraries over a stranger's data."""

import base64
import binascii
import json
import math
from dataclasses import replace

from sealcanvas.jobs.channel import ChannelClosed, Message
from sealcanvas.jobs.job import Progress
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.job_folder import keep_job_key

_WORD = 256
_KEY_ARN = 2048
_DETAILS = 16 << 10  # of a report, as JSON
_BEST = ("best", "metric", "direction")


def word(value: object, longest: int = _WORD) -> str:
    """A text of a bounded length; "" for anything else."""
    return value[:longest] if isinstance(value, str) else ""


def progress(message: Message, before: Progress | None) -> Progress:
    """A report; the best score so far stays told by those that do not speak of it."""
    fraction, details = message.get("fraction"), message.get("details")
    known = isinstance(fraction, int | float) and math.isfinite(fraction)
    new = Progress(
        phase=word(message.get("phase")),
        fraction=min(1.0, max(0.0, float(fraction))) if known and fraction is not None else 0.0,
        details=details if isinstance(details, dict) and len(json.dumps(details)) <= _DETAILS else {},
    )
    if before is None or new.details.get("best") is not None:
        return new
    kept = {name: before.details[name] for name in _BEST if name in before.details}
    return replace(new, details={**new.details, **kept})


def keep_volume_key(instance: Instance, volume_id: str, owner: str, message: Message) -> None:
    """Keep the wrapped key that the worker got for its volume.

    Raises:
        ChannelClosed: it is no such message.
    """
    try:
        wrapped = base64.b64decode(str(message.get("wrapped_key")), validate=True)
    except binascii.Error:
        raise ChannelClosed from None
    keep_job_key(instance, volume_id, owner, word(message.get("key_arn"), _KEY_ARN), wrapped)
