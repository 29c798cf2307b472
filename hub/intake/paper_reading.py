"""Word documents and PDFs of cases and mails are read by a worker, bounded, for what stands beside their labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import col

from hub import blobs, national_number, work_rows
from hub.dispatch import moves
from hub.dispatch.tables import Message
from hub.intake import filling_back, scans
from hub.intake.labelled.reading import read
from hub.intake.mail.sandbox import read_paper_safely
from hub.intake.paper import own
from hub.intake.paper.shapes import Paper, Row
from hub.intake.paper_tables import PaperReading
from hub.intake.paper_wanted import SHUT, TASK
from hub.intake.tables import Document, RawMail
from hub.store import Store, Work
from hub.wording import _

log = structlog.get_logger(__name__)

BATCH, LEASE_SECONDS, MOST_TRIES = 5, 180, 3


def read_due(store: Store, *, batches: int | None = None) -> int:
    """Read every document that waits; returns how many. One that fails comes back, and is given up the third time.
    After so many `batches` the rest is left for another wake-up."""
    return sum(
        _read_one(store, row)
        for leased in work_rows.in_turns(store, _take, batches=batches, task=TASK) for row in leased
    )  # fmt: skip


def _take(work: Work) -> Sequence[PaperReading]:
    return work_rows.lease(work.session, PaperReading, now=work.real, at_most=BATCH, seconds=LEASE_SECONDS)


def _read_one(store: Store, row: PaperReading) -> bool:
    try:
        with store.begin() as work:
            why = scans.why_shut(work, row.blob_id)
            if why == scans.WAITS:
                work_rows.give_back(work.session, row, why, now=work.real)
                return False
            content = b"" if why else blobs.content(work, row.blob_id)
        paper = Paper(problem=SHUT) if why else read_paper_safely(content)
        with store.begin() as work:
            return _write_down(work, row, paper)
    except Exception as failure:
        log.error("a document failed", paper=str(row.id), attempt=row.attempts, error=type(failure).__name__)
        with store.begin() as work:
            for_good = row.attempts >= MOST_TRIES
            parked = work_rows.fail(work.session, row, type(failure).__name__, now=work.real, for_good=for_good)
        if parked:  # what came with it waits for it no longer
            with store.begin() as work:
                _fill(work, row)
        return False


def _write_down(work: Work, row: PaperReading, paper: Paper) -> bool:
    values = dict(paper.values)
    ours = {name: value for name, value in values.items() if name.startswith(f"{own.MARK}:")}
    answers, in_answers = _masked_answers(ours)
    others = [(name, value) for name, value in values.items() if value and name not in ours]
    rows, numbers = masked((*paper.rows, *others))
    if numbers := max(numbers, in_answers):
        _keep_for_few(work, row.blob_id, numbers)
    said = [] if ours else [asdict(one) for one in read(rows)]
    finished = work_rows.finish(
        work.session, row, now=work.real, said=said, answers=answers, problem=paper.problem
    )  # fmt: skip
    if finished:  # also without an answer in it: another document may have waited for this one
        _fill(work, row)
    return finished


def _fill(work: Work, row: PaperReading) -> None:
    """What cannot be filled in is tried again with the document, and the last time left to a person, to whom it is
    suggested: its labels are not lost with it, and the documents behind it go on."""
    try:
        with work.session.begin_nested():
            filling_back.fill_from(work, row.blob_id)
    except Exception as failure:
        if row.attempts < MOST_TRIES:
            raise
        log.error("a form that came back was not filled in", paper=str(row.id), error=type(failure).__name__)


def _masked_answers(answers: Mapping[str, str]) -> tuple[dict[str, str], int]:
    masked_ones = {name: national_number.mask(value) for name, value in answers.items() if value}
    return {name: value for name, (value, _n) in masked_ones.items()}, sum(n for _v, n in masked_ones.values())


def masked(rows: Iterable[Row]) -> tuple[list[Row], int]:
    """The rows with every national register number masked, also one that stands in several cells, and how many."""
    text, numbers = national_number.mask("\n".join("\t".join(row) for row in rows))
    return [tuple(line.split("\t")) for line in text.split("\n")], numbers


def _keep_for_few(work: Work, blob_id: UUID, numbers: int) -> None:
    """A national register number stands in it: only the coordinator opens it, and the mail that brought it waits
    with those that hold one."""
    found = work.session.execute(
        sa.update(Document)
        .where(col(Document.blob_id) == blob_id)
        .values(restricted=True)
        .returning(col(Document.raw_mail_id), col(Document.referral_id))
    ).all()
    mails = {one.raw_mail_id for one in found if one.raw_mail_id}
    for case in sorted({one.referral_id for one in found if one.referral_id and not mails}):
        _tell_desk(work, case)
    work.session.execute(
        sa.update(RawMail)
        .where(col(RawMail.id).in_(mails))
        .values(national_numbers=col(RawMail.national_numbers) + numbers, restricted=True, flag_settled_at=None)
    )


def _tell_desk(work: Work, referral_id: UUID) -> None:
    referral = moves.take(work, referral_id)
    text = _("In een bijlage staat een rijksregisternummer. Alleen de coördinator kan ze nog openen.")
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="form", text=text,
            author_name=_("het meldpunt"),
        )
    )  # fmt: skip
    moves.rewatch(work, referral)
    moves.log(work, "document.restricted", "referral", referral.id, referral)
