"""What partners and the desk decided about a case, as lines of its time line: who was weighed, and why not."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.dispatch.came_back import SILENCE, silence_words
from hub.dispatch.case import CLOSES_AS, OUTCOME_WORDS, STAGE_WORDS, Move, Stage
from hub.dispatch.codes import FLAG_WORDS, Flag
from hub.dispatch.hand_over import OfferState
from hub.dispatch.handing_sight import Handed
from hub.dispatch.sight import ASKED, CLB_ASKED, CLB_SILENT, HELD_BACK, PLANNED, File, TrackLine
from hub.dispatch.table_tables import Claim, ClaimRole, ClaimState, Decline, Track
from hub.dispatch.table_view import AGENDA_WORDS
from hub.dispatch.track import REASON_WORDS, TRACK_WORDS, Reason, TrackStage
from hub.home.case_line import Line
from hub.home.case_reopening import REOPEN_WORDS
from hub.ledger import Entry
from hub.wording import N_, _, date_words

SETTLED = {
    ClaimState.REFUSED: N_("%(partner)s: niet gekozen"),
    ClaimState.WITHDRAWN: N_("%(partner)s: opname vervallen"),
}

# Moves that lead to a stage otherwise than the table does that discusses.
NOT_DISCUSSED = {
    f"case.{Move.ASK_ROUND}": N_("dringend rondgevraagd"),
    f"case.{Move.UNDECIDE}": N_("beslissing teruggenomen"),
    f"case.{Move.LIE_AGAIN}": N_("opnieuw te bespreken"),
}
CLOSED_BY = {f"case.{step}": outcome for step, outcome in CLOSES_AS.items()}
# On an agenda "on_purpose" means that it lay there before; a case comes back so without having been at a table.
CAME_BACK_FOR = {**AGENDA_WORDS, "on_purpose": REOPEN_WORDS["on_purpose"]}

# What the follow-up asks the partner of a track that stands there.
ASKED_ABOUT = {
    TrackStage.PROPOSED: N_("%(partner)s herinnerd aan het voorstel"),
    TrackStage.ACCEPTED: N_("Gevraagd aan %(partner)s of het gestart is"),
    TrackStage.STARTED: N_("Gevraagd aan %(partner)s hoe het loopt"),
    TrackStage.ON_HOLD: N_("Gevraagd aan %(partner)s of het na de pauze verdergaat"),
}

OFFER_ENDED = {
    OfferState.ACCEPTED: N_("%(hub)s neemt over, daar %(number)s"),
    OfferState.DECLINED: N_("%(hub)s neemt niet over"),
    OfferState.WITHDRAWN: N_("aanbod aan %(hub)s ingetrokken"),
    OfferState.SILENT: N_("geen antwoord van %(hub)s"),
}


def answers(file: File, veil: Callable[[str], str], tell: Callable[[str], str]) -> Iterator[Line]:
    """Each claim and each decline of every round, so that afterwards it can be seen who was weighed and why not.

    `tell` is for what partners wrote, `veil` for what the desk did.
    """
    for claim, partner in file.answers.claims:
        who = file.people.get(claim.made_by, "") if claim.made_by else ""
        yield Line(claim.made_at, "table", _claimed(claim, partner), who, tell(claim.commitment))
        settled = SETTLED.get(ClaimState(claim.state))
        if settled and claim.settled_at:
            yield Line(claim.settled_at, "table", _(settled, partner=partner), "", veil(claim.settled_note))
    for decline, partner in file.answers.declines:
        yield _declined(file, decline, partner, tell)


def _claimed(claim: Claim, partner: str) -> str:
    if claim.role == ClaimRole.CO:
        return _("%(partner)s wil meedoen", partner=partner)
    return _("%(partner)s wil dit opnemen", partner=partner)


def _declined(file: File, decline: Decline, partner: str, tell: Callable[[str], str]) -> Line:
    who = file.people.get(decline.by, "") if decline.by else ""
    why = _(REASON_WORDS[Reason(decline.reason)])
    return Line(decline.at, "table", _("%(partner)s neemt niet op: %(why)s", partner=partner, why=why), who,
                tell(decline.note))  # fmt: skip


def moves(
    file: File, tell: Callable[[str], str], whom: Callable[[UUID, datetime], str]
) -> Iterator[Line]:  # fmt: skip
    """Each change of stage of the case and its tracks, with the reason where there was one; flags, cards and what
    partners were asked too; `whom` tells whom a track was asked of at a moment."""
    tracks = {line.track.id: line for line in file.tracks}
    before: dict[UUID, str] = {}
    skipped = _proposed_and_agreed_at_once(file.moves)
    promised = {entry.noun_id: entry.id for entry in file.moves if entry.act == PLANNED}  # the last one of each track
    for entry in file.moves:
        who = file.people.get(entry.person_id, "") if entry.person_id else ""
        if entry.act == "case.flag":
            yield Line(entry.at, "note", _flag_words(entry.detail.get("after")), who)
        elif entry.act == "card.approve":
            yield Line(entry.at, "table", _("tafelkaart goedgekeurd"), who)
        elif entry.act == "referrer.links_withdrawn":
            yield Line(entry.at, "note", _("persoonlijke links ingetrokken"), who or _("de aanmelder"))
        elif entry.act == HELD_BACK:  # by a name that somebody filled in, at another hub perhaps: nobody meant the card
            yield Line(entry.at, "table", _("tafelkaart teruggenomen: er staat een naam op"), "")
        elif entry.act == CLB_ASKED:
            again = entry.detail.get("times", 1) > 1
            yield Line(entry.at, "sent", _("het CLB herinnerd") if again else _("gevraagd aan het CLB"), who)
        elif entry.act == CLB_SILENT:
            yield Line(entry.at, "move", _("het CLB antwoordt niet: de coördinator belt"), "")
        elif entry.to_stage == Stage.OFFERED:
            continue  # the offer itself says to whom
        elif entry.noun == "referral" and entry.to_stage in set(Stage):
            yield Line(entry.at, "move", _case_words(entry, tracks), who)
        elif entry.act == ASKED and entry.noun_id in tracks:
            who = whom(entry.noun_id, entry.at)
            yield _asked_line(tracks[entry.noun_id], entry, before.get(entry.noun_id), who)
        elif entry.act == PLANNED and entry.noun_id in tracks:
            last = entry.id == promised[entry.noun_id]
            yield Line(entry.at, "track", _planned(tracks[entry.noun_id], last=last), who)
        elif entry.noun == "track" and entry.noun_id in tracks and entry.id not in skipped:
            yield _track_line(tracks[entry.noun_id], entry, before.get(entry.noun_id), who, tell)
        if entry.noun == "track" and entry.noun_id and entry.to_stage:
            before[entry.noun_id] = entry.to_stage


def _flag_words(flag: Any) -> str:
    if flag not in set(Flag):
        return _("vlag weggehaald")
    # "rood: vandaag" would read as a day on a line of long ago.
    return _("vlag op %(flag)s", flag=_(FLAG_WORDS[Flag(flag)]).partition(":")[0].strip())


def _case_words(entry: Entry, tracks: dict[UUID, TrackLine]) -> str:
    """ "herneming: we horen niets meer (Kompas NAFT)": why it came back and whose track it was, or how it closed."""
    if entry.act in NOT_DISCUSSED:
        return _(NOT_DISCUSSED[entry.act])
    words = _(STAGE_WORDS[Stage(entry.to_stage or "")])
    outcome = CLOSED_BY.get(entry.act, entry.detail.get("outcome")) if entry.to_stage == Stage.CLOSED else None
    if outcome:
        return _("%(aspect)s: %(why)s", aspect=words, why=_(OUTCOME_WORDS[outcome]))
    what_for = CAME_BACK_FOR.get(str(entry.detail.get("for")), "") if entry.to_stage == Stage.REOPENED else ""
    if not what_for:
        return words
    track = entry.detail.get("track")
    line = tracks.get(UUID(track)) if track else None
    if line and entry.detail.get("for") in SILENCE:
        why = silence_words(line.organisation, own=line.own)
        return _("%(aspect)s: %(why)s", aspect=words, why=why)
    said = _("%(aspect)s: %(why)s", aspect=words, why=_(what_for))
    return f"{said} ({line.organisation})" if line else said


def _asked_line(line: TrackLine, entry: Entry, stage: str | None, who: str) -> Line:
    """The stage is the one that the track had then; the present one where its earlier lines are beyond the longest."""
    about = ASKED_ABOUT.get(TrackStage(stage or line.track.stage), ASKED_ABOUT[TrackStage.STARTED])
    return Line(entry.at, "sent", _(about, partner=line.organisation), who)


def _planned(line: TrackLine, *, last: bool) -> str:
    """The ledger keeps no days: the one that was promised last stands on the track."""
    if last and line.track.agreed_start:
        day = date_words(line.track.agreed_start)
        return _("%(partner)s: start gepland op %(day)s", partner=line.organisation, day=day)
    return _("%(partner)s: een andere startdag", partner=line.organisation)


def _track_line(line: TrackLine, entry: Entry, before: str | None, who: str, tell: Callable[[str], str]) -> Line:
    stage = TrackStage(entry.to_stage or "")
    resumed = stage == TrackStage.STARTED and before == TrackStage.ON_HOLD
    words = _("weer gestart") if resumed else _(TRACK_WORDS[stage])
    text = why_ended(line.track, tell) if stage == line.track.stage else ""
    said = _("%(aspect)s: %(why)s", aspect=line.organisation, why=words)
    return Line(entry.at, "track", said, who, text)


def hand_overs(file: File, veil: Callable[[str], str]) -> Iterator[Line]:
    """Each offer to another hub with its answer, and how the case came in from one."""
    for one in file.handed:
        offered_by = file.people.get(one.offered_by, "") if one.offered_by else ""
        ended_by = file.people.get(one.ended_by, "") if one.ended_by else ""
        if not one.out:
            came = _("overgenomen van %(hub)s, daar %(number)s", hub=one.hub, number=one.number)
            yield Line(one.ended_at or one.offered_at, "move", came, ended_by, _reasoned(one, veil))
            continue
        yield Line(one.offered_at, "move", _("aangeboden aan %(hub)s", hub=one.hub), offered_by, _reasoned(one, veil))
        if one.ended_at:
            said = _(OFFER_ENDED[OfferState(one.state)], hub=one.hub, number=one.number)
            yield Line(one.ended_at, "move", said, ended_by, veil(one.answer))


def _reasoned(one: Handed, veil: Callable[[str], str]) -> str:
    return f"{one.why}\n\n{veil(one.words)}"


def why_ended(track: Track, veil: Callable[[str], str]) -> str:
    """Why a track rests, did not start or ended early, in the words of the partner; "" while it runs."""
    if track.stage == TrackStage.ON_HOLD:
        until = _("tot %(day)s", day=date_words(track.hold_until)) if track.hold_until else ""
        why = veil(track.hold_reason)
        return _("%(aspect)s: %(why)s", aspect=until, why=why) if until and why else until or why
    reason = _(REASON_WORDS[Reason(track.end_reason)]) if track.end_reason else ""
    return ". ".join(part for part in (reason, veil(track.end_note)) if part)


def _proposed_and_agreed_at_once(entries: Any) -> set[int | None]:
    """A confirmed claim passes through "proposed" in the same moment: one line says it."""
    agreed: dict[UUID | None, datetime] = {
        entry.noun_id: entry.at for entry in entries if entry.to_stage == TrackStage.ACCEPTED
    }
    return {
        entry.id for entry in entries
        if entry.to_stage == TrackStage.PROPOSED and agreed.get(entry.noun_id) == entry.at
    }  # fmt: skip
