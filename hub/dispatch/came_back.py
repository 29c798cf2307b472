"""Whose track it was that brought a case back to the coordinator, and whether word came since."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.case import Stage
from hub.dispatch.table_tables import AgendaReason, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import OPEN
from hub.ledger import Entry
from hub.lookups import Lookup
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Work
from hub.wording import _

# Cases that came back before silence had a word of its own for running tracks were written down as stuck.
SILENCE = frozenset({AgendaReason.SILENT, AgendaReason.STALLED, AgendaReason.HOLD_OVER})
# What is said about a track; it stays silent from the moment that the coordinator gets it until one of these.
WORDS = (
    "track.accept", "track.decline", "track.start", "track.plan", "track.not_start", "track.withdraw", "track.hold",
    "track.resume", "track.complete", "track.stop_early", "track.contact",
)  # fmt: skip
GIVEN = "track.gave_to_coordinator"
WITH_COORDINATOR = 2  # the rung of the ladder


@dataclass(frozen=True)
class Behind:
    """Whose tracks brought a case back for this reason: the partners of which nothing was heard, and those that came
    with word since. `ours` and `ours_heard` say so of the hub's own track.
    """

    reason: str
    silent: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    ours: str = ""
    ours_heard: str = ""
    all_open: bool = False  # the tracks of all of these

    @property
    def answered(self) -> bool:
        """It came back because of silence, nobody is silent any more, and what they do goes on."""
        return self.reason in SILENCE and not self.silent and not self.ours and self.all_open

    def news(self) -> str:
        """What was heard since silence brought it back, as a sentence without its stop; "" when nothing was."""
        if self.reason not in SILENCE:
            return ""
        words = " · ".join(Behind(self.reason, heard=self.heard, ours_heard=self.ours_heard)._parts())
        return words[:1].upper() + words[1:]

    def instead_of(self, words: str, reason: str | None) -> str:
        """The words for why the case came back, with whose track it was; for silence, with what was heard since."""
        if reason != self.reason:
            return words
        if reason not in SILENCE:
            return f"{words} ({', '.join(filter(None, (*self.silent, *self.heard, self.ours, self.ours_heard)))})"
        parts = " · ".join(self._parts())
        return f"{words}: {parts}" if words and reason == AgendaReason.HOLD_OVER else parts

    def _parts(self) -> Iterable[str]:
        if self.silent:
            yield _("we horen niets meer (%(partners)s)", partners=", ".join(self.silent))
        if self.ours:
            yield _("nog geen nieuws over ons eigen traject")
        if self.heard:
            yield _("na stilte kregen we antwoord (%(partners)s)", partners=", ".join(self.heard))
        if self.ours_heard:
            yield _("na stilte is er nieuws over ons eigen traject")


_LAST: Any = (
    select(Entry.id, Entry.act, Entry.at)
    .where(col(Entry.noun_id) == col(Track.id), col(Entry.noun) == "track", col(Entry.act).in_((*WORDS, GIVEN)))
    .order_by(col(Entry.id).desc())
    .limit(1)
    .correlate(Track)
    .lateral("last_said")
)


# The table that it lies on since is a stage of its own: when it came back stands in the ledger.
def _of_coming_back(what: Any) -> Any:
    return (
        select(what)
        .where(col(Entry.referral_id) == col(Referral.id), col(Entry.noun) == "referral")
        .where(col(Entry.to_stage) == Stage.REOPENED)
        .order_by(col(Entry.id).desc())
        .limit(1)
        .correlate(Referral)
        .scalar_subquery()
    )


_SINCE: Any = sa.func.coalesce(_of_coming_back(Entry.at), col(Referral.stage_since))
# In the order in which it was written down: whoever rehearsed the days to come put its moment after the answer.
_CAME: Any = _of_coming_back(Entry.id)
_AFTER_IT: Any = sa.case((_CAME.is_not(None), _LAST.c.id > _CAME), else_=_LAST.c.at > _SINCE)
_GIVEN_SINCE: Any = (
    select(Entry.id)
    .where(col(Entry.noun_id) == col(Track.id), col(Entry.noun) == "track", col(Entry.act) == GIVEN)
    .where(col(Entry.at) >= _SINCE)
    .correlate(Track, Referral)
    .exists()
)
_STILL_WITH_HER: Any = (col(Track.step) == WITH_COORDINATOR) & col(Track.stage).in_(OPEN)
_ALSO_SILENT: Any = col(Referral.reopened_for).in_(SILENCE) & (_STILL_WITH_HER | _GIVEN_SINCE)
_BEHIND = Lookup(
    sa.select(
        col(Referral.id), col(Referral.reopened_for), col(Organisation.name),
        col(Track.stage).in_(OPEN).label("open"), (col(Organisation.kind) == OrganisationKind.HUB).label("own"),
        sa.func.coalesce(
            sa.and_(_LAST.c.act != GIVEN, _AFTER_IT), sa.false()
        ).label("heard"),
    )
    .select_from(Referral)
    .join(Track, col(Track.referral_id) == col(Referral.id))
    .join(Organisation, col(Organisation.id) == col(Track.organisation_id))
    .outerjoin(_LAST, sa.true())
    .where(col(Referral.id).in_(sa.bindparam("cases", expanding=True)), col(Referral.reopened_track_id).is_not(None))
    .where(sa.or_(col(Track.id) == col(Referral.reopened_track_id), _ALSO_SILENT))
    .order_by(col(Track.id) != col(Referral.reopened_track_id), col(Track.id))
)  # fmt: skip


def partners_behind(work: Work, referral_ids: Collection[UUID]) -> dict[UUID, Behind]:
    """Who they are, by case; cases that came back for another reason are left out. Asks no right."""
    if not referral_ids:
        return {}
    rows = _BEHIND.ask(work.session, cases=list(referral_ids))
    return {case: _behind([row for row in rows if row.id == case]) for case in {row.id for row in rows}}


def _behind(rows: list[Any]) -> Behind:
    theirs, ours = [row for row in rows if not row.own], [row for row in rows if row.own]
    return Behind(
        rows[0].reopened_for,
        silent=tuple(row.name for row in theirs if not row.heard),
        heard=tuple(row.name for row in theirs if row.heard),
        ours=next((row.name for row in ours if not row.heard), ""),
        ours_heard=next((row.name for row in ours if row.heard), ""),
        all_open=all(row.open for row in rows),
    )


def words_of(words: str, reason: str | None, behind: Behind | None) -> str:
    """The words for why a case came back or lies on an agenda, with what is known of the tracks behind it."""
    return behind.instead_of(words, reason) if behind else words


def silence_words(partner: str, *, own: bool) -> str:
    """What was the matter at the moment when a silent track brought its case back."""
    return "".join(Behind("", ours=partner)._parts() if own else Behind("", silent=(partner,))._parts())
