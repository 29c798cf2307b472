"""An import of the official list: read as a dry run, applied as one batch, undone as one. Workers do the long work."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from hub import blobs, ledger, work_rows
from hub.blobs import Blob
from hub.clock import brussels_date
from hub.columns import table_of
from hub.partners.import_plan import WRITTEN, plain, plan
from hub.partners.import_tables import ImportLine, ListImport, Step, Verdict
from hub.partners.official_list import read_list
from hub.partners.organisations import REFERS
from hub.partners.tables import Organisation
from hub.people.rights import Right, require, require_any
from hub.problems import Invalid, NotFound, Refused
from hub.sheets import trouble
from hub.store import Store, Work
from hub.wording import _, _n

log = structlog.get_logger()
TASK = "lists.import"
KEPT_FOR = timedelta(days=30)  # what was not written, or was undone; what was written stays, so that it can be undone
AT_ONCE = 500  # sites between two words about how far it is
MOST_TRIES, LEASED_FOR = 3, 600
_O, _L = table_of(Organisation), table_of(ImportLine)
Tell = Callable[[int, int], None]


def upload(work: Work, hub_id: UUID, kind: str, content: bytes, name: str = "") -> ListImport:
    """Keep the file for a worker to read; nothing changes before `apply`. Invalid for what cannot be a file of ours."""
    require(work.asker, Right.MANAGE, hub_id)
    errors = {}
    if kind not in REFERS:
        errors["kind"] = _("Kies of dit scholen of CLB’s zijn.")
    if problem := trouble(content, name):
        errors["file"] = problem
    if errors:
        raise Invalid(errors)
    blob = blobs.keep(work, hub_id, content)
    work.session.flush()
    made = ListImport(
        hub_id=hub_id, person_id=work.asker.person_id, kind=kind, blob_id=blob.id, created_at=work.now,
        due_at=work.real, once_key=f"list:{blob.id}",
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    ledger.write(work, "list.upload", "list_import", made.id, hub_id=hub_id, kind=kind)
    work.wake(TASK)
    return made


def apply(work: Work, import_id: UUID, *, with_gone: bool) -> ListImport:
    """Let a worker do what the dry run showed. `with_gone`: what is not in the file stops; no site is ever deleted."""
    found = take(work, import_id)
    if found.step != Step.READY:
        raise Refused(_("Dit bestand werd al ingevoerd, of wordt nog gelezen."))
    found.step, found.with_gone, found.done = Step.APPLYING, with_gone, 0
    found.done_at, found.due_at, found.attempts = None, work.real, 0
    ledger.write(work, "list.apply", "list_import", found.id, hub_id=found.hub_id, with_gone=with_gone)
    work.session.flush()
    work.wake(TASK)
    return found


def take(work: Work, import_id: UUID) -> ListImport:
    """The import, held for this unit of work, for an administrator of its hub."""
    hubs = require_any(work.asker, Right.MANAGE)
    one = select(ListImport).where(ListImport.id == import_id).with_for_update()
    found = work.session.exec(one.execution_options(populate_existing=True)).first()
    if found is None or found.hub_id not in hubs:
        raise NotFound
    return found


def undo(work: Work, import_id: UUID) -> ListImport:
    """Put back exactly what was. Refused, in words that say what, when something was changed or used since."""
    found = take(work, import_id)
    if found.step != Step.APPLIED:
        raise Refused(_("Dit bestand is niet ingevoerd."))
    lines = _lines(work, found)
    _must_stand_as_written(work, lines)
    new = [line.organisation_id for line in lines if line.verdict == Verdict.NEW]
    if used := _used(work, new):
        raise Refused(_n(
            "%(num)s nieuwe organisatie uit dit bestand is al in gebruik. Daarom kan je het niet meer terugdraaien.",
            "%(num)s nieuwe organisaties uit dit bestand zijn al in gebruik. Daarom kan je het niet meer terugdraaien.",
            used,
        ))  # fmt: skip
    _write(work, [{"id": line.organisation_id, **line.before} for line in lines if line.before])
    work.session.execute(sa.delete(_O).where(_O.c.id.in_(new)))
    found.step, found.undone_at = Step.UNDONE, work.now
    work.flush(clash=_("Iemand gebruikte net een organisatie uit dit bestand. Kijk hoe het nu staat."))
    ledger.write(work, "list.undo", "list_import", found.id, hub_id=found.hub_id)
    return found


# Workers


def run_due(store: Store, *, batches: int | None = None) -> int:
    """Read and apply what waits; returns how many files. One that fails comes back, and is given up the third time.
    After so many `batches` (of one) the rest is left for another wake-up."""
    done = 0
    for (row,) in work_rows.in_turns(store, _take, batches=batches, task=TASK):
        try:
            with store.begin() as work:
                (_read if row.step == Step.READING else _apply)(work, row, _teller(store, row.id))
            done += 1
        except Refused as refusal:  # somebody changed what it would change: the page says so, and nothing is written
            with store.begin() as work:
                work_rows.finish(work.session, row, now=work.real, step=Step.READY, said=refusal.sentence)
        except Exception as error:  # nothing of it is written; it must not stop other files
            log.exception("an import of a list failed", kind=type(error).__name__)
            with store.begin() as work:
                work_rows.fail(
                    work.session, row, type(error).__name__, now=work.real, for_good=row.attempts >= MOST_TRIES
                )  # fmt: skip
    return done


def _take(work: Work) -> Sequence[ListImport]:
    return work_rows.lease(work.session, ListImport, now=work.real, at_most=1, seconds=LEASED_FOR)


def forget_old(work: Work) -> int:
    """Delete files and lines that nobody will need: never written, or undone, a month ago; returns how many files."""
    one = table_of(ListImport)
    over = sa.or_(one.c.done_at.is_not(None), one.c.parked_at.is_not(None))
    old = sa.func.coalesce(one.c.undone_at, one.c.created_at) < work.now - KEPT_FOR
    gone = work.session.execute(sa.delete(one).where(one.c.step != Step.APPLIED, over, old).returning(one.c.blob_id))
    blob_ids = list(gone.scalars())
    work.session.execute(sa.delete(Blob).where(col(Blob.id).in_([blob for blob in blob_ids if blob])))
    return len(blob_ids)


def _teller(store: Store, import_id: UUID) -> Tell:
    """Says how far it is in a transaction of its own, for the page that waits."""

    def tell(number: int, total: int) -> None:
        with store.begin() as work:
            work.session.execute(
                sa.update(ListImport).where(col(ListImport.id) == import_id).values(done=number, total=total)
            )

    return tell


def _read(work: Work, row: ListImport, tell: Tell) -> None:
    assert row.blob_id, "a file that waits to be read is kept"
    try:
        lines = read_list(blobs.content(work, row.blob_id))
    except Invalid as wrong:
        _finish(work, row, step=Step.UNREADABLE, said=wrong.errors["file"])
        return
    tell(0, len(lines))
    columns = [_O.c[name] for name in ("id", "kind", "kept_by", *WRITTEN)]
    numbered = _O.c.institution_number.is_not(None)
    asked = sa.select(*columns).where(numbered | (_O.c.kept_by == row.hub_id) & (_O.c.kind == row.kind))
    known = [dict(found) for found in work.session.execute(asked).mappings()]
    made = plan(lines, known, row.hub_id, row.kind, brussels_date(work.now).isoformat())
    rows = [{"import_id": row.id, **asdict(line)} for line in made.lines]
    for begin in range(0, len(rows), AT_ONCE):
        work.session.execute(sa.insert(_L), rows[begin : begin + AT_ONCE])
        tell(min(begin + AT_ONCE, len(rows)), len(rows))
    _finish(work, row, step=Step.READY, counts=made.counts(), done=0)


def _apply(work: Work, row: ListImport, tell: Tell) -> None:
    lines = _lines(work, row)
    _must_stand_as_written(work, lines, as_before=True)
    standing = {"kind": row.kind, "kept_by": row.hub_id, "created_at": work.now, "email": "", "phone": ""}
    tell(0, len(lines))
    for begin in range(0, len(lines), AT_ONCE):
        some = lines[begin : begin + AT_ONCE]
        new = [{"id": one.organisation_id, **standing, **(one.after or {})} for one in some if one.verdict == "new"]
        _insert(work, new)
        _write(work, [{"id": one.organisation_id, **(one.after or {})} for one in some if one.verdict != "new"])
        tell(begin + len(some), len(lines))
    ledger.write(work, "list.applied", "list_import", row.id, hub_id=row.hub_id, rows=len(lines))
    _finish(work, row, step=Step.APPLIED, applied_at=work.now)


def _insert(work: Work, new: list[dict[str, Any]]) -> None:
    try:
        if new:
            work.session.execute(sa.insert(_O), new)
    except IntegrityError as broken:
        raise Refused(_("Intussen kwamen er organisaties bij. Lees dit bestand opnieuw in.")) from broken


def _finish(work: Work, row: ListImport, **values: Any) -> None:
    work_rows.finish(work.session, row, now=work.real, **values, blob_id=None)
    if row.blob_id:
        work.session.execute(sa.delete(Blob).where(col(Blob.id) == row.blob_id))


def _lines(work: Work, row: ListImport) -> list[ImportLine]:
    """The lines that write something, in the order of the file."""
    verdicts = [Verdict.NEW, Verdict.CHANGED, *([Verdict.GONE] if row.with_gone else [])]
    asked = select(ImportLine).where(ImportLine.import_id == row.id, col(ImportLine.verdict).in_(verdicts))
    return list(work.session.exec(asked.order_by(col(ImportLine.number))).all())


def _write(work: Work, rows: Iterable[dict[str, Any]]) -> None:
    """These columns of these organisations, grouped by which columns they are: one statement for each group."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        day = row.get("ended_on")
        values = row | ({"ended_on": date.fromisoformat(day) if day else None} if "ended_on" in row else {})
        groups.setdefault(tuple(sorted(values)), []).append({f"to_{name}": value for name, value in values.items()})
    for names, several in groups.items():
        to: dict[str, Any] = {name: sa.bindparam(f"to_{name}") for name in names if name != "id"}
        statement = sa.update(_O).where(_O.c.id == sa.bindparam("to_id")).values(to)
        work.session.connection().execute(statement, several)


def _must_stand_as_written(work: Work, lines: list[ImportLine], *, as_before: bool = False) -> None:
    """Refused when somebody changed one of these organisations since the file was read, or since it was applied."""
    ids = [line.organisation_id for line in lines]
    columns = [_O.c[name] for name in ("id", *WRITTEN)]
    held = sa.select(*columns).where(_O.c.id.in_(ids)).order_by(_O.c.id).with_for_update(key_share=True)
    now = {row["id"]: row for row in work.session.execute(held).mappings()}
    changed = 0
    for line in lines:
        wanted = line.before if as_before else line.after
        row = now.get(line.organisation_id)
        if row is None:
            changed += not (as_before and line.verdict == Verdict.NEW)
        else:
            changed += any(plain(row[name]) != value for name, value in (wanted or {}).items())
    if changed:
        raise Refused(_n(
            "%(num)s organisatie uit dit bestand werd sindsdien met de hand veranderd. Pas ze zelf aan.",
            "%(num)s organisaties uit dit bestand werden sindsdien met de hand veranderd. Pas ze zelf aan.", changed,
        ))  # fmt: skip


def _used(work: Work, ids: list[UUID | None]) -> int:
    """How many of these organisations any other table points at."""
    column = _O.c.id
    pointing = [
        other for table in SQLModel.metadata.sorted_tables for other in table.columns if other.references(column)
    ]  # fmt: skip
    # One list for all questions: a statement takes no more than 65,535 values.
    these = sa.bindparam("ids", ids, type_=ARRAY(sa.Uuid()))
    every = sa.union(*(sa.select(other.label("id")).where(other == sa.any_(these)) for other in pointing)).subquery()
    return int(work.session.execute(sa.select(sa.func.count()).select_from(every)).scalar_one())
