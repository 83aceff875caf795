"""A QR code as the path of an SVG picture, which a template draws: no style, no data address, no script."""

QUIET = 4  # modules of white around it (ISO/IEC 18004)


def picture(text):
    """{"size": modules a side with the white around it, "path": what is dark} for an SVG."""
    import segno

    matrix = segno.make_qr(text, error="m").matrix
    path = [f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark]
    return {"size": len(matrix) + 2 * QUIET, "path": "".join(path)}
