"""Keys that stay inside a PKCS#11 token: an HSM, a smart card, SoftHSM.

`Token.open` finds a token and logs in, `Token.find_key` and `Token.make_key` give a `TokenKey`, which seals and opens
short secrets (docs/formats/token-seal.md). The library is python-pkcs11, an extra: `pip install 'sealcanvas[pkcs11]'`.
"""

from sealcanvas.roots.pkcs11.errors import NoTokenKey, TokenUnavailable
from sealcanvas.roots.pkcs11.key import MAXIMUM_PLAINTEXT, TokenKey
from sealcanvas.roots.pkcs11.pin import read_pin
from sealcanvas.roots.pkcs11.token import Token
from sealcanvas.roots.pkcs11.uri import TokenURI

__all__ = ["MAXIMUM_PLAINTEXT", "NoTokenKey", "Token", "TokenKey", "TokenURI", "TokenUnavailable", "read_pin"]
