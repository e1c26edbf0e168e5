"""`kms:TrailingDaysWithoutKeyUsage`: for how many whole days a key was not used (Developer Guide, "Condition keys")."""

from sealcanvas.kms.key import Key
from sealcanvas.kms.last_usage.uses import follow_trail, last_use
from sealcanvas.service.instance import Instance

TRAILING_DAYS = "kms:TrailingDaysWithoutKeyUsage"
ACTIONS = frozenset({"kms:DisableKey", "kms:ScheduleKeyDeletion"})
"""The actions whose requests carry it."""


def trailing_days(instance: Instance, key: Key) -> int:
    """Days since the key's last use, or since its creation if it never was used."""
    follow_trail(instance)
    use = last_use(instance, key.arn)
    return max((instance.clock() - (key.created_at if use is None else use.at)).days, 0)
