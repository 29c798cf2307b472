"""Who hears what when a case is taken up, and what the coordinator reads before she shares."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import col, select

from hub.dispatch import claims, consent, ending, proposing, taken_up, tracks
from hub.dispatch.sight import file_of
from hub.dispatch.tables import Referral, Youngster
from hub.home.case_words import track_line
from hub.letters import Letter
from hub.partners.tables import Organisation
from hub.problems import Invalid
from tests.cast import World
from tests.tables import on_table, running, takes_up

HILDE, ELS = "Hilde Verbist", "els@sintjans.example"


def told(world: World, case: UUID) -> list[str]:
    with world.desk() as work:
        letters = select(Letter).where(Letter.referral_id == case, Letter.to_address == ELS)
        found = work.session.exec(letters.order_by(col(Letter.real_written_at))).all()
        assert not [one for one in found if "Noor" in one.body + one.subject]
        return [one.kind for one in found if one.kind.startswith("referrer_")]


def test_the_referrer_hears_of_each_partner_once(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    joined = takes_up(world, "Tom Claes", case, "Carrousel", "co")
    with world.desk(HILDE) as work:
        claims.confirm(work, lead)
        track = claims.confirm(work, joined).id
    assert told(world, case) == ["referrer_taken_up", "referrer_joined"]
    with world.desk("Tom Claes") as work:
        tracks.not_start(work, track, "staff")
    with world.desk(HILDE) as work:
        offer = world.offer(work, "Een buddy").id
        asked = proposing.ask_partner(work, case, offer).id
    assert told(world, case) == ["referrer_taken_up", "referrer_joined"]  # who is only asked is nobody yet
    with world.desk("Yusuf Aydin") as work:
        tracks.accept(work, asked)
    assert told(world, case) == ["referrer_taken_up", "referrer_joined", "referrer_joined"]


def test_the_referrer_hears_that_the_hub_takes_it_up_itself(world: World) -> None:
    case = world.refer()
    world.talk(case)
    with world.desk(HILDE) as work:
        ending.take_up(work, case, "", date(2026, 9, 21))
    assert told(world, case) == ["referrer_hub_takes_up"]


def test_what_the_coordinator_reads_is_true_of_who_has_an_address(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        referral = work.session.get_one(Referral, case)
        kompas = work.session.get_one(Organisation, world["Kompas NAFT"])
        assert (
            taken_up.who_hears(work, referral, kompas.id) == "Kompas NAFT krijgt bericht. De aanmelder krijgt bericht."
        )
        referral.referrer_email, kompas.email = "", ""
        work.session.flush()
        said = taken_up.who_hears(work, referral, kompas.id)
    assert (
        said == "Kompas NAFT heeft geen e-mailadres: bel zelf even. De aanmelder gaf geen e-mailadres: bel zelf even."
    )


@pytest.mark.parametrize(
    ("said", "state", "words"),
    [
        ({}, "late", "niet ingevuld"),
        ({"share": "not_asked"}, "late", "nog niet gevraagd"),
        ({"share": "no", "share_by": "Noor"}, "stuck", "nee, N."),
        (
            {"share": "yes", "share_by": "de moeder", "share_on": "2026-09-07"},
            "course",
            "ja, de moeder, maandag 7 september",
        ),
    ],
)
def test_the_answer_about_sharing_stands_in_one_line(
    world: World, said: dict[str, str], state: str, words: str
) -> None:
    case = on_table(world, sections={"consent": said} if said else {})
    with world.desk(HILDE) as work:
        referral = work.session.get_one(Referral, case)
        line = consent.to_share(referral, work.session.get_one(Youngster, referral.youngster_id))
    assert line is not None
    assert (line.state, line.words.removesuffix(" 2026")) == (state, words)


def test_it_is_the_answer_that_is_late_and_not_the_start(world: World) -> None:
    track = running(world)
    with world.desk(HILDE, now="2026-10-05T10:00") as work:
        case = work.session.get_one(tracks.Track, track).referral_id
        (line,) = file_of(work, case).tracks
        assert track_line(line, work.now, runs=True)["late"].startswith("antwoord ")
        assert "te laat" in track_line(line, work.now, runs=True)["late"]


def test_another_reason_says_which(world: World) -> None:
    case = on_table(world)
    with world.desk("Nadia Pauwels") as work, pytest.raises(Invalid) as wrong:
        claims.decline(work, case, "other")
    assert set(wrong.value.errors) == {"note"}
    track = running(world, case)
    with world.desk("Nadia Pauwels") as work, pytest.raises(Invalid) as wrong:
        tracks.not_start(work, track, "other", " ")
    assert set(wrong.value.errors) == {"note"}
    with world.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track, "other", "De school vond zelf een oplossing.")
