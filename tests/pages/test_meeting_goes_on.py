"""At the table: what is read before confirming, who hears of it, and on which case one lands after a decision."""

from hub.clock import DayUnit, add_days, brussels_date, real_now
from hub.dispatch import claims
from tests.cast import World, send
from tests.tables import on_table, takes_up

HILDE = "Hilde Verbist"


def test_before_confirming_one_reads_whether_the_youngster_agreed_and_afterwards_who_hears_of_it(world: World) -> None:
    case = on_table(world)
    claim = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    with world.client(HILDE) as client:
        table = client.get("/tafel").url.path
        page = client.get(f"{table}/zaak/{case}").text
        assert "Akkoord om te delen: ja, de jongere" in page
        assert f"/aanmeldingen/{case}/tafelkaart#delen" in page
        assert "Akkoord om te delen: ja, de jongere" in client.get(f"/aanmeldingen/{case}").text
        send(client, f"{table}/zaak/{case}/bevestigen", {"bevestigen_claim": str(claim)})
        after = client.get(f"{table}/zaak/{case}").text
        assert "Bevestigd. Kompas NAFT krijgt bericht. De aanmelder krijgt bericht." in after
    with world.client("Nadia Pauwels") as client:
        assert "Akkoord om te delen" not in client.get(f"{table}/zaak/{case}").text


def test_after_a_decision_the_meeting_goes_on_with_whatever_is_still_undecided(world: World) -> None:
    first, second, third = (on_table(world, first_name=name) for name in ("Ada", "Bo", "Cis"))
    with world.client(HILDE) as client:
        table = client.get("/tafel").url.path
        soon = add_days(brussels_date(real_now()), 10, DayUnit.WORKING_DAYS).isoformat()
        wait = {"beslissing_decision": "wait", "beslissing_review_on": soon, "beslissing_note": "Even."}
        assert "1 van 3" in client.get(f"{table}/zaak/{first}").text
        assert send(client, f"{table}/zaak/{second}/beslissing", wait).headers["location"] == f"{table}/zaak/{third}"
        # The one that was passed over comes after the last one.
        assert send(client, f"{table}/zaak/{third}/beslissing", wait).headers["location"] == f"{table}/zaak/{first}"
        assert send(client, f"{table}/zaak/{first}/beslissing", wait).headers["location"] == table


def test_a_decision_that_cannot_be_stands_there_again_unfolded_with_its_words(world: World) -> None:
    case = on_table(world)
    with world.client(HILDE) as client:
        address = f"{client.get('/tafel').url.path}/zaak/{case}"
        said = {"beslissing_decision": "talk_was_enough", "beslissing_note": "De school gaat verder."}
        said |= {"beslissing_sure": "1"}
        again = send(client, f"{address}/beslissing", said).text
        assert "Noteer eerst het gesprek." in again
        unfolded = again.partition("<summary>Beslis iets anders")
        assert unfolded[0].endswith('<details class="answer" open>')
        assert "De school gaat verder." in unfolded[2]


def test_when_the_last_partner_declines_hilde_is_led_from_the_case_to_the_agenda_and_reads_why(world: World) -> None:
    case = on_table(world)
    with world.client(HILDE) as client, world.client("Nadia Pauwels") as nadia:
        table = client.get("/tafel").url.path
        for partner in ("Kompas NAFT", "Springplank", "JAC De Haven (demo)", "Buddyhuis"):
            with world.desk(HILDE) as work:
                claims.decline(work, case, "no_place", organisation_id=world[partner])
        told = client.get(f"{table}/zaak/{case}?stukken").text
        assert "staat niet meer op deze dagorde. Jij beslist" in told
        assert f'href="/aanmeldingen/{case}"' in told
        agenda = client.get(f"{table}/zaak/{case}")
        assert agenda.url.path == table
        assert f"{world.case(case).number} staat niet meer op deze dagorde. Jij beslist" in agenda.text
        assert client.get(f"{table}/zaak/{world.refer(first_name='Ada')}").status_code == 404
        assert f"{world.case(case).number} staat niet meer op deze dagorde." in nadia.get(f"{table}/zaak/{case}").text


def test_signing_out_everywhere_is_asked_once_more_and_said_afterwards(world: World) -> None:
    with world.client(HILDE) as client:
        page = client.get("/vandaag").text
        assert page.index("Log uit<") < page.index("Log overal uit")
        assert "Ja, log overal uit" in page
        send(client, "/overal-uitloggen", {}, get_first="/vandaag")
        assert "Je bent overal uitgelogd." in client.get("/").text
