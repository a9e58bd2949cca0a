from pathlib import Path

from programmes.loader import FOLDER, load_programme
from rules.programme_hash import hash_of
from tests.cli.terminal import Terminal

EXER = FOLDER / "exer_cst.yaml"


def another_version(folder: Path, old: str, new: str) -> Path:
    """The real file with one passage changed, under its own name elsewhere."""
    written = EXER.read_text(encoding="utf-8")
    assert old in written
    file = folder / EXER.name
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    return file


def test_files_that_are_right_are_named_with_version_tiers_and_hash(swapdesk: Terminal) -> None:
    said = swapdesk("programme", "check", str(EXER), str(FOLDER / "opswat.yaml"))
    sha256 = hash_of(load_programme("exer_cst"))
    assert said.code == 0
    assert said.out.splitlines()[:2] == [
        "ok exer_cst 1: maintenance, premium",
        f"   sha256 {sha256}",
    ]
    assert said.out.splitlines()[2].startswith("ok opswat 1: silver, gold, platinum")


def test_a_refused_file_is_told_with_line_and_remedy_and_the_others_are_still_checked(
    swapdesk: Terminal, tmp_path: Path
) -> None:
    wrong = another_version(tmp_path, "packs_hours:", "pack_hours:")
    line = EXER.read_text(encoding="utf-8").split("\n").index("  packs_hours: [1, 5, 10, 20]") + 1
    said = swapdesk("programme", "check", str(wrong), str(FOLDER / "opswat.yaml"))
    assert said.code == 1
    refused, right = said.out.splitlines()[:2]
    assert refused.startswith(f"refused exer_cst.yaml, line {line}: prepaid.pack_hours")
    assert "Did you mean packs_hours?" in refused
    assert right.startswith("ok opswat")


def test_check_tells_programs_in_json(swapdesk: Terminal, tmp_path: Path) -> None:
    wrong = another_version(tmp_path, "calendar: cst", "calendar: csr")
    missing = tmp_path / "none.yaml"
    said = swapdesk("programme", "check", str(wrong), str(EXER), str(missing), "--json")
    first, second, third = said.facts
    assert said.code == 1
    assert (first["ok"], first["line"] > 1, "no calendar 'csr'" in first["refusal"]) == (
        False,
        True,
        True,
    )
    assert (second["ok"], second["id"], second["version"]) == (True, "exer_cst", "1")
    assert second["tiers"] == ["maintenance", "premium"]
    assert len(second["sha256"]) == 64
    assert (third["ok"], third["line"]) == (False, None)


def test_show_tells_what_one_tier_has(swapdesk: Terminal) -> None:
    said = swapdesk("programme", "show", "exer_cst", "--tier", "premium")
    lines = [line.strip() for line in said.out.splitlines()]
    assert said.code == 0
    assert "Support Exer Premium (premium)" in lines
    assert "phone, cst: mon-fri 09:00-12:30 and 14:00-18:00 Europe/Paris, not on" in lines
    assert "response (4): 12 hours on cst" in lines
    assert "end customer" in lines
    assert "view; change with prepaid" in lines
    assert not any("(maintenance)" in line for line in lines)
    assert max(map(len, said.out.splitlines())) <= 80


def test_show_tells_coverage_remedies_readings_and_open_figures(swapdesk: Terminal) -> None:
    metro = swapdesk("programme", "show", "emetrotel_assurance", "--tier", "standard").out
    told = " ".join(metro.split())
    assert "hardware_warranty: like for like" in told
    assert "12 months bought within base but for infinity telephone, sip client" in told
    assert "a consumed unless material or workmanship" in told
    assert "cost to customer 0" in told
    assert "each contract sets surcharge, hourly rate, max total months" in told
    assert "expiry before_date" in told
    opswat = " ".join(swapdesk("programme", "show", "opswat").out.split())
    assert "advance replacement: ship within days 2; calendar ro; paid by vendor" in opswat
    assert "resolution: best effort, no instant" in opswat


def test_show_tells_programs_in_json(swapdesk: Terminal) -> None:
    facts = swapdesk("programme", "show", "opswat", "--tier", "silver", "--json").facts
    assert list(facts["tiers"]) == ["silver"]
    assert facts["tiers"]["silver"]["targets"][0]["amount"] == 4
    assert facts["calendars"]["ro"]["holidays"]["frozen"] == "RO-public"
    assert facts["sha256"] == hash_of(load_programme("opswat"))


def test_show_refuses_what_does_not_exist(swapdesk: Terminal) -> None:
    unknown = swapdesk("programme", "show", "nothing", "--json")
    assert (unknown.code, unknown.error) == (1, "programme-unknown")
    tier = swapdesk("programme", "show", "opswat", "--tier", "bronze", "--json")
    assert (tier.code, tier.error) == (1, "tier-unknown")
    file = swapdesk("programme", "show", "nothing.yaml", "--json")
    assert (file.code, file.error) == (1, "no-such-file")


def test_diff_lists_the_values_that_differ_at_every_tier_they_reach(
    swapdesk: Terminal, tmp_path: Path
) -> None:
    newer = another_version(tmp_path, "    amount: 12", "    amount: 10")
    said = swapdesk("programme", "diff", "exer_cst", str(newer))
    assert (said.code, said.out.splitlines()) == (0, ["tiers.premium.targets.3.amount: 12 -> 10"])


def test_diff_tells_programs_in_json_and_people_when_there_is_nothing(
    swapdesk: Terminal, tmp_path: Path
) -> None:
    same = another_version(tmp_path, "# Exer Datacom CST", "# A comment that changes nothing")
    said = swapdesk("programme", "diff", str(EXER), str(same))
    assert (said.code, said.out) == (0, "They say the same.\n")
    newer = another_version(tmp_path, "expiry: before_date", "expiry: through_date")
    [change] = swapdesk("programme", "diff", "exer_cst", str(newer), "--json").facts
    assert change == {
        "place": "readings.expiry",
        "before": "before_date",
        "after": "through_date",
    }
