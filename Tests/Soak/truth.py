"""What the server must answer: written from the protocol and from what the operator did, not from the server's code."""

import base64
import datetime
import hashlib
import math
import os
import re
import time
import xml.etree.ElementTree as ElementTree


class Wrong(Exception):
    """An answer that is not the one that is due."""


def number(version):
    return [int(part) for part in version.split(".")]


class Release:
    def __init__(self, app, version, path, arch="amd64"):
        self.app, self.version, self.path, self.arch = app, version, path, arch
        with open(path, "rb") as file:
            self.content = file.read()
        self.sha1 = base64.b64encode(hashlib.sha1(self.content).digest()).decode()
        self.sha256 = hashlib.sha256(self.content).digest()
        self.name = os.path.basename(path)
        self.folder = f"/packages/{app}/{version}/{arch}/"

    def offer(self):
        url = ("url", {"codebase": f"http://updates.example:8000{self.folder}"}, [])
        package = ("package", {
            "name": self.name, "hash": self.sha1, "hash_sha256": self.sha256.hex(),
            "size": str(len(self.content)), "required": "true"}, [])
        action = ("action", {
            "event": "postinstall", "sha256": base64.b64encode(self.sha256).decode(),
            "DisablePayloadBackoff": "true"}, [])
        return [("urls", {}, [url]), ("manifest", {"version": self.version}, [
            ("packages", {}, [package]), ("actions", {}, [action])])]


class Line:
    """What the machines of one app and track are offered, over time.

    A change counts from the moment before the operator's command, because it may be served from then on; what it replaces is
    valid until the change has been seen in an answer of every server, and never after.
    """

    def __init__(self, release, poll=None):
        self.states = [[0.0, math.inf, (release, poll)]]  # from, until, what

    @property
    def now(self):
        return self.states[-1][2]

    def begin(self, release, poll=None):
        self.states.append([time.monotonic(), math.inf, (release, poll)])

    def confirm(self):
        self.states[-2][1] = time.monotonic()
        del self.states[:-3]  # Nobody waits for an answer through three changes.

    def valid(self, sent, received):
        return [what for start, end, what in self.states if start <= received and sent <= end]


class Machine:
    """One app of a request, and what may be answered to it."""

    def __init__(self, line, app, version, track, check=True, ping=True, events=0, known=True):
        self.line, self.app, self.version, self.track = line, app, version, track
        self.check, self.ping, self.events, self.known = check, ping, events, known

    def element(self):
        inner = ('<ping active="1"></ping>' if self.ping else "") + ("<updatecheck></updatecheck>" if self.check else "")
        inner += '<event eventtype="3" eventresult="2" previousversion="0.9"></event>' * self.events
        return (
            f'<app appid="{self.app}" version="{self.version}" track="{self.track}" bootid="{{8e2e3a3b}}" oem="azure"'
            f' machineid="abce671d61774703ac7be60715220bfe" lang="en-US" board="amd64-usr" delta_okay="false">{inner}</app>')

    def expected(self, state):
        if not self.known:
            return ("app", {"appid": self.app, "status": "error-unknownApplication"}, [])
        children = [("ping", {"status": "ok"}, [])] if self.ping else []
        if self.check:
            release, poll = state
            more = {"PollInterval": str(poll)} if poll else {}
            if release and number(release.version) > number(self.version):
                children.append(("updatecheck", {"status": "ok", **more}, release.offer()))
            else:
                children.append(("updatecheck", {"status": "noupdate", **more}, []))
        children += [("event", {"status": "ok"}, [])] * self.events
        return ("app", {"appid": self.app, "status": "ok"}, children)

    def outcomes(self, sent, received):
        if not self.known:
            return [self.expected(None)]
        return [self.expected(state) for state in self.line.valid(sent, received)]


def document(machines, protocol="3.0"):
    apps = "".join(machine.element() for machine in machines)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<request protocol="{protocol}" version="update_engine-0.4.10">'
        f'<os version="Chateau" platform="CoreOS" sp="1_x86_64"></os>{apps}</request>').encode()


DAYSTART = re.compile(rb'<daystart elapsed_seconds="(\d+)" elapsed_days="(\d+)"/>')
EPOCH = datetime.datetime(2007, 1, 1, tzinfo=datetime.timezone.utc).timestamp()
parsed = {}


def since_epoch():
    """Seconds since the protocol's first day."""
    return time.time() - EPOCH


def tree(element):
    return (element.tag, dict(element.attrib), [tree(child) for child in element])


def read(text):
    """The tree of an answer; the small ones, which come again and again, are kept."""
    if text in parsed:
        return parsed[text]
    try:
        answer = tree(ElementTree.fromstring(text))
    except ElementTree.ParseError as error:
        raise Wrong(f"{error}: {text[:300]!r}") from error
    if len(text) < 4096:
        if len(parsed) > 5000:
            parsed.clear()
        parsed[text] = answer
    return answer


def check(reply, machines, sent, received, protocol="3.0"):
    """Compares a whole answer with what is due; raises Wrong."""
    if reply.status != 200 or reply.fields.get("content-type") != "text/xml; charset=utf-8":
        raise Wrong(f"status {reply.status}, {reply.fields.get('content-type')}: {reply.body[:200]!r}")
    day = DAYSTART.search(reply.body)
    if not day:
        raise Wrong(f"no daystart: {reply.body[:200]!r}")
    seconds = int(day[2]) * 86400 + int(day[1])
    due = since_epoch()
    if not -2 <= due - seconds <= received - sent + 5:
        raise Wrong(f"daystart is {due - seconds:.0f} s off")
    name, attributes, apps = read(reply.body[:day.start()] + reply.body[day.end():])
    if name != "response" or attributes != {"protocol": protocol, "server": "omaha"} or len(apps) != len(machines):
        raise Wrong(f"{name} {attributes} with {len(apps)} apps for {len(machines)}")
    for app, machine in zip(apps, machines):
        outcomes = machine.outcomes(sent, received)
        if app not in outcomes:
            raise Wrong(f"{machine.app} {machine.version} {machine.track}: {app} is none of {outcomes}")
