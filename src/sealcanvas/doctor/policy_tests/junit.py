"""Results as the JUnit XML that CI servers read.

The form is that of pytest's reports (`junit_family = xunit2`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Case:
    """One test in a report.

    Attributes:
        group: the folder that its file lies in.
        failure: what was expected and found; "" if it holds.
        error: why it could not be read; "" if it could.
    """

    name: str
    group: str
    seconds: float = 0.0
    failure: str = ""
    error: str = ""


def junit_xml(cases: Sequence[Case], started_at: str) -> bytes:
    """The report.

    Args:
        started_at: when the first test was asked, as ISO 8601.
    """
    suite = ElementTree.Element(
        "testsuite",
        name="sealcanvas policy tests",
        errors=str(sum(bool(case.error) for case in cases)),
        failures=str(sum(bool(case.failure) for case in cases)),
        skipped="0",
        tests=str(len(cases)),
        time=f"{sum(case.seconds for case in cases):.3f}",
        timestamp=started_at,
    )
    for case in cases:
        element = ElementTree.SubElement(
            suite, "testcase", classname=_clean(case.group), name=_clean(case.name), time=f"{case.seconds:.3f}"
        )
        for tag, text in (("failure", case.failure), ("error", case.error)):
            if text:
                message = _clean(text.partition("\n")[0])
                ElementTree.SubElement(element, tag, message=message).text = _clean(text)
    report = ElementTree.Element("testsuites")
    report.append(suite)
    whole: bytes = ElementTree.tostring(report, encoding="utf-8", xml_declaration=True)
    return whole


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
