"""A kept file loaded: staged, each bill judged by its totals, the good ones booked and matched."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from activities.finance.bill_booking import JudgedBill, Loaded, book_bills
from activities.finance.bill_reading import read_bills
from activities.finance.dispute_credits import settle_by_credits
from models.finance.bill_staging import Staged, stage_charges
from models.finance.bills import BillFile, BillRowProblem, CarrierBill
from models.finance.matching import match_bills
from rules.finance.bill_control import (
    NO_CHARGES,
    ChargesRead,
    Outcome,
    SameNumber,
    judge_bill,
    whole_fingerprint,
    with_total,
)
from rules.finance.bill_refusals import FileUnreadable, NothingInFile
from rules.finance.bills_read import BillRead
from rules.finance.freight_words import BillState, FileState
from rules.finance.profiles import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToLoad:
    """With which profile a file is loaded, by whom and when.

    `net_total` is what somebody read from the paper of the file's only bill, where the file itself
    has no total. `released`: a second person has looked and lets it through.
    """

    profile: Profile
    by: str
    at: datetime
    progress: Callable[[int], None] | None = None
    net_total: Decimal | None = None
    released: bool = False


def load_file(session: Session, file: BillFile, content: BinaryIO, how: HowToLoad) -> Loaded:
    """Load a file that is held: every bill that ties and is new, whole or not at all.

    What cannot be read as a whole is quarantined with the reason; its bytes are kept. Bills of the
    file that were held back before are judged again. What is loaded has its verdicts.
    """
    try:
        with session.begin_nested():
            staged = stage_charges(session, read_bills(content, how.profile), how.progress)
            judged = _judged(session, file, staged, how)
            loaded = book_bills(session, file, judged, by=how.by, at=how.at)
            keep_problems(session, file, staged)
    except FileUnreadable as wrong:
        file.profile, file.profile_version = how.profile.id, how.profile.version
        file.state, file.because = FileState.QUARANTINED, f"{wrong.title}. {wrong.detail}"
        return Loaded()
    _settle(file, staged, judged, how)
    match_loaded(session, loaded.loaded, how.at)
    return loaded


def match_loaded(session: Session, bill_ids: Sequence[uuid.UUID], at: datetime) -> None:
    """Give the charges of new bills their verdicts, and let their credits settle disputes."""
    if not bill_ids:
        return
    match_bills(session, bill_ids, at)
    for bill_id in bill_ids:
        settle_by_credits(session, bill_id, at)


def _judged(
    session: Session, file: BillFile, staged: Staged, how: HowToLoad
) -> tuple[JudgedBill, ...]:
    """Every bill of the file, judged by its totals and by what is on record (NothingInFile)."""
    if not staged.bills:
        raise NothingInFile(staged.refused_rows)
    on_record = _on_record(session, file, staged.bills)
    alone = len(staged.bills) == 1
    return tuple(
        _judge(
            place,
            with_total(read, how.net_total) if alone else read,
            whole_fingerprint(read, staged.found.get(place, NO_CHARGES)),
            on_record.get((read.account, read.number), []),
            file,
            released=how.released,
        )
        for place, read in enumerate(staged.bills)
    )


def _judge(
    place: int,
    read: BillRead,
    found: ChargesRead,
    same_number: Sequence[CarrierBill],
    file: BillFile,
    *,
    released: bool,
) -> JudgedBill:
    held = [
        one for one in same_number if one.file_id == file.id and one.state is BillState.QUARANTINED
    ]
    others = [one for one in same_number if one not in held]
    known = next(
        (one for one in others if one.fingerprint == found.fingerprint), next(iter(others), None)
    )
    same = None if known is None else SameNumber(fingerprint=known.fingerprint, bill=str(known.id))
    return JudgedBill(
        place=place,
        read=read,
        found=found,
        judged=judge_bill(read, found, same, released=released),
        held=held[0] if held else None,
    )


def _on_record(
    session: Session, file: BillFile, bills: Sequence[BillRead]
) -> Mapping[tuple[str, str], list[CarrierBill]]:
    """The carrier's bills with these numbers that count or are held back, by account and number."""
    found: dict[tuple[str, str], list[CarrierBill]] = {}
    for numbers in _batches([one.number for one in bills]):
        for bill in session.scalars(
            select(CarrierBill)
            .where(
                CarrierBill.carrier == file.carrier,
                CarrierBill.number.in_(numbers),
                CarrierBill.state != BillState.DISCARDED,
            )
            .order_by(CarrierBill.taken_at, CarrierBill.id)
        ):
            found.setdefault((bill.account, bill.number), []).append(bill)
    return found


def _batches(numbers: Sequence[str], size: int = 1_000) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def keep_problems(session: Session, file: BillFile, staged: Staged) -> None:
    """Keep why rows were refused, once for each row; of more than a thousand, their number."""
    known = set(
        session.scalars(select(BillRowProblem.row).where(BillRowProblem.file_id == file.id))
    )
    rows = {one.row: one for one in staged.refused if one.row not in known}
    values = [
        {
            "tenant_id": file.tenant_id,
            "id": uuid.uuid4(),
            "file_id": file.id,
            "row": one.row,
            "problem": one.problem[:80],
            "detail": one.detail,
            "raw": one.raw[:1000],
        }
        for one in rows.values()
    ]
    if values:
        session.execute(insert(BillRowProblem), values)


def _settle(
    file: BillFile,
    staged: Staged,
    judged: Sequence[JudgedBill],
    how: HowToLoad,
) -> None:
    """Write what came of the file beside its bytes."""
    file.profile, file.profile_version = how.profile.id, how.profile.version
    file.rows, file.refused = staged.charges, staged.refused_rows
    reasons = [one.judged.because for one in judged if one.judged.outcome is Outcome.QUARANTINE]
    if reasons:
        file.state = FileState.QUARANTINED
        file.because = f"{len(reasons)} of {len(judged)} bills are held back. {reasons[0]}"
    else:
        file.state, file.because, file.loaded_at = FileState.LOADED, "", how.at
