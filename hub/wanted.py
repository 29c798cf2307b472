"""The page that somebody wanted before signing in: kept through the mailed link, and only when it is one of ours."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qsl, quote, urlencode

SIGN_IN = "/inloggen"
LONGEST = 500
# Each part of a path begins with what no browser takes for the name of a host; %2F and %5C are slashes in disguise.
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-](?:[A-Za-z0-9._~-]|%(?!2[fF]|5[cC]|[01])[0-9A-Fa-f]{2})*)+")
_QUERY = re.compile(r"[A-Za-z0-9._~%+=&:-]*")
_NOT_AFTERWARDS = re.compile(r"/(?:inloggen|uitloggen|overal-uitloggen|static)(?:/|$)")
# What was searched may name a youngster; what was said before and the language are no part of the place.
_LEFT_OUT = frozenset({"q", "woorden", "lang", "ok"})


def own_path(asked: str) -> str:
    """The path and query of a page of ours; "" for anything else, another host above all."""
    path, _mark, query = asked.partition("?")
    if len(asked) > LONGEST or not _PATH.fullmatch(path) or not _QUERY.fullmatch(query):
        return ""
    if _NOT_AFTERWARDS.match(path):
        return ""
    kept = [(name, value) for name, value in parse_qsl(query) if name not in _LEFT_OUT]
    return f"{path}?{urlencode(kept, safe='~')}" if kept else path


def to_sign_in(where: str) -> str:
    """The address to sign in at for whoever wanted this page of ours."""
    return f"{SIGN_IN}?next={quote(where, safe='')}" if where else SIGN_IN


def asked_for(path: str, query: str) -> str:
    """The page of ours that a request asks for; `path` as a server gives it, without percent signs."""
    return own_path(quote(path, safe="/~") + (f"?{query}" if query else ""))


def write(path: str) -> str:
    """A wanted page as the value of a cookie."""
    return urlsafe_b64encode(path.encode()).decode().rstrip("=")


def read(cookie: str) -> str:
    """The wanted page in a cookie; "" when it holds none, whoever wrote it."""
    try:
        return own_path(urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)).decode())
    except ValueError:
        return ""
