"""What an administrator sees of an import of the official list: how far it is, and line by line what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub import places
from hub.partners.import_plan import SAID
from hub.partners.import_tables import ImportLine, ListImport, Step, Verdict
from hub.people.rights import Right, require_any
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import N_, _

SHOWN = 200
FIELD_WORDS = {
    "name": N_("naam"), "street": N_("straat"), "house_number": N_("huisnummer"), "postcode": N_("postcode"),
    "nis": N_("gemeente"), "board": N_("inrichtende macht"), "network": N_("net"),
    "institution_number": N_("nummer instelling"), "site_number": N_("nummer vestigingsplaats"),
    "ended_on": N_("gestopt"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class LineView:
    number: int
    name: str
    changes: Sequence[Change]
    reason: str


@dataclass(frozen=True)
class ImportView:
    one: ListImport
    by: str
    busy: bool
    lines: Mapping[str, Sequence[LineView]]  # the first SHOWN of each verdict


def import_of(work: Work, import_id: UUID) -> ImportView:
    """NotFound for who does not manage the hub of this import."""
    hubs = require_any(work.asker, Right.MANAGE)
    found = work.session.get(ListImport, import_id)
    if found is None or found.hub_id not in hubs:
        raise NotFound
    by = work.session.get(Person, found.person_id) if found.person_id else None
    lines = {str(verdict): _lines(work, import_id, verdict) for verdict in Verdict}
    busy = found.step in (Step.READING, Step.APPLYING) and found.parked_at is None
    return ImportView(found, by.name if by else "", busy, lines)


def imports(work: Work) -> Sequence[ListImport]:
    """The last imports of the hubs that the asker manages, newest first."""
    hubs = require_any(work.asker, Right.MANAGE)
    mine = select(ListImport).where(col(ListImport.hub_id).in_(hubs))
    return work.session.exec(mine.order_by(col(ListImport.created_at).desc()).limit(20)).all()


def _lines(work: Work, import_id: UUID, verdict: Verdict) -> list[LineView]:
    asked = select(ImportLine).where(ImportLine.import_id == import_id, ImportLine.verdict == verdict)
    rows = work.session.exec(asked.order_by(col(ImportLine.number)).limit(SHOWN)).all()
    return [LineView(row.number, row.name, _changes(row), _(row.reason) if row.reason else "") for row in rows]


def _changes(row: ImportLine) -> list[Change]:
    before, after = row.before or {}, row.after or {}
    shown = (*SAID, "ended_on") if row.verdict == Verdict.CHANGED else ("street", "house_number", "postcode", "nis")
    return [
        Change(_(FIELD_WORDS[name]), _said(name, before.get(name)), _said(name, after.get(name)))
        for name in shown
        if name in after
    ]


def _said(name: str, value: str | None) -> str:
    return (places.name_of(value) if name == "nis" else "") or value or ""
