"""The groups of Vandaag with noted calls that wait for a place; those that speak of danger stand with the first."""

from uuid import UUID

from hub.clock import brussels_date
from hub.home.today_lines import Group, Item, asked
from hub.intake import call_sight
from hub.intake.call_sight import DANGEROUS, OPEN, C, CallLine
from hub.store import Work
from hub.wording import _, ago

_DANGEROUS = asked(call_sight.query(OPEN, DANGEROUS), C.c.started_at, C.c.id)
_WAITING = asked(call_sight.query(OPEN, ~DANGEROUS), C.c.started_at, C.c.id)
ALL = "/vandaag/oproepen"


def dangerous(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _DANGEROUS.of(work, hubs)
    lines = call_sight.read(work, rows)
    items = [_item(work, "stuck", line, _("in de tekst: %(words)s", words=line.danger)) for line in lines]
    return Group("oproepen-gevaar", _("Oproepen die van gevaar spreken"), "stuck", items, total, ALL)


def waiting(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _WAITING.of(work, hubs)
    items = [_item(work, "waits", line, line.said) for line in call_sight.read(work, rows)]
    return Group("oproepen", _("Oproepen, nog te plaatsen"), "waits", items, total, ALL)


def _item(work: Work, kind: str, line: CallLine, why: str) -> Item:
    return Item(
        kind, f"{ALL}/{line.id}", line.caller or _("Onbekende beller"), why, meta=line.by,
        late=ago(line.started_at, brussels_date(work.now)), button=_("Plaats"),
    )  # fmt: skip
