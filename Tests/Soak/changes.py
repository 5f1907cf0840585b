"""What the operator does meanwhile: one change after the other, each seen to be in force on every server before the next."""

import asyncio
import os
import random
import signal
import time

import truth
import wire
from servers import Failed, package, until


class Changes:
    def __init__(self, sites, lines, releases, seed):
        self.sites, self.lines, self.releases = sites, lines, releases
        self.random = random.Random(seed)
        self.steady, self.renewed = sites
        self.counts = {}
        self.moments = []  # (monotonic time, name)
        self.taken_up = []  # ms from the end of a command until every server answers so
        self.kinds = [
            (8, "promotion", self.promote), (3, "pin", self.pin), (3, "group edit", self.edit), (3, "pause", self.pause),
            (2, "release added and removed", self.release), (2, "catalog broken and mended", self.damage),
            (2, "SIGHUP", self.hangup), (2, "log rotated", self.rotate), (2, "nginx reload", self.reload),
            (1, "nginx restart", self.restart), (2, "omaha-fcgi takeover", self.take_over),
        ]
        self.due = list(self.kinds)  # what was not yet done

    async def run(self, finish, pause):
        """Every kind once, in order, however long that takes; then by chance until `finish`."""
        while self.due or time.monotonic() < finish:
            kind = self.due[0] if self.due else self.random.choices(self.kinds, [kind[0] for kind in self.kinds])[0]
            self.moments.append((time.monotonic(), kind[1]))
            await kind[2]()
            self.due = self.due[1:]
            self.counts[kind[1]] = self.counts.get(kind[1], 0) + 1
            await asyncio.sleep(pause)

    def of(self, app):
        return [release for release in self.releases if release.app == app]

    async def change(self, app, track, release, poll, *commands):
        """Runs omaha-pkg, then asks until every server answers by it."""
        line = self.lines[app, track]
        line.begin(release, poll)
        for command in commands:
            await package(self.steady, *command, "--app", app)
        done = time.monotonic()
        machine = truth.Machine(line, app, "0.9.0", track)
        due = truth.Line(release, poll)
        asked = truth.Machine(due, app, "0.9.0", track)
        for site in self.sites:
            while True:
                sent = time.monotonic()
                try:
                    connection = await wire.Connection.open(site.port)
                    reply = await connection.ask([wire.request(truth.document([machine]), keeps=False)])
                    connection.close()
                    truth.check(reply, [machine], sent, time.monotonic())
                    truth.check(reply, [asked], sent, time.monotonic())
                    break
                except truth.Wrong as wrong:
                    if time.monotonic() - done > 10:
                        raise Failed(f"{site.name}: {commands} is not in force after 10 s: {wrong}") from wrong
                    await asyncio.sleep(0.01)
        line.confirm()
        self.taken_up.append((time.monotonic() - done) * 1000)

    async def promote(self):
        app = self.random.choice([app for app, track in self.lines if track == "stable"])
        line = self.lines[app, "stable"]
        release = self.random.choice([release for release in self.of(app) if release is not line.now[0]])
        await self.change(
            app, "stable", release, line.now[1], ["promote", release.version, "--channel", "stable", "--backwards"])

    def lab(self):
        app = self.random.choice([app for app, track in self.lines if track == "lab"])
        return app, self.lines[app, "lab"]

    async def pin(self):
        app, line = self.lab()
        release = self.random.choice([release for release in self.of(app) if release is not line.now[0]])
        await self.change(app, "lab", release, line.now[1], ["pin", release.version, "--group", "lab"])

    async def edit(self):
        app, line = self.lab()
        poll = self.random.choice([poll for poll in (2700, 3600, 14400) if poll != line.now[1]])
        await self.change(
            app, "lab", line.now[0], poll, ["group", "set", "lab", "--poll-interval", str(poll)])

    async def pause(self):
        app, line = self.lab()
        release, poll = line.now
        await self.change(app, "lab", None, poll, ["pause", "--group", "lab"])
        await asyncio.sleep(0.2)
        await self.change(app, "lab", release, poll, ["resume", "--group", "lab"])

    async def release(self):
        app = self.random.choice([app for app, track in self.lines if track == "stable"])
        line = self.lines[app, "stable"]
        before, poll = line.now
        added = truth.Release(app, "5.0.0", before.path)
        await self.change(
            app, "stable", added, poll, ["add", added.path, "--version", "5.0.0", "--channel", "stable"])
        await asyncio.sleep(0.2)
        await self.change(
            app, "stable", before, poll, ["promote", before.version, "--channel", "stable", "--backwards"],
            ["remove", "5.0.0"])

    async def damage(self):
        """Breaks an app.xml by hand; the answers stay as they are until it is mended."""
        app = self.random.choice([app for app, _ in self.lines])
        path = os.path.join(self.steady.root, "catalog", app, "app.xml")
        with open(path, "rb") as file:
            whole = file.read()
        before = self.steady.log.text().count("catalog not reloaded")
        for content, is_done in [
                (whole[:len(whole) // 2], lambda: self.steady.log.text().count("catalog not reloaded") > before),
                (whole, None)]:
            reloaded = self.steady.log.text().count("catalog reloaded")
            with open(path + ".new", "wb") as file:
                file.write(content)
            os.rename(path + ".new", path)
            await until(
                is_done or (lambda: self.steady.log.text().count("catalog reloaded") > reloaded),
                f"the log tells of a catalog that is {'mended' if is_done is None else 'broken'}")
            await asyncio.sleep(0.3)

    async def hangup(self):
        before = self.steady.log.text().count("catalog reloaded")
        self.steady.service.send_signal(signal.SIGHUP)
        await until(lambda: self.steady.log.text().count("catalog reloaded") > before, "SIGHUP loads the catalog")

    async def rotate(self):
        await self.steady.rotate()

    async def reload(self):
        self.random.choice(self.sites).reload_nginx()

    async def restart(self):
        await self.random.choice(self.sites).restart_nginx()

    async def take_over(self):
        await self.renewed.take_over()
