"""The id of imported key material: the same whenever the same material comes again, and telling nothing of it.

An HMAC under a secret of the key's own, so that material which could be guessed cannot be found from its id; not under
the root key, whose rotation must not make the owner's material another.
"""

from sqlalchemy import Connection, insert, select

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.digest import hmac_sha256
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.key import Key
from sealcanvas.kms.tables import import_identities

_LABEL = b"sealcanvas/kms-import-id@v1"


def new_identity(connection: Connection, key_arn: str) -> None:
    """Make a new key's secret."""
    _store(connection, key_arn, Secret.random())


def copy_identity(connection: Connection, source_arn: str, target_arn: str) -> None:
    """Let a related key tell materials as `source_arn` does."""
    _store(connection, target_arn, _secret(connection, source_arn))


def id_of_material(connection: Connection, key: Key, material: Secret) -> str:
    """AWS's KeyMaterialId, 64 hexadecimal digits; related keys agree in it."""
    bound = bind(_LABEL, key.key_id.encode(), key.spec.encode(), material.reveal())
    return hmac_sha256(_secret(connection, key.arn), bound).hex()


def _secret(connection: Connection, key_arn: str) -> Secret:
    query = select(import_identities.c.secret).where(import_identities.c.key_arn == key_arn)
    return Secret(connection.execute(query).scalar_one())


def _store(connection: Connection, key_arn: str, secret: Secret) -> None:
    connection.execute(insert(import_identities).values(key_arn=key_arn, secret=secret.reveal()))
