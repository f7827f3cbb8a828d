"""Somebody who opens every link, sends every form, and asks for what belongs to others."""

from __future__ import annotations

import io
import random
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

OWN_WORDS = "Skrivet på måfå"
LEADS_OUT = ("/konto/logout", "/konto/password", "/konto/2fa", "/mina-inloggningar", "/byt-plats", "/static/")
"""What would end the visit: signing out, another password, another factor, another seat."""
ANOTHERS_SEAT = "/support/"
"""Support in another's seat sees what the other may see: that is tried by tests of its own."""
SCRIPT = "<script>x</script>"
TEXTS = (OWN_WORDS, "1", "100", "2026-03-01", "", "å" * 300, "=1+1", SCRIPT, "%", "2026-02")
SIGNS_OF_AN_ERROR = ("psycopg", "Traceback (most recent call last)")


@dataclass(frozen=True)
class Ask:
    """One request that could be made."""

    method: str
    path: str
    data: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


@dataclass
class Visit:
    """What a visitor has met so far."""

    requests: int = 0
    by_status: dict[int, int] = field(default_factory=dict)
    texts: int = 0
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Visitor:
    """Asks within `limit` requests, the unknown before the known; the same seed asks for the same."""

    def __init__(self, client: Client, forbidden: list[str], starts: list[str], seed: int) -> None:
        self.client = client
        self.forbidden = [word.casefold() for word in forbidden]
        self.chance = random.Random(seed)
        self.new: deque[Ask] = deque(Ask("GET", path) for path in starts)
        self.known: set[Ask] = set()
        self.places: set[tuple[str, str]] = set()
        self.opened: set[tuple[str, str]] = set()
        """Of the places, those that answered with a page or a file, or that took what was sent."""
        self.straight = len(starts)
        self.again: list[Ask] = list(self.new)
        self.visit = Visit()

    def walk(self, limit: int) -> Visit:
        while self.visit.requests < limit:
            self._ask(self._next())
        return self.visit

    def _next(self) -> Ask:
        """Something new when there is, a changed form or a stranger's key when there is not."""
        in_order = self.visit.requests < self.straight or self.chance.random() < 0.8
        if self.new and in_order:
            return self.new.popleft()
        return self._bent(self.chance.choice(self.again))

    def _bent(self, ask: Ask) -> Ask:
        """Another key in the address, or another value in a form."""
        if ask.data:
            data = list(ask.data)
            place = self.chance.randrange(len(data))
            value = self.chance.choice((*TEXTS, str(self.chance.randrange(1, 400))))
            data[place] = (data[place][0], value)
            return Ask(ask.method, ask.path, tuple(data), ask.files)
        parts = ask.path.split("/")
        keys = [place for place, part in enumerate(parts) if part.isdigit()]
        if keys:
            place = self.chance.choice(keys)
            parts[place] = str(max(1, int(parts[place]) + self.chance.randrange(-8, 9)))
            return Ask(ask.method, "/".join(parts))
        return ask

    # --- asking -----------------------------------------------------------------------------------

    def _ask(self, ask: Ask) -> None:
        response = self._send(ask)
        self.visit.requests += 1
        status = response.status_code
        self.visit.by_status[status] = self.visit.by_status.get(status, 0) + 1
        if status < 400 and "/konto/login" not in response.headers.get("Location", ""):
            self.opened.add(place_of(ask))
        if status >= 500:
            self.visit.broken.append(f"{status} {ask.method} {ask.path} {ask.data}"[:300])
        text = text_of(response)
        is_page = "html" in response.headers.get("Content-Type", "")
        signs = (*SIGNS_OF_AN_ERROR, *((SCRIPT,) if is_page else ()))  # in a PDF it is text like any other
        if any(sign in text for sign in signs):
            self.visit.broken.append(f"sent back as it came, or an error of the database: {ask}"[:300])
        self.visit.texts += len(text)
        self._look_for_leaks(ask, text + "\n" + "\n".join(f"{k}: {v}" for k, v in response.items()))
        if status in (301, 302, 303):
            self._remember(Ask("GET", self._inside(ask.path, response.headers["Location"])))
        elif "html" in response.headers.get("Content-Type", ""):
            for found in self._asks_on(ask.path, response.content):
                self._remember(found)

    def _send(self, ask: Ask) -> Any:
        data: dict[str, Any] = {}
        for name, value in ask.data:
            data.setdefault(name, []).append(value)
        if ask.method == "GET":
            return self.client.get(ask.path, data)
        for name in ask.files:
            data[name] = SimpleUploadedFile("papper.txt", OWN_WORDS.encode(), "text/plain")
        return self.client.post(ask.path, data)

    def _look_for_leaks(self, ask: Ask, text: str) -> None:
        sent = (ask.path + urlencode(ask.data)).casefold()
        folded = text.casefold()
        for word in self.forbidden:
            if word in folded and word not in sent:
                place = folded.index(word)
                around = " ".join(folded[max(0, place - 60) : place + len(word) + 20].split())
                self.visit.leaks.append(f"{word} in {ask.method} {ask.path}: …{around}…")

    # --- finding ----------------------------------------------------------------------------------

    def _remember(self, ask: Ask) -> None:
        if not ask.path or ask.path.startswith(LEADS_OUT) or ask in self.known:
            return
        if ask.method == "POST" and ask.path.startswith(ANOTHERS_SEAT):
            return
        self.known.add(ask)
        is_new_place = place_of(ask) not in self.places
        self.places.add(place_of(ask))
        self.new.appendleft(ask) if is_new_place else self.new.append(ask)
        self.again.append(ask)

    def _asks_on(self, path: str, content: bytes) -> Iterator[Ask]:
        if not content.strip():
            return
        page = html.fromstring(content)
        for link in page.iter("a"):
            address = self._inside(path, link.get("href") or "")
            where, _, query = address.partition("?")
            yield Ask("GET", where, tuple(parse_qsl(query, keep_blank_values=True)))
        for form in page.forms:
            yield from self._ways_to_fill(path, form)

    def _inside(self, path: str, address: str) -> str:
        target = urlsplit(urljoin(f"http://testserver{path}", address))
        if target.hostname != "testserver" or not target.scheme.startswith("http"):
            return ""
        return target.path + (f"?{target.query}" if target.query else "")

    def _ways_to_fill(self, path: str, form: Any) -> Iterator[Ask]:
        where = self._inside(path, form.get("action") or path).partition("?")[0]
        method = form.method.upper()
        for _ in range(3 if method == "POST" else 2):
            data, files = [], []
            for field_ in form.inputs:
                if field_.name is None or field_.name == "csrfmiddlewaretoken":
                    continue
                if field_.tag == "input" and field_.type == "file":
                    files.append(field_.name)
                else:
                    data.extend((field_.name, value) for value in self._values(field_))
            for button in form.iter("button"):
                if button.get("name") and self.chance.random() < 0.5:
                    data.append((button.get("name"), button.get("value") or ""))
                    break
            yield Ask(method, where, tuple(data), tuple(files))

    def _values(self, found: Any) -> list[str]:
        if found.tag == "select":
            options = [option.get("value") or "" for option in found.iter("option")]
            return [self.chance.choice(options)] if options else []
        if found.tag == "textarea":
            return [found.value or OWN_WORDS]
        if found.type in ("checkbox", "radio"):
            return [found.get("value") or "on"] if self.chance.random() < 0.6 else []
        if found.type in ("hidden", "submit"):
            return [found.get("value") or ""]
        if found.type == "date":
            return [found.get("value") or self.chance.choice(("2026-02-01", "2026-03-02", "2026-08-01"))]
        if found.type == "number":
            return [found.get("value") or str(self.chance.randrange(0, 120))]
        return [found.get("value") or self.chance.choice(TEXTS)]


def place_of(ask: Ask) -> tuple[str, str]:
    """The address without its keys."""
    return ask.method, "/".join("0" if part.isdigit() else part for part in ask.path.split("/"))


# --- reading what was answered --------------------------------------------------------------------


def text_of(response: Any) -> str:
    """All that an answer says, whatever kind of file it is."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if content.startswith(b"PK"):
        return _text_of_package(content)
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace") if kind else ""


def _text_of_package(content: bytes) -> str:
    """Word and Excel files are archives of XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(
            f"{name}\n{package.read(name).decode('utf-8', 'replace')}"
            for name in package.namelist()
            if name.endswith((".xml", ".rels", ".txt", ".csv"))
        )
