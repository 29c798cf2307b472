"""Numbers of cases as people write them: CM-2026-00032, cm 2026 32, or 32."""

import re
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _

TYPED = re.compile(r"(?:([A-Za-z]{1,6})[\s./-]*)?(?:(20\d{2})[\s./-]+)?0*([1-9]\d{0,6})")
# "CM-2026-39", "2026 39" and "00039" can be nothing else; "39" may be part of a house number or a name of a class.
WHOLE = re.compile(r"(?:[A-Za-z]{1,6}[\s./-]*)?20\d{2}[\s./-]+0*[1-9]\d{0,6}|0\d{4}|[1-9]\d{4}")

# No name at all: a mistyped number.
ONLY_SIGNS = re.compile(r"[A-Za-z]{0,6}[\d\s./-]+")


def cases_called(work: Work, hub_ids: Collection[UUID], typed: str) -> Sequence[tuple[UUID, str]]:
    """(id, number) of the cases of these hubs that are meant by this number, the newest first; none for other words.

    Without prefix or year, any will do.
    """
    found = TYPED.fullmatch(typed.strip())
    if found is None:
        return ()
    prefix, year, given = found.groups()
    query = select(Referral.id, Referral.number).where(col(Referral.hub_id).in_(hub_ids))
    if prefix and year:  # the one whole number, which an index has
        whole = query.where(col(Referral.number) == f"{prefix.upper()}-{year}-{int(given):05d}")
        return work.session.exec(whole).all()
    query = query.where(col(Referral.number).endswith(f"-{int(given):05d}", autoescape=True))
    if prefix:
        query = query.where(col(Referral.number).startswith(f"{prefix.upper()}-", autoescape=True))
    if year:
        query = query.where(col(Referral.number).contains(f"-{year}-", autoescape=True))
    return work.session.exec(query.order_by(col(Referral.number).desc())).all()


def may_be_number(typed: str) -> bool:
    """Whether this reads as the number of a case; other words are a name to look for."""
    return TYPED.fullmatch(typed.strip()) is not None or ONLY_SIGNS.fullmatch(typed.strip()) is not None


def is_whole_number(typed: str) -> bool:
    """Whether this can only be the number of a case, known or not."""
    return WHOLE.fullmatch(typed.strip()) is not None


def the_case_called(work: Work, hub_id: UUID, typed: str) -> tuple[UUID, str]:
    """The one case of this hub that is meant. Invalid, for the field `number`, when there is none or more than one."""
    found = cases_called(work, [hub_id], clean("number", typed, at_most=40))
    if not found:
        raise Invalid({"number": _("Deze aanmelding kennen we niet. Schrijf het nummer zoals CM-2026-00012.")})
    if len(found) > 1:
        raise Invalid({"number": _("Er zijn meer aanmeldingen met dit nummer. Schrijf ook het jaar.")})
    return found[0]
