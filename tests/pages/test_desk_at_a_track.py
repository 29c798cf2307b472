"""The page of a track as the coordinator and its partner see it, and a contact that is put right."""

from hub.dispatch import agenda, ending, proposing
from tests.cast import World, send
from tests.desk.test_second_thoughts import HILDE, NADIA, noted, started
from tests.tables import put_on_table


def test_the_coordinator_reads_a_track_in_her_own_voice_without_a_way_she_may_not_go(world: World) -> None:
    case = world.refer()
    put_on_table(world, case)
    with world.desk(HILDE) as work:
        agenda.discuss(work, case)
        ending.reopen(work, case, "on_purpose")
        track = proposing.ask_partner(work, case, world.offer(work, "Carrousel").id).id
    with world.client(HILDE) as client:
        page = client.get(f"/trajecten/{track}").text
        assert 'href="/trajecten"' not in page
        assert f'href="/aanmeldingen/{case}"' in page
        assert "De partner neemt het niet op" in page
        assert "We nemen" not in page
        sent = send(client, f"/trajecten/{track}/weigeren", {"weigeren_reason": "no_place"})
        assert "Genoteerd. De aanmelding ligt weer bij jou." in client.get(sent.headers["location"]).text


def test_nadia_puts_her_contact_right_and_hilde_reads_both(world: World) -> None:
    track = started(world)
    contact = noted(world, track, text="Huisbezoek bij Noor")
    slug = f"c{contact.hex}"
    with world.client(NADIA) as client:
        page = client.get(f"/trajecten/{track}").text
        assert "Verbeter" in page
        path = f"/trajecten/{track}/contacten/{contact}"
        wrong = send(client, path, {f"{slug}_note": "", f"{slug}_number": "2", f"{slug}_day": "2026-09-15"})
        assert wrong.status_code == 422
        assert "Schrijf in een paar woorden wat er was." in wrong.text
        send(client, path, {f"{slug}_note": "Gebeld", f"{slug}_number": "1", f"{slug}_day": "2026-09-15"})
        page = client.get(f"/trajecten/{track}").text
        assert "Het contact is verbeterd." in page
        assert "Eerst stond er:" in page
        assert "bij Noor" not in page
    with world.client(HILDE) as client:
        page = client.get(f"/trajecten/{track}").text
        assert "Gebeld" in page
        assert "Verbeter<" not in page
        assert send(client, path, {f"{slug}_note": "X", f"{slug}_day": "2026-09-15"}).status_code == 409


def test_two_tabs_of_the_flag(world: World) -> None:
    case = world.refer()
    with world.client(HILDE) as client:
        path = f"/aanmeldingen/{case}/vlag"
        assert 'name="mark" value=""' in client.get(path).text
        send(client, path, {"flag": "red", "reason": "Slaapt buiten.", "mark": ""})
        again = send(client, path, {"flag": "green", "reason": "Rustig.", "mark": ""})
        assert again.status_code == 422
        assert "Iemand zette de vlag intussen op rood: vandaag." in again.text
        assert "Rustig." in again.text
        mark = again.text.split('name="mark" value="')[1].split('"')[0]
        assert send(client, path, {"flag": "green", "reason": "Rustig.", "mark": mark}).status_code == 303
