"""What an old list would give: each row a case, or why not; what came before, and who may be known already."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date, school_year_of
from hub.columns import table_of
from hub.dispatch import level_policy
from hub.dispatch.case import Stage
from hub.dispatch.common_here import commonness
from hub.dispatch.commonness import Commonness
from hub.dispatch.likeness import Known, compare
from hub.dispatch.likeness_words import told
from hub.dispatch.lookalikes import likely_among
from hub.dispatch.spelling import name
from hub.dispatch.tables import Referral
from hub.home.old_list.fields import Field
from hub.home.old_list.rows import OldCase, Reading, Says, key_of, read_row
from hub.home.old_list.tables import OldList, OldRow, Step, Verdict
from hub.home.old_list.values import chosen_of
from hub.hubs import Hub
from hub.store import Work
from hub.wording import N_

AT_ONCE, MOST_ALIKE, MOST_NEAR = 250, 5, 100  # near: of earlier rows that share a way to be found
_L, _R = table_of(OldList), table_of(OldRow)
TWICE = N_("Deze rij is dezelfde als rij %(row)d.")
TAKEN_BEFORE = N_("Deze rij werd al overgenomen, als %(number)s.")
YOUNG = N_(
    "Waarschijnlijk basisonderwijs, en jullie werken daar niet voor. We nemen de rij over: kijk na of dat klopt."
)
Tell = Callable[[int, int], None]


def check(work: Work, row: OldList, tell: Tell) -> Mapping[str, Any]:
    """The dry run: writes beside each row what it would become, and nothing else."""
    rows = work.session.exec(select(OldRow.number, OldRow.cells).where(OldRow.list_id == row.id)
                             .order_by(col(OldRow.number))).all()  # fmt: skip
    chosen, today = chosen_of(row), brussels_date(work.now)
    read = [(number, cells, read_row(cells, chosen, today)) for number, cells in rows]
    _mark_levels(work.session.get_one(Hub, row.hub_id), [made for _number, _cells, made in read], today)
    keys = _keys([(number, cells, made.case) for number, cells, made in read], chosen.columns.get(Field.NUMBER, ()))
    before, seen = _taken_before(work, row), dict[str, int]()
    common, near = commonness(work, row.hub_id), Neighbours()
    counts: Counter[str] = Counter()
    years: Counter[str] = Counter()
    stages: Counter[str] = Counter()
    written: list[dict[str, Any]] = []
    tell(0, len(read))
    for at, (number, _cells, made) in enumerate(read, start=1):
        verdict, troubles = _verdict(made, keys[number], before, seen)
        for key in keys[number]:
            seen.setdefault(key, number)
        alike = _alike(work, row.hub_id, number, made.case, common, near) if verdict in TAKEN_OVER else []
        written.append({
            "in_list": row.id, "in_row": number, "verdict": verdict, "troubles": troubles, "keys": keys[number],
            "notices": [_plain(one) for one in made.notices], "alike": alike,
            "may_be_known": bool(alike),
        })  # fmt: skip
        counts[verdict] += 1
        counts["alike"] += bool(alike)
        counts["noticed"] += bool(made.notices and verdict in TAKEN_OVER)
        if made.case and verdict in TAKEN_OVER:
            stages[made.case.stage] += 1
            years[school_year_of(made.case.referred_on).label] += 1
        if at % AT_ONCE == 0 or at == len(read):
            work.session.connection().execute(_WRITE, written)
            written.clear()
            tell(at, len(read))
    masked = row.counts.get("masked", 0)
    told_of = {"rows": len(read), "masked": masked, **counts, "years": dict(years), "stages": dict(stages)}
    return {"step": Step.READY, "counts": told_of}


TAKEN_OVER = (Verdict.OPEN, Verdict.CLOSED)
_WRITE = (
    sa.update(_R)
    .where(_R.c.list_id == sa.bindparam("in_list"), _R.c.number == sa.bindparam("in_row"))
    .values(
        {
            **{name: sa.bindparam(name) for name in ("verdict", "troubles", "notices", "alike", "keys")},
            # Who explains the columns anew does not tick again; what nobody is asked about is not left out.
            "left_out": sa.and_(_R.c.left_out, sa.bindparam("may_be_known", type_=sa.Boolean())),
        }
    )
)


def _mark_levels(hub: Hub, read: Sequence[Reading], today: date) -> None:
    """A list says no level: of a running case a birth date may tell that it is not for this hub. It comes in all the
    same, for somebody works on it; what was closed is history."""
    if level_policy.serves_primary(hub, today):
        return
    for made in read:
        case = made.case
        born = case.birth_date if case and case.stage != Stage.CLOSED else None
        if case and born and level_policy.likely_primary(born, case.referred_on):
            made.notices.append(Says(Field.BIRTH_DATE, YOUNG))


def _verdict(
    made: Reading, keys: Sequence[str], before: Mapping[str, str], seen: Mapping[str, int]
) -> tuple[Verdict, list[dict[str, Any]]]:  # fmt: skip
    for key in keys:
        if key in before:
            return Verdict.BEFORE, [_plain(Says("", TAKEN_BEFORE, {"number": before[key]}))]
        if key in seen:
            return Verdict.BEFORE, [_plain(Says("", TWICE, {"row": seen[key]}))]
    if made.case is None:
        return Verdict.TROUBLE, [_plain(one) for one in made.troubles]
    return Verdict.CLOSED if made.case.stage == Stage.CLOSED else Verdict.OPEN, []


def _plain(says: Says) -> dict[str, Any]:
    """As JSON holds it."""
    return asdict(says)


def _keys(rows: Sequence[tuple[int, Sequence[str], OldCase | None]], numbered: Sequence[int]) -> dict[int, list[str]]:
    """By what each row is known when it comes again: all that stands in it; its number, where that is of one row only;
    and who was referred on which day."""
    found: dict[int, list[str]] = {}
    given = {number: _number(cells, numbered) for number, cells, _case in rows}
    often = Counter(given.values())
    for number, cells, case in rows:
        content = "\x1f".join(" ".join(cell.split()) for cell in cells).rstrip("\x1f")
        keys = [f"row:{hashlib.sha256(content.encode()).hexdigest()}"]
        if case is not None:
            who = key_of(f"{case.last_name} {case.first_name}")
            keys.append(f"who:{who}:{case.birth_date or ''}:{case.referred_on}:{case.stage == Stage.CLOSED}")
        if given[number] and often[given[number]] == 1:
            keys.append(f"number:{given[number]}")
        found[number] = keys
    return found


def _number(cells: Sequence[str], columns: Sequence[int]) -> str:
    return key_of(" ".join(cells[at] for at in columns if at < len(cells)))


def _taken_before(work: Work, row: OldList) -> dict[str, str]:
    """The keys of all rows that became cases of this hub, each with the number of its case."""
    asked = (
        sa.select(_R.c["keys"], col(Referral.number))
        .join(_L, _L.c.id == _R.c.list_id)
        .join(Referral, col(Referral.id) == _R.c.referral_id)
        .where(_L.c.hub_id == row.hub_id)
    )
    return {key: number for keys, number in work.session.execute(asked) for key in keys}


class Neighbours:
    """The rows that were read before, by the ways in which those of one youngster may be found."""

    def __init__(self) -> None:
        self.by: dict[tuple[str, ...], list[tuple[int, Known]]] = {}

    def like(self, number: int, known: Known, common: Commonness) -> Iterator[tuple[int, list[str]]]:
        """(row, what agrees) of each earlier row that is likely of the same youngster; and remembers this one."""
        ways = self._ways(known)
        near = {row: other for way in ways for row, other in self.by.get(way, ())[-MOST_NEAR:]}
        for row, other in sorted(near.items()):
            likeness = compare(known, other, common)
            if likeness.likely:
                yield row, told(likeness)
        for way in ways:
            self.by.setdefault(way, []).append((number, known))

    @staticmethod
    def _ways(known: Known) -> list[tuple[str, ...]]:
        first, last = name(known.first_name).sound, name(known.last_name).sound
        ways = [("born", known.born)] if known.born else []
        return [*ways, ("names", *sorted((first, last)))] if first and last else [*ways]


def _alike(
    work: Work, hub_id: UUID, number: int, case: OldCase | None, common: Commonness, near: Neighbours
) -> list[dict[str, Any]]:  # fmt: skip
    """Who may be the same youngster: files of the hub by the numbers of their cases, and earlier rows. A suggestion."""
    if case is None:
        return []
    born = f"{case.birth_date:%Y%m%d}" if case.birth_date else ""
    known = Known(case.first_name, case.last_name, born, case.postcode)
    files = {one: told(likeness) for one, likeness in likely_among(work, hub_id, known, common)[:MOST_ALIKE]}
    cases = select(Referral.id, Referral.number, Referral.youngster_id).where(col(Referral.youngster_id).in_(files))
    found: list[dict[str, Any]] = [
        {"case": str(one.id), "number": one.number, "agrees": files[one.youngster_id]}
        for one in (work.session.execute(cases.order_by(col(Referral.number).desc())) if files else ())
    ]
    found += [{"row": row, "agrees": agrees} for row, agrees in near.like(number, known, common)]
    return found[:MOST_ALIKE]
