"""The way around: which places each role has in its menu."""

from litestar import Request

from hub.asker import Asker
from hub.people.rights import Right, may
from hub.wording import N_, _

PLACES = (
    ("/vandaag", N_("Vandaag"), Right.SEE_DESK),
    ("/vandaag/oproep", N_("Oproep"), Right.NOTE),
    ("/partner", N_("Voor ons"), Right.CLAIM),
    ("/tafel", N_("Tafel"), Right.SEE_BOARD),
    ("/trajecten", N_("Onze trajecten"), Right.CLAIM),
    ("/aanbod", N_("Ons aanbod"), Right.CLAIM),
    ("/gesloten-dagen", N_("Gesloten dagen"), Right.CLAIM),
    ("/mijn-aanmeldingen", N_("Mijn aanmeldingen"), Right.SEE_OWN),
    ("/radar", N_("Radar"), Right.DECIDE),
    ("/zoeken", N_("Zoeken"), Right.SEE_DESK),
    ("/kerngroep", N_("Kerngroep"), Right.WATCH_HUB),
    ("/schooljaar", N_("Schooljaar"), Right.SEE_COUNTS),
    ("/beheer", N_("Beheer"), Right.MANAGE),
)


def nav(request: Request, asker: Asker) -> list[tuple[str, str, bool, int | None]]:
    """(address, words, whether we are there, a number beside it) for each place that this person may go to."""
    here = request.url.path
    mine = [(path, words) for path, words, right in PLACES if may(asker, right)]
    at = max((path for path, _words in mine if here == path or here.startswith(path + "/")), key=len, default="")
    return [(path, _(words), path == at, None) for path, words in mine]


def home_of(asker: Asker) -> str | None:
    """The page that answers this person's first question; None for who has no seat at a desk, partner or group."""
    for path, right in (
        ("/vandaag", Right.SEE_DESK),
        ("/partner", Right.CLAIM),
        ("/beheer", Right.MANAGE),
        ("/mijn-aanmeldingen", Right.SEE_OWN),
        ("/kerngroep", Right.WATCH_HUB),
        ("/schooljaar", Right.SEE_COUNTS),
    ):
        if may(asker, right):
            return path
    return None
