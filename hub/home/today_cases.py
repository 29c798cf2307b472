"""The groups of Vandaag that hold cases: red, back, late, answered, new, to decide, unfinished."""

from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.dispatch import sight
from hub.dispatch.case import Stage
from hub.dispatch.sight import CaseLine, R, lines
from hub.dispatch.table_view import AGENDA_WORDS
from hub.dispatch.watch import Why
from hub.home.case_acts import REOPEN_WORDS
from hub.home.case_words import late_words
from hub.home.today_lines import (
    HUBS,
    NOT_RED,
    NOW,
    OPEN,
    TODAY,
    Group,
    asked,
    asked_cases,
    came_in,
    cases,
    for_decider,
    item,
    why_words,
)
from hub.store import Work
from hub.wording import N_, _, ago

_RED = asked_cases(R.c.flag == "red", OPEN, sa.or_(R.c.holder == "coordinator", R.c.next_due < NOW), by=R.c.next_due)
_REOPENED = asked_cases(R.c.stage == Stage.REOPENED, NOT_RED, by=R.c.stage_since)
_LATE = asked_cases(OPEN, R.c.stage != Stage.REOPENED, NOT_RED, R.c.next_due < TODAY, by=R.c.next_due)
_NEW = asked_cases(R.c.stage == Stage.SUBMITTED, NOT_RED, R.c.next_due >= TODAY, by=R.c.stage_since)
_CONCEPTS = asked_cases(R.c.stage == Stage.CONCEPT, R.c.next_due >= TODAY, by=R.c.stage_since)
_CAME = came_in(HUBS)
_ANSWERED = asked(
    lines()
    .add_columns(_CAME.c.at.label("came_at"))
    .join(_CAME, _CAME.c.referral_id == R.c.id)
    .where(R.c.stage.not_in((Stage.SUBMITTED, Stage.CONCEPT))),
    _CAME.c.at, R.c.id,
)  # fmt: skip
_TO_DECIDE = asked_cases(
    R.c.stage.in_((Stage.CLARIFICATION, Stage.CONSULT)), R.c.holder == "coordinator", NOT_RED,
    R.c.id.not_in(sa.select(came_in(HUBS).c.referral_id)), R.c.next_why != Why.APPOINTMENT, R.c.next_due >= TODAY,
    by=R.c.next_due,
)  # fmt: skip


def red(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(
        work, hubs, _RED,
        lambda line: item(work, "stuck", line, " · ".join((line.flag_reason, why_words(line))), _("Bekijk")),
    )  # fmt: skip
    return Group("rood", _("Rode vlag: vandaag"), "stuck", items, total, "/aanmeldingen?toon=rood")


def reopened(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(
        work, hubs, _REOPENED,
        lambda line: item(work, "stuck", line, _reopened_why(line), for_decider(work, _("Beslis"))),
    )  # fmt: skip
    return Group("herneming", _("Terug bij ons"), "stuck", items, total, "/aanmeldingen?fase=reopened")


LOOK_AGAIN = N_("opnieuw te bekijken")


def _reopened_why(line: CaseLine) -> str:
    return _("herneming: %(why)s", why=_({**AGENDA_WORDS, **REOPEN_WORDS}.get(line.reopened_for or "", LOOK_AGAIN)))


def late(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(work, hubs, _LATE, lambda line: item(work, "late", line, why_words(line), _("Bekijk")))
    return Group("te-laat", _("Te laat op de radar"), "late", items, total, "/aanmeldingen?toon=te-laat")


def answers(work: Work, hubs: list[UUID]) -> Group:
    """Answers to questions, mails and additions of referrers that nobody has read; those of new referrals are new."""
    rows, total = _ANSWERED.of(work, hubs)
    items = [
        item(work, "waits", line, _("nieuw antwoord van %(who)s", who=line.referrer or _("de aanmelder")), _("Lees"),
              late=ago(row.came_at, brussels_date(work.now)))
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("antwoorden", _("Antwoorden om te lezen"), "waits", items, total, "/aanmeldingen?toon=antwoorden")


def new(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(
        work, hubs, _NEW,
        lambda line: item(
            work, "course", line, _("aangemeld door %(who)s", who=line.referrer or _("onbekend")), _("Begin"),
            late=late_words(line.next_due, work.now) or ago(line.stage_since, brussels_date(work.now)),
        ),
    )  # fmt: skip
    return Group("nieuw", _("Nieuwe aanmeldingen"), "course", items, total, "/aanmeldingen?fase=submitted")


def to_decide(work: Work, hubs: list[UUID]) -> Group:
    """Clarification, consults and discussed cases that are the desk's, and not late yet."""
    items, total = cases(work, hubs, _TO_DECIDE, lambda line: item(work, "course", line, why_words(line), _("Bekijk")))
    return Group("beslissen", _("Te beslissen"), "course", items, total, "/aanmeldingen?fase=clarification")


def concepts(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(
        work, hubs, _CONCEPTS,
        lambda line: item(work, "rest", line, _("nog niet afgewerkt"), _("Werk af"),
                           act=f"/vandaag/concept/{line.id}",
                           late=ago(line.stage_since, brussels_date(work.now))),
    )  # fmt: skip
    return Group("concepten", _("Concepten"), "rest", items, total, "/aanmeldingen?fase=concept")
