"""The groups of Vandaag that hold cases: red, back, late, answered, new, to decide, unfinished."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.came_back import Behind, partners_behind, words_of
from hub.dispatch.case import Stage
from hub.dispatch.lateness import late_words
from hub.dispatch.letting_go.losing_sight import UNSEEN
from hub.dispatch.sight import CaseLine, R, lines
from hub.dispatch.table_tables import Claim, ClaimState
from hub.dispatch.table_view import AGENDA_WORDS
from hub.dispatch.watch import Why
from hub.home.case_reopening import REOPEN_WORDS
from hub.home.today_lines import (
    HUBS,
    NO_DANGER,
    NOT_RED,
    NOW,
    OPEN,
    TODAY,
    TOMORROW,
    Asked,
    Group,
    asked,
    asked_by_stage,
    asked_cases,
    came_in,
    cases,
    due_words,
    is_overdue,
    item,
    news_words,
    why_words,
    without_card,
)
from hub.ledger import Entry
from hub.people.rights import Right, hubs_where, may
from hub.store import Work
from hub.wording import N_, _, ago

C = table_of(Claim)
E = table_of(Entry)
_CAME = came_in(HUBS)
_UNREAD = R.c.id.in_(sa.select(came_in(HUBS).c.referral_id))


def _with_news(*where: Any, by: Any) -> Asked:
    """Red and returned cases stay where they are when something came in, and tell it there."""
    query = lines().add_columns(_CAME.c.kinds, _CAME.c.straight).outerjoin(_CAME, _CAME.c.referral_id == R.c.id)
    return asked(query.where(R.c.hub_id.in_(HUBS), *where), by, R.c.id)


# Said in a way for which no index serves: the radar would be gone through for it, past all that is with partners.
NOT_LATE = (R.c.next_due >= TODAY).is_(sa.true())

_NEEDS_DESK = sa.or_(R.c.holder == "coordinator", R.c.next_due < NOW, _CAME.c.kinds.is_not(None))
_RED = _with_news(R.c.flag == "red", OPEN, _NEEDS_DESK, by=R.c.next_due)
# Of what fell away the coordinator reads above.
_RED_NOT_LOST = _with_news(R.c.flag == "red", OPEN, _NEEDS_DESK, R.c.id.not_in(UNSEEN), by=R.c.next_due)
_REOPENED = _with_news(R.c.stage == Stage.REOPENED, NOT_RED, R.c.id.not_in(UNSEEN), by=R.c.stage_since)
_LATE = asked_cases(
    OPEN, NO_DANGER, R.c.stage != Stage.REOPENED, NOT_RED, R.c.next_due < TODAY, ~_UNREAD, by=R.c.next_due
)
# What a partner brought in by the side door waits among the claims, for who may confirm one.
_CLAIMED = R.c.id.in_(sa.select(C.c.referral_id).where(C.c.hub_id.in_(HUBS), C.c.state == ClaimState.MADE))
_FRESH = (R.c.stage == Stage.SUBMITTED, NO_DANGER, NOT_RED, NOT_LATE, ~_UNREAD)
_NEW = asked_by_stage(*_FRESH, by=R.c.stage_since)
_NEW_UNCLAIMED = asked_by_stage(*_FRESH, ~_CLAIMED, by=R.c.stage_since)
_CONCEPTS = asked_cases(R.c.stage == Stage.CONCEPT, NO_DANGER, R.c.next_due >= TODAY, by=R.c.stage_since)
_ANSWERED = asked(
    lines()
    .add_columns(_CAME.c.came_at, _CAME.c.kinds, _CAME.c.straight)
    .join(_CAME, _CAME.c.referral_id == R.c.id)
    .where(sa.or_(NOT_RED, R.c.stage == Stage.CLOSED), R.c.stage != Stage.REOPENED, NO_DANGER),
    _CAME.c.came_at, R.c.id,
)  # fmt: skip
_CARD_ACT = (
    sa.select(E.c.act)
    .where(E.c.referral_id == R.c.id, E.c.act.in_(("card.write", sight.HELD_BACK)))
    .order_by(sa.desc(E.c.id))
    .limit(1)
    .scalar_subquery()
)
_WITHOUT_CARD = asked_by_stage(without_card(HUBS), by=R.c.next_due, also=[_CARD_ACT.label("card_act")])
_TO_DECIDE = asked_by_stage(
    R.c.stage.in_((Stage.CLARIFICATION, Stage.CONSULT)), R.c.holder == "coordinator", NOT_RED, ~_UNREAD,
    R.c.next_why != Why.APPOINTMENT, NOT_LATE, NO_DANGER, ~_CLAIMED,
    # While others are asked what they think, nothing is to be decided before their day.
    sa.or_(R.c.next_why != Why.PARTNERS_ANSWER, R.c.next_due < TOMORROW), by=R.c.next_due,
)  # fmt: skip


def red(work: Work, hubs: list[UUID]) -> Group:
    decides = hubs_where(work.asker, Right.DECIDE).issuperset(hubs)
    rows, total = (_RED_NOT_LOST if decides else _RED).of(work, hubs)
    behind = partners_behind(work, [row.id for row in rows if row.stage == Stage.REOPENED])
    items = [
        item(work, "stuck", line, _and_news(row, line, line.flag_reason, _red_why(line, behind)), _("Bekijk"))
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]
    return Group("rood", _("Rode vlag"), "stuck", items, total, "/aanmeldingen?toon=rood")


def reopened(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _REOPENED.of(work, hubs)
    behind = partners_behind(work, [row.id for row in rows])
    items = [
        item(work, "stuck", line, _and_news(row, line, _reopened_why(line, behind)), _("Beslis"))
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]
    return Group("herneming", _("Terug bij ons"), "stuck", items, total, "/aanmeldingen?fase=reopened")


LOOK_AGAIN = N_("opnieuw te bekijken")


def _and_news(row: Any, line: CaseLine, *words: str) -> str:
    """The words of a line, and what came in about its case: that stands nowhere else on the page."""
    news = news_words(row.kinds, line.referrer, row.straight) if row.kinds else ""
    return " · ".join(part.removesuffix(".") for part in (*words, news) if part)


def _red_why(line: CaseLine, behind: Mapping[UUID, Behind]) -> str:
    return _reopened_why(line, behind) if line.stage == Stage.REOPENED else why_words(line)


def _reopened_why(line: CaseLine, behind: Mapping[UUID, Behind]) -> str:
    """ "herneming: we horen niets meer (Kompas NAFT)"."""
    words = _({**AGENDA_WORDS, **REOPEN_WORDS}.get(line.reopened_for or "", LOOK_AGAIN))
    return _("herneming: %(why)s", why=words_of(words, line.reopened_for, behind.get(line.id)))


def cards(work: Work, hubs: list[UUID]) -> Group:
    """Cases of which partners that are asked read no card, or no longer: a name that became known elsewhere may stand
    on it."""
    rows, total = _WITHOUT_CARD.of(work, hubs)
    items = [
        item(
            work, "late", line,
            _("er staat een naam op de kaart") if row.card_act == sight.HELD_BACK else _("nog niet goedgekeurd"),
            _("Tafelkaart"), act=f"/aanmeldingen/{line.id}/tafelkaart",
        )
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    title = _("Tafelkaarten die partners niet zien")
    return Group("tafelkaarten", title, "late", items, total, "/aanmeldingen?toon=tafelkaarten")


def late(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(work, hubs, _LATE, lambda line: item(work, "late", line, why_words(line), _("Bekijk")))
    return Group("te-laat", _("Te laat op de radar"), "late", items, total, "/aanmeldingen?toon=te-laat")


def answers(work: Work, hubs: list[UUID]) -> Group:
    """Answers, mails and additions that nobody has read, whatever the stage; red and returned cases tell it above."""
    rows, total = _ANSWERED.of(work, hubs)
    items = [
        item(
            work, "waits", line, news_words(row.kinds, line.referrer, row.straight), _("Lees"),
            late=_late_or_since(work, line, row),
        )
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("antwoorden", _("Antwoorden om te lezen"), "waits", items, total, "/aanmeldingen?toon=antwoorden")


def _late_or_since(work: Work, line: CaseLine, row: Any) -> str:
    overdue = is_overdue(work, line)
    return late_words(line.next_due, work.now) if overdue else ago(row.came_at, brussels_date(work.now))


def new(work: Work, hubs: list[UUID]) -> Group:
    items, total = cases(
        work, hubs, _NEW_UNCLAIMED if hubs_where(work.asker, Right.DECIDE).issuperset(hubs) else _NEW,
        lambda line: item(
            work, "course", line, _and_urgent(line),
            _("Begin") if may(work.asker, Right.CLARIFY) else _("Bekijk"),
            late=due_words(work, line) or ago(line.stage_since, brussels_date(work.now)),
        ),
    )  # fmt: skip
    return Group("nieuw", _("Nieuwe aanmeldingen"), "course", items, total, "/aanmeldingen?fase=submitted")


def _and_urgent(line: CaseLine) -> str:
    """Who referred, and that it was called urgent: the order is the flag's, and who sets one should see the tick."""
    who = line.referrer or _("onbekend")
    if line.urgent:
        return _("aangemeld door %(who)s, vindt het dringend", who=who)
    return _("aangemeld door %(who)s", who=who)


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
