"""One file, two standards: the metadata that names PDF/UA-1 beside PDF/A-3a.

WeasyPrint writes one variant at a time. PDF/A lets a file claim another standard only if its metadata also
describes the foreign properties (ISO 19005-3, 6.6.2.3): the extension schema below.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"

# Validators read the customary prefixes only; ElementTree would invent others.
for _prefix, _uri in (
    ("rdf", _RDF),
    ("pdfuaid", _PDFUA),
    ("pdfaExtension", _EXTENSION),
    ("pdfaSchema", _SCHEMA),
    ("pdfaProperty", _PROPERTY),
):
    register_namespace(_prefix, _uri)


def claim_pdfua(rdf: bytes) -> bytes:
    """The RDF of a PDF/A file, with PDF/UA-1 claimed and its one property described."""
    root = fromstring(rdf)  # noqa: S314 - WeasyPrint wrote it a moment ago
    claim = SubElement(root, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    SubElement(claim, f"{{{_PDFUA}}}part").text = "1"
    holder = SubElement(root, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    schema = _resource_in(SubElement(holder, f"{{{_EXTENSION}}}schemas"), "Bag")
    _texts(
        schema, _SCHEMA, schema="PDF/UA Universal Accessibility Schema", namespaceURI=_PDFUA, prefix="pdfuaid"
    )
    described = _resource_in(SubElement(schema, f"{{{_SCHEMA}}}property"), "Seq")
    _texts(
        described,
        _PROPERTY,
        name="part",
        valueType="Integer",
        category="internal",
        description="Part of ISO 14289 the file conforms to",
    )
    return tostring(root, encoding="utf-8")


def _resource_in(parent: Element, collection: str) -> Element:
    entry = SubElement(SubElement(parent, f"{{{_RDF}}}{collection}"), f"{{{_RDF}}}li")
    entry.set(f"{{{_RDF}}}parseType", "Resource")
    return entry


def _texts(parent: Element, namespace: str, **values: str) -> None:
    for name, text in values.items():
        SubElement(parent, f"{{{namespace}}}{name}").text = text
