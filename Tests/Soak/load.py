"""The mixed load: every kind of request that a fleet, a broken client or an attacker sends, each answer checked."""

import asyncio
import gzip
import hashlib
import random
import socket
import time

import truth
import wire
from truth import Machine, Wrong

MARKER = "Sesame"  # stands in bad requests; no answer may echo it


class Tally:
    """The answers of one kind of request."""

    def __init__(self):
        self.answers, self.again, self.latencies = 0, 0, []


class Load:
    def __init__(self, sites, lines, releases, seed):
        self.sites, self.lines, self.releases = sites, lines, releases
        self.random = random.Random(seed)
        self.tallies, self.wrong = {}, []
        self.recent, self.control = [], []  # latencies since the last sample, in ms: of ordinary checks, of nginx alone
        self.kept = {site: [] for site in sites}
        self.stalls = []  # (from, until) when the load itself stood still, as when its process was stopped
        self.kinds = [
            (40, "check, kept connection", self.ordinary), (12, "check, new connection", self.fresh),
            (8, "check, gzip body", self.compressed), (8, "event or ping only", self.report),
            (8, "several apps", self.several), (8, "bad request", self.bad), (3, "hostile document", self.hostile),
            (2, "slow client", self.slow), (1, "1,000 apps", self.thousand), (1, "body of exactly 1 MiB", self.padded),
            (1, "body too large", self.too_large), (4, "payload, range", self.range), (1, "payload, whole", self.whole),
            (8, "nginx's own answer (404)", self.nothing),
            (1, "client that goes away", self.gone), (1, "FastCGI peer that lies", self.liar),
        ]

    # What is asked

    def machine(self, **more):
        (app, track), line = self.random.choice(list(self.lines.items()))
        version = self.random.choice(["0.9.0", "1.0.0", "2.0.0", "3.0.0", "4.0.0"])
        written = self.random.choice([app, app.upper(), "{" + app + "}"]) if "-" in app else app
        return Machine(line, written, version, track, **more)

    def stranger(self):
        return Machine(None, f"com.example.{MARKER}", "1.0.0", "stable", known=False)

    async def ordinary(self, site):
        return await self.checked(site, [self.machine(events=self.random.choice([0, 0, 1]))])

    async def fresh(self, site):
        return await self.checked(site, [self.machine()], keeps=False)

    async def compressed(self, site):
        machines = [self.machine()]
        body = gzip.compress(truth.document(machines), 6)
        return await self.checked(site, machines, body=body, fields={"Content-Encoding": "gzip"})

    async def report(self, site):
        machine = self.machine(check=False, ping=self.random.random() < 0.5, events=self.random.randint(1, 5))
        return await self.checked(site, [machine])

    async def several(self, site):
        machines = [self.machine() for _ in range(self.random.randint(2, 20))] + [self.stranger()]
        self.random.shuffle(machines)
        return await self.checked(site, machines, protocol="3.1")

    async def thousand(self, site):
        machines = [self.machine(ping=False) for _ in range(1000)]
        return await self.checked(site, machines)

    async def padded(self, site):
        machines = [self.machine()]
        body = truth.document(machines)
        return await self.checked(site, machines, body=body + b" " * ((1 << 20) - len(body)))

    async def slow(self, site):
        machines = [self.machine()]
        data = wire.request(truth.document(machines), keeps=False)
        step = len(data) // 6 + 1
        pieces = [data[at:at + step] for at in range(0, len(data), step)]
        return await self.checked(site, machines, keeps=False, pieces=pieces, pause=0.3)

    async def checked(self, site, machines, body=None, keeps=True, fields=(), protocol="3.0", pieces=None, pause=0.0):
        body = truth.document(machines, protocol) if body is None else body
        pieces = pieces or [wire.request(body, keeps=keeps, fields=fields)]
        reply, sent, received, again = await self.ask(site, pieces, keeps, pause)
        truth.check(reply, machines, sent, received, protocol)
        return received - sent, again

    # What is refused

    def bad_requests(self):
        good = truth.document([self.machine()])
        fields = {"Content-Type": "application/json"}
        yield 405, wire.request(b"", method="GET", length=None, fields={"Content-Length": None})
        yield 405, wire.request(b"", method="DELETE")
        yield 415, wire.request(good, fields=fields)
        yield 415, wire.request(good, fields={"Content-Type": "text/xml; charset=iso-8859-1"})
        yield 415, wire.request(good, fields={"Content-Encoding": "br"})
        yield 400, wire.request(b"", fields={"Content-Length": None})
        yield 400, wire.request(b"")
        yield 400, wire.request(MARKER.encode())
        yield 400, wire.request(good[:-20])
        yield 400, wire.request(good.replace(b'protocol="3.0"', b'protocol="2.0"'))
        yield 400, wire.request(b'<request protocol="3.0"></request>')
        yield 400, wire.request(good, fields={"Content-Encoding": "gzip"})
        yield 400, wire.request(gzip.compress(good)[:-9], fields={"Content-Encoding": "gzip"})
        yield 400, wire.request(b'<request protocol="3.0"><app appid="\xc3\x28"/></request>')
        yield 400, wire.request(good, fields={"Host": f"{MARKER}@example"})

    def hostile_documents(self):
        laughs = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 9))
        yield 400, wire.request(
            f'<!DOCTYPE request [<!ENTITY l0 "{MARKER}">{laughs}]><request protocol="3.0"><app appid="&l8;"/></request>'
            .encode())
        yield 400, wire.request(
            b'<!DOCTYPE request [<!ENTITY f SYSTEM "file:///etc/passwd">]><request protocol="3.0"><app appid="&f;"/></request>')
        yield 400, wire.request(b'<request protocol="3.0">' + b"<a>" * 100_000)
        yield 400, wire.request(b'<request protocol="3.0"><app ' + b" ".join(b"a%d=''" % n for n in range(20_000)) + b"/></request>")
        yield 413, wire.request(gzip.compress(b" " * (8 << 20)), fields={"Content-Encoding": "gzip"})
        yield 400, wire.request(b'<request protocol="3.0">' + b'<app appid="a" version="1"/>' * 1001 + b"</request>")

    async def bad(self, site):
        return await self.refused(site, self.random.choice(list(self.bad_requests())))

    async def hostile(self, site):
        return await self.refused(site, self.random.choice(list(self.hostile_documents())))

    async def too_large(self, site):
        return await self.refused(site, (413, wire.request(b" " * ((1 << 20) + 1))), keeps=False)

    async def refused(self, site, row, keeps=True):
        status, data = row
        reply, sent, received, again = await self.ask(site, [data], keeps)
        if reply.status != status:
            raise Wrong(f"{reply.status} instead of {status} for {data[:300]!r}")
        if status == 405 and reply.fields.get("allow") != "POST":
            raise Wrong("405 without Allow: POST")
        if MARKER.encode() in reply.body or b"root:" in reply.body:
            raise Wrong(f"the answer repeats what was asked: {reply.body[:300]!r}")
        return received - sent, again

    async def gone(self, site):
        """Sends half a request, or a whole one, and closes without reading."""
        data = wire.request(truth.document([self.machine()]))
        sent = time.monotonic()
        connection = await wire.Connection.open(site.port)
        connection.writer.write(data[:self.random.choice([20, len(data) // 2, len(data)])])
        connection.close()
        return time.monotonic() - sent, 0

    async def liar(self, site):
        """Speaks to omaha-fcgi directly, as a broken web server would."""
        begin = bytes([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        lies = [
            b"GET / HTTP/1.0\r\n\r\n", bytes(64), begin + begin, begin + bytes([1, 5, 0, 1, 0, 0, 0, 0]),
            begin + bytes([1, 4, 0, 1, 0, 8, 0, 0]) + b"\xff" * 8,
            begin + bytes([1, 4, 0, 1, 0, 3, 0, 0, 100, 100, 1]) + bytes([1, 4, 0, 1, 0, 0, 0, 0]),
        ]
        sent = time.monotonic()
        reader, writer = await asyncio.open_unix_connection(site.socket_path)
        try:
            writer.write(self.random.choice(lies))
            answer = await asyncio.wait_for(reader.read(), wire.PATIENCE)
        except ConnectionError:
            answer = b""
        finally:
            writer.close()
        if answer:
            raise Wrong(f"a peer that lies is answered {answer[:100]!r}")
        return time.monotonic() - sent, 0

    # Payloads

    async def whole(self, site):
        release = self.random.choice(self.releases)
        reply, sent, received, again = await self.fetch(site, release)
        if reply.status != 200 or hashlib.sha256(reply.body).digest() != release.sha256:
            raise Wrong(f"{reply.status} and {len(reply.body)} bytes for {release.folder}")
        return received - sent, again

    async def range(self, site):
        release = self.random.choice(self.releases)
        size = len(release.content)
        first = self.random.randrange(size)
        last = min(size - 1, first + self.random.choice([0, 1, 1000, 65_536]))
        header, status, content = f"bytes={first}-{last}", 206, release.content[first:last + 1]
        if self.random.random() < 0.2:
            header, content = f"bytes=-{last - first + 1}", release.content[size - (last - first + 1):]
        elif self.random.random() < 0.1:
            header, status, content = f"bytes={size}-", 416, None
        reply, sent, received, again = await self.fetch(site, release, {"Range": header})
        if reply.status != status or content not in (None, reply.body):
            raise Wrong(f"{reply.status} and {len(reply.body)} bytes for {header} of {size}")
        return received - sent, again

    async def nothing(self, site):
        """What nginx answers by itself: whatever slows this down is not omaha-fcgi."""
        data = wire.request(b"", "GET", "/nothing", fields={"Content-Type": None, "Content-Length": None})
        reply, sent, received, again = await self.ask(site, [data], True)
        if reply.status != 404:
            raise Wrong(f"{reply.status} instead of 404")
        return received - sent, again

    async def fetch(self, site, release, fields=()):
        fields = {"Content-Type": None, "Content-Length": None, **dict(fields)}
        return await self.ask(site, [wire.request(b"", "GET", release.folder + release.name, fields=fields)], True)

    # How it is asked

    async def ask(self, site, pieces, keeps, pause=0.0):
        """One answer, from a kept connection or a new one.

        Asked again is what a client may ask again: on a kept connection that was closed before the answer began, and while
        nginx was restarted. Anything else that is not answered is a fault.
        """
        again = 0
        while True:
            connection = self.kept[site].pop() if keeps and self.kept[site] else None
            sent = time.monotonic()
            try:
                connection = connection or await wire.Connection.open(site.port)
                reply = await connection.ask(pieces, pause)
                received = time.monotonic()
            except (wire.Stale, wire.Unreachable) as error:
                if connection:
                    connection.close()
                if isinstance(error, wire.Unreachable) and not site.was_out(sent, time.monotonic()):
                    raise
                again += 1
                await asyncio.sleep(0.005)
                continue
            except BaseException:
                if connection:
                    connection.close()
                raise
            if keeps and reply.fields.get("connection") != "close" and len(self.kept[site]) < 32:
                self.kept[site].append(connection)
            else:
                connection.close()
            return reply, sent, received, again

    async def one(self):
        weights = [kind[0] for kind in self.kinds]
        _, name, ask = self.random.choices(self.kinds, weights)[0]
        site = self.random.choices(self.sites, [4, 1])[0]
        tally = self.tallies.setdefault(name, Tally())
        begun = time.monotonic()
        try:
            latency, again = await ask(site)
            tally.answers += 1
            tally.again += again
            tally.latencies.append(latency * 1000)
            if site is self.sites[0] and not again and ask in (self.ordinary, self.nothing):
                (self.recent if ask == self.ordinary else self.control).append(latency * 1000)
        except (Wrong, wire.Unreachable, asyncio.TimeoutError, OSError, ValueError) as error:
            failed = time.monotonic()
            if ask == self.gone and site.was_out(begun, failed):
                return
            await asyncio.sleep(1)  # by then a stall has been noticed
            if not isinstance(error, Wrong) and any(start <= failed and begun <= end for start, end in self.stalls):
                return  # nginx gives up on a client that says nothing for 15 s
            self.wrong.append(f"{site.name}, {name}: {type(error).__name__} {error}")

    async def pulse(self, goes_on):
        """Notices when nothing here has run for seconds: then nobody has asked, or read what was answered."""
        while goes_on():
            before = time.monotonic()
            await asyncio.sleep(0.25)
            now = time.monotonic()
            if now - before > 5:
                self.stalls.append((before, now + 0.5))

    async def run(self, clients, rate, goes_on):
        """Asks from so many clients, together at most `rate` times a second, while `goes_on()`."""
        slot = time.monotonic()

        async def client():
            nonlocal slot
            while goes_on():
                now = time.monotonic()
                slot = max(slot + 1 / rate, now - 0.1)  # What was missed is not caught up at once.
                if slot > now:
                    await asyncio.sleep(slot - now)
                await self.one()

        await asyncio.gather(*(client() for _ in range(clients)))
        for connections in self.kept.values():
            while connections:
                connections.pop().close()
