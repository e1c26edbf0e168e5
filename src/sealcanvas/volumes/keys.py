"""The data key of a domain volume: asked of KMS as SageMaker's own principal, kept no longer than the admin allows."""

import time

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy
from sealcanvas.kms.decrypt import decrypt
from sealcanvas.kms.generate_data_key import generate_data_key_without_plaintext
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.encryption_context import encryption_context

SERVICE = "sagemaker.amazonaws.com"


def new_wrapped_key(instance: Instance, key_arn: str, owner: str, volume_id: str) -> tuple[str, bytes]:
    """GenerateDataKeyWithoutPlaintext for the domain `owner`: the key's ARN and the wrapped key.

    Raises:
        ServiceError: KMS's refusal.
    """
    call = service_call(instance, SERVICE, source_arn=owner)
    request = {"KeyId": key_arn, "KeySpec": "AES_256", "EncryptionContext": encryption_context(volume_id)}
    answer = generate_data_key_without_plaintext(call, request)
    return answer["KeyId"], answer["CiphertextBlob"]


class VolumeKey:
    """The unwrapped key of one volume, for as long and as many uses as the data-key cache policy allows.

    Args:
        key_arn: the KMS key that must open `wrapped`.
        owner: the domain's ARN, which KMS sees as `aws:SourceArn`.
    """

    def __init__(self, instance: Instance, owner: str, volume_id: str, key_arn: str, wrapped: bytes) -> None:
        self._instance, self._owner, self._volume_id = instance, owner, volume_id
        self._key_arn, self._wrapped = key_arn, wrapped
        self._secret: Secret | None = None
        self._opened = 0.0
        self._uses = 0

    def use(self) -> Secret:
        """The key for one use, from memory or from KMS.

        Raises:
            ServiceError: KMS's refusal.
        """
        policy = get_cache_policy(self._instance)
        secret = self._secret
        if secret is None or not self._fresh(policy):
            secret = self.renew()
        self._uses += 1
        return secret

    def renew(self) -> Secret:
        """Decrypt the wrapped key as the service principal.

        Raises:
            ServiceError: KMS's refusal; the key that was held is dropped.
        """
        self.drop()
        call = service_call(self._instance, SERVICE, source_arn=self._owner)
        asked = time.monotonic()
        answer = decrypt(
            call,
            {
                "KeyId": self._key_arn,
                "CiphertextBlob": self._wrapped,
                "EncryptionContext": encryption_context(self._volume_id),
            },
        )
        secret = self._secret = Secret(answer["Plaintext"])
        self._opened, self._uses = asked, 0
        return secret

    def drop(self) -> None:
        """Forget the key."""
        self._secret = None

    def _fresh(self, policy: DataKeyCachePolicy) -> bool:
        return policy.enabled and self._uses < policy.uses and time.monotonic() - self._opened < policy.seconds
