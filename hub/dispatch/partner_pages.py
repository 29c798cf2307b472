"""The partner's home: what we were asked, which of our tracks need a word, and our free places."""

from typing import Any

from litestar import Request, get

from hub.clock import DayUnit, add_days, at_nine, brussels_date, school_year_of
from hub.dispatch import partner_sight, side_door_sight, table_view, track_sight, track_view
from hub.dispatch.answers import declined_sight
from hub.dispatch.case_team.team_sight import teams_of
from hub.dispatch.consult import consult_sight
from hub.dispatch.expertise import expertise_sight
from hub.dispatch.fitting.fit import Verdict
from hub.dispatch.fitting.rule import Aspect
from hub.dispatch.half_days.half_days_sight import total_of
from hub.dispatch.house_rules.rules_sight import rules_for
from hub.dispatch.letting_go.answering import waiting_of
from hub.dispatch.minutes import minutes_list
from hub.dispatch.track import TrackStage
from hub.partners import sight as offer_sight
from hub.web import Page, begin, must_be_signed_in, show

# A word that will be due within so many school days already stands on the home page.
SOON = 2


@get("/partner", sync_to_thread=True)
def home(request: Request) -> Page:
    with begin(request, planned_once=True) as work:
        must_be_signed_in(work)
        partners = partner_sight.own_organisations(work)
        today = brussels_date(work.now)
        soon = at_nine(add_days(today, SOON, DayUnit.SCHOOL_DAYS))
        asked, due = partner_sight.asked_of(work, partners), track_sight.due_by(work, soon)
        rules = rules_for(work, [one.id for one in partners])
        return show(
            request, "dispatch/partner_home.html", partners=partners, today=today, now=work.now,
            calendar=DayUnit.CALENDAR_DAYS,
            asked=[pair for pair in asked if _fits(pair[1])], others=[pair for pair in asked if not _fits(pair[1])],
            before=declined_sight.before(
                work, [one.id for one in partners], [case.referral_id for _asking, case in asked]
            ),
            full=any(_only_full(pair[1]) for pair in asked if not _fits(pair[1])),
            proposed=[row for row in due if row.stage == TrackStage.PROPOSED],
            due=[row for row in due if row.stage != TrackStage.PROPOSED], running=track_sight.running(work),
            direct=side_door_sight.own(work), guideless=track_sight.without_guide(work),
            consults=consult_sight.waiting_of(work), experts=expertise_sight.open_for(work),
            carry_on=waiting_of(work, [one.id for one in partners]), to_read=minutes_list.to_read(work),
            to_permit=minutes_list.to_permit(work, [one.id for one in partners]),
            # What was claimed with its registration stands there; why it was not confirmed is read here.
            claims=[one for one in partner_sight.claims_of(work) if one.claim.round or one.claim.settled_at],
            declines=partner_sight.declines_of(work),
            teams=teams_of(work), to_accept=[(one.hub_id, one.hub) for one in rules if one.waits],
            rules=[one for one in rules if one.any],
            offers=offer_sight.offers_of(work),
            half_days=total_of(work, [one.id for one in partners], school_year_of(today)),
            several=len({pair[0].hub_id for pair in asked}) > 1, state_of=track_view.state_of,
            **table_view.words() | track_view.words(),
        )  # fmt: skip


def _only_full(case: Any) -> bool:
    """Whether an own offer would fit if it had a place."""
    return any(
        found.verdict == Verdict.NOT and [line.aspect for line in found.against()] == [Aspect.PLACE]
        for _offer, _partner, found in case.fits
    )


def _fits(case: Any) -> bool:
    """Whether one of the own offers fits, or may fit: what is only unknown is for the partner to judge."""
    return any(found.verdict != Verdict.NOT for _offer, _partner, found in case.fits)


handlers: list[Any] = [home]
