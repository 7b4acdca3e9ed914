"""Plots as SVG, without a library."""
import statistics
from html import escape

COLORS = ["#2563eb", "#94a3b8", "#f59e0b", "#10b981"]


def bars(rounds):
    """Grouped horizontal bars: the median p50 of each function on each scenario; the line is the range of the rounds."""
    names = list(next(iter(rounds[0].values())))
    scenarios = list(rounds[0])
    longest = max(max(r[s][n]["p50"] for r in rounds) for s in scenarios for n in names)
    left, width, bar, gap = 110, 520, 14, 12
    height = 40 + len(scenarios) * (len(names) * bar + gap)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 70}" height="{height}" '
           'font-family="sans-serif" font-size="12" role="img" aria-label="Median latency by request">',
           '<rect width="100%" height="100%" fill="white"/>']
    for i, name in enumerate(names):
        out.append(f'<rect x="{left + i * 140}" y="10" width="12" height="12" fill="{COLORS[i % 4]}"/>'
                   f'<text x="{left + 18 + i * 140}" y="20">{escape(name)}, p50 ms</text>')
    y = 36
    for scenario in scenarios:
        out.append(f'<text x="{left - 8}" y="{y + bar}" text-anchor="end">{escape(scenario)}</text>')
        for i, name in enumerate(names):
            values = [r[scenario][name]["p50"] for r in rounds]
            median, low, high = statistics.median(values), min(values), max(values)
            x = lambda v: left + width * v / longest
            out.append(f'<rect x="{left}" y="{y}" width="{x(median) - left:.1f}" height="{bar - 2}" fill="{COLORS[i % 4]}"/>'
                       f'<line x1="{x(low):.1f}" x2="{x(high):.1f}" y1="{y + bar / 2 - 1}" y2="{y + bar / 2 - 1}" stroke="black"/>'
                       f'<text x="{x(high) + 6:.1f}" y="{y + bar - 3}">{median:.2f}</text>')
            y += bar
        y += gap
    return "\n".join(out + ["</svg>", ""])
