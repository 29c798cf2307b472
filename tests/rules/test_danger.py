"""Which words speak of danger: rather one too many, and the everyday words of this desk are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.dispatch.danger import PATTERNS, SIGN_WORDS, Sign, folded, signs_in


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("Ze spreekt over zelfmoord.", Sign.SUICIDE), ("gedachten aan ZELFDODING", Sign.SUICIDE),
        ("suïcidaal", Sign.SUICIDE), ("zelf-moord", Sign.SUICIDE), ("Er is geen suïciderisico.", Sign.SUICIDE),
        ("Hij wil niet meer leven.", Sign.NOT_LIVE), ("zegt dat ze niet meer wil leven", Sign.NOT_LIVE),
        ("geen zin meer om te leven", Sign.NOT_LIVE), ("ze wil dood", Sign.NOT_LIVE),
        ("dat ze liever dood was", Sign.NOT_LIVE), ("er een einde aan maken", Sign.NOT_LIVE),
        ("wil er niet meer zijn", Sign.NOT_LIVE), ("ze snijdt zich", Sign.SELF_HARM),
        ("doet aan zelfverwonding", Sign.SELF_HARM), ("krast in haar armen", Sign.SELF_HARM),
        ("heeft pillen geslikt", Sign.OVERDOSE), ("wordt thuis mishandeld", Sign.ABUSE), ("misbruik", Sign.ABUSE),
        ("slachtoffer van een verkrachting", Sign.SEXUAL), ("papa slaat haar", Sign.BEATEN),
        ("werd geslagen", Sign.BEATEN), ("had een wapen bij", Sign.WEAPON), ("met een mes op school", Sign.WEAPON),
        ("bedreigt de leerkracht", Sign.THREAT), ("hij gaat hem doodslaan", Sign.THREAT),
        ("Hij dreigt zich iets aan te doen.", Sign.NOT_LIVE), ("Ik ga mezelf iets aandoen", Sign.NOT_LIVE),
        ("wou een einde aan zijn leven maken", Sign.NOT_LIVE), ("ze ziet het niet meer zitten", Sign.NOT_LIVE),
        ("wil voor de trein springen", Sign.NOT_LIVE), ("deed een poging tot zelfdoding", Sign.SUICIDE),
        ("ze nam gisteren pillen", Sign.OVERDOSE), ("ik wil niet meer verder", Sign.NOT_LIVE),
        ("krijgt thuis slaag", Sign.BEATEN), ("kreeg een klap van haar vader", Sign.BEATEN),
        ("Papa slaat ons.", Sign.BEATEN), ("krassen op haar armen", Sign.SELF_HARM),
        ("zijn oom zit aan haar", Sign.SEXUAL), ("ongewenste aanrakingen", Sign.SEXUAL),
        ("ze is sinds gisteren verdwenen", Sign.MISSING), ("we weten niet waar ze is", Sign.MISSING),
        ("een loverboy", Sign.FORCED), ("is weggelopen", Sign.MISSING), ("al twee dagen vermist", Sign.MISSING),
        ("het kind is in gevaar", Sign.DANGER), ("in acuut gevaar", Sign.DANGER),
    ],
)  # fmt: skip
def test_words_of_danger_are_found_whatever_their_accents_and_capitals(said: str, sign: Sign) -> None:
    assert sign in signs_in("", said)


@pytest.mark.parametrize(
    "said",
    [
        "", "Noor is al drie weken niet op school.", "Er is gevaar op schooluitval.", "Hij dreigt uit te vallen.",
        "De lessen zijn geslaagd.", "Geweldig meisje, slaagt in alles.", "Ze leeft bij haar grootmoeder.",
        "Ze mest de stallen uit en wil bakker worden.", "Hij leest over het leven in de stad.", "De hond is dood.",
        "Ze komt met de trein en mist vaak de tram.", "Na een poging om te praten liep het mis.",
        "Ze stapt voor het einde uit.", "Hij was niet op tijd voor de trein.", "Ze krijgt les van de coach.",
        "Hij ziet het niet meer zitten in deze richting.", "Ze kan niet meer verder met deze leerkracht.",
        "Hij zit aan de computer.", "De motivatie is verdwenen.", "Er is iets aan de hand.",
        "Ze heeft de bus gemist.", "Hij stapt uit de richting en wil werken.",
    ],
)  # fmt: skip
def test_what_is_said_of_every_second_youngster_is_no_sign(said: str) -> None:
    assert signs_in(said) == []


def test_each_sign_has_its_words_and_a_long_text_of_nothing_takes_no_time() -> None:
    assert set(SIGN_WORDS) == set(Sign)
    assert signs_in("niet meer " * 50_000) == []
    assert signs_in("zelfmoord, wapen", "zelfmoord") == [Sign.SUICIDE, Sign.WEAPON]


@pytest.mark.parametrize("sign", Sign)
def test_whatever_a_pattern_matches_is_found_by_its_stems_first(sign: Sign) -> None:
    @given(st.from_regex(PATTERNS[sign], alphabet=st.characters(max_codepoint=0x17F)))
    @settings(max_examples=60)
    def whatever_matches(said: str) -> None:
        assert (sign in signs_in(said)) == bool(PATTERNS[sign].search(folded(said)))

    whatever_matches()
