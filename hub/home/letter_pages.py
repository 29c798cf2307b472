"""Pages of letters: what was written, and what to do with one that did not arrive."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.tables import Referral
from hub.home import case_words, dead_letters
from hub.hubs import Hub
from hub.letters import in_doubt
from hub.people.rights import Right, may
from hub.problems import Invalid
from hub.store import Work
from hub.unreachable import HELD
from hub.web import FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _, _n


@get("/brieven", sync_to_thread=True)
def letters_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        found = [case_words.letter_line(letter) for letter in dead_letters.dead(work)]
        return show(request, "home/letters.html", letters=found, today=brussels_date(work.now))


@get("/brieven/{letter_id:uuid}", sync_to_thread=True)
def letter_page(request: Request, letter_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return shown(request, work, letter_id)


@post("/brieven/{letter_id:uuid}/opnieuw", sync_to_thread=True)
def write_again(request: Request, letter_id: UUID, data: FormBody) -> Page | Redirect:
    address, case_too = one(data, "address", at_most=200), bool(one(data, "case_too"))
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            letter = dead_letters.letter_for(work, letter_id)
            case = dead_letters.case_at(work, letter)
            again = dead_letters.write_again(work, letter_id, address, for_case_too=case_too)
            moved = case.number if case and case_too and again[0].to_address != letter.to_address else ""
    except Invalid as invalid:
        with begin(request) as work:
            return shown(request, work, letter_id, address=address, errors=invalid.errors, case_too=case_too)
    n = len(again)
    flash(request, "done", _n("De e-mail is opnieuw onderweg.", "%(num)s e-mails zijn opnieuw onderweg.", n))
    if moved:
        flash(request, "done", _("Het adres van de aanmelder staat nu ook bij %(number)s.", number=moved))
    return see_other("/vandaag")


@post("/brieven/{letter_id:uuid}/afgehandeld", sync_to_thread=True)
def settle(request: Request, letter_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        dead_letters.settle(work, letter_id)
    flash(request, "done", _("De e-mail is afgehandeld."))
    return see_other("/vandaag")


@post("/brieven/{letter_id:uuid}/adres-werkt", sync_to_thread=True)
def address_works(request: Request, letter_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        n = dead_letters.address_works(work, letter_id)
    said = _n("Het adres staat weer goed. De e-mail die wachtte, vertrekt nu.",
              "Het adres staat weer goed. De %(num)s e-mails die wachtten, vertrekken nu.", n)  # fmt: skip
    flash(request, "done", said if n else _("Het adres staat weer goed."))
    return see_other(f"/brieven/{letter_id}")


def shown(
    request: Request,
    work: Work,
    letter_id: UUID,
    *,
    address: str | None = None,
    errors: dict[str, str] | None = None,
    case_too: bool | None = None,
) -> Page:
    letter = dead_letters.letter_for(work, letter_id)
    case = work.session.get(Referral, letter.referral_id) if letter.referral_id else None
    mine = case is not None and may(work.asker, Right.SEE_CASE, case.hub_id)
    request.state.hub = work.session.get(Hub, case.hub_id if case and mine else letter.hub_id)
    told = dead_letters.answer_of(work, letter) if may(work.asker, Right.TRIAGE, letter.hub_id) else None
    return show(
        request, "home/letter.html", status=422 if errors else 200, line=case_words.letter_line(letter), letter=letter,
        text=dead_letters.text_of(letter), dead=dead_letters.is_dead(letter), case=case, mine=mine,
        rehearsed=case_words.rehearsed(letter),
        why=dead_letters.why_dead(work, letter), told=told.id if told else None,
        doubt=in_doubt(letter), case_too=not in_doubt(letter) if case_too is None else case_too,
        of_case=dead_letters.case_at(work, letter) is not None, marked=dead_letters.is_marked(work, letter),
        held=letter.last_error == HELD,
        address=letter.to_address if address is None else address, errors=errors or {},
        may_act=may(work.asker, Right.CLARIFY, letter.hub_id), today=brussels_date(work.now),
    )  # fmt: skip


handlers: list[Any] = [letters_page, letter_page, write_again, settle, address_works]
