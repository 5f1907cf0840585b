"""The machine's end of an HTTP/1.1 connection, as little as the checks need, so that nothing is mended on the way."""

import asyncio

PATIENCE = 20.0  # seconds; nginx gives up on omaha-fcgi after 10


class Stale(Exception):
    """A kept connection was closed before the first byte of an answer: RFC 9112 section 9.3.1 lets a client ask again."""


class Unreachable(Exception):
    """No connection, or one that ended inside an answer."""


class Reply:
    __slots__ = ("status", "fields", "body")

    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body


class Connection:
    def __init__(self, reader, writer):
        self.reader, self.writer, self.answers = reader, writer, 0

    @classmethod
    async def open(cls, port):
        try:
            return cls(*await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), PATIENCE))
        except OSError as error:
            raise Unreachable(f"connect: {error}") from error

    def close(self):
        self.writer.close()

    async def ask(self, pieces, pause=0.0, head=False):
        """Sends a request in pieces, with a pause between them, and reads its answer."""
        try:
            for number, piece in enumerate(pieces):
                if number and pause:
                    await asyncio.sleep(pause)
                self.writer.write(piece)
                await self.writer.drain()
        except OSError:
            pass  # The answer may be there all the same: a refusal does not wait for the body.
        return await asyncio.wait_for(self.answer(head), PATIENCE)

    async def answer(self, head=False):
        try:
            start = await self.reader.readuntil(b"\r\n\r\n")
            lines = start.decode("latin-1").split("\r\n")
            fields = {}
            for line in lines[1:-2]:
                name, _, value = line.partition(":")
                fields[name.lower()] = value.strip()
            status = int(lines[0].split(" ")[1])
            body = b"" if head or status in (204, 304) else await self.content(fields)
        except asyncio.IncompleteReadError as error:
            if self.answers and not error.partial:
                raise Stale from error
            raise Unreachable("the answer ends early") from error
        except OSError as error:
            if self.answers:
                raise Stale from error
            raise Unreachable(f"no answer: {error}") from error
        self.answers += 1
        return Reply(status, fields, body)

    async def content(self, fields):
        if "content-length" in fields:
            return await self.reader.readexactly(int(fields["content-length"]))
        if fields.get("transfer-encoding") != "chunked":
            return await self.reader.read()
        body = b""
        while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += await self.reader.readexactly(size)
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return body


def request(body, method="POST", target="/v1/update", keeps=True, length=None, fields=()):
    """A request's bytes. `fields` replace the usual ones of the same name; None leaves one out."""
    usual = {
        "Host": "updates.example:8000",
        "Content-Type": "text/xml",
        "Content-Length": str(len(body)) if length is None else length,
        "Connection": "keep-alive" if keeps else "close",
    }
    usual.update(fields)
    lines = [f"{method} {target} HTTP/1.1"] + [f"{name}: {value}" for name, value in usual.items() if value is not None]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
