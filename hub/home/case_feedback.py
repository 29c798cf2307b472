"""What the desk does so that whoever is concerned hears how it goes: forms of the case page, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch.case import is_open
from hub.dispatch.feedback import answering, contacting
from hub.dispatch.feedback.helping import SAYS_WORDS, SHOWN_WORDS, Says, Shown, Whom
from hub.dispatch.feedback.tables import AgreedBy, HelpQuestion, Who, YoungsterContact
from hub.dispatch.tables import Referral
from hub.home.case_act import Act, Ask
from hub.lookups import Lookup
from hub.store import Work
from hub.web import Form, day_in, one
from hub.wording import N_, _

OF_WHOM = {Whom.REFERRER: N_("De aanmelder"), Whom.CONTACT: N_("Het contact van de jongere")}
_CASE = sa.bindparam("case", type_=sa.Uuid())
C, Q = table_of(YoungsterContact), table_of(HelpQuestion)
_ASKED = (
    "whom", "made_at", "due_at", "times_asked", "asked_at", "answer", "answered_at", "shown_at", "shown_for",
    "ended_at",
)  # fmt: skip
_ONE = sa.select(sa.literal(1).label("one")).subquery()
# Who hears how it goes now, else who was noted last.
_LAST = (
    sa.select(C.c.id).where(C.c.referral_id == _CASE)
    .order_by(C.c.stopped_at.is_not(None), C.c.noted_at.desc()).limit(1).scalar_subquery()
)  # fmt: skip
# In one question: the contact, beside each question whether there is help.
_ALL = Lookup(
    sa.select(
        C.c.who,
        C.c.email,
        C.c.agreed_by,
        C.c.agreed_on,
        C.c.stopped_at,
        C.c.stopped_itself,
        *(Q.c[name] for name in _ASKED),
    )
    .select_from(_ONE)
    .outerjoin(C, C.c.id == _LAST)
    .outerjoin(Q, Q.c.referral_id == _CASE)
    .order_by(Q.c.made_at.desc(), Q.c.whom.desc())
    .limit(20)
)


@dataclass(frozen=True)
class Line:
    """One question whether there is help, in words; `open` where an answer can be noted."""

    who: str
    state: str
    words: str
    at: datetime | None
    due: datetime | None
    open: bool


@dataclass(frozen=True)
class Feedback:
    email: str
    contact_words: str
    agreed_words: str
    agreed_on: date | None
    lines: Sequence[Line]
    may_rest: bool  # a question waits for somebody
    stopped_words: str = ""  # who wants no letters any more, and said so itself
    stopped_at: datetime | None = None

    @property
    def open(self) -> bool:
        return any(line.open for line in self.lines)


def feedback_of(work: Work, case: Referral) -> Feedback:
    """Who hears how it goes for the youngster, and what was answered to whether there is help."""
    rows = _ALL.ask(work.session, case=case.id)
    last = rows[0] if rows[0].email else None
    contact = last if last and not last.stopped_at else None
    stopped = last if last and last.stopped_itself else None
    asked = [row for row in rows if row.whom]
    return Feedback(
        contact.email if contact else "",
        _(contacting.WHO_WORDS[Who(contact.who)]) if contact else "",
        _(contacting.AGREED_WORDS[AgreedBy(contact.agreed_by)]) if contact else "",
        contact.agreed_on if contact else None,
        [_line(row) for row in asked if not (row.ended_at and row.times_asked == 0)],
        any(row.shown_at for row in asked),
        _(contacting.WHO_WORDS[Who(stopped.who)]) if stopped else "", stopped.stopped_at if stopped else None,
    )  # fmt: skip


def _line(row: Any) -> Line:
    who = _(OF_WHOM[Whom(row.whom)])
    if row.answer:
        state = {Says.YES: "course", Says.NOT_YET: "waits", Says.NO: "stuck"}[Says(row.answer)]
        return Line(who, state, _(SAYS_WORDS[Says(row.answer)]), row.answered_at, None, open=False)
    if row.ended_at:
        return Line(who, "rest", _("niet meer gevraagd"), row.ended_at, None, open=False)
    if row.shown_for:
        return Line(who, "late", _(SHOWN_WORDS[Shown(row.shown_for)]), row.shown_at, None, open=True)
    if row.times_asked:
        words = _("opnieuw gevraagd") if row.times_asked > 1 else _("gevraagd")
        return Line(who, "waits", words, row.asked_at, row.due_at, open=True)
    return Line(who, "rest", _("nog niet gevraagd"), None, row.due_at, open=True)


def asked_whom(work: Work, case: Referral) -> Sequence[tuple[str, ...]]:
    """Who is asked and did not answer yet."""
    rows = _ALL.ask(work.session, case=case.id)
    open_ones = [row for row in rows if row.whom and not row.answered_at and not row.ended_at]
    return [(row.whom, _(OF_WHOM[Whom(row.whom)])) for row in open_ones]


def note_answer(work: Work, referral_id: UUID, data: Form) -> str:
    says = one(data, "answer")
    answering.note_answer(work, referral_id, one(data, "whom"), says, one(data, "words", at_most=20_000))
    if says == Says.NO:
        return _("Genoteerd. De aanmelding is hernomen, met een voorstel voor de dagorde.")
    return _("Genoteerd.")


def let_rest(work: Work, referral_id: UUID, data: Form) -> str:
    answering.let_rest(work, referral_id)
    return _("We vragen het niet meer.")


def note_contact(work: Work, referral_id: UUID, data: Form) -> str:
    contacting.note(
        work, referral_id, one(data, "who"), one(data, "email", at_most=400), one(data, "agreed_by"),
        day_in(data, "agreed_on"), one(data, "how", at_most=4000),
    )  # fmt: skip
    return _("Genoteerd. Er vertrekt nu een eerste e-mail, zonder naam of inhoud.")


def take_contact_away(work: Work, referral_id: UUID, data: Form) -> str:
    contacting.take_away(work, referral_id)
    return _("Daar gaat geen e-mail meer naartoe.")


def words_of(table: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), words) for code, words in table.items())


ACTS = (
    Act(
        "hulp-antwoord", N_("Noteer of er hulp is"), "feedback", lambda now: True, note_answer,
        (
            Ask("whom", N_("Wie sprak je?"), "choice"),
            Ask("answer", N_("Is er hulp?"), "choice", options=words_of(SAYS_WORDS)),
            Ask("words", N_("Wat zei die nog?"), optional=True),
        ),
        N_("Is er geen hulp, dan komt de aanmelding meteen terug bij jou, met een voorstel voor de dagorde."),
        options={"whom": asked_whom},
    ),
    Act(
        "hulp-laat-zo", N_("Vraag het niet meer"), "feedback", lambda now: True, let_rest,
        intro=N_("De vraag of er hulp is, gaat van Vandaag. Niemand krijgt daar nog een e-mail over."),
    ),
    Act(
        "contact-jongere", N_("Ook de jongere laten weten"), "feedback", lambda now: is_open(now.state.stage),
        note_contact,
        (
            Ask("who", N_("Wie is het?"), "choice", options=words_of(contacting.WHO_WORDS)),
            Ask("email", N_("E-mailadres"), "line"),
            Ask("agreed_by", N_("Wie ging hiermee akkoord?"), "choice", hint=N_("Vanaf 12 jaar beslist de jongere."),
                options=words_of(contacting.AGREED_WORDS)),
            Ask("agreed_on", N_("Wanneer werd dat afgesproken?"), "date"),
            Ask("how", N_("Hoe werd het afgesproken?"), optional=True),
        ),
        N_("Alleen als dat afgesproken is. Die persoon krijgt dan korte berichten zonder naam en zonder inhoud: dat de"
           " vraag er is, op tafel komt, opgenomen wordt, start en afgelopen is, en de vraag of er hulp is."),
    ),
    Act(
        "contact-weg", N_("Niet meer laten weten"), "feedback", lambda now: True, take_contact_away,
        intro=N_("Het contact van de jongere krijgt geen e-mails meer."),
    ),
)  # fmt: skip
