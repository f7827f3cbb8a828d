"""Images are drawn anew from their pixels: place, camera and whatever hides in the file stay behind."""

from __future__ import annotations

import threading
from io import BytesIO

from PIL import Image, ImageOps

from stegvis.core.answers import Refused
from stegvis.core.files.kinds import FIELD, FileKind

MOST_PIXELS = 50_000_000
"""A telephone's largest picture. Uncompressed it takes 200 MB of memory."""
JPEG_QUALITY = 88
_FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG"}
_PLAIN_MODES = {"1": "1", "L": "L", "LA": "LA", "RGB": "RGB", "RGBA": "RGBA"}

_one_at_a_time = threading.Lock()
"""Memory is bounded by one picture per process, however many come in at once."""


def redrawn(content: bytes, kind: FileKind) -> bytes:
    """The same picture as a file of the same kind with nothing in it but pixels. Raises Refused."""
    with _one_at_a_time:
        try:
            return _drawn_anew(content, _FORMATS[kind])
        except Refused:
            raise
        except Exception as error:
            # The decoders raise what they like on broken files: SyntaxError, struct.error, OSError …
            raise Refused.at(
                FIELD, "Bilden kan inte läsas. Öppna den, spara den på nytt och försök igen."
            ) from error


def _drawn_anew(content: bytes, form: str) -> bytes:
    with _opened(content, form) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise _too_many_pixels()
        upright = ImageOps.exif_transpose(sent)
        plain = upright.convert(_mode_for(upright, form))
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    file = BytesIO()
    clean.save(file, form, **({"quality": JPEG_QUALITY} if form == "JPEG" else {"optimize": False}))
    return file.getvalue()


def _opened(content: bytes, form: str) -> Image.Image:
    try:
        return Image.open(BytesIO(content), formats=[form])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error


def _mode_for(image: Image.Image, form: str) -> str:
    if form == "JPEG":
        return "L" if image.mode in ("1", "L") else "RGB"
    if image.mode == "P":
        return "RGBA" if "transparency" in image.info else "RGB"
    return _PLAIN_MODES.get(image.mode, "RGB")


def _too_many_pixels() -> Refused:
    return Refused.at(
        FIELD, f"Bilden har fler än {MOST_PIXELS // 1_000_000} miljoner bildpunkter. Förminska den."
    )
