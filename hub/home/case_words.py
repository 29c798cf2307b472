"""How a case, its tracks and its letters stand, in words and in one of the five states."""

from datetime import datetime
from typing import Any

from hub.clock import brussels_date
from hub.dispatch.came_back import WITH_COORDINATOR
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED, MainReason
from hub.dispatch.lateness import late_words
from hub.dispatch.sight import TrackLine
from hub.dispatch.table_tables import ClaimRole
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.dispatch.watch import Party
from hub.letters import Letter, came_back, in_doubt
from hub.unreachable import HELD
from hub.wording import N_, _, number

LETTER_WORDS = {
    "acknowledgement": N_("ontvangstbewijs"), "more_numbers": N_("nieuwe nummers"),
    "turn_to": N_("antwoord aan ouder of jongere"), "information": N_("informatie"),
    "code": N_("code om te lezen"), "new_link": N_("nieuwe link"),
    "unsent": N_("link naar een bewaard formulier"), "unsent_ends": N_("bewaard formulier loopt af"),
    "unsent_passed": N_("bewaard formulier doorgegeven"),
    "question": N_("vraag"), "appointment": N_("afspraak"),
    "appointment_cancelled": N_("afspraak afgezegd"), "withdrawn": N_("ingetrokken"),
    "start_check": N_("vraag of het gestart is"), "sign_of_life": N_("vraag hoe het loopt"),
    "hold_ended": N_("einde van de pauze"), "proposal_reminder": N_("herinnering aan het voorstel"),
    "track_escalated": N_("bericht aan de coördinator"), "receipt": N_("ontvangstbewijs"),
    "claim_confirmed": N_("opname bevestigd"), "claim_refused": N_("opname niet gekozen"),
    "claim_let_go": N_("opname vervallen"),
    "claim_stands": N_("opname geldt weer"), "claim_unconfirmed": N_("bevestiging teruggenomen"),
    "referrer_not_yet": N_("bericht dat het nog niet vaststaat"), "proposal": N_("vraag om op te nemen"),
    "urgent_round": N_("dringende vraag om op te nemen"),
    "table_agenda": N_("kaarten van een zitting"), "table_owed": N_("vraag om nog te antwoorden na een zitting"),
    "referrer_taken_up": N_("bericht dat een partner opneemt"),
    "referrer_joined": N_("bericht dat nog een partner meedoet"),
    "referrer_hub_takes_up": N_("bericht dat het meldpunt zelf opneemt"), "handed_over": N_("bericht van overdracht"),
    "hub_offer": N_("aanbod aan een ander meldpunt"), "hub_offer_answered": N_("antwoord van een ander meldpunt"),
    "hub_offer_withdrawn": N_("aanbod ingetrokken"), "clb_asked": N_("vraag aan het CLB"),
    "still_right": N_("vraag of de plaatsen nog kloppen"), "clb_takes_over": N_("bericht dat het CLB overneemt"),
    "carry_on": N_("vraag of een partner verdergaat"), "lead_given": N_("bericht over wie de leiding heeft"),
    "direction_asked": N_("vraag naar een casusregisseur"), "meeting_invitation": N_("uitnodiging voor een overleg"),
    "meeting_cancelled": N_("overleg gaat niet door"),
    "weekly": N_("weekbrief"),
    "agreement_soon": N_("herinnering aan een afspraak"), "agreement_due": N_("vraag hoe een afspraak afliep"),
    "expert_invited": N_("uitnodiging van een expert"), "expert_session": N_("wanneer een expert verwacht wordt"),
    "expert_session_off": N_("een expert hoeft niet te komen"),
    "consult_asked": N_("vraag om mee te denken"), "consult_answer": N_("bericht over een antwoord"),
    "summer_look": N_("vraag om op de zomerdag te kijken"),
    "heard_on_table": N_("bericht dat het op tafel komt"), "heard_started": N_("bericht dat het gestart is"),
    "help_asked": N_("vraag of er hulp is"), "contact_help": N_("vraag aan het contact van de jongere of er hulp is"),
    "contact_news": N_("bericht aan het contact van de jongere"),
    "house_rules": N_("huishoudelijk reglement om te aanvaarden"),
    "minutes_to_read": N_("verslag om te lezen"), "minutes_approved": N_("goedgekeurd verslag"),
    "minutes_answered": N_("antwoord op een vraag over een verslag"),
    "deputy_named": N_("bericht over wie vervangt"), "for_deputy": N_("bericht aan wie vervangt"),
    "core_group_waits": N_("bericht aan de kerngroep"),
    "watch_silent": N_("waarschuwing aan de beheerder"), "watch_again": N_("bericht dat alles weer werkt"),
}  # fmt: skip

ROLE_WORDS = {ClaimRole.LEAD: N_("heeft de leiding"), ClaimRole.CO: N_("doet mee")}
ABOUT_THE_END = N_("bericht over de afloop")


def letter_words(kind: str) -> str:
    """What kind of letter it is."""
    return _(LETTER_WORDS.get(kind, ABOUT_THE_END))


def stage_words(stage: str, *, only_asked: bool) -> str:
    """No track runs while partners were only asked."""
    return _("partners gevraagd") if stage == Stage.TRACKS and only_asked else _(STAGE_WORDS[Stage(stage)])


def state_of(stage: str, due: datetime | None, holder: str | None, now: datetime) -> str:
    """Colour and shape of a case: stuck when it came back, late when its date has gone by."""
    if stage == Stage.CLOSED:
        return "rest"
    if stage == Stage.REOPENED:
        return "stuck"
    if due is not None and brussels_date(due) < brussels_date(now):
        return "late"
    return "waits" if holder in (Party.REFERRER, Party.PARTNER) else "course"


def holder_words(holder: str | None, organisation: str) -> str:
    if holder == Party.PARTNER:
        return organisation
    if holder == Party.REFERRER:
        return _("de aanmelder")
    return _("het meldpunt") if holder else ""


def reason_words(code: str | None, restricted_too: bool) -> str:
    if not code:
        return ""
    if code in RESTRICTED and not restricted_too:
        return _("afgeschermd")
    return _(MAIN_REASON_WORDS[MainReason(code)])


def size_words(size: int) -> str:
    """ "1,2 MB" or "34 kB"."""
    return f"{number(round(size / 1_000_000, 1))} MB" if size >= 1_000_000 else f"{number(max(1, size // 1000))} kB"


def letter_line(letter: Letter) -> dict[str, Any]:
    """One letter and what became of it."""
    if in_doubt(letter):
        kind, word = "stuck", _("kwam misschien niet aan")
    elif came_back(letter):
        kind, word = "stuck", _("kwam terug")
    elif letter.parked_at and letter.last_error == HELD:
        kind, word = "stuck", _("wacht op een juist adres")
    elif letter.parked_at:
        kind, word = "stuck", _("niet verstuurd")
    elif letter.done_at:
        kind, word = "course", _("verstuurd")
    elif letter.last_error:
        kind, word = "late", _("probeert opnieuw")
    else:
        kind, word = "waits", _("wordt verstuurd")
    what = letter_words(letter.kind)
    at = letter.written_at if rehearsed(letter) else letter.done_at or letter.written_at
    return {"letter": letter, "kind": kind, "word": word, "what": what, "at": at}


def rehearsed(letter: Letter) -> bool:
    """Whether it was written at another day than the real one: then its days are those of the rehearsal."""
    return brussels_date(letter.written_at) != brussels_date(letter.real_written_at)


def track_line(line: TrackLine, now: datetime, *, runs: bool, joint: bool = False) -> dict[str, Any]:
    """One track: whose, how far, and when a word is expected; `runs` while the coordinator has not taken it back. Where
    several partners take part, which of them leads."""
    track = line.track
    stage = TrackStage(track.stage)
    state = {
        TrackStage.STARTED: "course", TrackStage.COMPLETED: "rest", TrackStage.ON_HOLD: "waits",
        TrackStage.PROPOSED: "waits", TrackStage.ACCEPTED: "waits",
    }.get(stage, "stuck")  # fmt: skip
    late = late_words(track.due_at, now)
    overdue = track.due_at is not None and brussels_date(track.due_at) < brussels_date(now)
    if late:  # it is the word about the track that is late, not the start beside which this stands
        late = _("antwoord %(late)s", late=late) if overdue else _("antwoord vandaag verwacht")
    if track.due_at and track.step == WITH_COORDINATOR and not runs:  # what is due then is the coordinator's decision
        late, overdue = _("geen antwoord gekregen"), True
    return {
        "track": track, "organisation": line.organisation, "words": _(TRACK_WORDS[stage]), "late": late,
        "state": "late" if overdue else state, "role": _(ROLE_WORDS[ClaimRole(track.role)]) if joint else "",
    }  # fmt: skip
