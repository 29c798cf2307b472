"""Who the youngster is: initials by default, the name on purpose, and a line in the ledger for each look."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, places
from hub.dispatch.codes import SUBJECT_WORDS, SubjectKind
from hub.dispatch.names import names_in
from hub.dispatch.same_words import family, ways
from hub.dispatch.tables import Referral, Youngster
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.store import Work
from hub.wording import _, initials

SEEN_AGAIN_AFTER = timedelta(hours=1)


def initials_of(first_name: str | None, last_name: str | None, subject_kind: str = SubjectKind.PUPIL) -> str:
    """ "N.E.", "zonder naam" while nobody is named yet, or what the case is about when that is not one pupil."""
    if subject_kind != SubjectKind.PUPIL:
        return _(SUBJECT_WORDS[SubjectKind(subject_kind)])
    if not ((first_name or "") + (last_name or "")).strip():
        return _("zonder naam")
    if first_name and last_name:
        return initials(first_name, last_name)
    return initials((first_name or last_name or "").split()[0])


def goes_by(first_name: str | None, last_name: str | None, subject_kind: str, on_card: str | None) -> str:
    """The same at the desk: while nobody is named, the initials that the coordinator wrote on the table card."""
    named = ((first_name or "") + (last_name or "")).strip()
    if on_card and not named and subject_kind == SubjectKind.PUPIL:
        return on_card
    return initials_of(first_name, last_name, subject_kind)


def youngster_of(work: Work, referral: Referral) -> Youngster | None:
    """Whom a case is about; None when that is not one pupil. Asks no right."""
    return work.session.get(Youngster, referral.youngster_id) if referral.youngster_id else None


def is_nameless(youngster: Youngster | None) -> bool:
    """Whether it is about one youngster whom nobody has named yet."""
    return youngster is not None and not (youngster.first_name + youngster.last_name).strip()


def age_on(birth_date: date | None, day: date) -> int | None:
    """Whole years on this day; None when the birth date is not known or still to come."""
    if birth_date is None or birth_date > day:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def about(youngster: Youngster | None, today: date) -> str:
    """What may stand beside initials: "15 jaar, Mechelen"."""
    if youngster is None:
        return ""
    age = age_on(youngster.birth_date, today)
    known = places.exists(youngster.home_nis) if youngster.home_nis else False
    home = places.municipality(youngster.home_nis).name_nl if known and youngster.home_nis else ""
    return ", ".join(part for part in (_("%(age)d jaar", age=age) if age is not None else "", home) if part)


# Made once: making them takes longer than their answers.
CASE = sa.bindparam("case", type_=sa.Uuid())
# An array is looked up by index.
_FAMILY, _WAYS = (sa.func.array(ids(CASE).scalar_subquery()) for ids in (family, ways))
_BESIDE = Lookup(
    select(Youngster)
    .join(Referral, col(Referral.youngster_id) == col(Youngster.id))
    .where(col(Referral.id) == sa.any_(_FAMILY), col(Referral.id) != sa.all_(_WAYS))
    .order_by(col(Referral.number))
)
_SEEN_SINCE = Lookup(
    select(ledger.Entry.id)
    .where(col(ledger.Entry.referral_id) == CASE, col(ledger.Entry.person_id) == sa.bindparam("person"))
    .where(col(ledger.Entry.act) == "case.seen", col(ledger.Entry.real_at) > sa.bindparam("since"))
    .order_by(sa.desc(col(ledger.Entry.id)))
    .limit(1)
)


def drawn_beside(work: Work, referral: Referral) -> Sequence[Youngster]:
    """The other youngsters of the mail, form or call that this case was drawn from: a brother, a classmate. Those whom
    only another hub can name are among them, where the same words went there or came from there."""
    return _BESIDE.ask(work.session, case=referral.id)


def veiled(text: str, youngster: Youngster | None, beside: Sequence[Youngster] = ()) -> str:
    """The text with the youngster's own name as initials, and those of `beside` who came in with it.

    What nobody told the hub (a nickname, a mother) stays.
    """
    for one in filter(None, (youngster, *beside)):
        text = without_name(text, one.first_name, one.last_name)
    return text


def without_name(text: str, first_name: str, last_name: str) -> str:
    """As `veiled`, for this first name and family name."""
    if not text:
        return text
    pieces: list[str] = []
    end = 0
    for found in names_in(text, first_name, last_name):
        pieces += [text[end : found.start], found.initial]
        # The dot of the initial ends the sentence too.
        end = found.end + (found.initial.endswith(".") and text[found.end :].startswith("."))
    return "".join([*pieces, text[end:]])


def open_identity(work: Work, referral_id: UUID) -> Youngster:
    """The name, birth date and contact of the youngster for one look, which the ledger keeps.

    Refused when nobody is named yet.
    """
    referral = work.found(Referral, referral_id)
    require(work.asker, Right.OPEN_IDENTITY, referral.hub_id)
    youngster = youngster_of(work, referral)
    if youngster is None:
        raise Refused(_("Deze aanmelding gaat niet over één jongere met een naam."))
    ledger.write(
        work, "identity.seen", "youngster", youngster.id, hub_id=referral.hub_id, referral_id=referral.id
    )  # fmt: skip
    return youngster


def forget(work: Work, referral: Referral) -> None:
    """Whom this case was about is nobody again: it has no name, day or place any more. Asks no right."""
    youngster = youngster_of(work, referral)
    if youngster is None:
        return
    empty = Youngster(id=youngster.id, hub_id=youngster.hub_id, created_at=youngster.created_at)
    for column, value in empty.model_dump().items():
        setattr(youngster, column, value)
    work.session.flush()


def log_look(work: Work, referral: Referral) -> None:
    """A line for whoever opens the file, once an hour for each person and case."""
    since = work.real - SEEN_AGAIN_AFTER
    if not _SEEN_SINCE.ask(work.session, case=referral.id, person=work.asker.person_id, since=since):
        ledger.write(work, "case.seen", "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id)
