"""The one time line of a case: mails, talks, notes, questions, appointments and each change of stage."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import table_of
from hub.dispatch.appointments import where_words
from hub.dispatch.beside import UNREAD
from hub.dispatch.clarify_tables import Appointment
from hub.dispatch.sight import File
from hub.dispatch.tables import Message
from hub.home import case_history
from hub.home.case_asked import Correspondence
from hub.home.case_line import Line
from hub.intake.outcome import MailReason
from hub.intake.sender_trust import SenderTrust, trust_words
from hub.intake.tables import MailOutcome, RawMail
from hub.lookups import Lookup
from hub.store import Work
from hub.wording import N_, _, moment_words

FORGED = SenderTrust.FORGED
MESSAGE_WORDS = {
    "mail_in": N_("e-mail"), "call": N_("telefoon"), "talk": N_("gesprek"), "note": N_("notitie"),
    "decision": N_("beslissing"), "answer": N_("antwoord"), "form": N_("aanvulling"),
    "consult": N_("advies"), "help": N_("antwoord op de vraag of er hulp is"),
    "help_contact": N_("antwoord op de vraag of er hulp is"),
}  # fmt: skip
MESSAGE_ICONS = {
    "mail_in": "mail", "call": "phone", "talk": "talk", "note": "note", "decision": "move", "answer": "mail",
    "form": "form", "consult": "talk", "help": "mail", "help_contact": "mail",
}  # fmt: skip


LONGEST_AUTOMATIC = 400
_MAIL = table_of(RawMail)
_AUTOMATIC = Lookup(
    sa.select(_MAIL.c.id, _MAIL.c.stored_at, _MAIL.c.from_name, _MAIL.c.from_address, _MAIL.c.own_text)
    .where(_MAIL.c.referral_id == sa.bindparam("case", type_=sa.Uuid()))
    .where(_MAIL.c.outcome == MailOutcome.AUTO_REPLY, _MAIL.c.outcome_reason == MailReason.AUTOMATIC)
    .order_by(_MAIL.c.stored_at)
    .limit(50)
)


def timeline(
    work: Work, file: File, veil: Callable[[str], str], known: Correspondence, *, told: Callable[[str], str] | None
) -> Iterator[Line]:
    """What was said and done, out of every drawer of the case. What people told is left out without `told`."""
    tell, for_one = told or (lambda _text: ""), "" if told else _("Alleen de coördinator leest dit.")
    raw = _raw_mails(work, [one.raw_mail_id for one in file.messages])
    unread_answers = {one.answered_at for one in file.questions if one.answered_at and not one.seen_at}
    for said in file.messages:
        mail = raw.get(said.raw_mail_id) if said.raw_mail_id else None
        yield Line(
            said.at, MESSAGE_ICONS[said.kind], _title(said), said.author_name, tell(said.text),
            more=tell(said.whole_text) if said.whole_text.strip() != said.text.strip() else "",
            sender=trust_words(mail.sender_trust) if mail else "", forged=bool(mail and mail.sender_trust == FORGED),
            private=for_one or (_("Hierin stond een rijksregisternummer.") if mail and mail.national_numbers else ""),
            new=bool(told) and (
                (said.kind in UNREAD and said.seen_at is None)
                or (said.kind == "answer" and said.at in unread_answers)
            ),
            href=f"/vandaag/mails/{said.raw_mail_id}" if said.raw_mail_id and told else "",
        )  # fmt: skip
    for question in file.questions:
        asker = file.people.get(question.asked_by, "") if question.asked_by else ""
        open_still = not question.answered_at and not question.withdrawn_at
        title = _("vraag aan de aanmelder") if not question.withdrawn_at else _("vraag, niet meer nodig")
        yield Line(
            question.asked_at, "sent", title, asker, tell(question.text), private=for_one,
            question_id=question.id if open_still else None,
        )  # fmt: skip
    for one in file.appointments:
        yield from _appointment_lines(one)
    yield from _automatic(work, file, tell if told else None)
    yield from case_history.moves(file, tell, known.whom)
    yield from known.of_agreements(tell)
    yield from case_history.answers(file, veil, tell)
    yield from case_history.hand_overs(file, veil)


def _automatic(work: Work, file: File, tell: Callable[[str], str] | None) -> Iterator[Line]:
    """What vacation programs answered about the case: nobody has to do anything, and a person may hide among them."""
    for mail in _AUTOMATIC.ask(work.session, case=file.referral.id):
        yield Line(
            mail.stored_at, "mail", _("automatisch antwoord"), mail.from_name or mail.from_address,
            tell(mail.own_text[:LONGEST_AUTOMATIC]) if tell else "", href=f"/vandaag/mails/{mail.id}" if tell else "",
        )  # fmt: skip


def _title(said: Message) -> str:
    words = _(MESSAGE_WORDS[said.kind])
    return _("%(what)s, verbeterd", what=words) if said.corrected_at else words


def _appointment_lines(one: Appointment) -> Iterator[Line]:
    where = where_words(one.way, one.place)
    if one.cancelled_at:
        when = moment_words(one.at)
        yield Line(one.cancelled_at, "table", _("afspraak van %(when)s afgezegd", when=when), "", where)
    elif not one.held_at:
        yield Line(one.at, "table", _("afspraak"), "", where)


def _raw_mails(work: Work, ids: Sequence[UUID | None]) -> dict[UUID, RawMail]:
    known = [one for one in ids if one]
    if not known:
        return {}
    return {one.id: one for one in work.session.exec(select(RawMail).where(col(RawMail.id).in_(known))).all()}
