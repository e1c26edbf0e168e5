"""LandingUri: which page of the console a link leads to."""

import re

from sealcanvas.sagemaker.errors import ValidationException

_APP = "app:Canvas:"
# Segments that are names, so that no path leads out of /console/ or to another host.
_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?)?")


def landing_path(landing_uri: str) -> str:
    """The path below /console/ that a LandingUri means; "" for none.

    Raises:
        ValidationException: another app's, or no relative path.
    """
    if not landing_uri:
        return ""
    if not landing_uri.startswith(_APP):
        raise ValidationException(f"LandingUri '{landing_uri}' is not supported. Use '{_APP}relative/path'.")
    path = landing_uri.removeprefix(_APP)
    if _PATH.fullmatch(path) is None:
        raise ValidationException(f"LandingUri '{landing_uri}' has no relative path.")
    return path
