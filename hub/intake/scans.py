"""Files and the virus scanner: what waits for it, what it said, and what stays shut because of that."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import select

from hub import blobs, ledger, scanner, work_rows
from hub.columns import table_of
from hub.dispatch.tables import Referral
from hub.intake import paper_wanted
from hub.intake.tables import Document, FileScan
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.problems import NotFound, Refused
from hub.scanner import AwayError, Scanned, Verdict
from hub.store import Store, Work
from hub.wording import N_, _

log = structlog.get_logger(__name__)
TASK = "files.scan"
LEASE_SECONDS, IN_WORKER = 180, 120.0
# Seconds for all the files of a form together: whoever sends it waits for this.
FOR_A_FORM = 20.0

WAITS = N_("wordt nog nagekeken op virussen")
VIRUS = N_("virus gevonden, blijft dicht")
UNSEEN = N_("kon niet nagekeken worden op virussen, blijft dicht")
NOT_OPENED = {
    WAITS: N_("“%(name)s” wordt nog nagekeken op virussen. Probeer het over enkele minuten opnieuw."),
    VIRUS: N_("In “%(name)s” zit een virus. Het blijft dicht. Vraag de afzender om een nieuw bestand."),
    UNSEEN: N_("De virusscanner kon “%(name)s” niet nakijken. Het blijft dicht tot hij dat wel kan."),
}

_S = table_of(FileScan)
_OF = Lookup(
    sa.select(_S.c.blob_id, _S.c.verdict, _S.c.parked_at, _S.c.settled_at).where(
        _S.c.blob_id.in_(sa.bindparam("blobs", type_=sa.Uuid(), expanding=True)),
        sa.text("verdict IS DISTINCT FROM 'clean'"),
    )
)


# Before a file is kept


def asker(url: str, *, within: float = FOR_A_FORM) -> Callable[[bytes], Scanned | None]:
    """Asks the scanner at `url` about one file after another, None where it cannot say in time; without `url` every
    file is clean. Once it is away, it is not asked again: somebody waits."""
    until = time.monotonic() + within

    def ask(content: bytes) -> Scanned | None:
        nonlocal until
        if not url:
            return Scanned(Verdict.CLEAN)
        left = min(scanner.PATIENCE, until - time.monotonic())
        try:
            said = scanner.scan(url, content, within=left) if left > 0 else None
        except AwayError as away:
            log.warning("the virus scanner is away", why=str(away))
            said, until = None, time.monotonic()
        return said if said and said.verdict != Verdict.UNKNOWN else None

    return ask


def wait_for(work: Work, hub_id: UUID, blob_ids: Iterable[UUID]) -> None:
    """These bytes stay shut until a worker has asked the scanner; nothing where there is none."""
    if not work.store.settings.clamd_url:
        return
    rows = [
        FileScan(hub_id=hub_id, blob_id=blob_id, asked_at=work.now, due_at=work.real, once_key=f"scan:{blob_id}")
        for blob_id in blob_ids
    ]  # fmt: skip
    if rows:
        work.session.add_all(rows)
        work.wake(TASK)


def carry(work: Work, source: UUID, hub_id: UUID, target: UUID) -> None:
    """What waits or is known of some bytes holds for a copy of them as well."""
    said = work.session.exec(select(FileScan).where(FileScan.blob_id == source)).first()
    if said is None or said.verdict == Verdict.CLEAN:
        return
    work.session.flush()
    work.session.add(
        FileScan(
            hub_id=hub_id, blob_id=target, asked_at=work.now, due_at=work.real, once_key=f"scan:{target}",
            verdict=said.verdict, found=said.found, done_at=said.done_at,
        )
    )  # fmt: skip


# By the worker


def run_due(store: Store, *, batches: int | None = None) -> int:
    """Ask the scanner about all that waits; returns how many got a verdict. While it is away they go on waiting. After
    so many `batches` (of one) the rest is left for another wake-up."""
    url, done = store.settings.clamd_url, 0
    if not url:
        return 0
    for (row,) in work_rows.in_turns(store, _take, batches=batches, task=TASK):
        try:
            with store.begin() as work:
                content = blobs.content(work, row.blob_id)
            said = scanner.scan(url, content, within=IN_WORKER)
        except AwayError as away:
            log.warning("the virus scanner is away", why=str(away))
            with store.begin() as work:
                work_rows.give_back(work.session, row, str(away), now=work.real)
            return done
        except Exception as failure:  # bytes that cannot be opened keep no others waiting
            log.error("a file cannot be shown to the virus scanner", scan=str(row.id), error=type(failure).__name__)
            with store.begin() as work:
                work_rows.fail(work.session, row, type(failure).__name__, now=work.real)
            continue
        with store.begin() as work:
            done += _write_down(work, row, said)
    return done


def _take(work: Work) -> Sequence[FileScan]:
    return work_rows.lease(work.session, FileScan, now=work.real, at_most=1, seconds=LEASE_SECONDS)


def _write_down(work: Work, row: FileScan, said: Scanned) -> bool:
    if said.verdict == Verdict.UNKNOWN:
        work_rows.fail(work.session, row, said.words, now=work.real, for_good="size limit" in said.words)
        return False
    kept = work_rows.finish(work.session, row, now=work.real, verdict=said.verdict, found=said.words)
    if kept and said.verdict == Verdict.VIRUS:
        ledger.write(work, "file.virus", "file_scan", row.id, hub_id=row.hub_id)
    if kept and said.verdict == Verdict.CLEAN:
        paper_wanted.opened(work, row.blob_id)
    return kept


# For who wants to open them


@dataclass(frozen=True)
class Shut:
    """Why some bytes are not opened now: WAITS, VIRUS or UNSEEN. `seen`: somebody of the desk knows."""

    why: str
    seen: bool

    @property
    def words(self) -> str:
        return _(self.why)

    @property
    def button(self) -> str:
        """What somebody of the desk can do about it, "" for nothing."""
        if self.why == WAITS or self.seen:
            return ""
        return _("Gezien") if self.why == VIRUS else _("Kijk opnieuw na")


def shut(work: Work, documents: Sequence[Document]) -> dict[UUID, Shut]:
    """Of these documents, those that nobody may open now. What waits for a scanner that the hub no longer has is open,
    as in a hub that never had one."""
    if not documents:
        return {}
    found = _shut(work, [one.blob_id for one in documents])
    return {document.id: found[document.blob_id] for document in documents if document.blob_id in found}


def why_shut(work: Work, blob_id: UUID) -> str:
    """Why nobody may open these bytes, nor the reader of documents: WAITS, VIRUS or UNSEEN; "" when they are open."""
    found = _shut(work, [blob_id]).get(blob_id)
    return found.why if found else ""


def _shut(work: Work, blob_ids: Sequence[UUID]) -> dict[UUID, Shut]:
    has_scanner = bool(work.store.settings.clamd_url)
    return {
        row.blob_id: Shut(VIRUS if row.verdict else UNSEEN if row.parked_at else WAITS, row.settled_at is not None)
        for row in _OF.ask(work.session, blobs=blob_ids)
        if has_scanner or row.verdict
    }


def must_be_open(work: Work, documents: Sequence[Document]) -> None:
    """Refused, with the first that is shut and why, when any of these is."""
    found = shut(work, documents)
    for document in documents:
        if document.id in found:
            raise Refused(_(NOT_OPENED[found[document.id].why], name=document.name))


def see_to(work: Work, document_id: UUID) -> tuple[Document, str]:
    """Somebody of the desk has seen that a virus was found; what could not be looked at is tried again."""
    document = work.found(Document, document_id)
    require(work.asker, Right.TRIAGE, document.hub_id)
    row = work.session.exec(
        select(FileScan).where(FileScan.blob_id == document.blob_id).with_for_update()
    ).first()  # fmt: skip
    if row is None or row.verdict == Verdict.CLEAN:
        raise NotFound
    ledger.write(
        work, "file.seen_to", "document", document.id, hub_id=document.hub_id, referral_id=document.referral_id
    )
    if row.verdict == Verdict.VIRUS:
        row.settled_at, row.settled_by = work.now, work.asker.person_id
        return document, _("Gezien. Het bestand blijft dicht.")
    row.parked_at, row.due_at, row.attempts = None, work.real, 0
    work.wake(TASK)
    return document, _("De virusscanner kijkt het bestand opnieuw na.")


def to_see() -> sa.Select[Any]:
    """Files with a virus, or that nobody could look at, each once with the case or the mail that it hangs on; asked
    with `hubs`."""
    document, case, any_of = table_of(Document), table_of(Referral), table_of(Document).alias()
    of_these_bytes = any_of.c.blob_id == _S.c.blob_id
    hangs = sa.or_(any_of.c.referral_id.is_not(None), any_of.c.raw_mail_id.is_not(None))
    first = sa.select(any_of.c.id).where(of_these_bytes, hangs).order_by(any_of.c.added_at, any_of.c.id).limit(1)
    return (
        sa.select(_S.c.id, _S.c.verdict, _S.c.found, _S.c.asked_at, _S.c.last_error)
        .add_columns(document.c.referral_id, document.c.raw_mail_id, case.c.number)
        .select_from(_S)
        .join(document, document.c.id == first.correlate(_S).scalar_subquery())
        .outerjoin(case, case.c.id == document.c.referral_id)
        .where(
            _S.c.hub_id.in_(sa.bindparam("hubs", expanding=True)), sa.text("file_scan.settled_at IS NULL"),
            sa.text("(file_scan.verdict = 'virus' OR file_scan.parked_at IS NOT NULL)"),
        )
    )  # fmt: skip
