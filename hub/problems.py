"""What can go wrong for a person, said in that person's words."""


class Problem(Exception):
    """Base of all refusals: carries one sentence in the user's language, ready to show."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(Problem):
    """The rules or somebody who was first say no; the page shows the sentence and nothing changed (HTTP 409)."""


class TooOften(Refused):
    """So much came at once, or in a day, that this has to wait (HTTP 429)."""


class NotAllowed(Problem):
    """A member without the right: HTTP 403 with the reason."""


class NotFound(Problem):
    """Does not exist for this asker, which is all that an outsider may learn: HTTP 404."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)


class NotSignedIn(NotFound):
    """A page for people with a role, asked by nobody in particular: sign in first (HTTP 303 when it is to be read)."""


class Invalid(Problem):
    """Typed values that cannot be taken; `errors` maps a field name to its sentence (HTTP 422, form shown again)."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors
