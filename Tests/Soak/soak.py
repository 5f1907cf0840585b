"""The soak: see run."""

import argparse
import asyncio
import math
import os
import random
import signal
import sys
import time

import gauges
import report
import truth
from changes import Changes
from load import Load
from servers import Failed, Site, package

FLATCAR = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"
AGENT = "com.example.agent"


async def publish(site, work):
    """Three releases of two apps; a group that is pinned, so that its line and the channel's change apart."""
    chance, releases = random.Random(1), []
    for app, size in ((FLATCAR, 3 << 20), (AGENT, 50_000)):
        for version in ("1.0.0", "2.0.0", "3.0.0"):
            path = os.path.join(work, "files", app, version, "update.gz")
            os.makedirs(os.path.dirname(path))
            with open(path, "wb") as file:
                file.write(chance.randbytes(size))
            releases.append(truth.Release(app, version, path))
            await package(site, "add", path, "--app", app, "--version", version)
        await package(site, "promote", "2.0.0", "--channel", "stable", "--app", app)
        await package(
            site, "group", "add", "lab", "--track", "lab", "--channel", "stable", "--poll-interval", "3600", "--app", app)
        await package(site, "pin", "1.0.0", "--group", "lab", "--app", app)
    lines = {}
    for app in (FLATCAR, AGENT):
        first, second, _ = (release for release in releases if release.app == app)
        lines[app, "stable"] = truth.Line(second)
        lines[app, "lab"] = truth.Line(first, 3600)
    return releases, lines


async def watch(load, site, measures, seconds, begin):
    """Samples the steady omaha-fcgi, at most two hundred times."""
    step = max(0.25, seconds / 200)
    memory, descriptors, threads, p50, p99, p50_share, p99_share = measures
    for number in range(1, int(seconds / step) + 1):
        await asyncio.sleep(max(0, begin + number * step - time.monotonic()))
        process = site.service.pid
        memory.add(gauges.status(process, "VmRSS") / 1024)
        descriptors.add(gauges.descriptors(process))
        threads.add(gauges.status(process, "Threads"))
        checks, control, load.recent, load.control = load.recent, load.control, [], []
        if checks and control:
            p50.add(gauges.quantile(checks, 0.5))
            p99.add(gauges.quantile(checks, 0.99))
            p50_share.add(p50.values[-1] / gauges.quantile(control, 0.5))
            p99_share.add(p99.values[-1] / gauges.quantile(control, 0.99))


def end_with_signals():
    """Lets a signal end what runs by way of every `finally`, so that no server stays."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)


async def soak(options, work):
    end_with_signals()
    root = os.path.join(work, "repository")
    sites = [Site(name, work, root, options.programs) for name in ("steady", "renewed")]
    steady, renewed = sites
    try:
        await package(steady, "init")
        releases, lines = await publish(steady, work)
        for site in sites:
            await site.start()
        # Without nginx nobody is connected: what is open now must be open at the end, and nothing else.
        before = gauges.descriptors(steady.service.pid)
        for site in sites:
            await site.start_nginx()
        load = Load(sites, lines, releases, options.seed)
        changes = Changes(sites, lines, releases, options.seed)
        # The limits leave room for what the load itself varies by. Latency is judged by that of what nginx answers alone at
        # the same time, because other work on the machine slows down both.
        # Buffers find their size by the largest of some thousand requests, which a short soak on a busy machine has not seen
        # by its second quarter: some MiB then say nothing, and after minutes they do.
        measures = [
            gauges.Gauge("memory", "MiB", 1.05, 1 + 240 / options.seconds),
            gauges.Gauge("descriptors", "", 1, options.clients), gauges.Gauge("threads", "", 1, 0),
            gauges.Gauge("latency p50", "ms"), gauges.Gauge("latency p99", "ms"),
            gauges.Gauge("latency p50, of nginx alone", "", 1.3, 0.3),
            gauges.Gauge("latency p99, of nginx alone", "", 2, 3)]
        begin = time.monotonic()
        finish = begin + options.seconds

        def goes_on():
            return changes.due or time.monotonic() < finish

        jobs = [
            asyncio.create_task(job) for job in (
                load.run(options.clients, options.rate, goes_on), changes.run(finish, options.pause),
                watch(load, steady, measures, options.seconds, begin), load.pulse(goes_on))]
        try:
            await asyncio.gather(*jobs)
        finally:
            for job in jobs:
                job.cancel()
        for site in sites:
            await site.stop_nginx()
        end = time.monotonic() + 10
        while gauges.descriptors(steady.service.pid) > before and time.monotonic() < end:
            await asyncio.sleep(0.05)
        after = gauges.descriptors(steady.service.pid)
        peak = gauges.status(steady.service.pid, "VmHWM") / 1024
        for site in sites:
            await site.rotate()
            if site.log.faults:
                load.wrong += [f"{site.name}, log: {fault}" for fault in site.log.faults]
        stalled = sum(end - start for start, end in load.stalls)
        checks = [
            ("descriptors without connections", after == before, f"{before} before, {after} after"),
            ("peak memory, MiB", peak <= 64, f"{peak:.1f} of 64"),
            ("lines of log, all whole", all(site.log.lines for site in sites), str(sum(site.log.lines for site in sites))),
            ("the load stood still itself, s", stalled <= options.seconds / 2, f"{stalled:.0f} of {options.seconds:.0f}"),
            ("every kind was asked and done",
             len(load.tallies) == len(load.kinds) and len(changes.counts) == len(changes.kinds),
             f"{len(load.tallies)} of {len(load.kinds)}, {len(changes.counts)} of {len(changes.kinds)}")]
        report.table(load, changes, measures, checks, options.seconds)
        report.plot(options.plot, measures, changes.moments, begin, options.seconds)
        print(f"\nplot: {options.plot}")
        for line in load.wrong[:20]:
            print(f"wrong: {line}", file=sys.stderr)
        is_good = not load.wrong and all(gauge.judge()[3] for gauge in measures) and all(check[1] for check in checks)
        return 0 if is_good else 1
    except Exception:
        for site in sites:
            for name in ("errors", "nginx.log"):
                path = os.path.join(site.folder, name)
                if os.path.exists(path):
                    with open(path, encoding="utf-8", errors="replace") as file:
                        print(f"--- {path}\n{file.read()[-2000:]}", file=sys.stderr)
        raise
    finally:
        for site in sites:
            site.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--plot", required=True)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--rate", type=float, default=600)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not math.isfinite(options.seconds) or options.seconds < 10:
        parser.error("a soak takes at least 10 seconds")
    try:
        sys.exit(asyncio.run(soak(options, options.work)))
    except asyncio.CancelledError:
        sys.exit("soak: stopped")
    except Failed as error:
        print(f"soak: error: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
