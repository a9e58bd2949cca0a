from pathlib import Path

import pytest

from programmes.loader import FOLDER, read_programme
from programmes.yaml_lines import ProgrammeInvalid

TARGETS = """\
  - metric: response
    tiers: [premium]
    severities: ["1"]
    amount: 2
    unit: hour
    calendar: cst
"""
ACCESS = """\
    source: "Charte du CST, II: « L'accès au support est limité aux revendeurs d'EXER DATACOM »"
"""


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    """The real file with one passage changed."""
    written = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in written
    file = folder / f"{name}.yaml"
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    return file


def refusal_of(file: Path) -> ProgrammeInvalid:
    with pytest.raises(ProgrammeInvalid) as refused:
        read_programme(file)
    return refused.value


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        # A target that could not be counted, or looks as if it could
        ("exer_cst", TARGETS, TARGETS.replace("    calendar: cst\n", ""), "targets.0.calendar"),
        ("exer_cst", TARGETS, TARGETS.replace("    amount: 2\n", ""), "targets.0.amount"),
        ("exer_cst", TARGETS, TARGETS.replace("    unit: hour\n", ""), "targets.0.unit"),
        ("exer_cst", TARGETS, TARGETS + "    commitment: queue_order\n", "has no amount"),
        (
            "opswat",
            "unit: working_day\n",
            "unit: working_day\n    hours: elapsed\n",
            "Use day_reading.",
        ),
        # Names that lead nowhere
        ("exer_cst", 'severities: ["1"]', 'severities: ["5"]', "there is no severity '5'"),
        ("exer_cst", TARGETS, TARGETS.replace("cst", "csr"), "there is no calendar 'csr'"),
        ("exer_cst", "calendar: cst", "calendar: always", "channels.0.calendar"),
        ("exer_cst", "tiers: [premium]", "tiers: [gold]", "The tiers are: maintenance, premium."),
        ("opswat", "alert_tiers: [managed]", "alert_tiers: [manged]", "intake.alert_tiers.0"),
        ("opswat", "includes: [platinum]", "includes: [platin]", "tiers.managed.includes.0"),
        ("opswat", "  - tiers: [emerald_us]\n    citi", "  - tiers: [usa]\n    citi", "handling.0"),
        ("emetrotel_assurance", "tiers: [standard, premium, p", "tiers: [std, p", "tier 'std'"),
        # Words that mean nothing here
        ("exer_cst", "  - who: reseller", "  - who: resaler", "Use reseller, end_customer"),
        ("exer_cst", "commitment: none", "commitment: maybe", "Use guaranteed, best_effort"),
        ("exer_cst", "kind: email", "kind: fax", "Use portal, email"),
        ("exer_cst", "packs_hours:", "pack_hours:", "Did you mean packs_hours?"),
        ("exer_cst", "current_version,", "current,", "Use bought_from_vendor"),
        ("emetrotel_assurance", "unless: material", "unless: materials", "is not known"),
        ("emetrotel_assurance", "max_per_product: true", "max_per_class: true", "max_per_product?"),
        ("opswat", "quantities: [zone", "quantities: [zones", "standard_term_months"),
        ("smartoptics_smart_care", "term_years: [1,", "term_years: [0,", "sales.0.term_years.0"),
        ("atea_smartservice", 'amount: "19"', "amount: c:a 19", "sales.0.price.amount"),
        # What may not be left out
        ("exer_cst", ACCESS, "", "access.0.source"),
        ("exer_cst", "  timezone: Europe/Paris # the", "  # the", "programme.timezone"),
    ],
)
def test_a_section_with_a_fault_is_refused_with_its_place_and_a_remedy(
    tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    refused = refusal_of(changed(tmp_path, name, old, new))
    assert says in refused.detail
    assert refused.detail.startswith(f"{name}.yaml, line ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    address: support@exer.fr", "    adress: support@exer.fr"),
        ("    commitment: queue_order", "    commitment: sometimes"),
        ("  step_minutes: 1 #", "  step_minutes: 0 #"),
    ],
)
def test_the_line_is_that_of_the_faulty_row(tmp_path: Path, old: str, new: str) -> None:
    lines = (FOLDER / "exer_cst.yaml").read_text(encoding="utf-8").split("\n")
    line = next(at for at, text in enumerate(lines, 1) if text.startswith(old))
    assert refusal_of(changed(tmp_path, "exer_cst", old, new)).line == line


def test_a_row_that_names_no_tier_holds_for_all(tmp_path: Path) -> None:
    old = '    tiers: [premium]\n    severities: ["1"]'
    file = changed(tmp_path, "exer_cst", old, '    severities: ["1"]')
    programme = read_programme(file)
    assert [row.amount for row in programme.tier("maintenance").targets] == [2, None, None]


def test_a_tier_has_what_the_one_it_includes_has_and_its_own_first(tmp_path: Path) -> None:
    price = read_programme(FOLDER / "atea_smartservice.yaml").tier("prof").sale
    assert price is not None
    assert price.tiers == ("prof",)
    whole = (FOLDER / "atea_smartservice.yaml").read_text(encoding="utf-8")
    at = whole.index("  - tiers: [prof]\n    billing")
    file = tmp_path / "atea_smartservice.yaml"
    file.write_text(whole[:at] + "\n" + whole[whole.index("open:") :], encoding="utf-8")
    inherited = read_programme(file).tier("prof").sale
    assert inherited is not None
    assert inherited.tiers == ("bas",)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(b"programme:\n  id: odd\xff\n")
    assert "Save the file as UTF-8." in refusal_of(file).detail
