"""The PIN of a token: from a file or the environment."""

from collections.abc import Mapping
from pathlib import Path

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.pkcs11.errors import TokenUnavailable
from sealcanvas.roots.secret_source import secret_from, secret_in

_NAME = "SEALCANVAS_PKCS11_PIN"
_WHAT = "the token's PIN"


def read_pin(environment: Mapping[str, str], pin_file: str = "") -> Secret:
    """The PIN, out of `pin_file`, else `SEALCANVAS_PKCS11_PIN`, else the file that `SEALCANVAS_PKCS11_PIN_FILE` names.

    Raises:
        RootUnavailable: there is none, or its file cannot be used.
    """
    pin = secret_in(Path(pin_file), _WHAT) if pin_file else secret_from(environment, _NAME, _WHAT)
    if pin is None:
        raise TokenUnavailable(f"the token's PIN is missing: name a file that holds it in {_NAME}_FILE")
    return pin
