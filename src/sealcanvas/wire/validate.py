"""Holds an input to its model: required, min, max, pattern, enum and unions, in AWS's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sealcanvas.wire import javaregex
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import Operation, Shape
from sealcanvas.wire.pershape import PerShape

_MAX_ECHO = 1024
_MAX_NAMED = 10
_REASONS = {
    "not be null": "INPUT_REQUIRED",
    "length less": "MAX_LENGTH_EXCEEDED",
    "length greater": "MIN_LENGTH_EXCEEDED",
    "value less": "MAX_VALUE_EXCEEDED",
    "value greater": "MIN_VALUE_EXCEEDED",
    "enum value set": "INVALID_ENUM",
    "regular expression": "INVALID_PATTERN",
}
Finding = tuple[str, Any, str, Shape]  # path, value, constraint, shape
Check = Callable[[str, Any], Iterator[Finding]]


def validate(operation: Operation, params: dict[str, Any]) -> None:
    """Refuses an input that breaks its model.

    Raises WireError ValidationException (json), ValidationError (query), or for S3 MalformedXML, InvalidArgument and
    their like. Values of `sensitive` members are never repeated in the text.
    """
    if operation.input is None:
        return
    check = _check(operation.service.name, operation.input)
    findings = list(check("", params)) if check else []
    if not findings:
        return
    if operation.service.protocol == "rest-xml":
        raise _s3_error(operation, findings[0])
    told = "; ".join(_text(finding) for finding in findings[:_MAX_NAMED])
    count = min(len(findings), _MAX_NAMED)
    head = f"{count} validation error{'s' if count > 1 else ''} detected: "
    if operation.service.name == "organizations":
        raise WireError("InvalidInputException", head + told, Reason=_reason(findings[0][2]))
    query = operation.service.protocol == "query" or operation.service.name == "sagemaker-runtime"
    code = "ValidationError" if query else "ValidationException"
    raise WireError(code, head + told)


def _reason(constraint: str) -> str:
    """AWS Organizations' word for a broken constraint, a `Reason` of its InvalidInputException."""
    return next((reason for text, reason in _REASONS.items() if text in constraint), "INVALID_LIST_MEMBER")


def _text(finding: Finding) -> str:
    path, value, constraint, shape = finding
    if value is None:
        shown = "Value null at"
    elif _holds_secret(shape):
        shown = "Value at"
    else:
        shown = f"Value '{_echo(value)}' at"
    return f"{shown} '{path}' failed to satisfy constraint: {constraint}"


def _holds_secret(shape: Shape, above: tuple[str, ...] = ()) -> bool:
    if shape.metadata.get("sensitive"):
        return True
    if shape.name in above:
        return False
    above = (*above, shape.name)
    kind = shape.type_name
    if kind == "structure":
        return any(_holds_secret(member, above) for member in shape.members.values())
    if kind == "list":
        return _holds_secret(shape.member, above)
    return kind == "map" and (_holds_secret(shape.key, above) or _holds_secret(shape.value, above))


def _echo(value: Any) -> str:
    """A value as AWS's services print it: a blob by its size only."""
    if isinstance(value, bytes):
        return f"java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        text = f"[{', '.join(_echo(item) for item in value[:32])}]"
    elif isinstance(value, dict):
        text = f"{{{', '.join(f'{k}={_echo(v)}' for k, v in list(value.items())[:32])}}}"
    else:
        text = str(value)
    return text if len(text) <= _MAX_ECHO else text[:_MAX_ECHO] + "..."


def _s3_error(operation: Operation, finding: Finding) -> WireError:
    path, value, constraint, shape = finding
    top = path.partition(".")[0]
    member = operation.input.members[top]  # type: ignore[union-attr]  # findings come from an input
    location, name = member.serialization.get("location"), member.serialization.get("name", top)
    if value is None and path == operation.input.serialization.get("payload"):  # type: ignore[union-attr]  # as above
        return WireError("MissingRequestBodyError", "Request Body is empty")
    if path == "CreateBucketConfiguration.LocationConstraint":
        text = "The specified location-constraint is not valid"
        return WireError("InvalidLocationConstraint", text, LocationConstraint=_echo(value))
    if location is None:
        return WireError(
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    if value is None:
        return WireError(
            "InvalidArgument", f"Missing required {location}: {name}", ArgumentName=name, ArgumentValue=None
        )
    if name == "x-amz-server-side-encryption":
        return WireError(
            "InvalidEncryptionAlgorithmError",
            "The encryption request you specified is not valid. The valid value is AES256.",
        )
    if name == "x-amz-storage-class":
        return WireError(
            "InvalidStorageClass", "The storage class you specified is not valid", StorageClassRequested=value
        )
    shown = None if _holds_secret(shape) else _echo(value)
    return WireError(
        "InvalidArgument", f"Invalid value for {name}: {constraint}", ArgumentName=name, ArgumentValue=shown
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _nothing(_path: str, _value: Any) -> Iterator[Finding]:
    return iter(())


def _make(service: str, shape: Shape) -> Check | None:
    kind = shape.type_name
    if kind == "structure":
        return _structure(service, shape)
    if kind == "list":
        return _list(service, shape)
    if kind == "map":
        return _map(service, shape)
    if kind in ("string", "blob"):
        return _string(shape)
    if kind in ("integer", "long", "float", "double"):
        return _number(shape)
    return None


def _structure(service: str, shape: Shape) -> Check:
    s3 = service == "s3"
    name_of: Callable[[str], str] = (lambda name: name) if s3 else _lower
    required = [(name, name_of(name)) for name in shape.required_members]
    checks = {
        name: (name_of(name), check)
        for name, member in shape.members.items()
        if (check := _check(service, member)) is not None
    }
    is_union = bool(getattr(shape, "is_tagged_union", False))

    def check_structure(path: str, value: dict[str, Any]) -> Iterator[Finding]:
        prefix = f"{path}." if path else ""
        for name, shown in required:
            if value.get(name) is None:
                yield prefix + shown, None, "Member must not be null", shape.members[name]
        if is_union and len(value) != 1:
            yield path, value, "Member must have exactly one of its members set", shape
        for name, inner in value.items():
            found = checks.get(name)
            if found is not None and inner is not None:
                yield from found[1](prefix + found[0], inner)

    return check_structure


def _sizes(shape: Shape, word: str) -> list[tuple[Callable[[Any], bool], str]]:
    """Tests of a length or value against min and max, each with its text."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    tests: list[tuple[Callable[[Any], bool], str]] = []
    if low:  # a minimum of 0 says nothing of a length; of a value it is handled below
        tests.append((lambda n: n < low, f"Member must have {word} greater than or equal to {low}"))
    elif low == 0 and word == "value":
        tests.append((lambda n: n < 0, "Member must have value greater than or equal to 0"))
    if high is not None:
        tests.append((lambda n: n > high, f"Member must have {word} less than or equal to {high}"))
    return tests


def _list(service: str, shape: Shape) -> Check | None:
    sizes, inner = _sizes(shape, "length"), _check(service, shape.member)
    scalar = shape.member.type_name not in ("structure", "list", "map")
    if not sizes and inner is None:
        return None

    def check_list(path: str, value: list[Any]) -> Iterator[Finding]:
        for broken, text in sizes:
            if broken(len(value)):
                yield path, value, text, shape
                return  # a list over its length is not walked
        if inner is None:
            return
        for index, item in enumerate(value, 1):
            if scalar:
                # AWS names the whole list when one of its scalars is wrong.
                texts = [text for _, _, text, _ in inner("", item)]
                if texts:
                    yield path, value, f"Member must satisfy constraint: [{', '.join(texts)}]", shape
                    return
            else:
                yield from inner(f"{path}.{index}.member", item)

    return check_list


def _map(service: str, shape: Shape) -> Check | None:
    sizes = _sizes(shape, "length")
    keys, values = _check(service, shape.key), _check(service, shape.value)
    if not sizes and keys is None and values is None:
        return None

    def check_map(path: str, value: dict[str, Any]) -> Iterator[Finding]:
        for broken, text in sizes:
            if broken(len(value)):
                yield path, value, text, shape
                return
        for name, item in value.items():
            texts = [text for _, _, text, _ in keys("", name)] if keys else []
            if texts:
                yield path, value, f"Map keys must satisfy constraint: [{', '.join(texts)}]", shape
                return
            if values is not None:
                texts = [text for _, _, text, _ in values("", item)]
                if texts:
                    yield path, value, f"Map value must satisfy constraint: [{', '.join(texts)}]", shape
                    return

    return check_map


def _string(shape: Shape) -> Check | None:
    sizes = _sizes(shape, "length")
    allowed, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
    match = javaregex.compile_pattern(pattern).fullmatch if pattern and pattern not in (".*", r"[\S\s]*") else None
    known = frozenset(allowed or ())
    if not sizes and match is None and not known:
        return None

    def check_string(path: str, value: Any) -> Iterator[Finding]:
        too_long = False
        for broken, text in sizes:
            if broken(len(value)):
                too_long = True
                yield path, value, text, shape
        if known and value not in known:
            yield path, value, f"Member must satisfy enum value set: [{', '.join(allowed or ())}]", shape
        if match is not None and not too_long and match(value) is None:
            yield path, value, f"Member must satisfy regular expression pattern: {pattern}", shape

    return check_string


def _number(shape: Shape) -> Check | None:
    sizes = _sizes(shape, "value")
    if not sizes:
        return None

    def check_number(path: str, value: float) -> Iterator[Finding]:
        for broken, text in sizes:
            if broken(value):
                yield path, value, text, shape

    return check_number


def _later(find: Callable[[], Check | None]) -> Check | None:
    return lambda path, value: (find() or _nothing)(path, value)


_check = PerShape(_make, _later)  # None for a shape that has nothing to check
