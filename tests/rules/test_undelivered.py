"""Why a letter did not arrive: a sentence for a person, whatever the mail server wrote."""

import pytest

from hub.home.undelivered import why_words


@pytest.mark.parametrize(
    ("code", "said", "words"),
    [
        ("hard", "Final-Recipient: rfc822; els@x.example\n550 5.1.1 User unknown\n",
         "Dit e-mailadres bestaat niet. (550 5.1.1 User unknown)"),
        ("", "550 no such user", "Dit e-mailadres bestaat niet. (550 no such user)"),
        ("hard", "552 5.2.2 Over quota", "De mailbox zit vol. (552 5.2.2 Over quota)"),
        ("", "550 5.1.2 Host unknown",
         "Wat achter de @ staat, bestaat niet of neemt geen e-mail aan. (550 5.1.2 Host unknown)"),
        ("", "554 5.7.1 Rejected", "De mailserver weigert onze e-mail. (554 5.7.1 Rejected)"),
        ("", "421 4.3.0 Try again",
         "De mailserver nam de e-mail niet aan. Misschien lukt het later wel. (421 4.3.0 Try again)"),
        ("hard", "Je bericht van 12 mei 2026 kwam niet aan.", "Het e-mailadres werkt niet."),
        ("", "the letter cannot be made: KeyError", "the letter cannot be made: KeyError"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_reason_is_a_sentence_with_the_servers_own_words_behind_it(code: str, said: str, words: str) -> None:
    assert why_words(code, said) == words
