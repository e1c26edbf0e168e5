"""Where an inline policy is kept, taken apart: the ARN of its user, role or group, `#` and the policy's name."""


def inline_place(place: str) -> tuple[str, str] | None:
    """The holder's ARN and the policy's name; None where `place` is not that of an inline policy.

    A path may have a `#` of its own: it is the last one that counts, and after it no policy's name has a slash.
    """
    holder, mark, name = place.rpartition("#")
    return (holder, name) if mark and "/" not in name else None
