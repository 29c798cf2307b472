"""The long work on old lists, for a worker: read the file, look what it would give, make the cases, take them back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import col

from hub import blobs, national_number, sheets, work_rows
from hub.blobs import Blob
from hub.columns import table_of
from hub.home.old_list import fields
from hub.home.old_list.applying import apply
from hub.home.old_list.checking import check
from hub.home.old_list.desk import TASK
from hub.home.old_list.tables import OldList, OldRow, Step
from hub.home.old_list.undoing import undo
from hub.problems import Invalid
from hub.store import Store, Work
from hub.wording import _

log = structlog.get_logger()
MOST_TRIES, LEASED_FOR = 3, 1800  # seconds: ten thousand rows take minutes
MOST_ROWS, MOST_COLUMNS, LONGEST, MOST_SHEETS = 10_000, 60, 4000, 30
AT_ONCE = 500
KEPT_FOR = timedelta(days=30)  # what was not taken over, or was undone; what was taken over stays, to look it up
_L, _R = table_of(OldList), table_of(OldRow)
Tell = Callable[[int, int], None]


def run_due(store: Store, *, now: datetime | None = None, batches: int | None = None) -> int:
    """Do what waits, one list at a time; returns how many. What fails comes back, and is given up the third time. After
    so many `batches` (of one) the rest is left for another wake-up."""
    done = 0
    for (row,) in work_rows.in_turns(store, _take, batches=batches, task=TASK):
        try:
            with store.begin(now=now) as work:
                values = DO[Step(row.step)](work, row, _teller(store, row.id))
                if not work_rows.finish(work.session, row, now=work.real, **values):
                    raise TimeoutError  # another worker is at it by now: nothing is written twice
                if row.blob_id and values["step"] == Step.APPLIED:  # its rows are kept
                    work.session.execute(sa.delete(Blob).where(col(Blob.id) == row.blob_id))
            done += 1
        except Exception as error:  # nothing of it is written; it must not stop other lists
            log.exception("an old list failed", kind=type(error).__name__)
            with store.begin() as work:
                work_rows.fail(
                    work.session, row, type(error).__name__, now=work.real, for_good=row.attempts >= MOST_TRIES
                )  # fmt: skip
    return done


def _take(work: Work) -> Sequence[OldList]:
    return work_rows.lease(work.session, OldList, now=work.real, at_most=1, seconds=LEASED_FOR)


def _teller(store: Store, list_id: UUID) -> Tell:
    """Says how far it is in a transaction of its own, for the page that waits."""

    def tell(number: int, total: int) -> None:
        with store.begin() as work:
            work.session.execute(sa.update(_L).where(_L.c.id == list_id).values(done=number, total=total))

    return tell


def _read(work: Work, row: OldList, tell: Tell) -> Mapping[str, Any]:
    assert row.blob_id, "a file that waits to be read is kept"
    content = blobs.content(work, row.blob_id)
    names: list[str] = []
    try:
        names = sheets.sheet_names(content)[:MOST_SHEETS]
        sheet, heading_row = _where(content, row, len(names))
        rows = list(sheets.rows_of(content, most_rows=MOST_ROWS + heading_row, most_columns=MOST_COLUMNS,
                                   longest=LONGEST, sheet=sheet))  # fmt: skip
        headings, below = _parted(rows, heading_row)
    except Invalid as wrong:
        return {"step": Step.UNREADABLE, "said": wrong.errors["file"], "sheets": names, "sheet": max(row.sheet, 0)}
    work.session.execute(sa.delete(_R).where(_R.c.list_id == row.id))
    numbers, kept = 0, []
    for number, cells in below:
        masked = [national_number.mask(cell) for cell in cells]
        numbers += sum(found for _cell, found in masked)
        kept.append({"list_id": row.id, "number": number, "cells": [cell for cell, _found in masked],
                     "troubles": [], "notices": [], "alike": [], "keys": [], "left_out": False})  # fmt: skip
    for begin in range(0, len(kept), AT_ONCE):
        work.session.execute(sa.insert(_R), kept[begin : begin + AT_ONCE])
        tell(min(begin + AT_ONCE, len(kept)), len(kept))
    return {
        "step": Step.COLUMNS, "sheets": names, "sheet": sheet, "heading_row": heading_row, "headings": headings,
        "counts": {"rows": len(kept), "masked": numbers}, "done": 0, **_explained_before(work, row, headings),
    }  # fmt: skip


def _where(content: bytes, row: OldList, many: int) -> tuple[int, int]:
    """The sheet and the row of its headings: those that were chosen, else those that explain themselves best."""
    if row.heading_row:
        return row.sheet, row.heading_row
    found = []
    for sheet in [row.sheet] if row.sheet >= 0 else range(many):
        first = list(sheets.rows_of(content, most_rows=fields.LAST_HEADING, most_columns=MOST_COLUMNS,
                                    longest=LONGEST, sheet=sheet))[: fields.LAST_HEADING]  # fmt: skip
        at = fields.heading_row(first)
        known = len(fields.guess(dict(first).get(at, [])))
        found.append((-known, sheet, at))
    _known, sheet, at = min(found)
    return sheet, at


def _parted(rows: Any, heading_row: int) -> tuple[list[str], list[Any]]:
    """The headings, and the rows below them. Invalid, for the field `file`, where there is nothing to take over."""
    below = [(number, cells) for number, cells in rows if number > heading_row]
    if not below:
        raise sheets.wrong(_("Onder de koppen van dit blad staan geen rijen."))
    if len(below) > MOST_ROWS:
        raise sheets.wrong(_("Dit blad heeft te veel rijen: hoogstens %(most)d.", most=MOST_ROWS))
    heads = next((list(cells) for number, cells in rows if number == heading_row), [])
    widest = max(len(cells) for _number, cells in below)
    heads += [""] * (widest - len(heads))
    return [national_number.mask(" ".join(head.split())[:100])[0] for head in heads], below


def _explained_before(work: Work, row: OldList, headings: list[str]) -> dict[str, Any]:
    """What was said last time of a file with the same headings; else what the headings say by themselves."""
    last = work.session.execute(
        sa.select(_L.c["columns"], _L.c.meanings, _L.c.start_as_referred)
        .where(_L.c.hub_id == row.hub_id, _L.c.headings == headings, _L.c.meanings != sa.text("'{}'"))
        .order_by((_L.c.id == row.id).desc(), _L.c.created_at.desc())
        .limit(1)
    ).first()
    if last:
        return {"columns": last[0], "meanings": last.meanings, "start_as_referred": last.start_as_referred}
    return {"columns": {str(at): str(field) for at, field in fields.guess(headings).items()}, "meanings": {}}


DO: Mapping[Step, Callable[[Work, OldList, Tell], Mapping[str, Any]]] = {
    Step.READING: _read, Step.CHECKING: check, Step.APPLYING: apply, Step.UNDOING: undo,
}  # fmt: skip


def forget_old(work: Work) -> int:
    """Delete lists and their rows that nobody will need: not taken over, or undone whole, a month ago."""
    over = sa.or_(_L.c.done_at.is_not(None), _L.c.parked_at.is_not(None))
    old = sa.func.coalesce(_L.c.undone_at, _L.c.created_at) < work.now - KEPT_FOR
    became = sa.exists().where(_R.c.list_id == _L.c.id, _R.c.referral_id.is_not(None))
    gone = work.session.execute(sa.delete(_L).where(over, old, ~became).returning(_L.c.blob_id))
    blob_ids = list(gone.scalars())
    work.session.execute(sa.delete(Blob).where(col(Blob.id).in_([blob for blob in blob_ids if blob])))
    return len(blob_ids)
