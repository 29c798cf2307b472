"""The plan on paper, in plain words: for the youngster and the parents too."""

from typing import Any

from hub.clock import brussels_date, in_brussels
from hub.dispatch.case_team.agreed import Stands
from hub.dispatch.case_team.meeting_inviting import place_of
from hub.dispatch.case_team.meetings import ahead_of
from hub.dispatch.case_team.plan_view import GoalLine, Plan, network_of, plan_of
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.store import Work
from hub.typeset import set_in_type
from hub.wording import _, current_language, date_words, exact, moment_words


def pdf_of(work: Work, referral: Referral) -> bytes:
    """Asks no right. Nobody is named on it but those of the network, as they stand there."""
    return set_in_type("plan.typ", content_of(work, referral))


def content_of(work: Work, referral: Referral) -> dict[str, Any]:
    """All that stands on the paper, in the language of the page."""
    today, plan = brussels_date(work.now), plan_of(work, referral, of_table=False)
    hub = work.session.get_one(Hub, referral.hub_id)
    trusted = network_of(work, referral).trusted
    return {
        "lang": current_language(), "hub": hub.name, "title": _("Ons plan"),
        "intro": _(
            "Dit spraken we samen af op %(day)s. Klopt er iets niet, of lukt er iets niet? Zeg het gerust.",
            day=exact(today),
        ),
        "meets": meets(work, referral),
        "columns": [_("Wie"), _("Doet wat"), _("Tegen wanneer")],
        "goals": [
            {
                "title": f"{goal.domain}: {goal.words}" if goal.domain else goal.words,
                "rows": [
                    [line.who, line.what, date_words(line.row.by, today)]
                    for line in goal.agreements
                    if line.row.stands == Stands.OPEN
                ],
            }
            for goal in goals_of(plan)
        ],
        "none": _("Er staat nog niets in het plan."), "done_head": _("Dit is al gelukt"),
        "done": [f"{line.what} ({line.who})" for line in plan.lines if line.row.stands == Stands.DONE],
        "trusted": f"{_('Bij wie kan je terecht?')} {', '.join(trusted)}" if trusted else "",
        "reach": " ".join(
            part for part in (_("Vragen? Bel of e-mail %(hub)s.", hub=hub.name), hub.phone, hub.email) if part
        ),
        "danger": _("Is er nu gevaar? Bel 112. Denk je aan zelfdoding? Bel 1813."),
        "foot": _("Vertrouwelijk. Bewaar dit blad niet langer dan nodig en vernietig het daarna."), "page": _("pagina"),
    }  # fmt: skip


def meets(work: Work, referral: Referral) -> str:
    """When and where the next meeting is; "" while there is none."""
    meeting = ahead_of(work, referral.id)
    if meeting is None:
        return ""
    when = " · ".join(part for part in (moment_words(in_brussels(meeting.at)), place_of(work, meeting)) if part)
    return _("We zien elkaar op %(when)s.", when=when)


def goals_of(plan: Plan) -> list[GoalLine]:
    """What stands on the sheet: the open goals, and what is still agreed without one."""
    return [goal for goal in plan.goals if goal.open and _says_something(goal)]


def _says_something(goal: GoalLine) -> bool:
    return goal.row is not None or any(line.row.stands == Stands.OPEN for line in goal.agreements)
