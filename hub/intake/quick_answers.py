"""The ready answers of a hub: written and ordered by its administrator, used by its desk."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.faults import Faults
from hub.hubs import Hub
from hub.intake.call_sight import answers_of
from hub.intake.call_tables import QuickAnswer
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, use_language

LONGEST_TITLE, LONGEST_TEXT, MOST = 80, 1500, 30
# Where to turn, as the public doorways are: a hub changes what is different with it.
USUAL = (
    (
        N_("Ouder of jongere: waar kan je terecht?"),
        N_("Praat met iemand op school die je vertrouwt, of met het CLB van de school. Jongeren van 12 tot 25 jaar "
           "kunnen gratis praten met het JAC, ook zonder hun naam te zeggen."),
    ),
    (
        N_("Geweld of misbruik: 1712"),
        N_("Vermoed je geweld of misbruik? Bel gratis 1712, de hulplijn voor vragen over geweld, misbruik en "
           "kindermishandeling. Is er nu gevaar? Bel 112."),
    ),
    (
        N_("Gedachten aan zelfdoding: 1813"),
        N_("Bel 1813, dag en nacht, of chat met de Zelfmoordlijn. Is er nu gevaar? Bel 112."),
    ),
    (
        N_("School: eerst het CLB"),
        N_("Gaat het over een leerling en weet het CLB nog van niets? Bespreek het eerst met het CLB van je school. "
           "Het CLB kan zelf aanmelden of akkoord gaan met een traject."),
    ),
    (
        N_("Hoe meld je iemand aan?"),
        N_("Vul het formulier op onze website in. Dat duurt twee minuten en je hebt geen account nodig. De naam van de "
           "jongere mag later komen."),
    ),
)  # fmt: skip


def begin_with(work: Work, hub: Hub) -> None:
    """What a new hub has ready, in Dutch: that is what its desk says. Asks no right."""
    with use_language(DEFAULT_LANGUAGE):
        work.session.add_all(
            QuickAnswer(hub_id=hub.id, position=at, title=_(title), text=_(text))
            for at, (title, text) in enumerate(USUAL, start=1)
        )
    work.session.flush()


def take_usual(work: Work, hub_id: UUID) -> None:
    """The usual ones, for a hub that has none."""
    hub = _hub(work, hub_id)
    if not answers_of(work, hub.id):
        begin_with(work, hub)
        ledger.write(work, "answer.usual", "hub", hub.id, hub_id=hub.id)


def write(work: Work, hub_id: UUID, title: str, text: str, *, answer_id: UUID | None = None) -> QuickAnswer:
    """A new ready answer, or other words for one. Invalid with a sentence per field."""
    hub, faults = _hub(work, hub_id), Faults()
    said = faults.line("title", title, needed=_("Geef het antwoord een titel."), at_most=LONGEST_TITLE)
    words = faults.text("text", text, needed=_("Schrijf wat de permanentie zegt."), at_most=LONGEST_TEXT)
    known = answers_of(work, hub.id)
    if answer_id is None and len(known) >= MOST:
        faults.say("title", _("Haal eerst een antwoord weg: een lijst die te lang is, leest niemand."))
    if any(one.title == said and one.id != answer_id for one in known):
        faults.say("title", _("Er is al een antwoord met deze titel."))
    faults.tell()
    if answer_id is None:
        last = work.session.exec(select(sa.func.max(col(QuickAnswer.position))).where(QuickAnswer.hub_id == hub.id))
        answer = QuickAnswer(hub_id=hub.id, position=(last.one() or 0) + 1, title=said, text=words)
        work.session.add(answer)
    else:
        answer = _live(work, hub, answer_id)
        answer.title, answer.text = said, words
    work.session.flush()
    ledger.write(work, "answer.write", "quick_answer", answer.id, hub_id=hub.id)
    return answer


def end(work: Work, hub_id: UUID, answer_id: UUID, *, back: bool = False) -> QuickAnswer:
    """It is not offered any more, or is again; what was said with it stays."""
    hub = _hub(work, hub_id)
    answer = work.session.get(QuickAnswer, answer_id)
    if answer is None or answer.hub_id != hub.id:
        raise NotFound
    if back and any(one.title == answer.title for one in answers_of(work, hub.id) if one.id != answer.id):
        raise Invalid({"title": _("Er is al een antwoord met deze titel.")})
    answer.ended_at = None if back else work.now
    work.session.flush()
    ledger.write(work, "answer.back" if back else "answer.end", "quick_answer", answer.id, hub_id=hub.id)
    return answer


def first(work: Work, hub_id: UUID, answer_id: UUID) -> None:
    """The one that is used most stands on top."""
    hub = _hub(work, hub_id)
    chosen = _live(work, hub, answer_id)
    others = [one for one in answers_of(work, hub.id) if one.id != chosen.id]
    for at, one in enumerate((chosen, *others), start=1):
        one.position = at
    work.session.flush()
    ledger.write(work, "answer.order", "quick_answer", chosen.id, hub_id=hub.id)


def _live(work: Work, hub: Hub, answer_id: UUID) -> QuickAnswer:
    answer = work.session.get(QuickAnswer, answer_id)
    if answer is None or answer.hub_id != hub.id or answer.ended_at:
        raise NotFound
    return answer


def _hub(work: Work, hub_id: UUID) -> Hub:
    require(work.asker, Right.MANAGE, hub_id)
    return work.found(Hub, hub_id)
