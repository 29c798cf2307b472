"""The keys that do something by themselves: which there are, and each person's switch to have none."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub.people import desk
from hub.web import FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import N_, _

HERE = "/toetsen"
KEYS = (
    ("j", N_("naar de volgende lijn, of de volgende uit de lijst")),
    ("k", N_("naar de vorige")),
    ("o", N_("open de lijn; Enter doet dat ook")),
    ("a", N_("antwoord: stel de aanmelder een vraag, of schrijf een ouder of jongere waar die terecht kan")),
    ("n", N_("noteer een oproep")),
    ("p", N_("plaats de e-mail")),
    ("t", N_("naar de tafel: de tafelkaart")),
    ("x", N_("kruis de lijn aan, of toch niet")),
    ("u", N_("maak ongedaan wat je net deed")),
    ("/", N_("zoek")),
    ("?", N_("toon deze toetsen")),
)


@get(HERE, sync_to_thread=True)
def keys_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return show(request, "people/keys.html", keys=[(key, _(does)) for key, does in KEYS], on=work.asker.keys)


@post(HERE, sync_to_thread=True)
def switch_keys(request: Request, data: FormBody) -> Redirect:
    on = one(data, "on") == "1"
    with begin(request) as work:
        must_be_signed_in(work)
        desk.switch_keys(work, on=on)
    off = _("De toetsen staan uit. Alles werkt zoals altijd met muis en Tab.")
    flash(request, "done", _("De toetsen werken weer.") if on else off)
    return see_other(HERE)


handlers = [keys_page, switch_keys]
