"""How a form that was kept and never sent ends: with a word a week before, after thirty days, or thrown away."""

from datetime import timedelta

import pytest

from hub.intake import kept_ends, tidy
from hub.intake.tables import Document, UnsentForm
from hub.letters import Letter
from tests.cast import World
from tests.pages.test_referral_form import PDF, count, open_form
from tests.pages.test_unsent import all_of, keep, kept_at


@pytest.mark.parametrize("address", ["els@sintjans.example", ""])
def test_it_goes_after_thirty_days_with_a_word_beforehand(world: World, address: str) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), files={"files": PDF}, referrer_email=address))
    kept = all_of(world, UnsentForm)[0].saved_at

    def after(days: int) -> tuple[int, int, int]:
        with world.desk(now=kept + timedelta(days=days, minutes=1)) as work:
            return kept_ends.warn(work), tidy.forget_kept(work), tidy.forget_unsent(work)

    assert after(3) == (0, 0, 0), "its file is kept with it"
    assert after(23) == (1 if address else 0, 0, 0)
    assert after(24) == (0, 0, 0), "one word is enough"
    if address:
        [_first, word] = sorted(all_of(world, Letter), key=lambda letter: letter.written_at)
        assert word.kind == "unsent_ends"
        assert "gooien we ze weg" in word.body
        assert "Noor" not in word.body
    assert after(31) == (0, 1, 0)
    assert (count(world, UnsentForm), count(world, Document)) == (0, 0)
    with world.client() as els:
        assert els.get(here).status_code == 404


def test_who_hears_late_that_it_goes_has_five_days_all_the_same(world: World) -> None:
    with world.client() as els:
        kept_at(keep(els, open_form(els)))
    late = all_of(world, UnsentForm)[0].saved_at + timedelta(days=40)
    with world.desk(now=late) as work:
        assert tidy.forget_kept(work) == 0
        assert kept_ends.warn(work) == 1
    for days, gone in ((4, 0), (6, 1)):
        with world.desk(now=late + timedelta(days=days)) as work:
            assert tidy.forget_kept(work) == gone
