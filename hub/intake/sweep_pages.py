"""The buttons below a list of mails with boxes: lay aside what is ticked, and take that back."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from litestar import Request, post
from litestar.response import Redirect

from hub.intake import sweeping
from hub.intake.sweep import AS_WORDS, LEFT_WORDS, Left, SweptAs
from hub.problems import NotFound, Refused
from hub.web import Form, FormBody, begin, flash, many, must_be_signed_in, one, pressed, see_other
from hub.wording import _, _n, list_words

MAILS, TODAY = "/vandaag/mails", "/vandaag"
LEFT = "mails_left"  # in the session, for the next list: ids of mails that stayed, each with a code


@post(f"{MAILS}/samen", sync_to_thread=True)
def sweep(request: Request, data: FormBody) -> Redirect:
    """`mail` are the ticked ones, `as` is one of SweptAs; `from` says on which page they were ticked."""
    chosen, back = one(data, "as"), TODAY if one(data, "from") == "today" else MAILS
    if not chosen:  # Enter in a box, which presses the first button of its form
        flash(request, "note", _("Kies met een knop hoe je ze opzijlegt."))
        return see_other(back)
    if chosen not in set(SweptAs):
        raise NotFound
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            swept = sweeping.sweep(work, _ids(data), SweptAs(chosen))
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(back)
    if swept.done:
        said = _n("%(num)s e-mail opzijgelegd: %(what)s.", "%(num)s e-mails opzijgelegd: %(what)s.", swept.done,
                  what=_(AS_WORDS[SweptAs(chosen)]))  # fmt: skip
        flash(request, "done", said, undo=f"{MAILS}/samen/{swept.id}/terug")
    if not swept.left:
        return see_other(back)
    flash(request, "warning", _left_words(swept.left))
    request.session[LEFT] = {str(mail): why.value for mail, why in swept.left.items()}
    return see_other(MAILS)


@post(f"{MAILS}/samen/{{sweep_id:uuid}}/terug", sync_to_thread=True)
def unsweep(request: Request, sweep_id: UUID) -> Redirect:
    def said(back: int) -> str:
        return _n("%(num)s e-mail wacht weer op een plaats.", "%(num)s e-mails wachten weer op een plaats.", back)

    pressed(request, lambda work: sweeping.unsweep(work, sweep_id), said)
    return see_other(MAILS)


def left_before(request: Request) -> dict[UUID, str]:
    """Of the mails that a sweep just left where they are, why in words; told once."""
    kept = request.session.pop(LEFT, {})
    return {UUID(mail): _(LEFT_WORDS[Left(why)]) for mail, why in kept.items()}


def _left_words(left: Mapping[UUID, Left]) -> str:
    """ "2 e-mails bleven staan: 1 spreekt van gevaar en 1 wijst naar een aanmelding. …" """
    counted = Counter(left.values())
    why = list_words([f"{counted[code]} {_(LEFT_WORDS[code])}" for code in Left if counted[code]])
    return _n(
        "%(num)s e-mail bleef staan: %(why)s. Open die apart.",
        "%(num)s e-mails bleven staan: %(why)s. Open die apart.", len(left), why=why,
    )  # fmt: skip


def _ids(data: Form) -> set[UUID]:
    found = set()
    for typed in many(data, "mail"):
        try:
            found.add(UUID(typed))
        except ValueError:
            continue
    return found


handlers = [sweep, unsweep]
