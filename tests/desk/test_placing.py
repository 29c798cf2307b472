"""What the desk does with a mail that found no place by itself."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from hub import blobs
from hub.blobs import Blob
from hub.intake import drawing, mail_lines, mail_sight, placing
from hub.intake.tables import Document
from hub.intake.tidy import forget_unsent
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.machine import PATIENCE
from tests.mail_shop import FATHER, a_mail, arrives, cases, documents, messages, reply_address, the_mail


def test_hilde_places_a_mail_on_its_case_and_its_sender_is_known_there_from_then_on(
    world: World, waiting: UUID
) -> None:
    [noor] = cases(world)
    with world.desk("Hilde Verbist") as work:
        placing.place_on_case(work, waiting, f" {noor.number.lower()} ")
    [message] = messages(world)
    assert (message.referral_id, message.text, message.author_name) == (
        noor.id,
        "Ze is bij haar tante.",
        "Papa van Noor",
    )
    assert documents(world)[0].referral_id == noor.id
    mail = the_mail(world)
    assert (mail.outcome, mail.referral_id, mail.settled_by) == ("to_place", noor.id, world["Hilde Verbist"])
    again = arrives(world, a_mail("Ze is er weer.", sender=FATHER, to=reply_address(noor.number)))
    assert again.outcome == "message"


@pytest.mark.parametrize("typed", ["cm 2026 00001", "2026-1", "1", "CM-2026-1", "cm2026/00001", " 00001 "])
def test_a_number_may_be_typed_as_people_say_it(world: World, waiting: UUID, typed: str) -> None:
    [noor] = cases(world)
    with world.desk("Hilde Verbist") as work:
        assert placing.place_on_case(work, waiting, typed).id == noor.id


def test_a_bare_number_of_two_years_asks_for_the_year(world: World, waiting: UUID) -> None:
    older = world.refer(now="2025-09-15T09:30")
    assert world.case(older).number == "CM-2025-00001"
    with pytest.raises(Invalid, match="Schrijf ook het jaar"), world.desk("Hilde Verbist") as work:
        placing.place_on_case(work, waiting, "1")
    with world.desk("Hilde Verbist") as work:
        assert placing.place_on_case(work, waiting, "2025 1").id == older


def test_a_number_that_nobody_gave_or_of_the_other_hub_is_said_to_be_unknown(world: World, waiting: UUID) -> None:
    there = world.case(world.refer("schelderand"))
    for number in ("CM-2026-99999", there.number, "", "99999", "Noor"):
        with pytest.raises(Invalid), world.desk("Hilde Verbist") as work:
            placing.place_on_case(work, waiting, number)
    assert messages(world) == []


def test_a_mail_is_put_aside_with_a_reason_only(world: World, waiting: UUID) -> None:
    with pytest.raises(Invalid), world.desk("Hilde Verbist") as work:
        placing.nothing_to_do(work, waiting, "  ")
    with world.desk("Hilde Verbist") as work:
        placing.nothing_to_do(work, waiting, "Al gebeld.")
    with world.desk("Hilde Verbist") as work:
        assert mail_lines.to_place(work) == []
    assert the_mail(world).settled_note == "Al gebeld."


def test_of_two_colleagues_who_place_one_mail_the_second_reads_that_it_has_its_place(
    world: World, waiting: UUID
) -> None:
    said: list[str] = []
    at_once = threading.Barrier(2)

    def put_aside(name: str) -> None:
        at_once.wait(PATIENCE)
        try:
            with world.desk(name) as work:
                placing.nothing_to_do(work, waiting, name)
        except Refused as refused:
            said.append(refused.sentence)

    colleagues = [threading.Thread(target=put_aside, args=(name,)) for name in ("Hilde Verbist", "Karim Haddou")]
    for one in colleagues:
        one.start()
    for one in colleagues:
        one.join(PATIENCE)
    assert said == ["Deze e-mail heeft al een plaats. Kijk hoe het nu staat."]


def test_a_flag_for_a_national_register_number_stays_until_somebody_saw_to_it(world: World) -> None:
    arrives(world, a_mail("Haar nummer is 85.07.30-033.28."))
    with world.desk("Karim Haddou") as work:
        assert [line.flagged for line in mail_lines.flagged(work)] == [True]
        assert mail_lines.counts(work) == (0, 1)
        placing.settle_flag(work, the_mail(world).id)
    with world.desk("Karim Haddou") as work:
        assert mail_lines.flagged(work) == []
    with pytest.raises(Refused), world.desk("Karim Haddou") as work:
        placing.settle_flag(work, the_mail(world).id)


def test_the_bytes_of_a_flagged_mail_are_for_the_coordinator_only(world: World) -> None:
    arrives(world, a_mail("Haar nummer is 85.07.30-033.28."))
    mail = the_mail(world).id
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        mail_sight.original(work, mail)
    with world.desk("Hilde Verbist") as work:
        assert b"85.07.30-033.28" in mail_sight.original(work, mail)


@pytest.mark.parametrize(
    ("who", "refusal"), [("Wim Peeters", NotFound), ("Nadia Pauwels", NotFound), ("Lotte Wouters", NotAllowed)]
)
def test_who_has_no_desk_at_this_hub_does_nothing_with_its_mails(
    world: World, waiting: UUID, who: str, refusal: type[Exception]
) -> None:
    acts = (
        lambda work: placing.place_on_case(work, waiting, "CM-2026-00001"),
        lambda work: drawing.draw(work, waiting, []),
        lambda work: placing.nothing_to_do(work, waiting, "weg"),
        lambda work: placing.settle_flag(work, waiting),
        lambda work: mail_sight.open_mail(work, waiting),
        lambda work: mail_sight.original(work, waiting),
    )
    for act in acts:
        with pytest.raises(refusal), world.desk(who) as work:
            act(work)
    with world.desk(who) as work:
        assert mail_lines.to_place(work) == []


def test_files_of_forms_that_nobody_sent_are_forgotten_after_two_days(world: World, waiting: UUID) -> None:
    with world.store.begin() as work:
        for hours in (47, 49):
            at = work.now - timedelta(hours=hours)
            blob = blobs.keep(work, world["dijleland"], b"x")
            work.session.flush()
            work.session.add(
                Document(
                    hub_id=world["dijleland"], form_key=UUID(int=hours), blob_id=blob.id, name=f"{hours}.txt",
                    media_type="text/plain", size=1, added_at=at,
                )
            )  # fmt: skip
    with world.store.begin() as work:
        assert forget_unsent(work) == 1
    assert [one.name for one in documents(world)] == ["47.txt", "attest.pdf"]
    with world.desk() as work:
        assert len(work.session.exec(select(Blob)).all()) == 3
