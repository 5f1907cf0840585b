"""omaha-fcgi and nginx as deployed, and the operator's omaha-pkg."""

import asyncio
import os
import signal
import socket
import subprocess
import time

import wire

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


class Failed(Exception):
    """The soak cannot go on."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def until(condition, what, patience=20.0):
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {patience:.0f} s")
        await asyncio.sleep(0.01)


class Log:
    """The log of one omaha-fcgi. What has been read is checked: every line is whole, and no error is unexpected."""

    EXPECTED = ("catalog not reloaded, the old one stays",)

    def __init__(self, path):
        self.path, self.lines, self.faults = path, 0, []

    def text(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def check(self, path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                self.lines += 1
                severe = "level=error" in line or "level=critical" in line
                if not line.startswith("time=") or not line.endswith("\n"):
                    self.faults.append(f"not a line of a log: {line[:200]!r}")
                elif severe and not any(text in line for text in self.EXPECTED):
                    self.faults.append(line.strip()[:300])
                elif "log lines were lost" in line:
                    self.faults.append(line.strip())
        os.unlink(path)


class Site:
    """One omaha-fcgi on a socket of its own with one nginx before it."""

    def __init__(self, name, work, root, programs):
        self.name, self.root, self.programs = name, root, programs
        self.folder = os.path.join(work, name)
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o755)
        self.socket_path = os.path.join(self.folder, "fcgi.sock")
        self.port, self.service, self.nginx, self.logs = 0, None, None, 0
        self.retired, self.outages = [], []
        self.log = None
        # Held here, as systemd holds it, so that one omaha-fcgi can take over from another.
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.socket_path)
        os.chmod(self.socket_path, 0o666)
        self.listener.listen(4096)

    async def start_service(self):
        self.logs += 1
        log = Log(os.path.join(self.folder, f"omaha-{self.logs}.log"))
        if self.log:
            log.lines, log.faults = self.log.lines, self.log.faults
        with open(os.path.join(self.folder, "errors"), "ab") as errors:
            service = subprocess.Popen(
                [f"{self.programs}/omaha-fcgi", "--root", self.root, "--log", log.path],
                stdin=self.listener, stderr=errors)
        try:
            await until(lambda: "msg=serving" in log.text() or service.poll() is not None, f"{self.name}: omaha-fcgi serves")
        except BaseException:
            service.kill()
            raise
        if service.poll() is not None:
            raise Failed(f"{self.name}: omaha-fcgi ended with {service.returncode}")
        return service, log

    async def start(self):
        self.service, self.log = await self.start_service()

    async def take_over(self):
        """Starts a successor on the same socket and ends the running one, as a deployment does."""
        successor, log = await self.start_service()
        predecessor, old = self.service, self.log
        self.service, self.log = successor, log
        predecessor.send_signal(signal.SIGTERM)
        await until(lambda: predecessor.poll() is not None, f"{self.name}: SIGTERM ends omaha-fcgi")
        if predecessor.returncode != 0:
            raise Failed(f"{self.name}: SIGTERM ended omaha-fcgi with {predecessor.returncode}")
        old.lines, old.faults = 0, log.faults
        old.check(old.path)
        log.lines += old.lines

    async def rotate(self):
        """Renames the log, as logrotate does, and checks what is in it."""
        aside = self.log.path + ".1"
        os.rename(self.log.path, aside)
        self.service.send_signal(signal.SIGUSR1)
        await until(lambda: os.path.exists(self.log.path), f"{self.name}: SIGUSR1 opens the log anew")
        await asyncio.sleep(0.2)  # A thread may be inside its write to the old one.
        self.log.check(aside)

    async def start_nginx(self):
        self.port = self.port or free_port()
        subprocess.run(
            [f"{TOP}/deploy/nginx/render", f"{self.folder}/nginx", f"127.0.0.1:{self.port}", self.socket_path,
             f"{self.root}/payloads"], check=True)
        user = ["-g", "user www-data;"] if os.geteuid() == 0 else []
        with open(os.path.join(self.folder, "nginx.log"), "ab") as errors:
            self.nginx = subprocess.Popen(
                ["nginx", "-p", f"{self.folder}/nginx", "-c", f"{self.folder}/nginx/nginx.conf", "-e", "stderr", *user],
                stdin=subprocess.DEVNULL, stderr=errors, env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"})
        end = time.monotonic() + 20
        while True:
            try:
                (await wire.Connection.open(self.port)).close()
                return
            except wire.Unreachable:
                if self.nginx.poll() is not None or time.monotonic() > end:
                    raise Failed(f"{self.name}: nginx does not start")
                await asyncio.sleep(0.02)

    async def until_refused(self):
        """Waits until nobody listens any more: a connection to the nginx that ends is none to the next."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                (await wire.Connection.open(self.port)).close()
            except wire.Unreachable:
                return
            await asyncio.sleep(0.005)
        raise Failed(f"{self.name}: nginx does not stop listening")

    def reload_nginx(self):
        self.nginx.send_signal(signal.SIGHUP)

    async def restart_nginx(self):
        """Ends nginx, which answers what it has taken, and starts another; connections are refused in between."""
        self.outages.append([time.monotonic(), float("inf")])
        self.nginx.send_signal(signal.SIGQUIT)
        self.retired.append(self.nginx)
        await self.until_refused()
        await self.start_nginx()
        # What the system had accepted for the one that ended may be reset a little later.
        await asyncio.sleep(0.2)
        self.outages[-1][1] = time.monotonic()
        self.retired = [process for process in self.retired if process.poll() is None]

    def was_out(self, sent, failed):
        return any(begin <= failed and sent <= end for begin, end in self.outages)

    async def stop_nginx(self):
        processes = [*self.retired, self.nginx]
        for process in processes:
            if process and process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            if process:
                process.wait()

    def end(self):
        """Ends whatever still runs. nginx has to do it itself: the workers of one that is killed go on."""
        processes = [process for process in [*self.retired, self.nginx, self.service] if process]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def package(site, *arguments):
    """Runs omaha-pkg on the site's repository; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        f"{site.programs}/omaha-pkg", *arguments, "--root", site.root,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    output, _ = await process.communicate()
    if process.returncode:
        raise Failed(f"omaha-pkg {' '.join(arguments)} ended with {process.returncode}: {output.decode()}")
