"""What single keys stand on in a page, and each person's switch to have none."""

from tests.cast import World, send
from tests.mail_shop import FATHER, a_mail, arrives, reply_address, the_mail


def test_hilde_switches_her_keys_off_and_on_and_karim_keeps_his(world: World) -> None:
    with world.client("Hilde Verbist") as hilde, world.client("Karim Haddou") as karim:
        page = hilde.get("/vandaag").text
        assert " data-single-keys" in page
        assert 'href="/toetsen"' in page
        assert "Zet de toetsen uit" in hilde.get("/toetsen").text
        off = send(hilde, "/toetsen", {"on": "0"}, follow_redirects=True).text
        assert "De toetsen staan uit" in off
        assert " data-single-keys" not in hilde.get("/vandaag").text
        assert " data-single-keys" in karim.get("/vandaag").text
        send(hilde, "/toetsen", {"on": "1"})
        assert " data-single-keys" in hilde.get("/vandaag").text
    with world.client() as visitor:
        assert "data-single-keys" not in visitor.get("/aanmelden").text


def test_a_page_says_where_its_keys_lead_and_only_to_what_may_be_done_there(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    arrives(world, a_mail("Korting.", sender="Winkel <w@winkel.example>", List_Id="<w.winkel.example>"))
    first = the_mail(world).id
    arrives(world, a_mail("Ze is bij tante.", sender=FATHER, to=reply_address(world.case(noor).number)))
    second = the_mail(world).id
    with world.client("Hilde Verbist") as hilde, world.client("Karim Haddou") as karim:
        case = hilde.get(f"/aanmeldingen/{noor}").text
        assert f'data-key-a="/aanmeldingen/{noor}/vraag"' in case
        assert f'data-key-t="/aanmeldingen/{noor}/tafelkaart"' in case
        assert hilde.get(f"/aanmeldingen/{noor}/tafelkaart").status_code == 200
        assert "data-key-t" not in karim.get(f"/aanmeldingen/{noor}").text, "the duty desk decides nothing"
        assert 'data-key-p="#plaats"' in hilde.get(f"/vandaag/mails/{first}").text
        page = hilde.get(f"/vandaag/mails/{second}").text
        assert 'data-key-p="#wijst"' in page
        assert 'id="wijst"' in page
        assert 'data-key-a="#ouder-of-jongere"' in page
        assert 'id="ouder-of-jongere"' in page
        send(hilde, f"/vandaag/mails/{first}/niets", {"reason": "Reclame"})
        assert "data-key-a" not in hilde.get(f"/vandaag/mails/{first}").text
