"""What may be chosen where files go up: how many, how large and which kinds, said before they are sent."""

from dataclasses import dataclass

from hub.wording import N_, _, _n

FAILED = N_("Het versturen lukte niet. Kijk of je internet werkt en probeer opnieuw. Alles staat er nog.")
MEGABYTE = 1024 * 1024
FORM_KINDS = N_("PDF, Word, Excel, PowerPoint, OpenDocument, foto's, tekst of e-mails.")
LIST_KINDS = N_("CSV of Excel (.xlsx), met een lijn voor elke vestigingsplaats.")
OLD_LIST_KINDS = N_("CSV of Excel (.xlsx), met een rij voor elke aanmelding.")
# Endings for whoever picks files on a computer; a telephone makes photos of "image/*". What a file is, its bytes tell.
FORM_ACCEPTS = (
    ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp,.rtf,.txt,.csv,.eml,.msg,"
    "image/*,.jpg,.jpeg,.png,.gif,.webp,.heic,.heif,.tif,.tiff"
)


@dataclass(frozen=True)
class FileLimits:
    """`most_bytes` for each file, `in_all` for all together; `kinds` is a marked sentence, `accepts` what a browser
    offers to choose from, "" for everything."""

    most_files: int
    most_bytes: int
    in_all: int
    kinds: str = ""
    accepts: str = ""

    @property
    def words(self) -> str:
        """ "PDF, Word of …. Hoogstens 10 bestanden van elk 15 MB." """
        size = self.most_bytes // MEGABYTE
        most = _n(
            "Hoogstens %(size)d MB.", "Hoogstens %(num)s bestanden van elk %(size)d MB.", self.most_files, size=size
        )
        return f"{_(self.kinds)} {most}" if self.kinds else most

    def for_browser(self, *, multiple: bool) -> dict[str, str | int]:
        """What a script needs to say it before sending; {name} and {part} are filled in there."""
        size = self.most_bytes // MEGABYTE
        return {
            "data-most-bytes": self.most_bytes, "data-most-files": self.most_files if multiple else 1,
            "data-in-all": self.in_all,
            "data-too-large": _("“{name}” is te groot: een bestand mag hoogstens %(size)d MB zijn.", size=size),
            "data-too-many": _("Dit zijn te veel bestanden: hoogstens %(most)d.", most=self.most_files),
            "data-too-heavy": _(
                "Samen zijn deze bestanden te groot: hoogstens %(size)d MB in één keer.", size=self.in_all // MEGABYTE
            ),
            "data-sending": _("We versturen je bestanden: {part} %"),
            "data-arrived": _("Alles is verstuurd. We kijken je bestanden na."),
            "data-stop": _("Stop"), "data-stopped": _("Gestopt. Er is niets verstuurd. Alles staat er nog."),
            "data-failed": _(FAILED),
        }  # fmt: skip


FORM = FileLimits(10, 15 * MEGABYTE, 150 * MEGABYTE, FORM_KINDS, FORM_ACCEPTS)
LIST = FileLimits(1, 10 * MEGABYTE, 10 * MEGABYTE, LIST_KINDS, ".csv,.xlsx,.txt")
OLD_LIST = FileLimits(1, 10 * MEGABYTE, 10 * MEGABYTE, OLD_LIST_KINDS, ".csv,.xlsx,.txt")
DEMO = FileLimits(10, 15 * MEGABYTE, 60 * MEGABYTE)
