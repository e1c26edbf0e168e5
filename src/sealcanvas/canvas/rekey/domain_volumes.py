"""The volumes of a domain, of its users, apps and spaces: a new data key for each, then file by file."""

from sqlalchemy import select

from sealcanvas.crypto.secret import Secret
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import attached_of_domain
from sealcanvas.volumes.former_keys import KeyedFile, WrappedKey, key_of_volume, turn_key
from sealcanvas.volumes.keys import new_wrapped_key, open_wrapped_key
from sealcanvas.volumes.reseal import move_file
from sealcanvas.volumes.tables import volumes


def volume_ids_of(instance: Instance, domain: Stored) -> list[str]:
    """The domain's own volume, and those of its user profiles, apps and spaces, retained ones too."""
    own = select(volumes.c.volume_id).where(volumes.c.owner_index == domain.arn)
    with instance.database.read() as connection:
        found = list(connection.execute(own).scalars())
    return sorted([*found, *(each.volume_id for each in attached_of_domain(instance, domain.arn))])


def turn_volumes(instance: Instance, domain: Stored, key_arn: str, *, within: Call | None = None) -> None:
    """Give every volume that lies under another key a new data key under `key_arn`.

    Args:
        within: the operation that it is part of.

    Raises:
        ServiceError: KMS refuses the service principal, under the domain's grant.
    """
    for volume_id in volume_ids_of(instance, domain):
        if key_of_volume(instance, volume_id).key_arn != key_arn:
            turn_key(instance, volume_id, new_wrapped_key(instance, key_arn, domain.arn, volume_id, within=within))


def open_as_service(instance: Instance, domain: Stored, volume_id: str, key: WrappedKey) -> Secret:
    """A key of a volume, opened as the service principal under the domain's grant, old or new.

    Raises:
        ServiceError: KMS's refusal.
    """
    return open_wrapped_key(instance, domain.arn, volume_id, key)


def move_volume_file(instance: Instance, domain: Stored, file: KeyedFile) -> bool:
    """Bring a file under its volume's new key; False where it was replaced or deleted meanwhile.

    Raises:
        ServiceError: KMS refuses the service principal, under the domain's old grant or its new one.
        CryptoError: the file is not what was written.
    """
    try:
        new_key = key_of_volume(instance, file.volume_id)
    except KeyError:
        return False
    old, new = (open_as_service(instance, domain, file.volume_id, key) for key in (file.key, new_key))
    try:
        return move_file(instance, file, old, new, new_key)
    except FileNotFoundError:
        return False
    finally:
        old.wipe()
        new.wipe()
