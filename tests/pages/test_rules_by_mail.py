"""New house rules: who has to accept them hears so by letter, and accepts behind its link."""

import re

from hub.dispatch.house_rules import accepting, rules_sight
from hub.letters import Letter
from tests.cast import World, send
from tests.table_links import NADIA, letters, path_in
from tests.tables import rows

BRAM = "Bram Geerts"
TEXT = "Wat aan tafel gezegd wordt, blijft aan tafel."


def test_each_partner_that_has_to_accept_gets_a_letter_once_for_each_version_and_accepts_by_its_link(
    world: World,
) -> None:
    hub = world["dijleland"]
    kept = f"/beheer/meldpunten/{hub}/reglement"
    with world.client(BRAM) as bram, world.client() as nadia, world.client() as late:
        send(bram, kept, {"text": TEXT})
        assert "krijgen een e-mail om het te aanvaarden" in bram.get(kept).text
        with world.desk(BRAM) as work:
            waits = rules_sight.still_to_accept(work, hub)
        sent = [one for one in rows(world, Letter) if one.kind == "house_rules"]
        assert len({one.once_key.split(":")[2] for one in sent}) == len(waits), "one letter at least for each partner"
        first = path_in(world, letters(world, "house_rules")[NADIA])
        assert first.startswith("/antwoord/reglement/")
        page = nadia.get(first)
        assert (page.status_code, TEXT in page.text, "We aanvaarden dit voor Kompas NAFT" in page.text) == (
            200, True, True,
        )  # fmt: skip
        found = re.search(r'name="rules" value="([^"]+)"', page.text)
        assert found
        assert send(nadia, first, {"rules": found[1]}).status_code == 303
        assert "Kompas NAFT aanvaardde dit reglement" in nadia.get(first).text
        with world.desk(BRAM) as work:
            assert "Kompas NAFT" not in rules_sight.still_to_accept(work, hub)
        before = len(sent)
        send(bram, kept, {"text": TEXT + " Beter gezegd.", "again": "no"})
        told = [one for one in rows(world, Letter) if one.kind == "house_rules"][before:]
        assert told
        assert NADIA not in {one.to_address for one in told}, "who accepted need not accept better words"
        send(bram, kept, {"text": "Iets nieuws.", "again": "yes"})
        newest = [one for one in rows(world, Letter) if one.kind == "house_rules" and one.to_address == NADIA]
        assert len(newest) == 2
        assert "nieuwe versie" in newest[-1].body
        old = late.get(first)
        assert "Iets nieuws." in old.text, "the link of an earlier letter shows what counts now"
        stale = send(late, first, {"rules": found[1]})
        assert (stale.status_code, "intussen een nieuwe versie" in stale.text) == (409, True)


def test_who_lost_the_letter_finds_the_rules_among_what_is_open(world: World) -> None:
    with world.desk(BRAM) as work:
        accepting.publish(work, world["dijleland"], TEXT)
    with world.client() as nadia:
        send(nadia, "/antwoord/link-kwijt", {"email": NADIA})
        open_now = path_in(world, letters(world, "links_again")[NADIA])
        page = nadia.get(open_now).text
        assert "Lees en aanvaard het huishoudelijk reglement." in page
        opened = send(nadia, f"{open_now}/reglement/{world['Kompas NAFT']}", {})
        assert TEXT in nadia.get(opened.headers["location"]).text
