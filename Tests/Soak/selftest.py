"""The checks of the soak can fail: a rule or a comparison that takes everything would prove nothing."""

import os
import tempfile
import unittest
from xml.sax.saxutils import quoteattr

import gauges
import truth
import wire


def rendered(element):
    name, attributes, children = element
    inner = "".join(rendered(child) for child in children)
    return f"<{name} " + " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items()) + f">{inner}</{name}>"


class Rules(unittest.TestCase):
    def judged(self, values):
        gauge = gauges.Gauge("memory", "MiB", 1.05, 1)
        gauge.values = values
        return gauge.judge()[3]

    def test_growth_is_seen_and_warming_up_is_not_growth(self):
        self.assertFalse(self.judged([10 + n * 0.1 for n in range(100)]))
        self.assertFalse(self.judged([10] * 75 + [20] * 25))
        self.assertFalse(self.judged([10] * 7))
        self.assertTrue(self.judged([n for n in range(25)] + [30] * 75))
        self.assertTrue(self.judged([10, 10.2, 9.9] * 20))
        self.assertFalse(self.judged([float("nan")] * 100))


class Answers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "update.gz")
        with open(path, "wb") as file:
            file.write(b"payload")
        self.releases = [truth.Release("com.example.agent", f"{n}.0.0", path) for n in (1, 2, 3)]
        self.line = truth.Line(self.releases[1])
        self.machine = truth.Machine(self.line, "com.example.agent", "1.0.0", "stable")

    def tearDown(self):
        self.folder.cleanup()

    def verdict(self, element, sent=10.0, received=11.0, status=200, seconds=None):
        due = truth.since_epoch() if seconds is None else seconds
        body = (
            f'<response protocol="3.0" server="omaha"><daystart elapsed_seconds="{int(due % 86400)}" '
            f'elapsed_days="{int(due // 86400)}"/>{rendered(element)}</response>')
        reply = wire.Reply(status, {"content-type": "text/xml; charset=utf-8"}, body.encode())
        try:
            truth.check(reply, [self.machine], sent, received)
            return True
        except truth.Wrong:
            return False

    def test_only_the_answer_that_is_due_is_right(self):
        right = self.machine.expected((self.releases[1], None))
        self.assertTrue(self.verdict(right))
        self.assertFalse(self.verdict(right, status=500))
        self.assertFalse(self.verdict(right, seconds=truth.since_epoch() - 3600))
        self.assertFalse(self.verdict(self.machine.expected((self.releases[2], None))))
        self.assertFalse(self.verdict(self.machine.expected((self.releases[1], 3600))))
        self.assertFalse(self.verdict(self.machine.expected((None, None))))
        text = repr(right)
        for old, new in [("7", "8"), ("true", "false"), (self.releases[1].sha1, "AAAA"), ("2.0.0/amd64", "1.0.0/amd64")]:
            self.assertIn(old, text)
            self.assertFalse(self.verdict(eval(text.replace(old, new))))  # our own repr

    def test_around_a_change_both_are_right_and_later_only_the_new_one(self):
        old, new = (self.machine.expected((release, None)) for release in self.releases[1:])
        self.line.states[-1] = [0.0, 20.0, (self.releases[1], None)]
        self.line.states.append([15.0, float("inf"), (self.releases[2], None)])
        for sent, received, takes_old, takes_new in [
                (10, 14, True, False), (14, 16, True, True), (19, 21, True, True), (20.1, 21, False, True)]:
            self.assertEqual(self.verdict(old, sent, received), takes_old, (sent, received))
            self.assertEqual(self.verdict(new, sent, received), takes_new, (sent, received))


if __name__ == "__main__":
    unittest.main()
