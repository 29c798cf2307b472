"""The one-click answers of a partner from a mailed link: nobody signs in, and opening the link changes nothing."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link, links, rates
from hub.asker import NOBODY
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.clockwork.starting import sure_of_start
from hub.dispatch.letting_go.carries_on import TAKES_BACK
from hub.dispatch.mailed import track_card, weekly_rest
from hub.dispatch.mailed.pressed import answered, answered_cookie, cookie, pressed
from hub.dispatch.track import ASKS_REFERRER, REASON_WORDS, TRACK_WORDS, TrackStage
from hub.dispatch.track_answers import (
    COUNTS,
    DATED,
    MAY_BE_DATED,
    REASONS,
    Answer,
    Asked,
    Given,
    answer,
    asked_by,
)
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid, NotFound, TooOften
from hub.store import Work
from hub.tokens import hash_of
from hub.web import STALE, Form, FormBody, Page, begin, one, see_other, show
from hub.wording import N_, _


@dataclass(frozen=True)
class Words:
    """How one answer stands on the page; `day`, `note` and `number` are the labels of its fields, empty for none."""

    title: str
    button: str
    day: str = ""
    note: str = ""
    hint: str = ""
    number: str = ""


A = Answer
WORDS = {
    A.TAKES: Words(N_("We nemen dit op"), N_("We nemen het op"), day=N_("We starten op")),
    A.DECLINES: Words(
        N_("Dit lukt ons niet"), N_("We nemen het niet op"), note=N_("Wil je er iets bij zeggen?"),
        hint=N_("De coördinator zoekt dan verder."),
    ),
    A.STARTED: Words(N_("Het is gestart"), N_("Ja, het is gestart"), day=N_("Gestart op")),
    A.PLANNED: Words(
        N_("Het start op een andere dag"), N_("Bewaar de nieuwe dag"), day=N_("Start op"),
        hint=N_("We vragen het pas opnieuw na die dag."),
    ),
    A.NOT_STARTED: Words(
        N_("Het gaat niet door"), N_("Het gaat niet door"), note=N_("Wil je er iets bij zeggen?"),
        hint=N_("De aanmelding gaat dan meteen terug naar de coördinator. Zo vergeten we niemand."),
    ),
    A.WITHDRAWS: Words(
        N_("We trekken ons terug"), N_("We trekken ons terug"), note=N_("Wil je er iets bij zeggen?"),
        hint=TAKES_BACK,
    ),
    A.RUNS: Words(
        N_("Het loopt"), N_("Ja, het loopt"), day=N_("Wanneer was het contact?"), note=N_("Wil je er iets bij zeggen?"),
        hint=N_("Een paar woorden is genoeg."), number=N_("Dagdelen erbij"),
    ),
    A.NOTED: Words(
        N_("Noteer een contact"), N_("Noteer"), day=N_("Wanneer was het contact?"), note=N_("Wat is er gebeurd?"),
        hint=N_("Een paar woorden is genoeg."), number=N_("Dagdelen erbij"),
    ),
    A.PAUSES: Words(
        N_("Het ligt even stil"), N_("Bewaar de pauze"), day=N_("Pauze tot"), note=N_("Waarom ligt het stil?"),
        hint=N_("Op die dag vragen we of het weer verdergaat."),
    ),
    A.RESUMES: Words(N_("Het gaat weer verder"), N_("Ja, het gaat verder")),
    A.COMPLETED: Words(
        N_("Het is afgerond"), N_("Het is afgerond"), day=N_("Afgerond op"), note=N_("Wil je er iets bij zeggen?"),
        number=N_("Dagdelen in totaal"),
    ),
    A.STOPPED: Words(
        N_("Het is vroeger gestopt"), N_("Het is gestopt"), day=N_("Gestopt op"),
        note=N_("Wil je er iets bij zeggen?"), hint=N_("De aanmelding gaat dan meteen terug naar de coördinator."),
    ),
}  # fmt: skip
OFTEN = "100/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")
TODAY_FIRST = frozenset({A.STARTED, A.RUNS, A.NOTED, A.COMPLETED, A.STOPPED})
ONCE_MORE = Words(
    N_("Noteer een contact"), N_("Noteer"), day=N_("Wanneer was het contact?"), note=N_("Wat is er gebeurd?"),
    hint=N_("Met deze link kan je contacten blijven noteren zolang het traject loopt."), number=N_("Dagdelen erbij"),
)  # fmt: skip
# After these a running track has been told of: what follows is another contact.
ONCE_SAID = frozenset({"track.start", "track.contact", "track.resume"})
NOTE_NEEDED = frozenset({A.PAUSES})
ALSO = "/antwoord/traject/{token:str}/ook/{item_id:uuid}"


@get("/antwoord/traject/{token:str}", sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """Which track it is about, and the answers as buttons; after an answer, what happens now."""
    return by_link.opened(request, token, _page)


@post("/antwoord/traject/{token:str}/lees", sync_to_thread=True, opt=SHOWS_AGAIN)
def read_page(request: Request, token: str) -> Page | Redirect:
    """What was asked, for whoever holds a link of its own: from this press on, for a while, in this browser."""
    if is_stale(request):
        return by_link.opened(request, token, _page, Back(422, said=_(STALE)))
    with begin(request, NOBODY) as work:
        asked = track_card.read(work, token)
    back = see_other(f"/antwoord/traject/{token}")
    back.set_cookie(cookie(request, asked.link, token))
    return back


@get("/antwoord/traject/{token:str}/lees", sync_to_thread=True)
def no_read(token: str) -> Redirect:
    """The address that a stale press leaves in the browser."""
    return see_other(f"/antwoord/traject/{token}")


@post(ALSO, sync_to_thread=True, opt=SHOWS_AGAIN)
def also(request: Request, token: str, item_id: UUID) -> Page | Redirect:
    """On to something else in the same letter."""
    if is_stale(request):
        return by_link.opened(request, token, _page, Back(422, said=_(STALE)))
    with begin(request, NOBODY) as work:
        link = asked_by(work, token).link
        if not answered(request, link, token):
            raise NotFound
        return see_other(links.path(work, weekly_rest.open_one(work, link, item_id)))


@get(ALSO, sync_to_thread=True)
def no_also(token: str, item_id: UUID) -> Redirect:
    """Nothing opens by following a link."""
    return see_other(f"/antwoord/traject/{token}")


@post("/antwoord/traject/{token:str}", sync_to_thread=True, opt=SHOWS_AGAIN)
def answer_page(request: Request, token: str, data: FormBody) -> Page | Redirect:
    try:
        which = Answer(one(data, "answer"))
    except ValueError:
        raise NotFound from None

    def take(work: Work) -> None:
        if not rates.allows(work, OFTEN, "track answer", hash_of(token)):
            raise TooOften(_(TOO_OFTEN))
        given = _given(data, which)
        answer(work, token, given)
        if which in (Answer.TAKES, Answer.PLANNED):
            partner = asked_by(work, token).track.organisation_id
            sure_of_start(work, partner, "on", given.on, one(data, f"{which}_on_anyway"))

    back = by_link.answered(request, token, data, take, _page, before=f"{which}_")
    if isinstance(back, Redirect):
        with begin(request, NOBODY) as work:
            back.set_cookie(answered_cookie(request, asked_by(work, token).link, token))
    return back


def _given(data: Form, which: Answer) -> Given:
    typed = one(data, f"{which}_number", at_most=10) if which in COUNTS else ""
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise Invalid({"number": _("Geef een heel getal, zoals 2.")})
    return Given(
        which, _day_in(data, f"{which}_on"), one(data, f"{which}_reason"), one(data, f"{which}_note", at_most=2000),
        int(typed) if typed else None,
    )  # fmt: skip


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    asked = asked_by(work, token)
    request.state.hub = asked.hub
    stage, behind = TrackStage(asked.track.stage), track_card.behind(work, asked)
    now_follows = _now_follows(asked) if back.status == 200 else []
    return show(
        request, "dispatch/answer.html", status=back.status, asked=asked, track=asked.track, token=token,
        stage_word=_(TRACK_WORDS[stage]), now_follows=now_follows,
        errors=back.errors,
        choices=_choices(asked, brussels_date(work.now), back.typed), today=brussels_date(work.now),
        said=back.said, behind=behind, pressed=behind is not None and pressed(request, asked.link, token),
        rest=weekly_rest.rest_of(work, asked.link) if now_follows and answered(request, asked.link, token) else [],
        track_words={str(one): _(said) for one, said in TRACK_WORDS.items()},
    )  # fmt: skip


def _choices(asked: Asked, today: date, typed: Form) -> list[dict[str, object]]:
    return [
        {
            "code": choice.value,
            "words": ONCE_MORE if choice == A.RUNS and asked.act in ONCE_SAID else WORDS[choice],
            "day": one(typed, f"{choice}_on") or _usual_day(choice, asked, today),
            "earliest": None if choice in TODAY_FIRST else today.isoformat(),
            "latest": today.isoformat() if choice in TODAY_FIRST else None,
            "dated": choice in DATED | MAY_BE_DATED,
            "number": one(typed, f"{choice}_number") or _usual_number(choice, asked),
            "reasons": [(reason.value, _(REASON_WORDS[reason])) for reason in REASONS.get(choice, ())],
            "reason": one(typed, f"{choice}_reason"),
            "note": one(typed, f"{choice}_note"),
            "note_needed": choice in NOTE_NEEDED,
        }
        for choice in asked.choices
    ]


def _usual_day(choice: Answer, asked: Asked, today: date) -> str:
    if choice in TODAY_FIRST:
        return today.isoformat()
    known = asked.track.agreed_start if choice in (A.TAKES, A.PLANNED) else None
    return known.isoformat() if known and known >= today else ""


def _usual_number(choice: Answer, asked: Asked) -> str:
    return str(asked.track.half_day_units) if choice == A.COMPLETED and asked.track.half_day_units else ""


def _day_in(data: Form, name: str) -> date | None:
    with contextlib.suppress(ValueError):
        return date.fromisoformat(one(data, name))
    return None


FOLLOWS: dict[str, Sequence[str]] = {
    "track.accept": (
        N_("Fijn dat jullie het opnemen. Na de startdag vragen we of het gelukt is."),
        N_("Verandert er iets? Zeg het hieronder, met dezelfde link."),
    ),
    "track.start": (N_("Het traject staat op gestart. Na een tijd vragen we hoe het loopt."),),
    "track.plan": (
        N_("De nieuwe dag is bewaard. We vragen het pas opnieuw na die dag."),
        N_("Verandert er iets? Zeg het hieronder, met dezelfde link."),
    ),
    "track.decline": (N_("De coördinator weet het en zoekt verder. Jullie plaats is weer vrij."),),
    "track.contact": (N_("Fijn om te horen. Het is genoteerd, en we vragen een tijd niets meer."),),
    "track.hold": (N_("De pauze is bewaard. Op de laatste dag vragen we of het weer verdergaat."),),
    "track.resume": (N_("Het traject staat weer op gestart. Na een tijd vragen we hoe het loopt."),),
    "track.complete": (N_("Het traject is afgerond. De coördinator laat het weten aan de aanmelder."),),
    "track.stop_early": (N_("De aanmelding ligt nu bij de coördinator. Jullie plaats is weer vrij."),),
    "track.withdraw": (
        N_("De coördinator weet meteen dat jullie je terugtrekken. Jullie plaats is weer vrij."),
        N_("Doen er nog partners mee, dan vragen we hun of zij verdergaan. Hun traject loopt gewoon door."),
    ),
    "track.not_start": (N_("De aanmelding ligt nu bij de coördinator. Jullie plaats is weer vrij."),),
}
ONLY_NOTED = N_("Het contact is genoteerd.")
ASKS_FIRST = N_("De coördinator kijkt nu wat er nodig is.")
TO_THE_TABLE = N_("De vraag is al voorgesteld voor de volgende dispatchtafel.")


def _now_follows(asked: Asked) -> list[str]:
    """What happens now that this link was answered, in sentences; empty while it was not, and once it may be asked
    anew."""
    if asked.act is None or (asked.choices and not asked.today):
        return []
    sentences = [_(sentence) for sentence in FOLLOWS.get(asked.act, ())]
    if asked.act == "track.contact" and asked.track.stage != TrackStage.STARTED:
        return [_(ONLY_NOTED)]
    if asked.act in ("track.not_start", "track.withdraw", "track.stop_early"):
        sentences.append(_(ASKS_FIRST if asked.track.end_reason in ASKS_REFERRER else TO_THE_TABLE))
    return sentences


handlers = [asked_page, read_page, no_read, also, no_also, answer_page]
