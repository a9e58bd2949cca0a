from pathlib import Path

import pytest

from programmes.loader import FOLDER, load_all, load_programme
from tests.cli.terminal import Said, Terminal

FRIDAY = "2026-06-05T16:10:00+02:00"


def exer(swapdesk: Terminal, *words: str, tier: str = "premium", at: str = FRIDAY) -> Said:
    return swapdesk("promise", "exer_cst", tier, "--at", at, *words)


def test_a_target_is_told_in_local_time_in_utc_and_in_words(swapdesk: Terminal) -> None:
    said = exer(swapdesk, "--severity", "4", "--language", "en")
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0] == "response, severity 4: due 2026-06-09 11:40 Europe/Paris (09:40Z); warns"
    assert lines[1] == "  2026-06-08 17:40 Europe/Paris (15:40Z)"
    assert lines[2].startswith("  Received Fri 5 June 2026 16:10 in Paris; 12 working hours")
    assert all(len(line) <= 80 for line in lines)


def test_without_a_choice_every_row_of_the_tier_is_told_once(swapdesk: Terminal) -> None:
    titles = [one["row"]["severities"] for one in exer(swapdesk, "--json").facts["targets"]]
    assert titles == [["1"], ["2"], ["3"], ["4"]]


def test_what_has_no_instant_says_so_and_why(swapdesk: Terminal) -> None:
    said = exer(swapdesk, "--severity", "1", tier="maintenance", at="2026-06-05T10:00:00+02:00")
    assert said.out.startswith("response, severity 1")
    assert "no instant (queue order)" in " ".join(said.out.split())
    assert "aucun délai n'est promis" in " ".join(said.out.split())


def test_the_language_is_the_programmes_unless_another_is_asked_for(swapdesk: Terminal) -> None:
    assert "Reçu le ven. 5 juin 2026" in exer(swapdesk).out
    assert "Mottaget fre 5 juni 2026" in exer(swapdesk, "--language", "sv").out
    unknown = exer(swapdesk, "--language", "de")
    assert (unknown.code, "none of en, sv, fr, ro" in unknown.err) == (2, True)


def test_a_swap_tells_its_delivery(swapdesk: Terminal) -> None:
    at = ("--at", "2026-06-05T13:52:00+02:00")
    said = swapdesk("promise", "atea_smartservice", "prof", *at, "--json").facts
    assert [one["kind"] for one in said["promises"]] == ["delivery"]
    assert said["promises"][0]["due_day"] == "2026-06-08"
    assert "före 14:00" in said["promises"][0]["explanation"]
    lines = swapdesk("promise", "atea_smartservice", "prof", *at).out.splitlines()
    assert lines[0] == (
        "delivery: due before 2026-06-09 00:00 Europe/Stockholm (2026-06-08 22:00Z)"
    )


def test_the_promises_can_be_chosen(swapdesk: Terminal) -> None:
    asked = ("promise", "opswat", "hardware", "--at", FRIDAY, "--json")
    assert [one["kind"] for one in swapdesk(*asked).facts["promises"]] == ["dispatch"]
    for choice in (("--metric", "delivery"), ("--metric", "response"), ("--need", "incident")):
        assert swapdesk(*asked, *choice).facts["promises"] == []
    none = swapdesk("promise", "atea_smartservice", "bas", "--at", FRIDAY, "--metric", "dispatch")
    assert none.out == "Nothing is promised for this.\n"


def test_a_contracts_setting_changes_the_instant(swapdesk: Terminal) -> None:
    asked = ("--severity", "4", "--json")
    [usual] = exer(swapdesk, *asked).facts["targets"]
    changed = ("--set", "targets.response.lunch=counted", "--set", "policies.warn_at_percent=50")
    [lunch] = exer(swapdesk, *asked, *changed).facts["targets"]
    assert usual["due_at"] == "2026-06-09T09:40:00+00:00"
    assert lunch["due_at"] == "2026-06-09T08:10:00+00:00"
    assert lunch["warn_at"] == "2026-06-08T11:10:00+00:00"


def test_one_value_changed_in_the_file_changes_the_instant(
    swapdesk: Terminal, tmp_path: Path
) -> None:
    written = (FOLDER / "exer_cst.yaml").read_text(encoding="utf-8")
    file = tmp_path / "exer_cst.yaml"
    file.write_text(written.replace("amount: 12", "amount: 2", 1), encoding="utf-8")
    words = ("--at", FRIDAY, "--severity", "4", "--json")
    [target] = swapdesk("promise", str(file), "premium", *words).facts["targets"]
    assert target["due_at"] == "2026-06-08T07:10:00+00:00"


def test_what_cannot_be_asked_is_refused_by_name(swapdesk: Terminal) -> None:
    assert swapdesk("promise", "nobody", "premium", "--json").error == "programme-unknown"
    assert exer(swapdesk, "--json", tier="gold").error == "tier-unknown"
    assert exer(swapdesk, "--severity", "9", "--json").error == "severity-unknown"
    assert exer(swapdesk, "--json", at="2026-06-05T16:10:00").error == "field-invalid"
    assert exer(swapdesk, "--set", "lunch=counted", "--json").error == "unknown-key"
    twice = ("--set", "policies=1", "--set", "policies.lunch=counted", "--json")
    assert exer(swapdesk, *twice).error == "field-invalid"


@pytest.mark.parametrize("programme", sorted(load_all()))
def test_every_tier_of_every_programme_can_be_asked(swapdesk: Terminal, programme: str) -> None:
    for tier in load_programme(programme).tiers:
        for language in ("en", "sv", "fr", "ro"):
            said = swapdesk("promise", programme, tier, "--at", FRIDAY, "--language", language)
            assert said.code == 0
            assert said.out
            assert "{" not in said.out


def test_without_a_moment_it_is_now(swapdesk: Terminal) -> None:
    said = swapdesk("promise", "exer_cst", "premium", "--json").facts
    assert said["version"] == load_programme("exer_cst").version
    assert said["at"] > "2026"
