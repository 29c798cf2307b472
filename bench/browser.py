"""A browser that costs next to nothing: one kept connection, cookies, forms."""

import http.client
import re
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

HIDDEN = re.compile(r'name="(_csrf_token|form_key)"\s+value="([^"]*)"')


class Answer:
    def __init__(self, status: int, location: str, body: bytes) -> None:
        self.status, self.location, self.body = status, location, body

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Keeps one connection to a server on this machine, and its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        body = urlencode({"_csrf_token": self.cookies.get("hub_csrf", ""), **fields}).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def send(
        self, path: str, fields: Mapping[str, str], files: Mapping[str, bytes], headers: Mapping[str, str]
    ) -> Answer:  # fmt: skip
        """A form with files."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for name, content in files.items():
            head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: application/pdf'
            parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
        return self._ask(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}", **headers}
        )  # fmt: skip

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        sent = {**headers, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(answer.status, answer.headers.get("Location", ""), content)


def hidden(page: str) -> dict[str, str]:
    """The fields of a form that nobody sees."""
    return dict(HIDDEN.findall(page))
