"""Plots a training log as an SVG: accuracy on held-back photos and training loss, epoch by epoch."""

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


def curve(rows):
    """`rows`: the log's epochs, each with held_back_top1 (percent) and training_loss (nats). Returns the SVG's text."""
    accuracy = [row["held_back_top1"] for row in rows]
    loss = [row["training_loss"] for row in rows]
    most = max(loss) * 1.05
    right, bottom = WIDTH - MARGIN, HEIGHT - MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<path d="M{MARGIN} {MARGIN}V{bottom}H{right}V{MARGIN}" fill="none" stroke="#bbb"/>',
        _line(accuracy, 0, 100, "#0a6"),
        _line(loss, 0, most, "#c50"),
        _text(MARGIN, MARGIN - 12, "top-1 on held-back photos, %", "start", "#0a6"),
        _text(right, MARGIN - 12, "training loss, nats", "end", "#c50"),
        _text(WIDTH / 2, HEIGHT - 12, f"epoch (1 to {len(rows)})"),
    ]
    for share in (0, 0.5, 1):
        y = bottom - share * (HEIGHT - 2 * MARGIN) + 4
        parts.append(_text(MARGIN - 6, y, f"{100 * share:.0f}", "end"))
        parts.append(_text(right + 6, y, f"{most * share:.1f}", "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"
