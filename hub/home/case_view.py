"""One case as its page shows it: the story, one time line, documents, and how it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import letters, places
from hub.clock import DayUnit, brussels_date, days_between
from hub.dispatch import identity, sight
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.case import OUTCOME_WORDS, STAGE_WORDS, Outcome, Stage
from hub.dispatch.codes import CHANNEL_WORDS, MAIN_REASON_WORDS, RESTRICTED, Channel, MainReason
from hub.dispatch.sight import File
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.dispatch.watch import WHY_WORDS, Party, Why
from hub.intake import filling
from hub.intake.sections import SECTIONS, sections_for
from hub.intake.tables import Document, RawMail
from hub.intake.typed import Asked, Typed
from hub.letters import Letter
from hub.people.rights import Right, may
from hub.store import Work
from hub.wording import N_, _, _n, date_words, number

MESSAGE_WORDS = {
    "mail_in": N_("e-mail"), "call": N_("telefoon"), "talk": N_("gesprek"), "note": N_("notitie"),
    "decision": N_("beslissing"), "answer": N_("antwoord"), "form": N_("aanvulling"),
}  # fmt: skip
MESSAGE_ICONS = {
    "mail_in": "mail", "call": "phone", "talk": "talk", "note": "note", "decision": "move", "answer": "mail",
    "form": "form",
}  # fmt: skip
LETTER_WORDS = {
    "acknowledgement": N_("ontvangstbewijs"), "question": N_("vraag"), "appointment": N_("afspraak"),
    "appointment_cancelled": N_("afspraak afgezegd"), "withdrawn": N_("ingetrokken"),
    "start_check": N_("vraag naar de start"), "sign_of_life": N_("vraag hoe het loopt"),
    "hold_ended": N_("einde van de pauze"), "proposal_reminder": N_("herinnering aan het voorstel"),
    "track_escalated": N_("bericht aan de coördinator"),
}  # fmt: skip
# Fields of the form that tell who somebody is: they show with the name only.
IDENTIFYING = {"first_name", "last_name", "birth_date", "phone", "name", "contact"}
FAR_OFF = {Stage.SUBMITTED: 0, Stage.CLARIFICATION: 1, Stage.CONSULT: 1, Stage.ON_TABLE: 2, Stage.DISCUSSED: 2}
WAY = (N_("aangemeld"), N_("vraagverheldering"), N_("dispatchtafel"), N_("traject"), N_("afgesloten"))


@dataclass(frozen=True)
class Line:
    """One thing that happened. `icon` is a drawing of parts/icons.html."""

    at: datetime
    icon: str
    title: str
    who: str
    text: str = ""
    more: str = ""
    private: str = ""
    new: bool = False
    href: str = ""
    question_id: UUID | None = None


def late_words(due: datetime | None, now: datetime) -> str:
    """ "2 werkdagen te laat", "vandaag", or "" while it is not due."""
    if due is None:
        return ""
    day, today = brussels_date(due), brussels_date(now)
    if day > today:
        return ""
    if day == today:
        return _("vandaag")
    days = days_between(day, today, DayUnit.WORKING_DAYS)
    if not days:
        return _("te laat")
    return _n("%(num)s werkdag te laat", "%(num)s werkdagen te laat", days)


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


def page_of(work: Work, referral_id: UUID, *, with_name: bool = False) -> dict[str, Any]:
    """Everything that templates/home/case.html needs besides the acts."""
    file = sight.file_of(work, referral_id)
    case, restricted_too = file.referral, may(work.asker, Right.SEE_RESTRICTED, file.referral.hub_id)
    veil = (lambda text: text) if with_name else (lambda text: identity.veiled(text, file.youngster))
    youngster = file.youngster
    return {
        "file": file, "case": case, "today": brussels_date(work.now), "now": work.now, "with_name": with_name,
        "initials": identity.initials_of(
            youngster.first_name if youngster else "", youngster.last_name if youngster else "", case.subject_kind
        ),
        "about": identity.about(youngster, brussels_date(work.now)),
        "stage_words": _(STAGE_WORDS[Stage(case.stage)]),
        "outcome_words": _(OUTCOME_WORDS[Outcome(case.outcome)]) if case.outcome else "",
        "why_words": _(WHY_WORDS[Why(case.next_why)]) if case.next_why else "",
        "channel_words": _(CHANNEL_WORDS[Channel(case.channel)]),
        "holder_words": holder_words(case.holder, file.holder_name),
        "late": late_words(case.next_due, work.now),
        "state": state_of(case.stage, case.next_due, case.holder, work.now),
        "reasons": [
            words for code in (case.main_reason, *case.other_reasons) if (words := reason_words(code, restricted_too))
        ],
        "story": veil(case.story), "steps": steps(file), "sections": list(sections(file, with_name, restricted_too)),
        "timeline": sorted(timeline(work, file, veil), key=lambda line: line.at, reverse=True),
        "unread": unread(file), "documents": documents(work, case.id, restricted_too),
        "letters": [letter_line(letter) for letter in letters.of_case(work, case.id)[:50]],
        "tracks": [track_line(line, work.now) for line in file.tracks],
    }  # fmt: skip


def unread(file: File) -> int:
    """How much came in from the referrer that nobody has read yet."""
    answers = sum(1 for one in file.questions if one.answered_at and not one.seen_at)
    return answers + sum(1 for one in file.messages if one.kind in ("mail_in", "form") and not one.seen_at)


def steps(file: File) -> list[dict[str, Any]]:
    """The way of the case in five steps, with the day on which each began."""
    began: dict[int, datetime] = {}
    here = 0
    for entry in file.moves:
        if entry.noun == "referral" and entry.to_stage:
            here = _step(entry.to_stage, here)
            began[here] = entry.at
    return [
        {
            "word": _(word),
            "state": _step_state(n, here, file.referral.stage, n in began),
            "when": date_words(began[n]) if n in began and n <= here else "",
            "at": began.get(n),
        }
        for n, word in enumerate(WAY)
    ]


def _step(stage: str, before: int) -> int:
    if stage in (Stage.CONCEPT, Stage.REOPENED):
        return before
    if stage == Stage.CLOSED:
        return 4
    return FAR_OFF.get(Stage(stage), 3 if stage == Stage.TRACKS else 2)


def _step_state(n: int, here: int, stage: str, reached: bool) -> str:
    if n == here and stage == Stage.REOPENED:
        return "stuck"
    if n == here:
        return "done" if stage == Stage.CLOSED else "now"
    return "done" if n < here and reached else "todo"


def sections(file: File, with_name: bool, restricted_too: bool) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(title, [(label, value)]) for each section of the form that somebody filled in."""
    asked = {section.name for section in sections_for(file.referral.subject_kind)}
    for section in SECTIONS:
        if section.name not in asked:
            continue
        stored = filling.read(section, file.referral, file.youngster)
        people = stored if isinstance(stored, list) else [stored]
        pairs = [pair for one in people for pair in _pairs(one, with_name)]
        if section.name == "reasons":
            pairs = [pair for pair in pairs if pair[0] not in (_("Hoofdreden"), _("Andere redenen"))]
        if pairs:
            yield _(section.title), pairs


def _pairs(said: Typed, with_name: bool) -> Iterator[tuple[str, str]]:
    for name, about in type(said).fields().items():
        value = getattr(said, name)
        if value in ("", None, False, []):
            continue
        if name in IDENTIFYING and not with_name:
            continue
        if name == "home_nis":
            value = places.municipality(value).name_nl if places.exists(value) else ""
        yield _(about.label), _value(about, value)


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


def timeline(work: Work, file: File, veil: Any) -> Iterator[Line]:
    """What was said and done, out of every drawer of the case."""
    raw = _raw_mails(work, [one.raw_mail_id for one in file.messages])
    for said in file.messages:
        mail = raw.get(said.raw_mail_id) if said.raw_mail_id else None
        yield Line(
            said.at, MESSAGE_ICONS[said.kind], _(MESSAGE_WORDS[said.kind]), said.author_name, veil(said.text),
            more=veil(said.whole_text) if said.whole_text.strip() != said.text.strip() else "",
            private=_("Hierin stond een rijksregisternummer.") if mail and mail.national_numbers else "",
            new=said.kind in ("mail_in", "form") and said.seen_at is None,
        )  # fmt: skip
    for question in file.questions:
        asker = file.people.get(question.asked_by, "") if question.asked_by else ""
        open_still = not question.answered_at and not question.withdrawn_at
        title = _("vraag aan de aanmelder") if not question.withdrawn_at else _("vraag, niet meer nodig")
        yield Line(
            question.asked_at, "sent", title, asker, veil(question.text),
            question_id=question.id if open_still else None,
        )  # fmt: skip
    for one in file.appointments:
        yield from _appointment_lines(one)
    yield from _move_lines(file)


def _appointment_lines(one: Any) -> Iterator[Line]:
    where = ", ".join(part for part in (_(WAY_WORDS[one.way]), one.place) if part)
    if one.cancelled_at:
        yield Line(one.cancelled_at, "table", _("afspraak afgezegd"), "", where)
    elif not one.held_at:
        yield Line(one.at, "table", _("afspraak"), "", where)


def _move_lines(file: File) -> Iterator[Line]:
    names = {line.track.id: line.organisation for line in file.tracks}
    for entry in file.moves:
        who = file.people.get(entry.person_id, "") if entry.person_id else ""
        if entry.noun == "referral" and entry.to_stage in set(Stage):
            yield Line(entry.at, "move", _(STAGE_WORDS[Stage(entry.to_stage)]), who)
        elif entry.noun == "track" and entry.to_stage in set(TrackStage) and entry.noun_id in names:
            words = _(TRACK_WORDS[TrackStage(entry.to_stage)])
            yield Line(entry.at, "track", f"{names[entry.noun_id]}: {words}", who)


def _raw_mails(work: Work, ids: Sequence[UUID | None]) -> dict[UUID, RawMail]:
    known = [one for one in ids if one]
    if not known:
        return {}
    return {one.id: one for one in work.session.exec(select(RawMail).where(col(RawMail.id).in_(known))).all()}


def documents(work: Work, referral_id: UUID, restricted_too: bool) -> list[dict[str, Any]]:
    """The documents of the case; restricted ones are only named for who may see them."""
    found = work.session.exec(
        select(Document).where(Document.referral_id == referral_id).order_by(col(Document.added_at)).limit(100)
    ).all()
    return [
        {"id": one.id, "name": one.name, "size": size_words(one.size), "at": one.added_at}
        if restricted_too or not one.restricted
        else {"id": None, "name": _("afgeschermd document"), "size": size_words(one.size), "at": one.added_at}
        for one in found
    ]


def size_words(size: int) -> str:
    """ "1,2 MB" or "34 kB"."""
    return f"{number(round(size / 1_000_000, 1))} MB" if size >= 1_000_000 else f"{number(max(1, size // 1000))} kB"


def letter_line(letter: Letter) -> dict[str, Any]:
    """One letter and what became of it."""
    if letter.bounced_at:
        kind, word = "stuck", _("kwam terug")
    elif letter.parked_at:
        kind, word = "stuck", _("niet verstuurd")
    elif letter.done_at:
        kind, word = "course", _("verstuurd")
    elif letter.last_error:
        kind, word = "late", _("probeert opnieuw")
    else:
        kind, word = "waits", _("wordt verstuurd")
    what = _(LETTER_WORDS.get(letter.kind, N_("bericht over de afloop")))
    return {"letter": letter, "kind": kind, "word": word, "what": what, "at": letter.done_at or letter.written_at}


def track_line(line: sight.TrackLine, now: datetime) -> dict[str, Any]:
    """One track: whose, how far, and when a word is expected."""
    track = line.track
    stage = TrackStage(track.stage)
    state = {
        TrackStage.STARTED: "course", TrackStage.COMPLETED: "rest", TrackStage.ON_HOLD: "waits",
        TrackStage.PROPOSED: "waits", TrackStage.ACCEPTED: "waits",
    }.get(stage, "stuck")  # fmt: skip
    late = late_words(track.due_at, now)
    overdue = track.due_at is not None and brussels_date(track.due_at) < brussels_date(now)
    return {
        "track": track, "organisation": line.organisation, "words": _(TRACK_WORDS[stage]), "late": late,
        "state": "late" if overdue else state,
    }  # fmt: skip
