"""Where the fitted recipe of a time series' model lies, beside its series, under key 2."""

import json
from typing import Any

from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.s3.uri import parse_uri
from sealcanvas.s3.whole import get_bytes
from sealcanvas.service.call import Call

_LIMIT = 16 << 20


def recipe_uri(version: Stored) -> str:
    """Of a model version that was built with one."""
    return f"{version.details['file'].rpartition('/')[0]}/recipe.json"


def series_recipe(call: Call, version: Stored) -> dict[str, Any]:
    """It, read as the user profile's role: {"recipe": {"steps", "script"}}.

    Raises:
        ServiceError: S3's or KMS's refusal.
    """
    settings = settings_for(call.instance, version)
    role = as_user(call.instance, settings, version.region, version.arn, within=call)
    bucket, key = parse_uri(recipe_uri(version))
    return {"recipe": json.loads(get_bytes(role, bucket, key, _LIMIT))}
