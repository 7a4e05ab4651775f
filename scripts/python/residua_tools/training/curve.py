"""Plots a training log as an SVG: the accuracy on held-out photos and a loss."""

WIDTH, HEIGHT, MARGIN = 640, 320, 48


def _line(values, low, high, colour):
    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    points = " ".join(
        f"{MARGIN + i * step:.1f},{HEIGHT - MARGIN - (value - low) / (high - low) * (HEIGHT - 2 * MARGIN):.1f}"
        for i, value in enumerate(values)
    )
    return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>'


def _text(x, y, content, anchor="middle", colour="#555"):
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{content}</text>'


# The labels of the log's columns.
NAMES = {
    "held_back_top1": "top-1 on held-back photos, %",
    "held_back_agreement": "first answer as the teacher's, held-back photos, %",
    "training_loss": "training loss, nats",
    "held_back_divergence": "divergence from the teacher, held-back photos, nats",
}


def curve(rows, unit="epoch", accuracy="held_back_top1", loss="training_loss"):
    """The text of the SVG. Each of `rows` contains its number as `unit`, percent as `accuracy` and nats as `loss`."""
    first, last = rows[0][unit], rows[-1][unit]
    names = NAMES[accuracy], NAMES[loss]
    accuracy, loss = ([row[column] for row in rows] for column in (accuracy, loss))
    most = max(loss) * 1.05
    right, bottom = WIDTH - MARGIN, HEIGHT - MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<path d="M{MARGIN} {MARGIN}V{bottom}H{right}V{MARGIN}" fill="none" stroke="#bbb"/>',
        _line(accuracy, 0, 100, "#0a6"),
        _line(loss, 0, most, "#c50"),
        _text(MARGIN, MARGIN - 12, names[0], "start", "#0a6"),
        _text(right, MARGIN - 12, names[1], "end", "#c50"),
        _text(WIDTH / 2, HEIGHT - 12, f"{unit} ({first} to {last})"),
    ]
    for share in (0, 0.5, 1):
        y = bottom - share * (HEIGHT - 2 * MARGIN) + 4
        parts.append(_text(MARGIN - 6, y, f"{100 * share:.0f}", "end"))
        parts.append(_text(right + 6, y, f"{most * share:.1f}", "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"
