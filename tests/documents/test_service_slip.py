import pytest

from documents.language import Language
from documents.printable import TextTooLong, UnprintableText
from documents.service_slip import draw_service_slip
from tests.documents.builders import a_slip
from tests.documents.reading import letters_of, scans_of, size_in_mm, text_of, words_of


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("serial", ["F2LX90ABCD12", "W1" * 14, "7"])
def test_case_and_serial_scan(dpi: int, serial: str) -> None:
    scans = scans_of(draw_service_slip(a_slip(serial=serial)), dpi)
    assert [(scan.text, scan.prefix[:2]) for scan in scans] == [
        ("SE-2026-000123", "]Q"),
        (serial, "]C"),
    ]


def test_the_page_is_a4() -> None:
    assert size_in_mm(draw_service_slip(a_slip())) == (210, 297)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "Service slip",
                "It must travel with the device",
                "Take out the SIM card and the memory card",
                "turn off the activation lock",
                "Is the battery swollen, hot or leaking?",
                "Do not send the device.",
            ),
        ),
        (
            "sv-SE",
            (
                "Servicesedel",
                "Den måste följa med enheten",
                "Ta ur SIM-kortet och minneskortet",
                "stäng av aktiveringslåset",
                "Är batteriet svullet, varmt eller läcker det?",
                "Skicka inte enheten.",
            ),
        ),
        (
            "fr_FR",
            (
                "Fiche de service",
                "Elle doit voyager avec l’appareil",
                "Retirez la carte SIM et la carte mémoire",
                "désactivez le verrouillage d’activation",
                "La batterie est-elle gonflée, chaude ou fuit-elle ?",
                "N’envoyez pas l’appareil.",
            ),
        ),
        (
            "ro",
            (
                "Fișă de service",
                "Fișa trebuie să însoțească dispozitivul",
                "Scoateți cartela SIM și cardul de memorie",
                "dezactivați blocarea activării",
                "Bateria este umflată, fierbinte sau curge?",
                "Nu trimiteți dispozitivul.",
            ),
        ),
    ],
)
def test_the_slip_says_everything_in_the_contacts_language(
    locale: str, said: tuple[str, ...]
) -> None:
    words = words_of(draw_service_slip(a_slip(locale=locale)))
    facts = ("Fabrikam AB", "Ștefan Țăranu", "Phone X2 128 GB", "490154203237518", "Swapdesk Retur")
    for phrase in (*said, *facts):
        assert phrase in words


def test_reminders_that_do_not_apply_are_left_out() -> None:
    words = words_of(
        draw_service_slip(
            a_slip(
                locale="en",
                sim_reminder=False,
                data_reminder=False,
                activation_lock_reminder=False,
                battery_warning=False,
                imei=None,
            )
        )
    )
    for absent in ("SIM", "activation lock", "erased", "battery", "IMEI"):
        assert absent not in words
    assert "Switch the device off." in words


@pytest.mark.parametrize("locale", list(Language))
def test_the_fullest_slip_still_fits_in_every_language(locale: Language) -> None:
    slip = a_slip(
        locale=locale,
        customer="W" * 60,
        contact="M" * 60,
        device_model="Ж" * 60,
        case_number="W" * 28,
        serial="M" * 28,
        fault="W" * 1000,
        return_address=("W" * 60,) * 7,
    )
    letters = letters_of(draw_service_slip(slip))
    assert all(text in letters for text in ("W" * 1000, "M" * 60, "Ж" * 60))


@pytest.mark.parametrize("hostile", ['<img src="/x">', "Anna <b>", "ȘțăŁ </para> & %s ${x}"])
def test_hostile_text_is_printed_literally(hostile: str) -> None:
    pdf = draw_service_slip(a_slip(customer=hostile, fault=f"{hostile}\nand more", contact=hostile))
    assert words_of(pdf).count(hostile) == 3
    assert "■" not in text_of(pdf)
    assert "\ufffd" not in text_of(pdf)


@pytest.mark.parametrize("field", ["customer", "contact", "device_model", "fault", "serial"])
def test_text_that_cannot_be_printed_is_refused(field: str) -> None:
    with pytest.raises(UnprintableText):
        draw_service_slip(a_slip(**{field: "ȘțăŁ東"}))


@pytest.mark.parametrize("field", ["customer", "contact", "device_model", "fault", "serial"])
def test_five_thousand_letters_are_refused(field: str) -> None:
    with pytest.raises(TextTooLong):
        draw_service_slip(a_slip(**{field: "a" * 5000}))


def test_equal_slips_are_equal_bytes() -> None:
    assert draw_service_slip(a_slip()) == draw_service_slip(a_slip())
    assert draw_service_slip(a_slip()) != draw_service_slip(a_slip(fault="Another fault."))
