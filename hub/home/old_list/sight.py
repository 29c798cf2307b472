"""What a coordinator sees of an old list: how far it is, what it would give and what not, what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.dispatch import identity, shield, sight
from hub.dispatch.sight import CaseLine, R
from hub.home.old_list.desk import list_of
from hub.home.old_list.fields import FIELD_WORDS, Field
from hub.home.old_list.leafing import PAGE, Leaf, leaf
from hub.home.old_list.tables import BUSY, OldList, OldRow, Verdict
from hub.hubs import Hub, hubs_among
from hub.people.rights import Right, hubs_where, require
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import N_, _

SHOWN = 200
STAYED_OUT = sa.or_(col(OldRow.verdict) == Verdict.TROUBLE, col(OldRow.left_out))
NOT_WANTED = N_("Je koos om deze rij niet over te nemen.")


@dataclass(frozen=True)
class Told:
    """A sentence about a row: the heading of the column that it is about, "" for the row."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Likely:
    """A row that may be of a youngster who is known already: which case or earlier row, and what agrees."""

    row: int
    whom: Sequence[Mapping[str, Any]]
    left_out: bool


@dataclass(frozen=True)
class ListView:
    one: OldList
    hub: Hub
    by: str
    busy: bool
    troubles: Sequence[Told]
    before: Sequence[Told]
    notices: Sequence[Told]
    alike: Sequence[Likely]  # one page of them
    leaf: Leaf  # which one
    left_out: int
    kept: Sequence[CaseLine]  # cases of an undone list with which somebody did something
    to_look_over: Sequence[CaseLine]
    looked_over_not: int
    stayed_out: int  # rows of which the hub holds no case, so that the file may not go yet


def view_of(work: Work, list_id: UUID, alike_page: int = 1) -> ListView:
    one = list_of(work, list_id)
    by = work.session.get(Person, one.person_id) if one.person_id else None
    busy = one.step in BUSY and one.parked_at is None
    hub = work.session.get_one(Hub, one.hub_id)
    troubles = list(_told(one, _rows(work, one, OldRow.verdict == Verdict.TROUBLE), "troubles"))
    before = list(_told(one, _rows(work, one, OldRow.verdict == Verdict.BEFORE), "troubles"))
    in_sight = col(OldRow.verdict).in_((Verdict.OPEN, Verdict.CLOSED))
    noticed = _rows(work, one, in_sight & (sa.func.jsonb_array_length(col(OldRow.notices)) > 0))
    here = leaf(alike_page, one.counts.get("alike", 0))
    likely = in_sight & (sa.func.jsonb_array_length(col(OldRow.alike)) > 0)
    alike = _rows(work, one, likely, at_most=PAGE, skipped=here.skipped)
    of_list = col(OldRow.list_id) == one.id
    became = sa.select(col(OldRow.referral_id)).where(
        col(OldRow.list_id) == one.id, col(OldRow.referral_id).is_not(None)
    )
    its = (R.c.id.in_(became),)
    waiting = (*its, R.c.look_over_since.is_not(None))
    return ListView(
        one, hub, by.name if by else "", busy, troubles, before, list(_told(one, noticed, "notices")),
        [Likely(row.number, row.alike, row.left_out) for row in alike], here,
        _count(work, col(OldRow.number), of_list, in_sight, col(OldRow.left_out)),
        _cases(work, *its) if one.undone_at else [], _cases(work, *waiting),
        _count(work, R.c.id, *waiting), _count(work, col(OldRow.number), of_list, STAYED_OUT),
    )  # fmt: skip


def lists(work: Work) -> Sequence[OldList]:
    """The last lists of the hubs of which the asker may take one over, newest first."""
    mine = select(OldList).where(col(OldList.hub_id).in_(hubs_where(work.asker, Right.OLD_LIST)))
    return work.session.exec(mine.order_by(col(OldList.created_at).desc()).limit(20)).all()


def hubs_of(work: Work) -> list[Hub]:
    require(work.asker, Right.OLD_LIST)
    return hubs_among(work.session, hubs_where(work.asker, Right.OLD_LIST))


def log_look(work: Work, one: OldList) -> None:
    """Its rows were shown: names are among them."""
    ledger.write(work, "old_list.seen", "old_list", one.id, hub_id=one.hub_id)


def trouble_rows(work: Work, list_id: UUID) -> list[list[str]]:
    """All rows that stay out, for a file: number, column, what is wrong, and the row itself."""
    one = list_of(work, list_id)
    rows = _rows(work, one, STAYED_OUT, at_most=None)
    ledger.write(work, "old_list.download", "old_list", one.id, hub_id=one.hub_id, rows=len(rows))
    head = [_("Rij"), _("Kolom"), _("Wat er mis is"), *one.headings]
    return [
        head,
        *(
            [str(told.row), told.column, told.sentence, *row.cells]
            for row in rows
            for told in list(_told(one, [row], "troubles")) or [Told(row.number, "", _(NOT_WANTED))]
        ),
    ]


def row_of_case(work: Work, referral_id: UUID) -> dict[str, Any]:
    """The whole row from which a case came, in words; a look at who it is, which the ledger keeps."""
    case = sight.case_for(work, referral_id)
    shield.must_read(work, case)
    youngster = identity.open_identity(work, referral_id)
    found = work.session.exec(select(OldRow).where(OldRow.referral_id == referral_id)).first()
    if found is None:
        raise NotFound
    one = work.session.get_one(OldList, found.list_id)
    cells = [(one.headings[at] or _("Kolom %(number)d", number=at + 1), cell) for at, cell in enumerate(found.cells)]
    initials = identity.initials_of(youngster.first_name, youngster.last_name)
    return {"case": case, "list": one, "row": found.number, "cells": cells, "initials": initials}


def _rows(work: Work, one: OldList, which: Any, at_most: int | None = SHOWN, skipped: int = 0) -> Sequence[OldRow]:
    asked = select(OldRow).where(OldRow.list_id == one.id, which).order_by(col(OldRow.number))
    return work.session.exec(asked.limit(at_most).offset(skipped)).all()


def _told(one: OldList, rows: Sequence[OldRow], which: str) -> Iterator[Told]:
    columns = {code: one.headings[int(at)] for at, code in one.columns.items() if int(at) < len(one.headings)}
    for row in rows:
        for said in getattr(row, which):
            about, sentence = said["about"], said["sentence"]
            column = columns.get(about) or (_(FIELD_WORDS[Field(about)]) if about else "")
            yield Told(row.number, column, _(sentence, **said["values"]))


def _count(work: Work, what: Any, *where: Any) -> int:
    return work.session.execute(sa.select(sa.func.count(what)).where(*where)).scalar_one()


def _cases(work: Work, *where: Any) -> Sequence[CaseLine]:
    return sight.read(work.session.execute(sight.lines().where(*where).order_by(R.c.number).limit(SHOWN)).all())
