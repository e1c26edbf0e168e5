"""What can go wrong on a volume besides KMS's refusals and tampering."""

import errno


class VolumeFull(OSError):
    """The file does not fit into the volume's quota; nothing of it is kept.

    Args:
        volume_id: which volume.
        quota: its size in bytes.
        used: how many of them the other files take.
    """

    def __init__(self, volume_id: str, quota: int, used: int) -> None:
        super().__init__(
            errno.EDQUOT,
            f"volume {volume_id} is full: {used:,} of its {quota:,} bytes are used by other files, and the rest does "
            "not hold this one. Delete files, or make the volume larger.",
        )
        self.volume_id, self.quota, self.used = volume_id, quota, used


class VolumeRekeyed(OSError):
    """The volume got another key while the file was written, and forgot the one before; nothing of the file is kept.

    Args:
        volume_id: which volume.
    """

    def __init__(self, volume_id: str) -> None:
        super().__init__(errno.ESTALE, f"volume {volume_id} has another key by now. Write the file again.")
