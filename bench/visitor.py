"""A visitor who books with a bare HTTP connection: costs the machine that is measured next to nothing."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
INTENT = re.compile(rb'name="intent" value="([^"]+)"')
COOKIE = re.compile(rb"(?im)^set-cookie: *([^=]+)=([^;\r]*)")
LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
LOCATION = re.compile(rb"(?im)^location: *([^\r]+)")


@dataclass(frozen=True)
class Target:
    """A slot to book, and the page a visitor comes from."""

    plant: str
    people: str


class Refused(Exception):
    """An answer that ends the journey; its status."""

    def __init__(self, status: int, request: str) -> None:
        super().__init__(f"{status} for {request}")
        self.status = status


@dataclass
class Visitor:
    """One browser: a connection kept open, cookies of its own, the form it has before it."""

    port: int
    target: Target
    email: str
    cookies: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""

    async def connect(self) -> None:
        """Open the connection that all steps share."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    def close(self) -> None:
        """Hang up."""
        self.writer.close()

    # The steps, in their order -------------------------------------------------------

    async def plant(self) -> None:
        """Read the page of the plant."""
        await self._ask("GET", self.target.plant, 200)

    async def people(self) -> None:
        """Open the first form."""
        await self._ask("GET", self.target.people, 200)

    async def send_people(self) -> None:
        """Two adults: the places are held."""
        await self._ask("POST", self.address, 302, adults="2", intent=self._found(INTENT))

    async def contacts(self) -> None:
        """Follow to the second form."""
        await self._ask("GET", self.address, 200)

    async def send_contacts(self) -> None:
        """Name and address."""
        await self._ask("POST", self.address, 302, contact_name="Ada Bianchi", email=self.email)

    async def summary(self) -> None:
        """Follow to the summary."""
        await self._ask("GET", self.address, 200)

    async def send(self) -> None:
        """Book."""
        await self._ask("POST", self.address, 302, intent=self._found(INTENT))

    async def receipt(self) -> None:
        """Follow to the receipt."""
        await self._ask("GET", self.address, 200)

    STEPS = (plant, people, send_people, contacts, send_contacts, summary, send, receipt)

    async def books(self) -> None:
        """The whole journey, first page to receipt. Raises Refused."""
        await self.connect()
        try:
            for step in self.STEPS:
                await step(self)
        finally:
            self.close()

    # HTTP ----------------------------------------------------------------------------

    async def _ask(self, method: str, path: str, wanted: int, **form: str) -> None:
        """Send a request, read its whole answer, keep cookies and the address it leads to."""
        sent = b""
        if method == "POST":
            sent = urlencode({"csrfmiddlewaretoken": self._found(CSRF), **form}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookies}"]
        if sent:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(sent)}"]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        self.body = await self.reader.readexactly(int(length[1])) if length else b""
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        status, location = int(head[9:12]), LOCATION.search(head)
        self.address = urlsplit(location[1].decode()).path if location else path
        if status != wanted:
            raise Refused(status, f"{method} {path}")

    def _found(self, pattern: re.Pattern) -> str:
        found = pattern.search(self.body)
        if found is None:
            raise LookupError(f"{pattern.pattern!r} is not on the page before {self.address}")
        return found[1].decode()
