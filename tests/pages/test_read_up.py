"""What Hilde and her partners read up: one card with consults, lessons and minutes, whole questions, and who is close
to a youngster said once."""

import re

from sqlmodel import select

from hub.dispatch import agenda
from hub.dispatch.case_team import mapping
from hub.dispatch.case_team.mapping import Typed
from hub.partners.tables import Offer
from tests.cast import World
from tests.desk.test_consult import QUESTION, ask, asked_of_hub
from tests.desk.test_expertise import HILDE, NADIA, waits_for_experts


def test_a_partner_without_an_offer_finds_the_same_card_as_hilde_and_reads_each_question_whole(world: World) -> None:
    ask(world, asked_of_hub(world), "Kompas NAFT")
    with world.desk() as work:
        for offer in work.session.exec(select(Offer).where(Offer.organisation_id == world["Kompas NAFT"])):
            work.session.delete(offer)
    with world.client(HILDE) as hilde, world.client(NADIA) as nadia:
        for browser, home in ((hilde, "/vandaag"), (nadia, "/partner")):
            card = browser.get(home).text.partition("Lees na")[2]
            for page in ("/consulten", "/geleerd", "/verslagen"):
                assert f'href="{page}"' in card, (home, page)
            # A name runs on in one line of a phone; a question is a sentence, and runs over several.
            assert re.search(r'class="sub sentence">\s*' + re.escape(QUESTION[:40]), browser.get("/consulten").text)


def test_co_funding_is_told_only_while_a_case_waits_for_the_experts(world: World) -> None:
    case = waits_for_experts(world, home_nis="12029", school_nis="12029")  # Putte is still in talks
    here, told = f"/aanmeldingen/{case}/expertise", "met Putte lopen hierover nog gesprekken"
    with world.client(HILDE) as hilde:
        assert told in hilde.get(here).text
        with world.desk(HILDE) as work:
            agenda.put_on_table(work, case)
        assert told not in hilde.get(here).text


def test_the_network_says_once_whom_the_youngster_trusts(world: World) -> None:
    case = world.refer()
    with world.desk(HILDE) as work:
        mapping.put_in(work, case, Typed("Yasmina", "family", trusted="yes"))
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/netwerk").text
    listed = page.partition("network-list")[2].partition("</ol>")[0]
    assert listed.count("vertrouwenspersoon") == 1
    assert "Vertrouwt de jongere deze persoon?" in page
