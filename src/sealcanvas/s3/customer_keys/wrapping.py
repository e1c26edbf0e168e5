"""A data key wrapped under a customer's key, and that under the service key.

The outer wrap authenticates what is on disk, so that a key that does not open the inner one is another key, not damage;
and nobody who has the disk alone can try keys.
"""

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.errors import NotSealed, Tampered
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.s3.customer_keys.key import CustomerKey
from sealcanvas.s3.errors import Refused
from sealcanvas.s3.service_key import unwrap_data_key, wrap_data_key
from sealcanvas.service.instance import Instance

_SALT_SIZE = 32
_PURPOSE = "s3-customer-key"
_OUTER = "s3-customer-data-key"


def wrap_for_customer(instance: Instance, bucket: str, key: str, customer: CustomerKey, data_key: Secret) -> bytes:
    """Wrap an object's data key so that it takes the customer's key and this instance to open it."""
    salt = random_bytes(_SALT_SIZE)
    wrapping = derive(customer.secret, _PURPOSE, salt)
    inner = wrap(wrapping, _PURPOSE, bind(bucket.encode(), key.encode()), data_key)
    wrapping.wipe()
    return wrap_data_key(instance, bucket, key, Secret(salt + inner), _OUTER)


def unwrap_for_customer(instance: Instance, bucket: str, key: str, customer: CustomerKey, wrapped: bytes) -> Secret:
    """Open what `wrap_for_customer` wrapped.

    Raises:
        Refused: the customer's key is another one.
        Tampered, NotSealed: it is not the data key of this object.
    """
    opened = unwrap_data_key(instance, bucket, key, wrapped, _OUTER).reveal()
    wrapping = derive(customer.secret, _PURPOSE, opened[:_SALT_SIZE])
    try:
        return unwrap(wrapping, _PURPOSE, bind(bucket.encode(), key.encode()), opened[_SALT_SIZE:])
    except (Tampered, NotSealed) as error:
        raise Refused(
            "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret "
            "key."
        ) from error
    finally:
        wrapping.wipe()


def check_outer_wrap(instance: Instance, bucket: str, key: str, wrapped: bytes) -> None:
    """Authenticate all of a wrapped data key that can be without its customer.

    Raises:
        Tampered, NotSealed: it is not the data key of this object.
    """
    unwrap_data_key(instance, bucket, key, wrapped, _OUTER).wipe()
