"""Whether an event read or changed something, and whether it is one of data, as CloudTrail says of AWS's own.

Source: AWS KMS Developer Guide and IAM User Guide, examples of CloudTrail entries: there operations on data and data
keys, and those that give out sessions, are read-only. CloudTrail User Guide, "Logging data events".
"""

_VERBS = (
    *("Get", "List", "Describe", "Head", "Lookup", "Query", "Decode", "Simulate", "GenerateServiceLastAccessed"),
    *("Explain", "Lint", "Preview", "Review", "Validate", "Verify", "WhoCan"),
)
_NAMES = frozenset(
    {
        *("Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateRandom"),
        *("GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext", "Sign", "GenerateMac", "DeriveSharedSecret"),
        *("Encapsulate", "Decapsulate"),
        *("AssumeRole", "AssumeRoleWithWebIdentity"),
    }
)
_DATA = frozenset(
    {
        *("GetObject", "HeadObject", "GetObjectAttributes", "PutObject", "CopyObject", "DeleteObject", "DeleteObjects"),
        *("ListObjects", "ListObjectsV2", "HeadBucket", "ListParts", "ListMultipartUploads", "UploadPart"),
        *("CreateMultipartUpload", "UploadPartCopy", "CompleteMultipartUpload", "AbortMultipartUpload"),
        *("ListObjectVersions", "GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"),
        *("InvokeEndpoint", "QueryForecast", "QueryWhatIfForecast"),
    }
)


def is_read_only(event_name: str) -> bool:
    """Whether an event of that name changed nothing."""
    return event_name.startswith(_VERBS) or event_name in _NAMES


def is_data_event(event_name: str) -> bool:
    """Whether an event of that name is about contents; the others are management events."""
    return event_name in _DATA
