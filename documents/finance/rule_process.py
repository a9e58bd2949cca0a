"""The process that holds e-invoices against their rules: names in, findings out, then it ends.

Run as `python -m documents.finance.rule_process PROFILE`. It reads the names of files from its
input, one on a line, and writes one JSON object to its output: `findings`, each with `document`
(counted from 0), `rule`, `severity`, `place` and `text`. The rules' engine must never run in the
process of a server: it ends a process in which several threads open it.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from lxml import etree
from saxonche import PySaxonProcessor  # type: ignore[import-not-found]

from documents.finance.rule_sets import Profile, RuleSet, rules_of

_SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"
_BROKEN: Final = (f"{_SVRL}failed-assert", f"{_SVRL}successful-report")
_ONLY_FILES: Final = "http://saxon.sf.net/feature/allowedProtocols"
Told: TypeAlias = dict[str, str | int]


def main() -> None:
    """Hold every file named on the input against the profile named as argument."""
    rules = rules_of(Profile(sys.argv[1]))
    names = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    found = list(findings_of(names, rules))
    json.dump({"findings": found}, sys.stdout)


def findings_of(names: list[str], rules: RuleSet) -> Iterator[Told]:
    """What the schema and then the rules find in each file; other rules follow a broken schema."""
    schemas: dict[str, Any] = {}
    with PySaxonProcessor(license=False) as engine:
        engine.set_configuration_property(_ONLY_FILES, "file")
        compiler = engine.new_xslt30_processor()
        sheets = [compiler.compile_stylesheet(stylesheet_file=str(s)) for s in rules.stylesheets]
        for number, name in enumerate(names):
            for one in of_file(Path(name), rules, schemas, engine, sheets):
                yield {"document": number, **one}


def of_file(
    path: Path, rules: RuleSet, schemas: dict[str, Any], engine: PySaxonProcessor, sheets: list[Any]
) -> Iterator[Told]:
    """What is found in one file; what is no XML is held against nothing else."""
    content = path.read_bytes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        yield {"rule": "XML", "severity": "fatal", "place": "", "text": str(error)}
        return
    yield from of_schema(tree, rules, schemas)
    document = engine.parse_xml(xml_text=content.decode())
    for sheet in sheets:
        yield from of_report(sheet.transform_to_string(xdm_node=document))


def of_schema(tree: Any, rules: RuleSet, schemas: dict[str, Any]) -> Iterator[Told]:  # noqa: ANN401
    """Where the document is not built as its schema says."""
    name = etree.QName(tree).localname
    if name not in rules.schemas:
        yield {"rule": "XSD", "severity": "fatal", "place": name, "text": "Unknown document."}
        return
    if name not in schemas:
        schemas[name] = etree.XMLSchema(file=str(rules.schemas[name]))
    if not schemas[name].validate(tree):
        for error in schemas[name].error_log:
            place = f"line {error.line}"
            yield {"rule": "XSD", "severity": "fatal", "place": place, "text": error.message}


def of_report(report: str) -> Iterator[Told]:
    """The broken rules of one report (SVRL); a rule without a weight is fatal."""
    for one in etree.fromstring(report.encode()).iter(*_BROKEN):
        yield {
            "rule": one.get("id") or "unnamed",
            "severity": "warning" if one.get("flag") == "warning" else "fatal",
            "place": one.get("location") or "",
            "text": " ".join("".join(map(str, one.itertext())).split()),
        }


if __name__ == "__main__":
    main()
