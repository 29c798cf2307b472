"""What the rows of an old list become, page by page and with names, for who reads it before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.case import OUTCOME_WORDS, STAGE_WORDS
from hub.dispatch.track import TRACK_WORDS
from hub.home.old_list.checking import TAKEN_OVER
from hub.home.old_list.leafing import PAGE, Leaf, leaf
from hub.home.old_list.rows import OldCase, read_row
from hub.home.old_list.sight import log_look
from hub.home.old_list.tables import OldList, OldRow
from hub.home.old_list.values import chosen_of, partners_of
from hub.store import Work
from hub.wording import _, exact


@dataclass(frozen=True)
class RowRead:
    """A row as it was read; `days` and `stage` in words."""

    number: int
    first_name: str
    last_name: str
    days: Sequence[str]
    stage: str
    partners: Sequence[str]


@dataclass(frozen=True)
class Page:
    lines: Sequence[RowRead]
    leaf: Leaf


def page_of(work: Work, one: OldList, number: int) -> Page:
    """A page of what would be taken over, the first being 1. Who is who is shown: a look that the ledger keeps."""
    here = leaf(number, sum(one.counts.get(verdict, 0) for verdict in TAKEN_OVER))
    lines = list(_lines(work, one, here.skipped))
    if lines:
        log_look(work, one)
    return Page(lines, here)


def _lines(work: Work, one: OldList, skipped: int) -> Iterator[RowRead]:
    chosen, today = chosen_of(one), brussels_date(work.now)
    partners = {str(partner): name for partner, name in partners_of(work, one.hub_id)}
    asked = select(OldRow.number, OldRow.cells).where(OldRow.list_id == one.id, col(OldRow.verdict).in_(TAKEN_OVER))
    for number, cells in work.session.exec(asked.order_by(col(OldRow.number)).offset(skipped).limit(PAGE)):
        case = read_row(cells, chosen, today).case
        if case is not None:
            yield _read(number, case, partners)


def _read(number: int, case: OldCase, partners: Mapping[str, str]) -> RowRead:
    track = next(iter(case.tracks), None)
    days = (
        (_("geboren op %(day)s"), case.birth_date), (_("aangemeld op %(day)s"), case.referred_on),
        (_("start op %(day)s"), track and track.agreed_start), (_("gestart op %(day)s"), track and track.started_on),
        (_("afgesloten op %(day)s"), case.closed_on),
    )  # fmt: skip
    more = TRACK_WORDS[track.stage] if track else OUTCOME_WORDS[case.outcome] if case.outcome else ""
    return RowRead(
        number, case.first_name, case.last_name, [words % {"day": exact(day)} for words, day in days if day],
        ": ".join(_(words) for words in (STAGE_WORDS[case.stage], more) if words),
        [partners.get(each.partner, "–") for each in case.tracks],
    )  # fmt: skip
