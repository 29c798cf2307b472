"""The matrix of rights: which role may do what. One place, readable by people who do not program."""

from enum import StrEnum
from uuid import UUID

from hub.asker import Asker, AskerKind, Role
from hub.problems import NotAllowed, NotFound
from hub.wording import _

C, D, P, R, S, G, A = (
    Role.COORDINATOR, Role.DUTY_DESK, Role.PARTNER, Role.REFERRER, Role.STEERING, Role.CORE_GROUP, Role.ADMINISTRATOR,
)  # fmt: skip


class Right(StrEnum):
    SEE_DESK = "see_desk"  # Vandaag, search, list of cases
    SEE_CASE = "see_case"  # the whole file of a case of one's hub
    SEE_RESTRICTED = "see_restricted"  # restricted reasons, raw mails with national register numbers
    OPEN_IDENTITY = "open_identity"  # name and birth date, each look is recorded
    NOTE = "note"  # telephone calls and talks
    TRIAGE = "triage"  # place mails, draw referrals
    COMPLETE = "complete"  # fill in and correct whom a case is about and who referred it
    CLARIFY = "clarify"  # questions, appointments, flag
    DECIDE = "decide"  # put on the table, confirm claims, close
    TAKE_OVER = "take_over"  # read and answer what another hub offers
    SEE_BOARD = "see_board"  # table cards of a session where one sits
    CLAIM = "claim"  # take up or decline for one's own organisation
    REGISTER = "register"  # a youngster that came straight to one's own organisation
    ASK_STRAIGHT = "ask_straight"  # in crisis mode partners oneself, as one refers
    REPORT_TRACK = "report_track"  # start, pause, end of one's own tracks
    KEEP_OFFERS = "keep_offers"  # one's own offers and places
    SEE_OWN = "see_own"  # the referrals that came with one's own address
    SEE_FIGURES = "see_figures"  # figures with small numbers
    SEE_COUNTS = "see_counts"  # figures with everything under five hidden
    SEE_WAITS = "see_waits"  # what waits on the hub itself longer than agreed; a number, never a word or a name
    WATCH_HUB = "watch_hub"  # the same as one's own work, with a letter about what is new
    SEE_NEUTRALITY = "see_neutrality"  # whom tables considered: all of it, one's own line, or counts
    OLD_LIST = "old_list"  # take over the list that the hub kept before: names, stories, endings
    PLAN_SESSIONS = "plan_sessions"  # when a table sits: add, move or cancel a session
    SEE_DUTY = "see_duty"  # who has duty when, and one's own calendar of it
    PLAN_DUTY = "plan_duty"  # who has duty when
    PLAN_ABSENCE = "plan_absence"  # which coordinator is away, and who stands in
    SEE_CLOCKS = "see_clocks"  # within what time what happens, and who changed that
    SEE_AGREEMENTS = "see_agreements"  # which municipality co-funds what; it says nothing of persons
    MANAGE = "manage"  # people, organisations, offers, tables and the hub itself
    MAKE_HUB = "make_hub"  # a further hub in this installation; asked for the first hub (decision 5)


MATRIX: dict[Right, frozenset[Role]] = {
    Right.SEE_DESK: frozenset({C, D}),
    Right.SEE_CASE: frozenset({C, D}),
    Right.SEE_RESTRICTED: frozenset({C}),
    Right.OPEN_IDENTITY: frozenset({C, D}),
    Right.NOTE: frozenset({C, D}),
    Right.TRIAGE: frozenset({C, D}),
    Right.COMPLETE: frozenset({C, D}),
    Right.CLARIFY: frozenset({C}),
    Right.DECIDE: frozenset({C}),
    Right.TAKE_OVER: frozenset({C}),
    Right.SEE_BOARD: frozenset({C, P}),
    Right.CLAIM: frozenset({P}),
    Right.REGISTER: frozenset({P}),
    Right.ASK_STRAIGHT: frozenset({R, P}),
    Right.REPORT_TRACK: frozenset({C, P}),
    Right.KEEP_OFFERS: frozenset({P, A}),
    Right.SEE_OWN: frozenset({R}),
    Right.SEE_FIGURES: frozenset({C}),
    Right.SEE_COUNTS: frozenset({C, S, G, A}),
    Right.SEE_WAITS: frozenset({C, G}),
    Right.WATCH_HUB: frozenset({G}),
    Right.SEE_NEUTRALITY: frozenset({C, P, S, A}),
    Right.OLD_LIST: frozenset({C}),
    Right.PLAN_SESSIONS: frozenset({C, A}),
    Right.SEE_DUTY: frozenset({C, D, A}),
    Right.PLAN_DUTY: frozenset({C, A}),
    Right.PLAN_ABSENCE: frozenset({C, A}),
    Right.SEE_CLOCKS: frozenset({C, A}),
    Right.SEE_AGREEMENTS: frozenset({C, A}),
    Right.MANAGE: frozenset({A}),
    Right.MAKE_HUB: frozenset({A}),
}


def may(asker: Asker, right: Right, hub_id: UUID | None = None) -> bool:
    """Whether one of the asker's seats gives this right, for this hub when one is named."""
    return asker.kind == AskerKind.WORKER or any(asker.has(role, hub_id) for role in MATRIX[right])


def require(asker: Asker, right: Right, hub_id: UUID | None = None) -> None:
    """Outsiders learn nothing (NotFound); a member without the right reads why not (NotAllowed)."""
    if may(asker, right, hub_id):
        return
    if not asker.seats or (hub_id is not None and not any(seat.hub_id == hub_id for seat in asker.seats)):
        raise NotFound
    raise NotAllowed(_("Dit kan niet met jouw rol. Vraag het aan de coördinator van het meldpunt."))


def require_any(asker: Asker, right: Right) -> frozenset[UUID]:
    """The hubs for which the asker has this right; refused as by `require` when there is none."""
    require(asker, right)
    return hubs_where(asker, right)


def hubs_where(asker: Asker, right: Right) -> frozenset[UUID]:
    """The hubs for which the asker has this right through a seat at the hub itself."""
    return asker.hubs_as(*MATRIX[right])
