"""What the tests of the AWS Encryption SDK and of Tink have them do; run by an interpreter that has them.

Arguments: what to do, and its own. The server and who asks are in the environment. The last line is what was seen.
"""

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

import boto3

CONTEXT = {"purpose": "試験", "case": "parity"}


def kms() -> Any:
    """A client of the server's KMS."""
    return boto3.client("kms", endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def seal(keys: list[str], path: str) -> dict[str, Any]:
    """Encrypt a message under the first key, and once more under each other; a keyring of many."""
    return {"size": _sealed(_multi(keys), path)}


def open_with(keys: list[str], path: str) -> dict[str, Any]:
    """Decrypt it by a keyring of these keys."""
    return _opened(_multi(keys), path)


def discover(path: str) -> dict[str, Any]:
    """Decrypt it by whichever key it names."""
    from aws_cryptographic_material_providers.mpl.models import CreateAwsKmsDiscoveryKeyringInput as Discovery

    return _opened(_providers().create_aws_kms_discovery_keyring(input=Discovery(kms_client=kms())), path)


def rsa(key: str, path: str) -> dict[str, Any]:
    """Seal under the public half of an RSA key, which asks nobody, and open by KMS."""
    from aws_cryptographic_material_providers.mpl.models import CreateAwsKmsRsaKeyringInput as Rsa

    public = kms().get_public_key(KeyId=key)["PublicKey"]
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(public) + b"-----END PUBLIC KEY-----\n"
    algorithm = "RSAES_OAEP_SHA_256"
    sealing = _providers().create_aws_kms_rsa_keyring(
        input=Rsa(kms_key_id=key, encryption_algorithm=algorithm, public_key=pem, kms_client=kms())
    )
    opening = _providers().create_aws_kms_rsa_keyring(
        input=Rsa(kms_key_id=key, encryption_algorithm=algorithm, kms_client=kms())
    )
    _sealed(sealing, path, signed=False)
    return _opened(opening, path)


def agree(sender: str, recipient: str, path: str) -> dict[str, Any]:
    """Seal by the secret of our key and another's public one; the other opens by his key and ours."""
    from aws_cryptographic_material_providers.mpl import models

    def ring(mine: str, theirs: bytes) -> Any:
        static = models.KmsPrivateKeyToStaticPublicKeyInput(sender_kms_identifier=mine, recipient_public_key=theirs)
        scheme = models.KmsEcdhStaticConfigurationsKmsPrivateKeyToStaticPublicKey(static)
        return _providers().create_aws_kms_ecdh_keyring(
            input=models.CreateAwsKmsEcdhKeyringInput(
                key_agreement_scheme=scheme, curve_spec="ECC_NIST_P256", kms_client=kms()
            )
        )

    public = {key: kms().get_public_key(KeyId=key)["PublicKey"] for key in (sender, recipient)}
    _sealed(ring(sender, public[recipient]), path)
    return _opened(ring(recipient, public[sender]), path)


def tink(key: str) -> dict[str, Any]:
    """Envelopes of Tink's AWS KMS client: sealed and opened, and not opened under another associated data."""
    import tink as library
    from tink import aead
    from tink.integration import awskms

    aead.register()
    client = awskms.new_client(boto3_client=kms(), key_uri=f"aws-kms://{key}")
    envelope = aead.KmsEnvelopeAead(aead.aead_key_templates.AES256_GCM, client.get_aead(f"aws-kms://{key}"))
    sealed = envelope.encrypt(b"message", b"data")
    refused = ""
    try:
        client.get_aead(f"aws-kms://{key}").decrypt(client.get_aead(f"aws-kms://{key}").encrypt(b"x", b"a"), b"b")
    except library.TinkError as error:
        refused = type(error).__name__
    return {"opened": envelope.decrypt(sealed, b"data").decode(), "refused": refused}


def _providers() -> Any:
    from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
    from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig

    return AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())


def _multi(keys: list[str]) -> Any:
    from aws_cryptographic_material_providers.mpl.models import CreateAwsKmsKeyringInput, CreateMultiKeyringInput

    rings = [
        _providers().create_aws_kms_keyring(input=CreateAwsKmsKeyringInput(kms_key_id=key, kms_client=kms()))
        for key in keys
    ]
    return _providers().create_multi_keyring(
        input=CreateMultiKeyringInput(generator=rings[0], child_keyrings=rings[1:])
    )


def _sealed(keyring: Any, path: str, *, signed: bool = True) -> int:
    import aws_encryption_sdk

    further: dict[str, Any] = {}
    client = aws_encryption_sdk.EncryptionSDKClient()
    if not signed:  # RSA keyrings take no suite that signs by a key of its own
        from aws_encryption_sdk.identifiers import AlgorithmSuite

        further["algorithm"] = AlgorithmSuite.AES_256_GCM_HKDF_SHA512_COMMIT_KEY
    sealed, _ = client.encrypt(source=b"message", keyring=keyring, encryption_context=CONTEXT, **further)
    Path(path).write_bytes(sealed)
    return len(sealed)


def _opened(keyring: Any, path: str) -> dict[str, Any]:
    import aws_encryption_sdk

    client = aws_encryption_sdk.EncryptionSDKClient()
    sealed = Path(path).read_bytes()
    try:
        opened, header = client.decrypt(source=sealed, keyring=keyring, encryption_context=CONTEXT)
    except Exception as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    held = CONTEXT.items() <= header.encryption_context.items()
    return {"opened": opened.decode(), "context": held}


if __name__ == "__main__":
    task, *rest = sys.argv[1:]
    arguments: list[Any] = [rest[:-1], rest[-1]] if task in ("seal", "open_with") else rest
    seen = globals()[task](*arguments)
    sys.stdout.write(json.dumps(seen) + "\n")
