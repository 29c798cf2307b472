"""Every route as every role: who may go there reads the page, everybody else learns nothing or reads why not."""

import re
from typing import Any

import pytest

from tests import table_routes
from tests.cast import World, send
from tests.routes import MACHINERY, MINUTES, OF_A_HUB, OF_AN_ORGANISATION, all_routes, filled
from tests.table_routes import (
    BY_TABLE_LINK,
    DIRECTS,
    LEAVING,
    LOST,
    NETWORK,
    OF_A_SITTING,
    OF_A_TABLE,
    OF_A_TEAM,
    OF_ITS_CHAIR,
    PLAN,
)  # fmt: skip

VISITOR = "a visitor"
HILDE, KARIM, WIM = "Hilde Verbist", "Karim Haddou", "Wim Peeters"
NADIA, LOTTE, BRAM, ELS = "Nadia Pauwels", "Lotte Wouters", "Bram Geerts", "Els Dierckx"
PEOPLE = (VISITOR, HILDE, KARIM, WIM, NADIA, LOTTE, BRAM, ELS)

ANYBODY = frozenset(PEOPLE)
COORDINATOR = frozenset({HILDE})
DESK = frozenset({HILDE, KARIM})
# Pages of one's own hub: the neighbour's coordinator has one too, with other cases on it.
ANY_COORDINATOR = frozenset({HILDE, WIM})
ANY_DESK = frozenset({HILDE, KARIM, WIM})
PARTNER = frozenset({NADIA})
REFERRER = frozenset({ELS})
AT_CLB: frozenset[str] = frozenset()  # Griet, of whom tests/pages/test_clb_schools.py tells
OFFERS = frozenset({NADIA, BRAM})
TABLE = frozenset({HILDE, WIM, NADIA})
OUR_TABLE = frozenset({HILDE, NADIA})
ADMINISTRATOR = frozenset({BRAM})
PLANS, PLANS_ANY = frozenset({HILDE, BRAM}), frozenset({HILDE, WIM, BRAM})
COUNTS = frozenset({HILDE, WIM, LOTTE, BRAM})

ANSWERED = (
    "vraag", "traject", "samen", "afspraak", "overleg", "clb", "consult", "expertise", "zitting", "aanbod", "hulp",
)  # fmt: skip
KEPT_PAGES = ("", "/onderweg", "/nieuwe-link", "/vergeet", "/weg", "/collega", "/terug")
OWN_PAGES = ("aanmelden", "bijlagen", "code", "intrekken", "geholpen", "klopt-niet", "nieuwe-link", "vergeet")

DECIDES = ("overwogen", "waarom-nu", "op-tafel", "delen", "tafelkaart")

OF_A_MAIL = ("niets", "opmaak", "origineel", "plaats", "terug", "rijksregister")

WHO = {
    "/": ANYBODY,
    **dict.fromkeys(("/privacy", "/toegankelijkheid", "/aanmelden", "/aanmelden/scholen"), ANYBODY),
    "/meldpunt/{slug:str}": ANYBODY,
    "/afwezig": PLANS_ANY,
    "/afwezig/{absence_id:uuid}/terug": PLANS,
    "/kerngroep": ANY_COORDINATOR,  # and the core group, of which tests/pages/test_core_group.py tells
    "/aanmelden/document/{kind:str}": ANYBODY,
    "/beheer/organisaties/invoer": ADMINISTRATOR,
    "/oude-lijst": ANY_COORDINATOR,
    "/oude-lijst/{list_id:uuid}": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/blad": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/blijft-buiten.csv": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/draai-terug": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/kolommen": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/neem-over": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/opnieuw": COORDINATOR,
    "/oude-lijst/{list_id:uuid}/waarden": COORDINATOR,
    "/aanmeldingen/{referral_id:uuid}/nagekeken": COORDINATOR,
    "/aanmeldingen/{referral_id:uuid}/oude-rij": DESK,
    "/beheer/organisaties/voorstellen": ADMINISTRATOR,
    "/beheer/organisaties/voorstellen/{decision_id:uuid}/terug": ADMINISTRATOR,
    "/beheer/organisaties/invoer/{import_id:uuid}": ADMINISTRATOR,
    "/beheer/organisaties/invoer/{import_id:uuid}/voer-in": ADMINISTRATOR,
    "/beheer/organisaties/invoer/{import_id:uuid}/draai-terug": ADMINISTRATOR,
    "/aanmelden/ontvangen/{sealed:str}": ANYBODY,
    "/inloggen": ANYBODY,
    "/inloggen/code": ANYBODY,
    "/inloggen/{token:str}": ANYBODY,
    "/uitloggen": ANYBODY,
    "/overal-uitloggen": ANYBODY - {VISITOR},
    "/toetsen": ANYBODY - {VISITOR},
    "/aanmelden/bewaar": ANYBODY,
    **{f"/aanmelden/verder/{{token:str}}{one}": ANYBODY for one in KEPT_PAGES},
    "/mijn-aanmelding/{token:str}": ANYBODY,
    "/waar-terecht": ANYBODY,
    "/mijn-aanmelding/{token:str}/antwoord/{question_id:uuid}": ANYBODY,
    **{f"/mijn-aanmelding/{{token:str}}/{one}": ANYBODY for one in OWN_PAGES},
    "/mijn-aanmelding/{token:str}/vul-aan/{slug:str}": ANYBODY,
    "/mijn-aanmelding/{token:str}/vul-aan/{slug:str}/onderweg": ANYBODY,
    "/mijn-aanmeldingen": REFERRER,
    "/mijn-scholen": AT_CLB,
    "/mijn-scholen/{referral_id:uuid}": AT_CLB,
    "/mijn-aanmeldingen/{referral_id:uuid}/kopie": AT_CLB,
    "/mijn-aanmeldingen/{referral_id:uuid}": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/antwoord/{question_id:uuid}": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/aanmelden": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/bijlagen": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/geholpen": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/klopt-niet": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/vul-aan/{slug:str}": REFERRER,
    "/mijn-aanmeldingen/{referral_id:uuid}/vul-aan/{slug:str}/onderweg": REFERRER,
    **dict.fromkeys((*(f"/antwoord/{one}/{{token:str}}" for one in ANSWERED), *BY_TABLE_LINK), ANYBODY),
    "/demo": ANYBODY,
    "/demo/{person_id:uuid}": ANYBODY,
    "/demo/na/{slug:str}": ANYBODY,
    "/demo/stap/{slug:str}": ANYBODY,
    "/demo/post": ANYBODY,
    "/demo/voorbeeld": ANYBODY,
    "/vandaag": ANY_DESK,
    **{f"/vandaag/{one}": ANY_DESK for one in ("noteer", "nacht", "oproep", "oproepen")},
    "/vandaag/oproep/onderweg": ANY_DESK,
    "/vandaag/oproep/zoek": ANY_DESK,
    "/vandaag/oproepen/{call_id:uuid}": DESK,
    "/vandaag/oproepen/{call_id:uuid}/terug": DESK,
    "/vandaag/mails": ANY_DESK,
    "/zoeken": ANY_DESK,
    "/aanmeldingen": ANY_DESK,
    "/brieven": ANY_DESK,
    **dict.fromkeys(("/radar", "/radar/vooruit", "/radar/werklast"), ANY_COORDINATOR),
    "/consulten": ANY_COORDINATOR | {NADIA, ELS},
    "/consulten/{ask_id:uuid}": PARTNER,
    "/expertise/{expert_id:uuid}": PARTNER,
    "/geleerd": ANY_DESK | {NADIA},
    **dict.fromkeys(
        ("/neutraliteit", *(f"/neutraliteit/{{label:str}}{end}" for end in ("", "/{file:str}"))),
        COUNTS | {NADIA},
    ),
    **dict.fromkeys((f"/aanmeldingen/{{referral_id:uuid}}/{one}" for one in DECIDES), COORDINATOR),
    "/schooljaar": COUNTS,
    "/schooljaar/{label:str}": COUNTS,
    "/schooljaar/{label:str}/{file:str}": COUNTS,
    "/vandaag/concept/{referral_id:uuid}": DESK,
    "/aanmelding/{number:str}": DESK,
    "/aanmeldingen/{referral_id:uuid}": DESK,
    "/aanmeldingen/{referral_id:uuid}/wie": DESK,
    "/aanmeldingen/{referral_id:uuid}/gevaar-gezien": DESK,
    "/aanmeldingen/{referral_id:uuid}/gevaar-terug": DESK,
    "/aanmeldingen/{referral_id:uuid}/gelezen": DESK,
    "/aanmeldingen/{referral_id:uuid}/al-gekend": DESK,
    "/aanmeldingen/{referral_id:uuid}/al-gekend/{youngster_id:uuid}": DESK,
    "/brieven/{letter_id:uuid}": DESK,
    "/brieven/{letter_id:uuid}/adres-werkt": COORDINATOR,
    "/brieven/{letter_id:uuid}/afgehandeld": COORDINATOR,
    "/brieven/{letter_id:uuid}/opnieuw": COORDINATOR,
    "/documenten/{document_id:uuid}": DESK,
    "/documenten/{document_id:uuid}/nagekeken": DESK,
    **dict.fromkeys(
        ("/weergaven", *(f"/weergaven/{{view_id:uuid}}{end}" for end in ("", "/weg", "/terug", "/zoals-nu"))), ANY_DESK
    ),
    "/vandaag/mails/samen": ANY_DESK,
    "/vandaag/mails/samen/{sweep_id:uuid}/terug": DESK,
    "/vandaag/mails/{mail_id:uuid}": DESK,
    "/vandaag/mails/{mail_id:uuid}/aanmelder": DESK,
    "/vandaag/mails/{mail_id:uuid}/aanmeldingen": DESK,
    "/vandaag/mails/{mail_id:uuid}/ander-meldpunt": DESK,
    **dict.fromkeys((f"/vandaag/mails/{{mail_id:uuid}}/{one}" for one in OF_A_MAIL), DESK),
    "/vandaag/mails/{mail_id:uuid}/ouder-of-jongere": DESK,
    "/aanmeldingen/{referral_id:uuid}/jongeren": DESK,
    "/aanmeldingen/{referral_id:uuid}/gevonden": DESK,
    "/aanmeldingen/{referral_id:uuid}/gevonden/toon": DESK,
    "/aanmeldingen/{referral_id:uuid}/gevonden/{batch:uuid}/terug": DESK,
    "/aanmeldingen/{referral_id:uuid}/gegevens/{slug:str}": DESK,
    "/aanmeldingen/{referral_id:uuid}/gegevens/{slug:str}/toon": DESK,
    "/aanmeldingen/{referral_id:uuid}/{slug:str}": DESK,
    "/aanmeldingen/{referral_id:uuid}/vragen/{question_id:uuid}/intrekken": COORDINATOR,
    **dict.fromkeys([*NETWORK, DIRECTS], DESK),
    **dict.fromkeys(OF_A_TEAM, PARTNER),
    **dict.fromkeys([*LOST, *PLAN, *table_routes.CONSULT, *table_routes.EXPERTISE], COORDINATOR),
    "/aanmeldingen/{referral_id:uuid}/tafelkaart/voorbeeld": COORDINATOR,
    "/overdrachten/{hand_over_id:uuid}": frozenset({WIM}),
    "/overdrachten/{hand_over_id:uuid}/neem-niet-over": frozenset({WIM}),
    "/overdrachten/{hand_over_id:uuid}/neem-over": frozenset({WIM}),
    "/reglement/{hub_id:uuid}": frozenset({HILDE, NADIA, BRAM}),
    **dict.fromkeys(("/tafel", "/dagdelen", "/dagdelen/{label:str}"), TABLE),
    **dict.fromkeys(("/tafel/plaatsen", "/zomer", "/zomer/{referral_id:uuid}/gekeken"), ANY_COORDINATOR),
    "/tafel/plaatsen/{organisation_id:uuid}/vraag": ANY_COORDINATOR,
    "/tafel/{session_id:uuid}": OUR_TABLE,
    "/tafel/{session_id:uuid}/bundel": OUR_TABLE,
    "/tafel/{session_id:uuid}/live": OUR_TABLE,
    "/tafel/{session_id:uuid}/nu": OUR_TABLE,
    **dict.fromkeys(
        (f"/tafel/{{session_id:uuid}}/{one}" for one in ("scherm", "toevoegen", "volgorde", "voorstel")), COORDINATOR
    ),
    "/tafel/{session_id:uuid}/zaak/{referral_id:uuid}": OUR_TABLE,
    "/tafel/{session_id:uuid}/zaak/{referral_id:uuid}/{slug:str}": OUR_TABLE,
    "/permanentie": PLANS_ANY | {KARIM},
    **dict.fromkeys(("/permanentie/week", "/permanentie/vast"), PLANS_ANY),
    **dict.fromkeys(("/permanentie/neem", "/permanentie/ruil"), ANY_DESK),
    "/permanentie/ruil/{swap_id:uuid}": ANYBODY - {VISITOR},
    "/permanentie/agenda": PLANS_ANY | {KARIM},
    "/permanentie/agenda/{token:str}": ANYBODY,
    **dict.fromkeys(("/partner", "/partner/mensen"), PARTNER),
    "/partner/rechtstreeks": PARTNER,
    "/partner/weigeringen/{decline_id:uuid}": PARTNER,
    "/aanmeldingen/{referral_id:uuid}/rechtstreeks": COORDINATOR,
    "/trajecten": PARTNER,
    **{f"/trajecten/{{track_id:uuid}}{one}": OUR_TABLE for one in ("", "/wie", "/{slug:str}")},
    "/trajecten/{track_id:uuid}/contacten/{message_id:uuid}": OUR_TABLE,
    "/aanbod": OFFERS,
    **{f"/aanbod/{{offer_id:uuid}}{one}": OFFERS for one in ("", "/klopt-nog", "/plaatsen")},
    "/gesloten-dagen": frozenset({HILDE, WIM, NADIA, BRAM}),
    "/gesloten-dagen/{free_id:uuid}/weg": frozenset({HILDE, NADIA, BRAM}),
    "/beheer": ADMINISTRATOR,
    "/beheer/meldpunten/nieuw": ADMINISTRATOR,
    **dict.fromkeys((f"/beheer/meldpunten/{{hub_id:uuid}}{end}" for end in OF_A_HUB), ADMINISTRATOR),
    "/beheer/meldpunten/{hub_id:uuid}/klokken": COORDINATOR | ADMINISTRATOR,
    "/beheer/meldpunten/{hub_id:uuid}/overeenkomsten": COORDINATOR | ADMINISTRATOR,
    "/beheer/meldpunten/{hub_id:uuid}/overeenkomsten/{nis:str}": COORDINATOR | ADMINISTRATOR,
    "/beheer/organisaties": ADMINISTRATOR,
    "/beheer/organisaties/nieuw": ADMINISTRATOR,
    **dict.fromkeys(
        (f"/beheer/organisaties/{{organisation_id:uuid}}{end}" for end in OF_AN_ORGANISATION), ADMINISTRATOR
    ),
    "/beheer/aanbod/{offer_id:uuid}": ADMINISTRATOR,
    "/beheer/aanbod/{offer_id:uuid}/stop": ADMINISTRATOR,
    "/beheer/aanbod/{offer_id:uuid}/hervat": ADMINISTRATOR,
    **{f"/beheer/mensen{one}": ADMINISTRATOR for one in ("", "/nieuw")},
    **{f"/beheer/mensen/{{person_id:uuid}}{one}": ADMINISTRATOR for one in ("", "/rol", "/scholen")},
    **{f"/beheer/rollen/{{membership_id:uuid}}/{one}": ADMINISTRATOR for one in ("stop", "geheim")},
    **dict.fromkeys(LEAVING, ADMINISTRATOR),
    "/beheer/tafels": PLANS_ANY,
    "/beheer/tafels/nieuw/{hub_id:uuid}": ADMINISTRATOR,
    "/beheer/tafels/{table_id:uuid}": PLANS,
    **{f"/tafel/{{session_id:uuid}}{one}": OUR_TABLE for one in OF_A_SITTING},
    **{f"/tafel/{{session_id:uuid}}{one}": COORDINATOR for one in OF_ITS_CHAIR},
    **{path: frozenset(who or PEOPLE) for path, who in (MINUTES | MACHINERY).items()},
    **{f"/beheer/tafels/{one}": ADMINISTRATOR for one in OF_A_TABLE},
    "/beheer/zittingen/{session_id:uuid}/nodig-uit": PLANS,
    "/beheer/tafels/{table_id:uuid}/zittingen": PLANS,
    "/beheer/zittingen/{session_id:uuid}": PLANS,
    "/beheer/zittingen/{session_id:uuid}/schrap": PLANS,
    "/demo/post/bestanden": ANYBODY,
    "/demo/post/schrijf": ANYBODY,
    "/demo/post/{key:str}": ANYBODY,
    "/demo/post/{key:str}/bijlage/{number:int}": ANYBODY,
    "/demo/post/{key:str}/zoals-het-kwam": ANYBODY,
}
TURNED_AWAY = (403, 404)
# Addresses of things that the small world below has none of.
UNSURE = re.compile(
    r"concept|uuid}/rechtstreeks|call_id|answer_id|decline_id|document_id|file|/wie|slug|/scholen$|ask_id|expert_id|note_id|consult-vragen|}/aanmelden$"
)


# Whoever goes there is somebody else, or nobody, on every page after it.
ENDS_THE_SESSION = ("/uitloggen", "/overal-uitloggen", "/demo/{person_id:uuid}", "/demo/stap/{slug:str}")


def test_every_route_says_who_may_go_there(world: World) -> None:
    silent = {path for _method, path in all_routes()} - WHO.keys()
    assert not silent


@pytest.mark.parametrize("name", PEOPLE)
def test_every_route_as(name: str, somewhere: tuple[World, dict[str, str]]) -> None:
    world, names = somewhere
    wrong = []
    with world.client(None if name == VISITOR else name) as client:
        for method, path in all_routes():
            if path in ENDS_THE_SESSION:
                continue
            address = filled(path, names)
            answer = client.get(address, follow_redirects=False) if method == "GET" else send(client, address, {})
            if not right_answer(name in WHO[path], answer, name == VISITOR, address):
                wrong.append(f"{method} {address}: {answer.status_code} {answer.headers.get('location', '')}")
    assert not wrong


def right_answer(may: bool, answer: Any, is_visitor: bool, address: str) -> bool:
    """Who may not is turned away, a visitor to the sign-in; who may is never told that it may not, nor sees a crash."""
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/inloggen")
    # An address that only takes a POST sends a reader back to its page, which decides for itself.
    to_its_page = answer.status_code == 303 and address.startswith(answer.headers["location"] + "/")
    if not may:
        return answer.status_code in TURNED_AWAY or to_its_page or (is_visitor and to_sign_in)
    return answer.status_code < 500 and answer.status_code != 403 and not to_sign_in


def test_everybody_reads_each_page_of_their_own(somewhere: tuple[World, dict[str, str]]) -> None:
    world, names = somewhere
    for who, pages in (
        ("Hilde Verbist", [path for path, may in WHO.items() if HILDE in may and may != ANYBODY]),
        ("Nadia Pauwels", [path for path, may in WHO.items() if NADIA in may and may != ANYBODY]),
        ("Els Dierckx", [path for path, may in WHO.items() if ELS in may and may != ANYBODY]),
        ("Bram Geerts", [path for path, may in WHO.items() if BRAM in may and may != ANYBODY]),
        ("Wim Peeters", [path for path, may in WHO.items() if may == frozenset({WIM})]),
    ):
        with world.client(who) as client:
            answers = {
                path: client.get(filled(path, names)).status_code
                for method, path in all_routes()
                if method == "GET" and path in pages and not UNSURE.search(path)
            }
        assert set(answers.values()) == {200}, {path: code for path, code in answers.items() if code != 200}
