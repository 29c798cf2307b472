"""A table chose a client meeting: it is planned there, or who directs the case has until a day to plan it."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.clock import brussels_date, in_brussels
from hub.dispatch.case_team import meetings, planning, reporting
from hub.dispatch.case_team.agreed import OWNER_WORDS, Owner
from hub.dispatch.case_team.direction import Directs
from hub.dispatch.case_team.meeting import Invites
from hub.dispatch.case_team.owners import Whose
from hub.dispatch.case_team.tables import CaseDirection
from hub.dispatch.identity import youngster_of
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_of
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.problems import Invalid
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, date_words, moment_words, use_language

WATCHER = "watcher"  # among the invitees: whoever watches the case for the hub


def meets_at(work: Work, referral: Referral, typed: meetings.Typed | None) -> datetime | None:
    """When the meeting is, as it was typed or planned before; None where somebody still has to plan it."""
    ahead = meetings.ahead_of(work, referral.id)
    return ahead.at if ahead else typed.at if typed else None


def whom(work: Work, referral: Referral) -> list[tuple[str, str]]:
    """(value, words) of who can be invited, on a page that a whole table may see: in which capacity, without a name."""
    there = [one for one in meetings.choices(work, referral) if one.kind != Invites.DESK]
    ours, veil = (WATCHER, _("het meldpunt: wie het opvolgt")), veil_of(work, referral, youngster_of(work, referral))
    return [*((one.value, one.words if one.kind == Invites.PARTNER else veil(one.capacity)) for one in there), ours]


def plan_or_ask(
    work: Work, referral: Referral, typed: meetings.Typed | None, by: date, watcher_id: UUID | None = None
) -> str:
    """The case is held. Returns the sentence for its time line, in Dutch."""
    ahead = meetings.ahead_of(work, referral.id)
    if ahead is None and typed:
        ours = f"d-{watcher_id or work.asker.person_id}"
        invitees = [ours if one == WATCHER else one for one in typed.invitees]
        try:
            ahead = meetings.plan(work, referral.id, replace(typed, lasts=typed.lasts or "60", invitees=invitees))
        except Invalid as wrong:
            raise Invalid({f"meet_client_{field}": said for field, said in wrong.errors.items()}) from wrong
    with use_language(DEFAULT_LANGUAGE):
        if ahead:
            return _("Het overleg is op %(when)s.", when=moment_words(in_brussels(ahead.at)))
        reporting.asked_anew(work, referral)
        whose, who = who_plans(work, referral)
        planning.put_in_plan(work, referral, _("Plant het cliëntoverleg."), whose, by, plans_meeting=True)
        return _("%(who)s plant het overleg tegen %(day)s.", who=who, day=date_words(by))


def not_before(at: datetime | None, review_on: date | None) -> None:
    """Invalid for a day on which somebody looks again before they meet."""
    if at and review_on and review_on < brussels_date(at):
        raise Invalid({"review_on": _("Die dag valt voor het overleg. Kies de dag zelf of een dag erna.")})


def who_plans(work: Work, referral: Referral) -> tuple[Whose, str]:
    """Whose it is to plan a meeting of which no day is known yet, and who that is in words."""
    for partner in _DIRECTS.ask(work.session, case=referral.id):
        return Whose(Owner.PARTNER, organisation_id=partner.id), partner.name
    return Whose(Owner.DESK), _(OWNER_WORDS[Owner.DESK])


_DIRECTS = Lookup(
    sa.select(col(Organisation.id), col(Organisation.name))
    .join(CaseDirection, col(CaseDirection.organisation_id) == col(Organisation.id))
    .where(col(CaseDirection.referral_id) == sa.bindparam("case"), col(CaseDirection.state) == Directs.DIRECTS)
)
