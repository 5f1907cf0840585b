"""The result as a table and as a picture."""

from gauges import quantile


def table(load, changes, gauges, checks, seconds):
    print(f"\n{'asked through nginx':<28}{'answers':>10}{'again':>8}{'wrong':>7}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    total = 0
    for _, name, _ in load.kinds:
        tally = load.tallies.get(name)
        if tally is None:
            continue
        total += tally.answers
        wrong = sum(f", {name}: " in line for line in load.wrong)
        p50, p99, most = (quantile(tally.latencies, share) for share in (0.5, 0.99, 1))
        print(f"{name:<28}{tally.answers:>10}{tally.again:>8}{wrong:>7}{p50:>9.1f}{p99:>9.1f}{most:>9.1f}")
    print(f"{'all':<28}{total:>10}{'':>8}{len(load.wrong):>7}   {total / seconds:.0f}/s for {seconds:.0f} s")
    print("\nmeanwhile: " + ", ".join(f"{name} {count}" for name, count in changes.counts.items()))
    if changes.taken_up:
        print(f"a change is answered by after, ms: median {quantile(changes.taken_up, 0.5):.0f}, most {max(changes.taken_up):.0f}")
    print(f"\n{'measure':<34}{'2nd quarter':>13}{'last quarter':>14}{'limit':>9}")
    for gauge in gauges:
        early, late, limit, is_flat = gauge.judge()
        name = gauge.name + (", " + gauge.unit if gauge.unit else "")
        judged = f"{limit:>9.2f}   {'yes' if is_flat else 'NO'}" if gauge.factor else ""
        print(f"{name:<34}{early:>13.2f}{late:>14.2f}{judged}")
    for name, is_good, detail in checks:
        print(f"{name:<34}{detail:>36}   {'yes' if is_good else 'NO'}")


def plot(path, gauges, moments, begin, seconds):
    """One panel for each gauge over the same time; a line below marks each change."""
    width, panel, left, top = 960, 150, 70, 40
    height = top + panel * len(gauges) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="22" font-size="15">omaha-fcgi behind nginx, {seconds / 60:.1f} minutes; '
        "vertical lines are changes, shaded are the quarters compared</text>"]
    inner = width - left - 20

    def x(share):
        return left + inner * share

    for row, gauge in enumerate(gauges):
        base = top + panel * (row + 1) - 25
        most = quantile(gauge.values, 0.98) * 1.1 or 1  # A moment's peak shall not flatten the rest.
        tall = panel - 45

        def y(value):
            return base - tall * min(1, value / most)

        for share in (0.25, 0.75):
            parts.append(f'<rect x="{x(share):.1f}" y="{base - tall}" width="{inner / 4:.1f}" height="{tall}" fill="#eef3fa"/>')
        for moment, name in moments:
            at = x(min(1, (moment - begin) / seconds))
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{base}" y2="{base - tall}" stroke="#ddd"><title>{name}</title></line>')
        parts.append(f'<line x1="{left}" x2="{width - 20}" y1="{base}" y2="{base}" stroke="black"/>')
        for value in (0, most / 1.1):
            parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.4g}</text>')
        parts.append(f'<text x="{left}" y="{base - tall - 6}">{gauge.name} {gauge.unit}</text>')
        count = len(gauge.values)
        points = " ".join(
            f"{x((index + 0.5) / count):.1f},{y(value):.1f}" for index, value in enumerate(gauge.values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="#1f5fa8" stroke-width="1.5"/>')
        limit = gauge.judge()[2]
        if limit <= most:
            parts.append(
                f'<line x1="{x(0.75):.1f}" x2="{x(1):.1f}" y1="{y(limit):.1f}" y2="{y(limit):.1f}" stroke="#b22" stroke-dasharray="4"/>')
    parts.append(f'<text x="{left}" y="{height - 8}">0</text>')
    parts.append(f'<text x="{width - 20}" y="{height - 8}" text-anchor="end">{seconds:.0f} s</text></svg>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))
