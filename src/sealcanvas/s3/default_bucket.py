"""The bucket that SageMaker and Canvas write to when none is named."""

from sealcanvas.service.call import Call


def ensure_default_bucket(call: Call) -> str:
    """Return the name of the account's default bucket, made if absent (`sagemaker-{region}-{account}`)."""
    raise NotImplementedError
