"""What the tour of the demonstration tells at each step, in the order in which its steps are taken."""

from dataclasses import dataclass

from hub.wording import N_


@dataclass(frozen=True)
class Do:
    """One thing to do on the page of a step. `kind`: "press" or "last" (`words` is the button, the latter at the very
    end of a long page; `text` is whose row it stands in), "find" (`words` is a sentence, `text` the CSS selector of
    what it means), "write" or "choose" (`text` at the field `words`), "tick" (the box `words`), or "say"
    and "phone" (`words` is a sentence, the latter for a narrow screen that has the menu `text`)."""

    kind: str
    words: str
    text: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a visitor. `do`: what to do there, in order. `person`: through whose eyes one looks, "" for nobody's.
    `waits`: somebody else does the rest of it. What follows differs by visitor; `to` is where its button leads, ""
    while it cannot be done yet, `number` that of the case that it made, and `missing` what was passed over."""

    slug: str
    says: str
    do: tuple[Do, ...] = ()
    person: str = ""
    waits: bool = False
    to: str = ""
    done: bool = False
    number: str = ""
    note: str = ""
    missing: str = ""
    commands: tuple[str, ...] = ()


HILDE = "Hilde Verbist"
_BEHIND_MORE = Do("phone", N_("Op een telefoon staat dat achter Meer."), N_("Meer"))
_WRITE_CARD = Do("press", N_("Schrijf de tafelkaart"))
_ASKED = N_("Wat wordt er gevraagd?")
_PUT = Do("press", N_("Keur goed en zet op tafel"))
# Who knows and agrees: the page proposes which partner reads it, and on which ground.
SHARES = (
    Do("choose", N_("Weet de jongere dat partners dit lezen?"), N_("ja")),
    Do("choose", N_("Weten de ouders dat partners dit lezen?"), N_("ja")),
    Do("choose", N_("Gaat de jongere akkoord om te delen?"), N_("ja")),
    Do("tick", N_("Dit klopt voor elke partner die de kaart leest")),
)
_CLB_AGREES = Do("write", N_("Wie van het CLB gaat akkoord?"), "Griet Somers")
_TAKE_UP = Do("press", N_("We nemen dit op"))
SCRIPT = (
    Step(
        "noor", N_("Els van de school meldt Noor aan. Het formulier is al ingevuld."),
        (Do("last", N_("Verstuur de aanmelding")),),
    ),
    Step(
        "sam", N_("Els schrijft ook een e-mail, over Sam. Ook die is al geschreven."), (Do("press", N_("Verstuur")),),
        waits=True,
    ),
    Step(
        "vraag", N_("Hilde, de coördinator, stelt een vraag over Noor."),
        (
            Do("press", N_("Stel een vraag")), _BEHIND_MORE,
            Do("write", N_("Je vraag aan de aanmelder"), N_("Sinds wanneer?")), Do("press", N_("Stel een vraag")),
        ), HILDE,
    ),
    Step(
        "antwoord", N_("Els antwoordt. Daarvoor logt ze niet in."),
        (
            Do("find", N_("Open de bovenste e-mail."), "main a.stretched"),
            Do("find", N_("Volg de link in de e-mail."), "main .words a[href*='/antwoord/vraag/']"),
            Do("write", N_("Je antwoord"), N_("Drie weken.")), Do("press", N_("Verstuur je antwoord")),
        ),
    ),
    Step(
        "noor-op-tafel", N_("Hilde zet Noor op tafel. Partners lezen alleen de tafelkaart."),
        (
            Do("press", N_("Ik heb het gelezen")), _WRITE_CARD, Do("write", _ASKED, N_("Een plek om te tekenen.")),
            *SHARES, _PUT,
        ),
        HILDE,
    ),
    Step(
        "sam-op-tafel", N_("Hilde zet Sam op tafel."),
        (
            Do("press", N_("Begin de vraagverheldering")), _BEHIND_MORE, Do("press", N_("Beslis")), _WRITE_CARD,
            Do("write", N_("Initialen"), "S."), Do("write", _ASKED, N_("Weer naar school.")), *SHARES, _PUT,
        ), HILDE,
    ),
    Step(
        "nadia", N_("Nadia van Kompas NAFT neemt Noor op."),
        (Do("choose", N_("Met welk aanbod?"), "Kort traject"), _TAKE_UP), "Nadia Pauwels",
    ),
    Step("tom", N_("Tom van Springplank neemt Sam op."), (_TAKE_UP,), "Tom Claes"),
    Step(
        "fien", N_("Fien van JAC De Haven doet mee."), (Do("press", N_("Doe mee met Springplank")),), "Fien Maes",
    ),
    Step(
        "noor-bevestigd",
        N_("Hilde bevestigt wie Noor opneemt: ze belde met het CLB. Gele waarschuwingen mogen blijven staan."),
        (_CLB_AGREES, Do("press", N_("Bevestig Kompas NAFT"))), HILDE,
    ),
    Step(
        "sam-bevestigd", N_("Hilde bevestigt wie Sam opneemt. Springplank geeft NAFT en vraagt een naam bij het CLB."),
        (
            _CLB_AGREES, Do("press", N_("Bevestig Springplank")),
            Do("press", N_("Bevestig JAC De Haven (demo)")),
        ), HILDE,
    ),
    Step(
        "stil", N_("Niemand laat nog iets horen. Doe in een tweede terminal alsof het later is."),
        (
            Do("say", N_("Eerst vraagt het meldpunt de partner of het traject startte. Blijft het stil, dan komt Noor"
                         " terug. Plak elke regel in de map van het project; wat hij afdrukt, hoef je niet te lezen.")),
        ), waits=True,
    ),
    Step(
        "terug", N_("Hilde ziet Noor terug, onder Terug bij ons, en zet haar op een volgende dagorde."),
        (
            Do("press", N_("Beslis"), "N.E."), Do("press", N_("Zet op tafel")),
            Do("say", N_("Op haar pagina staat haar hele geschiedenis, op Radar wie elke open aanmelding heeft.")),
        ), HILDE,
    ),
    Step("cijfers", N_("Noor en Sam tellen mee in de cijfers van het schooljaar."), (), HILDE),
)  # fmt: skip
