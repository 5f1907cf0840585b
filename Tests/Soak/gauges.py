"""What is measured, and the rule that says whether it stayed flat."""

import os
import statistics


class Gauge:
    """One measure over time.

    Flat means: the median of its last quarter is at most `factor` times the median of its second quarter, plus `margin`. The
    first quarter is warming up: buffers and pools find their size. Without a factor it is shown and not judged.
    """

    def __init__(self, name, unit, factor=None, margin=0):
        self.name, self.unit, self.factor, self.margin = name, unit, factor, margin
        self.values = []

    def add(self, value):
        self.values.append(value)

    def judge(self):
        """(second quarter, last quarter, limit, whether it is flat); not so when there is too little to say so."""
        count = len(self.values)
        if count < 8:
            return float("nan"), float("nan"), float("nan"), False
        early = statistics.median(self.values[count // 4:count // 2])
        late = statistics.median(self.values[count - count // 4:])
        limit = early * self.factor + self.margin if self.factor else float("inf")
        return early, late, limit, late <= limit


def status(process, key):
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1])
    raise KeyError(key)


def descriptors(process):
    return len(os.listdir(f"/proc/{process}/fd"))


def quantile(values, share):
    """The value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
