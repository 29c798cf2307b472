"""One of a thing is said in the singular, and a message is plain text without marks for where a word may break."""

import unicodedata
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from hub.partners import audience
from hub.partners.tables import Offer
from tools.messages import gathered

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("weeks", "units", "said"),
    [(1, 1, "1 week, 1 dagdeel"), (12, 20, "12 weken, 20 dagdelen"), (None, 1, "1 dagdeel"), (None, None, "")],
)
def test_the_length_of_an_offer_is_said_as_people_say_it(weeks: int | None, units: int | None, said: str) -> None:
    offer = Offer(
        organisation_id=uuid4(), name="Kort traject", weeks=weeks, half_day_units=units, capacity_on=date(2026, 9, 1)
    )
    assert audience.length(offer) == said


def test_no_message_holds_a_sign_that_nobody_sees() -> None:
    unseen = [
        message.id
        for message in gathered()
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
        if any(unicodedata.category(sign) == "Cf" for sign in text)
    ]
    assert unseen == []
