"""The data key of a domain volume: asked of KMS as SageMaker's own principal, kept no longer than the admin allows."""

import time
from dataclasses import replace

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy
from sealcanvas.kms.decrypt import decrypt
from sealcanvas.kms.generate_data_key import generate_data_key_without_plaintext
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.former_keys import WrappedKey, key_of_file, key_of_volume

SERVICE = "sagemaker.amazonaws.com"


def new_wrapped_key(
    instance: Instance, key_arn: str, owner: str, volume_id: str, *, within: Call | None = None
) -> WrappedKey:
    """GenerateDataKeyWithoutPlaintext for the domain `owner`.

    Args:
        within: the operation that it is part of, which records it: so it stays even if that one's work is undone.

    Raises:
        ServiceError: KMS's refusal.
    """
    call = service_call(instance, SERVICE, source_arn=owner)
    if within is not None and within.journal.events:
        call = replace(call, request_id=within.request_id, journal=within.journal)
    request = {"KeyId": key_arn, "KeySpec": "AES_256", "EncryptionContext": encryption_context(volume_id)}
    answer = generate_data_key_without_plaintext(call, request)
    return WrappedKey(answer["KeyId"], answer["CiphertextBlob"])


def open_wrapped_key(instance: Instance, owner: str, volume_id: str, key: WrappedKey) -> Secret:
    """Decrypt a wrapped key of the volume as the service principal, for the domain `owner`.

    Raises:
        ServiceError: KMS's refusal.
    """
    request = {
        "KeyId": key.key_arn,
        "CiphertextBlob": key.wrapped,
        "EncryptionContext": encryption_context(volume_id),
    }
    return Secret(decrypt(service_call(instance, SERVICE, source_arn=owner), request)["Plaintext"])


class VolumeKey:
    """The unwrapped key of one volume, for as long and as many uses as the data-key cache policy allows.

    Args:
        owner: the domain's ARN, which KMS sees as `aws:SourceArn`.

    Attributes:
        wrapped: the volume's key as it was at the last use.
    """

    def __init__(self, instance: Instance, owner: str, volume_id: str, wrapped: WrappedKey) -> None:
        self._instance, self._owner, self._volume_id = instance, owner, volume_id
        self.wrapped = wrapped
        self._secret: Secret | None = None
        self._opened = 0.0
        self._uses = 0

    def use(self) -> Secret:
        """The key for one use, from memory or from KMS.

        Raises:
            ServiceError: KMS's refusal.
        """
        self._follow()
        policy = get_cache_policy(self._instance)
        secret = self._secret
        if secret is None or not self._fresh(policy):
            secret = self.renew()
        self._uses += 1
        return secret

    def use_for(self, file_id: str) -> Secret:
        """The key that opens a file, for one use: the volume's, or a former one that the file still lies under.

        Raises:
            ServiceError: KMS's refusal.
        """
        key = self.use()
        try:
            wrapped = key_of_file(self._instance, self._volume_id, file_id)
        except KeyError:
            return key
        if wrapped == self.wrapped:
            return key
        return open_wrapped_key(self._instance, self._owner, self._volume_id, wrapped)

    def renew(self) -> Secret:
        """Decrypt the wrapped key as the service principal.

        Raises:
            ServiceError: KMS's refusal; the key that was held is dropped.
        """
        self.drop()
        asked = time.monotonic()
        secret = self._secret = open_wrapped_key(self._instance, self._owner, self._volume_id, self.wrapped)
        self._opened, self._uses = asked, 0
        return secret

    def _follow(self) -> None:
        """Take up the key that the volume has now, if it was rekeyed."""
        try:
            now = key_of_volume(self._instance, self._volume_id)
        except KeyError:
            return  # the volume is gone: what was opened stays readable
        if now != self.wrapped:
            self.wrapped = now
            self.drop()

    def drop(self) -> None:
        """Forget the key."""
        self._secret = None

    def _fresh(self, policy: DataKeyCachePolicy) -> bool:
        return policy.enabled and self._uses < policy.uses and time.monotonic() - self._opened < policy.seconds
