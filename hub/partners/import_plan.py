"""What the official list would change in what a hub keeps: pure, out of the lines and the rows that there are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from hub.partners.import_tables import Verdict
from hub.partners.naming import names
from hub.partners.official_list import Line, Site
from hub.wording import N_, sort_key

# What a line says of a site, and what follows from it; a batch writes these columns and no others.
SAID = ("name", "street", "house_number", "postcode", "nis", "board", "network", "institution_number", "site_number")
WRITTEN = (*SAID, "sort_key", "found_by", "ended_on")
KEPT_ELSEWHERE = N_("Een ander meldpunt houdt deze vestigingsplaats bij.")
OTHER_KIND = N_("Deze nummers horen hier al bij een andere soort organisatie.")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """One line to keep; `before` and `after` hold the columns of WRITTEN that differ, all of them for a new site."""

    number: int
    verdict: Verdict
    name: str
    organisation_id: UUID | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str = ""


@dataclass
class Plan:
    lines: list[Planned] = field(default_factory=list)
    same: int = 0

    def counts(self) -> dict[str, int]:
        found = Counter(str(line.verdict) for line in self.lines)
        return {**{str(verdict): found[verdict] for verdict in Verdict}, "same": self.same}


def plan(lines: Sequence[Line], rows: Sequence[Row], hub_id: UUID, kind: str, today: str) -> Plan:
    """`rows` are the organisations of any hub that have numbers, and the schools of this one that have none. `today` as
    YYYY-MM-DD is the day on which what is gone would stop."""
    made = Plan()
    known = {(row["institution_number"], row["site_number"]): row for row in rows if row["institution_number"]}
    by_hand = _by_hand(rows, hub_id, kind)
    met: set[UUID] = set()
    for line in lines:
        planned = _planned(line, known, by_hand, hub_id, kind)
        if planned and planned.organisation_id and planned.verdict != Verdict.NEW:
            met.add(planned.organisation_id)
        if planned and planned.verdict == Verdict.CHANGED and not planned.after:
            made.same += 1
        elif planned:
            made.lines.append(planned)
    last = max((line.number for line in lines), default=1)
    made.lines += _gone(rows, met, hub_id, kind, today, last)
    return made


def _planned(
    line: Line, known: Mapping[Any, Row], by_hand: dict[tuple[str, str], Row], hub_id: UUID, kind: str
) -> Planned:  # fmt: skip
    if line.site is None:  # what it is about is in the list all the same
        there = known.get(line.key)
        return Planned(line.number, Verdict.REFUSED, line.said, there["id"] if there else None, reason=line.reason)
    site = line.site
    row = known.get(site.key) or by_hand.pop((sort_key(site.name), site.nis), None)
    if row is None:
        return Planned(line.number, Verdict.NEW, site.name, uuid4(), after=_written(site))
    if row["kept_by"] != hub_id or row["kind"] != kind:
        reason = KEPT_ELSEWHERE if row["kept_by"] != hub_id else OTHER_KIND
        return Planned(line.number, Verdict.REFUSED, line.said, row["id"], reason=reason)
    after = {name: value for name, value in _written(site).items() if value != plain(row[name])}
    before = {name: plain(row[name]) for name in after}
    return Planned(line.number, Verdict.CHANGED, site.name, row["id"], before, after)


def _written(site: Site) -> dict[str, Any]:
    return {**site.values(), **names(site.name, site.nis, site.street, site.postcode), "ended_on": None}


def plain(value: Any) -> Any:
    """As JSON holds it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _by_hand(rows: Iterable[Row], hub_id: UUID, kind: str) -> dict[tuple[str, str], Row]:
    """Schools that were written by hand before the list came: the only one of its name in its municipality."""
    mine = [row for row in rows if not row["institution_number"] and row["kept_by"] == hub_id and row["kind"] == kind]
    keys = Counter((row["sort_key"], row["nis"]) for row in mine)
    return {(row["sort_key"], row["nis"]): row for row in mine if keys[row["sort_key"], row["nis"]] == 1}


def _gone(
    rows: Sequence[Row], met: set[UUID], hub_id: UUID, kind: str, today: str, last: int
) -> Iterator[Planned]:  # fmt: skip
    """Sites out of an earlier list that this one does not name; what was written by hand stays."""
    gone = [
        row for row in rows
        if row["institution_number"] and row["kept_by"] == hub_id and row["kind"] == kind
        and row["ended_on"] is None and row["id"] not in met
    ]  # fmt: skip
    for number, row in enumerate(gone, start=last + 1):
        yield Planned(number, Verdict.GONE, row["name"], row["id"], {"ended_on": None}, {"ended_on": today})
