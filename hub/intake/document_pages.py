"""Documents of a case, to save and never to run: one address, one look in the ledger."""

from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub.intake import desk_sight, scans
from hub.intake.uploads import disposition
from hub.web import FOREIGN_PAGE, begin, flash, must_be_signed_in, see_other


@get("/documenten/{document_id:uuid}", sync_to_thread=True)
def download(request: Request, document_id: UUID) -> Response[bytes]:
    with begin(request) as work:
        must_be_signed_in(work)
        document, content = desk_sight.document_for(work, document_id)
    headers = {
        "Content-Disposition": disposition(document.name), "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": FOREIGN_PAGE,
    }  # fmt: skip
    return Response(content, media_type=document.media_type, headers=headers)


@post("/documenten/{document_id:uuid}/nagekeken", sync_to_thread=True)
def seen_to(request: Request, document_id: UUID) -> Redirect:
    """Somebody has seen that the virus scanner found something, or lets it look again."""
    with begin(request) as work:
        must_be_signed_in(work)
        document, said = scans.see_to(work, document_id)
    flash(request, "done", said)
    mail_id, case_id = document.raw_mail_id, document.referral_id
    return see_other(f"/aanmeldingen/{case_id}#documenten" if case_id else f"/vandaag/mails/{mail_id}")


handlers = [download, seen_to]
