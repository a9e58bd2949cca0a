"""Entitlement checks typed at a terminal: no desk, no database."""

import pytest

from tests.cli.terminal import Terminal

AT = ("--at", "2026-03-02T10:00+01:00")
RUN = ("--starts", "2025-01-01", "--ends", "2026-12-31")
SYSTEM = ("--class", "ucx250", "--invoiced", "2025-05-01")
FIELDS = (
    *("--field", "end_customer_name=Fabrikam", "--field", "system_type_and_host_id=UCX250 42"),
    *("--field", "software_release=7.1", "--field", "call_scenario=No dial tone"),
)


def check(swapdesk: Terminal, *words: str) -> list[str]:
    said = swapdesk("entitlement", "check", *words, *RUN, *AT)
    assert (said.code, said.err) == (0, "")
    return said.out.splitlines()


def test_a_covered_device_is_told_with_its_reasons(swapdesk: Terminal) -> None:
    lines = check(
        swapdesk,
        *("emetrotel_assurance", "standard", "--need", "hardware", "--who", "reseller"),
        *(*SYSTEM, *FIELDS, "--registered", "--defect-confirmed"),
    )
    assert lines[0] == "Covered: like-for-like replacement."
    assert any("up to and including 1 May 2026 [Assurance Services" in line for line in lines)
    assert lines[-1].startswith("Readings: the warranty counts from invoice")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (
            ("smartoptics_smart_care", "smart_care", "--need", "hardware", *SYSTEM),
            "Covered: repair.",
        ),
        (
            ("emetrotel_assurance", "premium", "--need", "incident", "--who", "end_customer"),
            "Not covered; possible now: referral to who can help.",
        ),
        (
            ("opswat", "silver", "--need", "incident", "--channel", "phone"),
            "Neacoperit; posibil acum: îndrumare către cine poate ajuta.",
        ),
        (
            (
                "exer_cst",
                "premium",
                "--topic",
                "installation_and_configuration",
                "--who",
                "reseller",
                "--channel",
                "email",
            ),
            "Condition : ",
        ),
        (
            (
                "atea_smartservice",
                "prof",
                "--need",
                "hardware",
                "--who",
                "attached_user",
                "--channel",
                "phone",
                "--definite-fault",
                "--set",
                "mode=lend",
            ),
            "Omfattas: låneenhet, reparation och hänvisning till den som kan hjälpa.",
        ),
    ],
)
def test_each_programme_answers_in_its_own_language(
    swapdesk: Terminal, words: tuple[str, ...], first: str
) -> None:
    assert any(line.startswith(first) for line in check(swapdesk, *words))


def test_another_language_may_be_asked_for(swapdesk: Terminal) -> None:
    lines = check(swapdesk, "opswat", "silver", "--need", "incident", "--language", "sv")
    assert lines[0] == "Omfattas: rådgivning."


def test_a_handler_is_citizenship_and_place(swapdesk: Terminal) -> None:
    words = ("opswat", "emerald_us", "--need", "incident", "--language", "en", "--severity", "S1")
    assert check(swapdesk, *words)[0] == "Not covered."
    assert check(swapdesk, *words, "--handler", "us/US")[0].startswith("Covered: advice")


def test_an_exclusion_an_extension_and_a_contract_setting_decide(swapdesk: Terminal) -> None:
    asked = (
        *("emetrotel_assurance", "standard", "--need", "hardware", "--who", "reseller"),
        *(*SYSTEM, *FIELDS, "--registered", "--defect-confirmed"),
        *("--set", 'products={"ucx250": {"max_total_months": 36}}'),
    )
    bought = check(swapdesk, *asked, "--extension", "12=2026-01-31")
    assert any("up to and including 1 May 2027" in line for line in bought)
    assert check(swapdesk, *asked, "--cause", "accident")[0].startswith("Not covered")


def test_programs_get_the_decision_as_json(swapdesk: Terminal) -> None:
    words = ("entitlement", "check", "opswat", "silver", "--need", "incident", *RUN, *AT, "--json")
    facts = swapdesk(*words).facts
    assert (facts["verdict"], facts["measures"]) == ("covered", ["advice"])
    assert facts["asked_at"] == "2026-03-02T09:00:00+00:00"
    assert facts["sentences"][0] == "Acoperit: consiliere."


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nobody", "silver", "--need", "advice"), 1, "opswat"),
        (("opswat", "bronze", "--need", "advice"), 1, "silver"),
        (("opswat", "silver", "--need", "advice", "--severity", "S9"), 2, "S1, S2, S3, S4"),
        (("opswat", "silver", "--topic", "dreams"), 2, "software_monitoring"),
        (("opswat", "silver"), 2, "need: this value is mandatory"),
        (("opswat", "silver", "--need", "advice", "--field", "name"), 2, "Write name=value"),
        (("opswat", "silver", "--need", "advice", "--scope", "new=true"), 2, "current_version"),
        (("opswat", "silver", "--need", "advice", "--scope", "normal_use=x"), 2, "true or false"),
        (("opswat", "silver", "--need", "advice", "--handler", "US"), 2, "such as US/US"),
        (("opswat", "silver", "--need", "advice", "--extension", "x=y"), 2, "extension.months"),
        (("opswat", "silver", "--need", "advice", "--set", "mode=lend"), 2, "settings.mode"),
        (("opswat", "silver", "--need", "advice", "--language", "de"), 2, "en, sv, fr, ro"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be(
    swapdesk: Terminal, words: tuple[str, ...], code: int, says: str
) -> None:
    refused = swapdesk("entitlement", "check", *words, *RUN, *AT)
    assert (refused.code, refused.out) == (code, "")
    assert says in refused.err


def test_a_moment_without_an_offset_is_refused(swapdesk: Terminal) -> None:
    words = ("entitlement", "check", "opswat", "silver", "--need", "advice", *RUN)
    refused = swapdesk(*words, "--at", "2026-03-02T10:00")
    assert refused.code == 2
    assert "no offset" in refused.err


def test_a_contract_has_a_first_day(swapdesk: Terminal) -> None:
    refused = swapdesk(
        "entitlement", "check", "opswat", "silver", "--need", "advice", "--starts", "soon"
    )
    assert refused.code == 2
    assert "starts: 'soon' is not a day" in refused.err


def test_without_a_moment_it_is_asked_now(swapdesk: Terminal) -> None:
    words = ("entitlement", "check", "opswat", "silver", "--need", "advice", "--starts")
    assert swapdesk(*words, "2020-01-01", "--json").facts["verdict"] == "covered"
    assert swapdesk(*words, "2999-01-01", "--json").facts["verdict"] == "not_covered"


def test_the_hours_of_the_channel_come_after_the_decision(swapdesk: Terminal) -> None:
    asked = ("exer_cst", "premium", "--need", "incident", "--channel", "phone", *RUN)
    lunch = swapdesk("entitlement", "check", *asked, "--at", "2026-03-02T13:00+01:00", "--json")
    assert lunch.facts["hours"]["opens_at"] == "2026-03-02T13:00:00+00:00"
    assert lunch.facts["sentences"][-1].startswith("Le téléphone est fermé en ce moment")
    chat = swapdesk("entitlement", "check", *asked[:5], "chat", *RUN, *AT, "--json")
    assert chat.facts["hours"] is None
