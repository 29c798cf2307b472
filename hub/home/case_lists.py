"""Lists of cases by stage or by what they need, page by page with a cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date, midnight
from hub.columns import table_of
from hub.dispatch import searching, sight
from hub.dispatch.case import Stage
from hub.dispatch.codes import Flag, SubjectKind
from hub.dispatch.sight import CaseLine, R, Y, lines
from hub.dispatch.table_tables import Claim
from hub.dispatch.watch import Party
from hub.home.today_lines import OPEN, came_in, without_card
from hub.paging import cut
from hub.store import Work
from hub.wording import N_

PAGE = 50
SHOW_WORDS = {
    "gevaar": N_("spreekt van gevaar"),
    "rood": N_("rode vlag"),
    "te-laat": N_("te laat"),
    "antwoorden": N_("ongelezen antwoorden"),
    "opnames": N_("opnames om te bevestigen"),
    "oude-lijst": N_("uit de oude lijst na te kijken"),
    "tafelkaarten": N_("partners zien de tafelkaart niet"),
}

HOLDER_WORDS = {
    Party.COORDINATOR: N_("het meldpunt"),
    Party.REFERRER: N_("de aanmelder"),
    Party.PARTNER: N_("een partner"),
}
LATE_WORDS = {"7": N_("meer dan een week te laat"), "30": N_("meer dan een maand te laat")}
# How each is called in an address.
NAMES = {
    "fase": "stage", "toon": "show", "vlag": "flag", "soort": "kind", "wie": "holder", "gemeente": "municipality",
    "laat": "late", "woorden": "words",
}  # fmt: skip
LONGEST = 100


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; "" means: all that are open."""

    stage: str = ""
    show: str = ""
    flag: str = ""
    kind: str = ""
    holder: str = ""
    municipality: str = ""
    late: str = ""
    words: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """As it stands in an address or in a view that was kept."""
        return cls(**{own: " ".join(asked.get(name, "").split())[:LONGEST] for name, own in NAMES.items()})

    def as_asked(self) -> dict[str, str]:
        """What is chosen, as it stands in an address."""
        return {name: value for name, own in NAMES.items() if (value := getattr(self, own))}


@dataclass(frozen=True)
class CasePage:
    """One page; the cursors are what stands in the addresses of the next and the previous one."""

    lines: list[CaseLine]
    newer: str | None
    older: str | None


def case_list(work: Work, wanted: Wanted, *, after: str = "", before: str = "", size: int = PAGE) -> CasePage:
    """One page of the cases of one's own hubs: closed ones newest first, open ones in the order of their next date."""
    hubs = list(sight.desk_hubs(work))
    closed = wanted.stage == Stage.CLOSED
    by: Any = R.c.stage_since if closed or wanted.stage else R.c.next_due
    query = lines().where(R.c.hub_id.in_(hubs), *_narrowed(work, hubs, wanted))
    found = cut(work.session, query, by, R.c.id, after=after, before=before, size=size, downwards=closed)
    return CasePage(sight.read(found.rows), found.newer, found.older)


def _narrowed(work: Work, hubs: list[UUID], wanted: Wanted) -> list[Any]:
    found: list[Any] = [R.c.danger_at.is_not(None)] if wanted.show == "gevaar" else []  # closed ones as well
    if wanted.stage in set(Stage):
        found.append(R.c.stage == _code(wanted.stage))
    elif not found:
        found.append(OPEN)
    if wanted.flag in set(Flag):
        found.append(R.c.flag == _code(wanted.flag))
    found += _chosen(work, hubs, wanted)
    if wanted.show == "rood":
        found += [R.c.flag == Flag.RED, sa.or_(R.c.holder == "coordinator", R.c.next_due < work.now)]
    elif wanted.show == "te-laat":
        found += [R.c.stage != Stage.REOPENED, R.c.next_due < midnight(brussels_date(work.now))]
    elif wanted.show == "antwoorden":
        found += [R.c.id.in_(sa.select(came_in(hubs).c.referral_id))]
    elif wanted.show == "oude-lijst":
        found += [OPEN, R.c.look_over_since.is_not(None)]
    elif wanted.show == "tafelkaarten":
        found.append(without_card(hubs))
    elif wanted.show == "opnames":
        claim = table_of(Claim)
        made = sa.text("claim.state = 'made'")
        found.append(R.c.id.in_(sa.select(claim.c.referral_id).where(claim.c.hub_id.in_(hubs), made)))
    return found


def _code(known: str) -> Any:
    """It stands in the text of the question, so that a plan which is kept knows which index serves."""
    return sa.literal(known, literal_execute=True)


def _chosen(work: Work, hubs: list[UUID], wanted: Wanted) -> list[Any]:
    """What stands beside stage, flag and need. Words are those of number, school and referrer, never of a youngster."""
    found: list[Any] = []
    if wanted.kind in set(SubjectKind):
        found.append(R.c.subject_kind == _code(wanted.kind))
    if wanted.holder in set(Party):
        found.append(R.c.holder == _code(wanted.holder))
    if wanted.municipality:
        homes = sa.select(Y.c.id).where(Y.c.hub_id.in_(hubs), Y.c.home_nis == wanted.municipality)
        found.append(R.c.youngster_id.in_(homes))
    if wanted.late in LATE_WORDS:
        found.append(R.c.next_due < midnight(brussels_date(work.now) - timedelta(days=int(wanted.late))))
    return [*found, *searching.holding(wanted.words)]


def counted(work: Work, lists: Sequence[Wanted]) -> list[str]:
    """Of each list how many cases it holds, in one question: "7", or "100+" where nobody counts on."""
    hubs = list(sight.desk_hubs(work))
    if not lists:
        return []
    each = [sa.select(R.c.id).where(R.c.hub_id.in_(hubs), *_narrowed(work, hubs, one)) for one in lists]
    numbers = work.session.execute(sa.select(*(sight.up_to(query).label(f"n{n}") for n, query in enumerate(each))))
    return [f"{sight.MANY}+" if many > sight.MANY else str(many) for many in numbers.one()]
