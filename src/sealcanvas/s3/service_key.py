"""The service key of SSE-S3: random, wrapped under the root key, never outside the server."""

from sqlalchemy import insert, select

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import SERVICE_KEY_PURPOSE, service_keys
from sealcanvas.service.instance import Instance

_NAME = "1"
DATA_KEY = "s3-data-key"


def wrap_data_key(instance: Instance, bucket: str, key: str, data_key: Secret, purpose: str = DATA_KEY) -> bytes:
    """Wrap an object's data key under the service key, bound to bucket and key."""
    return wrap(_service_key(instance), purpose, bind(bucket.encode(), key.encode()), data_key)


def unwrap_data_key(instance: Instance, bucket: str, key: str, wrapped: bytes, purpose: str = DATA_KEY) -> Secret:
    """Open what `wrap_data_key` wrapped.

    Raises:
        Tampered, NotSealed: it was not wrapped for this object.
    """
    return unwrap(_service_key(instance), purpose, bind(bucket.encode(), key.encode()), wrapped)


def _service_key(instance: Instance) -> Secret:
    state = state_of(instance)
    if state.service_key is None:
        # A unit of work: two first writers must not each make a key.
        with instance.database.transaction() as connection:
            wrapped = connection.execute(select(service_keys.c.wrapped).where(service_keys.c.name == _NAME)).scalar()
            if wrapped is None:
                wrapped = wrap(
                    instance.root, SERVICE_KEY_PURPOSE, _NAME.encode(), Secret.random(32), epoch=instance.epoch
                )
                connection.execute(insert(service_keys).values(name=_NAME, wrapped=wrapped))
                made = True
            else:
                made = False
            key = unwrap(instance.root, SERVICE_KEY_PURPOSE, _NAME.encode(), wrapped)
        if made:
            # Not remembered until somebody reads it back: the commit that makes it durable may still fail.
            return key
        state.service_key = key
    return state.service_key
