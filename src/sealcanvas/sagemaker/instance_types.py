"""What matters here of ML instance types: whether they have storage of their own."""

import re

from sealcanvas.sagemaker.errors import ValidationException

# EC2 User Guide, "Instance store volumes": a "d" behind the generation says so, and these families have it without.
_NAMED = re.compile(r"ml\.[a-z]+[0-9]+[a-z]*d[a-z]*\.")
_OTHERS = frozenset({"g5", "g6", "g6e", "gr6", "p5", "p5e", "p5en", "trn1", "trn1n", "trn2", "f1", "i3", "h1"})


def refuse_volume_key(member: str, instance_type: str) -> None:
    """Refuse a key for the volume of an instance type that encrypts its local storage by hardware, as AWS does.

    Args:
        member: where the request names the key, for the message.

    Raises:
        ValidationException: the type has local storage.
    """
    family = instance_type.split(".")[1] if instance_type.count(".") == 2 else ""
    if _NAMED.match(instance_type) or family in _OTHERS:
        raise ValidationException(
            f"{member} cannot be used with the instance type {instance_type}, whose local storage is encrypted by "
            "hardware. Leave it out, or choose a type without local storage, such as ml.m5.large."
        )
