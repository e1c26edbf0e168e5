"""What a volume's wrapped key is bound to."""


def encryption_context(volume_id: str) -> dict[str, str]:
    """The encryption context of a volume's KMS calls, with the names that EFS ("fs-…") and EBS ("vol-…") use."""
    name = "aws:elasticfilesystem:filesystem:id" if volume_id.startswith("fs-") else "aws:ebs:id"
    return {name: volume_id}
