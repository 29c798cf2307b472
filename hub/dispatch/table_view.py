"""The words and choices of the table's pages, made ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.dispatch import came_back
from hub.dispatch.agendas.belonging import came_up
from hub.dispatch.answering import ANSWERS
from hub.dispatch.board_sight import Board
from hub.dispatch.came_back import Behind
from hub.dispatch.case import STAGE_WORDS
from hub.dispatch.claim_rules import CHAIR_RECORDS
from hub.dispatch.fitting.fit import Fit, Line, Verdict
from hub.dispatch.fitting.rule import Aspect
from hub.dispatch.meeting.pace import minutes_each
from hub.dispatch.seen import ClaimLine, DeclineLine, Seen, TrackLine
from hub.dispatch.table_acts import CONSULT, DECISION_WORDS
from hub.dispatch.track import DECLINE_REASONS, REASON_WORDS, TRACK_WORDS
from hub.dispatch.track_view import STATES
from hub.partners.tables import Offer, Organisation
from hub.wording import N_, _, _n, short_day

FLAG_STATES = {"red": "stuck", "amber": "late", "green": "course"}
FLAGS = {"red": N_("rode vlag"), "amber": N_("oranje vlag"), "green": N_("groene vlag")}
AGENDA_WORDS = {
    "new": N_("nieuw"),
    "declined": N_("iedereen weigerde"),
    "not_started": N_("niet gestart"),
    "silent": N_("we horen niets meer"),
    "stalled": N_("zit vast"),
    "stopped_early": N_("te vroeg gestopt"),
    "postponed": N_("verschoven"),
    "not_taken_over": N_("een ander meldpunt neemt niet over"),
    "handed_back": N_("terug van een ander meldpunt"),
    "on_purpose": N_("opnieuw op tafel"),
    "hold_over": N_("de pauze is voorbij"),
    "promised": N_("beloofd voor deze zitting"),
    "urgent": N_("dringend, gevraagd tussen twee zittingen"),
    "agreement": N_("een afspraak uit het plan viel stil"),
    "no_help": N_("er is geen hulp"),
}
LEVEL_WORDS = {
    "co_working": N_("neemt vragen op"),
    "co_thinking": N_("denkt mee"),
    "informed": N_("krijgt bericht"),
}


@dataclass(frozen=True)
class Turn:
    """One partner around the table, in turn, with what fits and what it said."""

    organisation: Organisation
    level: str
    answers: bool
    fits: list[dict[str, Any]]
    claim: ClaimLine | None
    track: TrackLine | None
    decline: DeclineLine | None


def words() -> dict[str, Any]:
    """Tables that turn codes into words, for every page of the table."""
    return {
        "flag_states": FLAG_STATES, "flag_words": translated(FLAGS), "agenda_words": translated(AGENDA_WORDS),
        "level_words": translated(LEVEL_WORDS), "reason_words": translated(REASON_WORDS),
        "stage_words": translated(STAGE_WORDS), "fit_line": fit_line, "track_words": translated(TRACK_WORDS),
        "track_states": STATES, "why_there": why_there, "short_fits": short_fits,
    }  # fmt: skip


def left_to_discuss(seen: Board) -> list[tuple[str, str, bool]]:
    """What stands on the agenda and was not brought up: the case, how it is called, and whether a partner answered it
    since the session began."""
    return [
        (
            str(case.referral_id), f"{case.called} · {case.number}" if case.initials else case.number,
            came_up(None, [*(one.made_at for one in case.claims), *(one.at for one in case.declines)], seen.session.at),
        )
        for case in seen.cases
        if not case.discussed and case.item_id not in seen.began
    ]  # fmt: skip


def numbers(seen: Board, told: Sequence[Any]) -> dict[UUID, int]:
    """Under which number each case stands on the page of this session and in its minutes (`told`)."""
    over = seen.session.closed_at is not None
    of_board = {case.referral_id: number for number, case in enumerate(seen.cases, start=1)}
    return of_board | {one.referral_id: one.number for one in told if over and one.referral_id}


def why_there(reason: str, behind: Behind | None) -> str:
    """Why a case lies on an agenda, with whose track it was for the coordinator."""
    return came_back.words_of(_(AGENDA_WORDS[reason]), reason, behind)


def translated(table: Any) -> dict[str, str]:
    return {str(code): _(said) for code, said in table.items()}


def fit_line(offer: Offer, partner: Organisation, found: Fit, *, by: bool = False) -> dict[str, Any]:
    """One line of `fit_list`: what was looked at and why, place by place. What sets no limit is told in `all` only."""
    # Places that are counted stand apart; the last line says them once more, unless there is more to say of them.
    place = found.line(Aspect.PLACE)
    counted = offer.places is not None and place is not None and place.verdict == Verdict.FITS and not found.held
    room = places_words(offer)
    shown = [line for line in found.lines if not line.plain and not (counted and line is place)]
    return {
        "offer": offer.name,
        "fit": found.verdict,
        "by": partner.name if by else "",
        "against": [_because(line) for line in shown if line.verdict == Verdict.NOT],
        "reasons": [_because(line) for line in shown if line.verdict != Verdict.NOT],
        "unsure": [_because(line) for line in shown if line.verdict == Verdict.UNKNOWN],
        "short": [line.about for line in shown if line.verdict == Verdict.FITS],
        "places": "" if found.held else room,
        "room": [_("vrijgehouden")] if found.held else [room.replace(" ", "\u00a0")] if room and counted else [],
        "all": found.told(),
    }


def _because(line: Line) -> str:
    """What was looked at is said once: "leeftijd niet gekend" and "geen vrije plaats" need no word before them."""
    why, about = line.why, line.about
    return why if about in why else _("%(aspect)s: %(why)s", aspect=about, why=why)


def places_words(offer: Offer) -> str:
    if offer.places is None or offer.capacity == "waiting_list":
        return ""
    free = max(0, offer.places - offer.taken)
    return _n("%(num)s plaats vrij", "%(num)s plaatsen vrij", free)


def tabs(seen: Board) -> list[tuple[str, str, bool]]:
    """The sessions that this person may open; with the name of another hub than that of this board."""
    return [
        (
            f"/tafel/{session.id}",
            short_day(session.at) + (f" · {hub}" if session.hub_id != seen.hub.id else ""),
            session.id == seen.session.id,
        )
        for session, hub in seen.others
    ]


def turn(seen: Board, case: Seen) -> list[Turn]:
    """Every seat for the coordinator, the own ones for a partner, each with its answer and what it offers, in turn."""
    order = {one: place for place, one in enumerate(case.asked_in_turn)}
    return [
        Turn(
            organisation=one, level=seat.level, answers=seat.level == ANSWERS,
            fits=[fit_line(*found) for found in case.fits if found[1].id == one.id],
            claim=next((claim for claim in case.claims if claim.organisation_id == one.id), None),
            track=case.track_of(frozenset({one.id})),
            decline=next((said for said in case.declines if said.organisation_id == one.id), None),
        )
        for one, seat in sorted(seen.seats, key=lambda row: order[row[0].id])
        if seen.chair or one.id in seen.own
    ]  # fmt: skip


def pace(seen: Board, now: datetime) -> int:
    """Minutes for each case that is left; 0 when none is."""
    left = sum(not case.discussed for case in seen.cases)
    return minutes_each(seen.session.at, seen.session.lasts, now, left, len(seen.cases)) if left else 0


def short_fits(fits: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """For the chair and the wall: (verdict, offer, what matters most, with the room) of each, what fits first."""
    order = ("fits", "unknown", "not")
    return [
        (str(one["fit"]), one["offer"], " · ".join([*(one["against"][:1] or one["unsure"][:1]), *one["room"]]))
        for one in sorted(fits, key=lambda one: order.index(one["fit"]))
    ]


def choices(seen: Board, case: Seen, *, consult: bool) -> dict[str, Any]:
    """The options of the forms: offers (what fits first, with why not behind the others), partners and reasons."""
    works = {track.organisation_id for track in case.running}
    answering = {one.id: one.name for one, seat in seen.seats if seat.level == ANSWERS and one.id not in works}
    offers = [
        (str(offer.id), option(offer, partner, found, named=seen.chair))
        for offer, partner, found in sorted(case.fits, key=lambda line: line[2].verdict != Verdict.FITS)
        if partner.id in answering
    ]
    took = {claim.organisation_id for claim in case.claims}
    return {
        "offer_options": offers,
        "owing_options": [(str(one), name) for one, name in answering.items() if one not in took],
        "partner_options": [(str(one), name) for one, name in answering.items() if seen.chair or one in seen.own],
        "reason_options": decline_reasons(),
        "decision_options": decisions(consult=consult),
        "role_options": [("lead", _("neemt de leiding")), ("co", _("doet mee"))],
        "records": case.stage in CHAIR_RECORDS,
    }


def decisions(*, consult: bool) -> list[tuple[str, str]]:
    """What the table may decide about a case; only a consult can have been answered."""
    return [(code, _(said)) for code, said in DECISION_WORDS.items() if consult or code != CONSULT]


def decline_reasons() -> list[tuple[str, str]]:
    return [(str(code), _(REASON_WORDS[code])) for code in DECLINE_REASONS]


def option(offer: Offer, partner: Organisation, found: Fit, *, named: bool) -> str:
    against = [line.about for line in found.against()] if found.verdict == Verdict.NOT else []
    said = _("%(aspect)s: %(why)s", aspect=partner.name, why=offer.name) if named else offer.name
    return said + (" (" + _("past niet: %(why)s", why=", ".join(against)) + ")" if against else "")
