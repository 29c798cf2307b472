"""What a coordinator does with an old list: give the file, choose its sheet, explain what is in it, take it over."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import blobs, ledger, national_number
from hub.dispatch.codes import MAIN_REASON_WORDS, REFERRER_KIND_WORDS
from hub.home.old_list import fields
from hub.home.old_list.fields import CHOICES, Field
from hub.home.old_list.rows import NO_PARTNER
from hub.home.old_list.standing import ENDINGS, STANDING_WORDS
from hub.home.old_list.tables import OldList, OldRow, Step
from hub.home.old_list.values import partners_of
from hub.people.rights import Right, hubs_where, require, require_any
from hub.problems import Invalid, NotFound, Refused
from hub.sheets import trouble
from hub.store import Work
from hub.wording import N_, _

TASK = "lists.import"
NOT_NOW = N_("Dit kan nu niet. Kijk hoever de lijst staat.")
# From these a person may go back and explain the list anew; what was taken over is undone first.
EXPLAINED = (Step.MEANINGS, Step.READY, Step.UNDONE)


def upload(work: Work, hub_id: UUID, content: bytes, name: str) -> OldList:
    """Keep the file for a worker to read; no case changes before `apply`. Invalid for what cannot be a list."""
    require(work.asker, Right.OLD_LIST, hub_id)
    if problem := trouble(content, name):
        raise Invalid({"file": problem})
    blob = blobs.keep(work, hub_id, content)
    work.session.flush()
    made = OldList(
        hub_id=hub_id, person_id=work.asker.person_id, name=national_number.mask(name[:200])[0], blob_id=blob.id,
        created_at=work.now, due_at=work.real, once_key=f"old_list:{blob.id}", sheet=-1,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    ledger.write(work, "old_list.upload", "old_list", made.id, hub_id=hub_id)
    work.wake(TASK)
    return made


def hub_meant(work: Work, chosen: UUID | None) -> UUID:
    """The hub that was chosen, or the only one of which the asker may take over a list."""
    hubs = require_any(work.asker, Right.OLD_LIST)
    meant = chosen or (next(iter(hubs)) if len(hubs) == 1 else None)
    if meant is None:
        raise Invalid({"hub": _("Kies het meldpunt.")})
    require(work.asker, Right.OLD_LIST, meant)
    return meant


def list_of(work: Work, list_id: UUID) -> OldList:
    """NotFound for who may not take over lists at its hub."""
    require(work.asker, Right.OLD_LIST)
    found = work.session.get(OldList, list_id)
    if found is None or found.hub_id not in hubs_where(work.asker, Right.OLD_LIST):
        raise NotFound
    return found


def read_again(work: Work, list_id: UUID, sheet: int, heading_row: int) -> OldList:
    """Another sheet, or another row that names the columns; 0 lets it be found."""
    found = _take(work, list_id, (Step.COLUMNS, Step.UNREADABLE, Step.MEANINGS, Step.READY))
    if not 0 <= sheet < len(found.sheets) or not 0 <= heading_row <= fields.LAST_HEADING or found.blob_id is None:
        raise Refused(_(NOT_NOW))
    found.sheet, found.heading_row = sheet, heading_row
    return _queue(work, found, Step.READING)


def explain_columns(work: Work, list_id: UUID, columns: Mapping[int, str], *, start_as_referred: bool) -> OldList:
    """What each column fills; "" for one that is not taken over. Invalid, for `columns`, when no row can be read."""
    found = _take(work, list_id, (Step.COLUMNS, *EXPLAINED))
    chosen = {
        at: Field(code) for at, code in columns.items() if code in set(Field) and 0 <= at < len(found.headings)
    }  # fmt: skip
    if wrong := fields.trouble(chosen):
        raise Invalid({"columns": " ".join(_(sentence) for sentence in wrong)})
    found.columns = {str(at): str(field) for at, field in chosen.items()}
    found.start_as_referred = start_as_referred
    if not set(chosen.values()) & set(CHOICES):
        return _queue(work, found, Step.CHECKING)
    found.step = Step.MEANINGS
    work.session.flush()
    return found


def explain_values(work: Work, list_id: UUID, meant: Mapping[Field, Mapping[str, str]]) -> OldList:
    """What each value of a choice means, by its key. Invalid by `FIELD:KEY` for what has to be chosen and was not."""
    found = _take(work, list_id, EXPLAINED)
    partners = {str(one) for one, _name in partners_of(work, found.hub_id)} | {NO_PARTNER}
    allowed: dict[Field, Collection[str]] = {
        Field.STANDING: set(STANDING_WORDS), Field.PARTNER: partners, Field.ENDING: {"", *ENDINGS},
        Field.REASON: {"", *MAIN_REASON_WORDS}, Field.REFERRER_KIND: {"", *REFERRER_KIND_WORDS},
    }  # fmt: skip
    errors = {
        f"{field}:{key}": _("Kies wat “%(said)s” betekent.", said=key)
        for field, values in meant.items()
        for key, code in values.items()
        if (field in allowed and code not in allowed[field])
        or (field == Field.SCHOOL and (len(code) > 200 or national_number.contains(code)))
    }
    if errors:
        raise Invalid(errors)
    found.meanings = {str(field): dict(values) for field, values in meant.items() if field in CHOICES}
    return _queue(work, found, Step.CHECKING)


def begin_again(work: Work, list_id: UUID) -> OldList:
    """Back to what the columns are, with all that was chosen."""
    found = _take(work, list_id, EXPLAINED)
    found.step, found.undone_at, found.said = Step.COLUMNS, None, ""
    work.session.flush()
    return found


def leave_out(work: Work, list_id: UUID, left_out: Collection[int], among: Collection[int]) -> None:
    """Of these rows that may be of somebody who is known, those are not taken over; what was said of others stays."""
    _take(work, list_id, (Step.READY,))
    rows = sa.update(OldRow).where(col(OldRow.list_id) == list_id, col(OldRow.number).in_(among))
    work.session.execute(rows.values(left_out=col(OldRow.number).in_(left_out)))


def apply(work: Work, list_id: UUID) -> OldList:
    """Let a worker make the cases that the dry run showed, but for the rows that a person leaves out."""
    found = _take(work, list_id, (Step.READY,))
    mine = select(sa.func.count()).where(col(OldRow.list_id) == list_id, col(OldRow.left_out))
    ledger.write(
        work, "old_list.apply", "old_list", found.id, hub_id=found.hub_id, left_out=work.session.exec(mine).one()
    )  # fmt: skip
    return _queue(work, found, Step.APPLYING)


def undo(work: Work, list_id: UUID) -> OldList:
    """Let a worker take back all cases with which nothing was done since."""
    found = _take(work, list_id, (Step.APPLIED,))
    ledger.write(work, "old_list.undo", "old_list", found.id, hub_id=found.hub_id)
    return _queue(work, found, Step.UNDOING)


def _take(work: Work, list_id: UUID, steps: Collection[str]) -> OldList:
    """The list, held for this unit of work. Refused where it stands at another step."""
    list_of(work, list_id)
    one = select(OldList).where(OldList.id == list_id).with_for_update()
    found = work.session.exec(one.execution_options(populate_existing=True)).one()
    if found.step not in steps:
        raise Refused(_(NOT_NOW))
    return found


def _queue(work: Work, found: OldList, step: Step) -> OldList:
    found.step, found.said, found.done, found.total = step, "", 0, 0
    found.done_at, found.parked_at, found.due_at, found.attempts = None, None, work.real, 0
    work.session.flush()
    work.wake(TASK)
    return found
