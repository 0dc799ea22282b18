"""The codebook for other programs: SKOS (as Turtle) and REFI-QDA (.qdc).

Imports rdflib. As Markdown it is written by `codebook.as_markdown`.
"""

import uuid
from xml.etree import ElementTree as ET

from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL

from ..codebook import Codebook
from ..model import Code

QDC = "urn:QDA-XML:codebook:1.0"
# Fixed, so that a code has the same names in every export and every program.
NAMESPACE = uuid.UUID("6d0b0f5e-8a5b-5f0e-9c1d-2f6a4f6f3b11")


def as_skos(codebook: Codebook, *, base: str = "") -> str:
    """The codes as a SKOS concept scheme, in Turtle.

    `base` is where the codes live on the web; without it they get a urn. The claim is
    a scope note, what the file calls includes are examples, what it excludes notes.
    """
    start = base or f"urn:uuid:{guid(codebook.title)}#"
    graph = Graph()
    scheme = URIRef(start)
    language = codebook.source.get("language")
    said = language if isinstance(language, str) else None
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, Literal(codebook.title, lang=said)))
    graph.add((scheme, OWL.versionInfo, Literal(codebook.version)))
    if codebook.licence:
        graph.add((scheme, DCTERMS.license, Literal(codebook.licence)))
    for code in codebook.codes:
        _add(graph, code, start, said)
    return str(graph.serialize(format="turtle"))


def _add(graph: Graph, code: Code, start: str, language: str | None) -> None:
    this, scheme = URIRef(start + code.id), URIRef(start)
    graph.add((this, RDF.type, SKOS.Concept))
    graph.add((this, SKOS.inScheme, scheme))
    graph.add((this, SKOS.notation, Literal(code.id)))
    graph.add((this, SKOS.changeNote, Literal(f"since {code.since}")))
    if code.changed != code.since:
        graph.add((this, SKOS.changeNote, Literal(f"changed in {code.changed}")))
    texts = [
        (SKOS.prefLabel, code.label),
        (SKOS.scopeNote, f"Claim: {code.claim}"),
        (SKOS.definition, code.definition),
        *((SKOS.example, text) for text in code.includes),
        *((SKOS.note, f"Not: {text}") for text in code.excludes),
    ]
    for name, text in texts:
        if text:
            graph.add((this, name, Literal(text, lang=language)))
    if code.parent is None:
        graph.add((this, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, this))
    else:
        graph.add((this, SKOS.broader, URIRef(start + code.parent)))
        graph.add((URIRef(start + code.parent), SKOS.narrower, this))


def as_refi_qda(codebook: Codebook) -> str:
    """The codes as a REFI-QDA codebook, for NVivo, MAXQDA, ATLAS.ti and others."""
    ET.register_namespace("", QDC)
    root = ET.Element(f"{{{QDC}}}CodeBook", {"origin": "diffusionkb"})
    places: dict[str | None, ET.Element] = {
        None: ET.SubElement(root, f"{{{QDC}}}Codes")
    }
    for code in codebook.codes:
        places[code.id] = _element(code, codebook)
    for code in codebook.codes:
        places[code.parent].append(places[code.id])
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _element(code: Code, codebook: Codebook) -> ET.Element:
    made = ET.Element(
        f"{{{QDC}}}Code",
        {
            "guid": guid(f"{codebook.title}/{code.id}"),
            "name": f"{code.id} {code.label}",
            "isCodable": "true",
        },
    )
    description = ET.SubElement(made, f"{{{QDC}}}Description")
    description.text = "\n".join(described(code, codebook))
    return made


def described(code: Code, codebook: Codebook) -> list[str]:
    """What a code means, as far as the format has room: one text."""
    parts = [
        ("Claim", code.claim),
        ("Definition", code.definition),
        ("Code", "; ".join(code.includes)),
        ("Not", "; ".join(code.excludes)),
        ("Version", f"{code.changed} (codebook {codebook.version})"),
    ]
    return [f"{heading}: {text}" for heading, text in parts if text]


def guid(name: str) -> str:
    """The name that something has in every export of REFI-QDA."""
    return str(uuid.uuid5(NAMESPACE, name)).upper()
