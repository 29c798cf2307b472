"""One case as its page shows it: the story, the form, documents, and how it stands."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, places, unreachable
from hub.clock import brussels_date
from hub.dispatch import alarm, identity, seating, shield, side_door_sight, sight
from hub.dispatch.beside import UNREAD
from hub.dispatch.came_back import partners_behind
from hub.dispatch.case import OUTCOME_WORDS, Outcome, Stage
from hub.dispatch.case_team.in_short import of_page
from hub.dispatch.codes import CHANNEL_WORDS, Channel
from hub.dispatch.consent import to_share
from hub.dispatch.consult import consult_sight
from hub.dispatch.hand_over import OFFER_STATE_WORDS, OfferState
from hub.dispatch.lateness import late_words
from hub.dispatch.letting_go.leading import may_lead
from hub.dispatch.letting_go.losing_sight import for_page
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.sight import File
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track import ASKS_REFERRER, REASON_WORDS, Reason, is_open
from hub.dispatch.watch import what_next
from hub.home import case_asked, case_clb, case_history, case_level, known_before
from hub.home.case_feedback import feedback_of
from hub.home.case_line import newest_first
from hub.home.case_round import standing_words, went_round
from hub.home.case_timeline import timeline
from hub.home.case_words import (
    holder_words,
    letter_line,
    reason_words,
    size_words,
    state_of,
    track_line,
)
from hub.intake import filling, found_checks, origin, scans
from hub.intake.choices import SECRECY
from hub.intake.mail_sight import mail_behind
from hub.intake.questions import LABELS, TELL, Section
from hub.intake.sections import IDENTIFYING
from hub.intake.tables import Document
from hub.intake.typed import Asked, Typed
from hub.lookups import Lookup
from hub.people.rights import Right, may
from hub.store import Work
from hub.wording import N_, _, date_words, list_words, number

FAR_OFF = {Stage.SUBMITTED: 0, Stage.CLARIFICATION: 1, Stage.CONSULT: 1, Stage.ON_TABLE: 2, Stage.DISCUSSED: 2}
WAY = (N_("aangemeld"), N_("vraagverheldering"), N_("dispatchtafel"), N_("traject"), N_("afgesloten"))
CLOSED = 4
# These stand elsewhere on the page: above the story, and with who refers.
BESIDE_THE_STORY = ("main_reason", "other_reasons", "clb_contact")
Veil = Callable[[str], str]


def page_of(work: Work, referral_id: UUID, *, with_name: bool = False) -> dict[str, Any]:
    """Everything that templates/home/case.html needs besides the acts."""
    file = sight.file_of(work, referral_id)
    case, restricted_too = file.referral, may(work.asker, Right.SEE_RESTRICTED, file.referral.hub_id)

    others = identity.drawn_beside(work, case)

    def veil(text: str) -> str:
        return text if with_name else identity.veiled(text, file.youngster, others)

    shut = shield.shuts_out(work, case)

    def told(text: str) -> str:
        return "" if shut else veil(text)

    reads_on = not shut and may(work.asker, Right.COMPLETE, case.hub_id)
    found_here = found_checks.waiting(work, case) if reads_on else found_checks.Waiting()
    back = [case.id] if case.stage == Stage.REOPENED else []
    youngster = file.youngster
    clb = case_clb.asked_last(work, case)
    written_to = [case.referrer_email, *([clb.to_address] if clb else [])]
    failing = unreachable.failing(work, [case.hub_id], written_to)
    kin = origin.kin_of(work, case)
    asked_round = went_round(work, file)
    sitting = seating.round_of(work, case) if file.claims else None
    leads = may_lead([line.track for line in file.tracks])
    written = letters.of_case(work, case.id)
    team = None if shut else of_page(work, case)
    known = case_asked.of_case(work, file, written, team)
    return {
        "file": file, "case": case, "today": brussels_date(work.now), "now": work.now, "with_name": with_name,
        "initials": _initials(file),
        "nameless": identity.is_nameless(youngster) and case.stage not in (Stage.CONCEPT, Stage.CLOSED),
        "not_here": case_level.not_here(work, case),
        "about": identity.about(youngster, brussels_date(work.now)),
        "stage_words": standing_words(file, asked_round), "went_round": asked_round,
        "outcome_words": _(OUTCOME_WORDS[Outcome(case.outcome)]) if case.outcome else "",
        "why_words": what_next(case.next_why, case.stage, wanted=bool(file.claims)),
        "channel_words": _(CHANNEL_WORDS[Channel(case.channel)]), "mail": mail_behind(work, case),
        "holder_words": holder_words(case.holder, _partners_that_have_it(file)),
        "late": late_words(case.next_due, work.now),
        "state": state_of(case.stage, case.next_due, case.holder, work.now),
        "reasons": [
            words for code in (case.main_reason, *case.other_reasons) if (words := reason_words(code, restricted_too))
        ],
        "secrecy_words": _(SECRECY[bound]) if (bound := filling.secrecy(case)) in SECRECY else "",
        "danger_words": "" if shut else alarm.words_of(case.danger),
        "shut": shut, "story": told(case.story), "motive": told(case.urgency_motive),
        "flag_reason": veil(case.flag_reason),
        "closing_note": veil(case.closing_note), "steps": steps(file),
        "sections": list(
            sections(
                case, file.youngster, veil, brussels_date(work.now), with_name=with_name, shut=shut,
                unchecked=found_here.unchecked,
            )
        ),
        "timeline": newest_first(timeline(work, file, veil, known, told=None if shut else veil)),
        "silences": case_asked.silences(file, known) if back else [],
        "discussed_at": next((one.at for one in reversed(file.moves) if one.to_stage == Stage.DISCUSSED), None),
        "ask_first": ask_first(file), "behind": partners_behind(work, back).get(case.id),
        "direct": side_door_sight.how(work, case.id) if case.channel == Channel.PARTNER else None,
        "claims_at": sitting.session.id if sitting else None,
        "siblings": kin.siblings, "doubles": kin.doubles, "before": known_before.before(work, case),
        "consult": consult_sight.of_page(work, case, [one.to_stage for one in file.moves]), "tell": told,
        "lost": for_page(work, case.id, told) if file.tracks else [],
        "team": team, "veil": veil,
        "goes_on_as": origin.goes_on_as(work, case),
        "unread": 0 if shut else unread(file), "documents": documents(work, case.id, restricted_too, shut=shut),
        "unreached": failing.get(case.referrer_email.lower()),
        "letters": [letter_line(letter) for letter in written[:50]],
        "found": found_here, "unchecked": _(found_checks.UNCHECKED_WORDS), "feedback": feedback_of(work, case),
        "consent": to_share(case, youngster, gate_of(work, case.id).shares), "clb": case_clb.card(clb, failing),
        "handed": [
            (one, veil(one.words), veil(one.answer), _(OFFER_STATE_WORDS[OfferState(one.state)])) for one in file.handed
        ],
        "tracks": [
            track_line(line, work.now, runs=case.stage == Stage.TRACKS, joint=len(file.tracks) > 1)
            | {"may_lead": line.track.id in leads, "commitment": told(line.track.commitment)}
            | {"why": case_history.why_ended(line.track, told)}
            for line in file.tracks
        ],
    }  # fmt: skip


def _partners_that_have_it(file: File) -> str:
    """All whose tracks run, the one that owes a word first before the others."""
    running = [line.organisation for line in file.tracks if is_open(line.track.stage)]
    return list_words(list(dict.fromkeys(filter(None, (file.holder_name, *running)))))


def ask_first(file: File) -> str:
    """Why the referrer is asked before anything else is decided (DOMAIN.md §3); empty where that is not so."""
    back = next((one.track for one in file.tracks if one.track.id == file.referral.reopened_track_id), None)
    if file.referral.stage != Stage.REOPENED or back is None or back.end_reason not in ASKS_REFERRER:
        return ""
    return _("De partner zegt: %(why)s. Vraag eerst de aanmelder.", why=_(REASON_WORDS[Reason(back.end_reason)]))


def _initials(file: File) -> str:
    """Those of the name; while nobody is named those that the coordinator wrote on the card."""
    names = (file.youngster.first_name, file.youngster.last_name) if file.youngster else ("", "")
    return identity.goes_by(*names, file.referral.subject_kind, file.card.initials if file.card else "")


def unread(file: File) -> int:
    """How much came in from the referrer that nobody has read yet."""
    answers = sum(1 for one in file.questions if one.answered_at and not one.seen_at)
    return answers + sum(1 for one in file.messages if one.kind in UNREAD and not one.seen_at)


def steps(file: File) -> list[dict[str, Any]]:
    """The way of the case in five steps, with the day on which each began."""
    began: dict[int, datetime] = {}
    here = 0
    back = file.referral.stage_since
    for entry in file.moves:
        # Another hub that is asked puts nothing on the table: the way stands where it stood.
        if entry.noun == "referral" and entry.to_stage and entry.to_stage != Stage.OFFERED:
            here = _step(entry.to_stage, max((n for n in began if n < CLOSED), default=0) if here == CLOSED else here)
            if entry.to_stage == Stage.REOPENED:  # what came back began when it began
                back = entry.at
                began.setdefault(here, entry.at)
            else:
                began[here] = entry.at
    return [
        {
            "word": _(word),
            "state": _step_state(n, here, file.referral.stage, n in began),
            "when": date_words(began[n]) if n in began and n <= here else "",
            "at": began.get(n),
            "text": _("terug sinds %(day)s", day=date_words(back))
            if n == here and file.referral.stage == Stage.REOPENED
            else "",
        }
        for n, word in enumerate(WAY)
    ]


def _step(stage: str, before: int) -> int:
    if stage in (Stage.CONCEPT, Stage.REOPENED):
        return before
    if stage == Stage.CLOSED:
        return CLOSED
    return FAR_OFF.get(Stage(stage), 3 if stage == Stage.TRACKS else 2)


def _step_state(n: int, here: int, stage: str, reached: bool) -> str:
    if n == here and stage == Stage.REOPENED:
        return "stuck"
    if n == here:  # while another hub decides, nobody of this one is busy with it
        return "done" if stage in (Stage.CLOSED, Stage.OFFERED) else "now"
    return "done" if n < here and reached else "todo"


@dataclass(frozen=True)
class Part:
    """One section of the form: what is filled in, and whether its form tells who somebody is. What is `filled` without
    pairs stands elsewhere on the page."""

    slug: str
    title: str
    pairs: Sequence[tuple[str, str]]
    tells: bool
    filled: bool


def sections(
    referral: Referral, youngster: Youngster | None, veil: Veil, on: date, *, with_name: bool, shut: bool = False,
    unchecked: Collection[tuple[str, str]] = (),
) -> Iterator[Part]:  # fmt: skip
    """Each section of the form, those that nobody filled in yet without pairs; `shut` leaves out what tells a story.
    `unchecked` are (section, field) that came out of a document and that nobody has looked at."""
    for section in filling.asked_of(referral, youngster, on):
        if shut and section.tells_a_story:
            continue
        stored = filling.read(section, referral, youngster)
        people = stored if isinstance(stored, list) else [stored]
        kind = referral.subject_kind
        pairs = [pair for one in people for pair in _pairs(section, one, kind, veil, with_name, shut, unchecked)]
        yield Part(section.slug, _(section.called(kind)[0]), pairs, filling.tells_who(stored, youngster),
                   filling.how_full(stored) == "filled")  # fmt: skip


def _pairs(
    section: Section, said: Typed, kind: str, veil: Veil, with_name: bool, shut: bool,
    unchecked: Collection[tuple[str, str]],
) -> Iterator[tuple[str, str]]:  # fmt: skip
    for name, about in type(said).fields().items():
        value = getattr(said, name)
        if value in ("", None, False, []) or name in BESIDE_THE_STORY:
            continue
        if (name in IDENTIFYING and not with_name) or (shut and name in TELL):
            continue
        if name == "home_nis":
            value = places.name_of(value)
        words = veil(_value(about, value))
        if (section.name, name) in unchecked:
            words += f" · {_(found_checks.UNCHECKED_WORDS)}"
        yield _(LABELS.get((section.name, name), {}).get(kind, about.label)), words


def _value(about: Asked, value: Any) -> str:
    if isinstance(value, bool):
        return _("ja")
    if isinstance(value, list):
        return ", ".join(_(about.options[code]) if about.options and code in about.options else code for code in value)
    if about.options and value in about.options:
        return _(about.options[value])
    if about.kind in ("day", "birth_date"):
        return date_words(value)
    return number(value) if isinstance(value, int | float) else str(value)


_DOCUMENTS = Lookup(
    select(Document)
    .where(col(Document.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .order_by(col(Document.added_at))
    .limit(100)
)


def documents(work: Work, referral_id: UUID, restricted_too: bool, *, shut: bool = False) -> list[dict[str, Any]]:
    """The documents of the case; restricted ones are only named for who may see them."""
    found = _DOCUMENTS.ask(work.session, case=referral_id)
    closed = scans.shut(work, found)
    return [
        {"id": one.id, "name": one.name, "size": size_words(one.size), "at": one.added_at, "shut": closed.get(one.id)}
        if restricted_too or not (one.restricted or shut)
        else {
            "id": None,
            "name": _("afgeschermd document"),
            "size": size_words(one.size),
            "at": one.added_at,
            "shut": None,
        }
        for one in found
    ]
