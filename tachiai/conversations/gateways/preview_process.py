"""`python -I preview_process.py TYPE GIVEN MADE [marked]`: a small WebP of a picture or of a PDF's first page; says its
size. `marked`: with a mark across it, for work that is not paid yet.

Run by `previewer` alone. It imports nothing of ours: it starts fast, and holds no secret that a broken library could
reach.
"""

from __future__ import annotations

import ctypes
import resource
import sys
from typing import Any

LONGEST_SIDE = 640
MOST_POINTS = 60_000_000
QUALITY = 80
MARK = "SAMPLE"
LIMITS = {
    resource.RLIMIT_AS: 1_500_000_000,
    resource.RLIMIT_CPU: 15,
    resource.RLIMIT_FSIZE: 2_000_000,
    resource.RLIMIT_NOFILE: 64,
    resource.RLIMIT_CORE: 0,
}
CLONE_NEWUSER, CLONE_NEWNET, CAPABILITY_VERSION = 0x10000000, 0x40000000, 0x20080522
PDF = "application/pdf"
FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
}


def main(content_type: str, given: str, made: str, marked: str = "") -> None:
    for kind, most in LIMITS.items():
        resource.setrlimit(kind, (most, most))
    leave_network()
    picture = first_page(given) if content_type == PDF else opened(given, FORMATS[content_type])
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A fresh picture: no position, no camera, no profile, no thumbnail within comes along.
    bare = picture.convert("RGBA" if has_alpha(picture) else "RGB")
    bare.info.clear()
    if marked:
        bare = with_mark(bare)
    bare.save(made, "WEBP", quality=QUALITY, exif=b"", xmp=b"", icc_profile=None)
    sys.stdout.write(f"{bare.width} {bare.height}")


def leave_network() -> bool:
    """Go where there is no network, and give up every right over that place. False, with the network still there, on a
    system or in a container that lets no ordinary process do so."""
    system = ctypes.CDLL(None, use_errno=True)
    if not hasattr(system, "unshare") or system.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    # Whoever makes such a place owns it; what the kernel does for owners is a danger of its own.
    header, none = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    return bool(system.capset(header, none) == 0)


def opened(path: str, format_name: str) -> Any:
    """The first frame, upright. Raises for more points than MOST_POINTS, before any is unpacked."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - the bounds come first

    Image.MAX_IMAGE_PIXELS = None  # ours is stricter: theirs raises at twice its number only
    picture = Image.open(path, formats=[format_name])
    if picture.width * picture.height > MOST_POINTS:
        raise ValueError(f"{picture.width} x {picture.height} points are too many")
    picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    return ImageOps.exif_transpose(picture)


def first_page(path: str) -> Any:
    """The first page, drawn no larger than it is shown; what a page does when it is opened is never run."""
    import pypdfium2  # noqa: PLC0415 - the bounds come first

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    width, height = page.get_size()
    return page.render(scale=LONGEST_SIDE / max(width, height, 1.0)).to_pil()


def with_mark(picture: Any) -> Any:
    """Bands with a word across the whole picture: light and dark, so that they show on every ground."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - the bounds come first

    side = max(picture.size)
    size = max(12, side // 16)
    tile = Image.new("RGBA", (side * 2, side * 2))
    draw, font = ImageDraw.Draw(tile), ImageFont.load_default(size)
    for row, top in enumerate(range(0, side * 2, size * 3)):
        draw.line([(0, top - size), (side * 2, top - size)], fill=(127, 127, 127, 90), width=max(1, size // 8))
        for left in range(-(row % 2) * size * 4, side * 2, size * 8):
            draw.text((left + 1, top + 1), MARK, font=font, fill=(0, 0, 0, 110))
            draw.text((left, top), MARK, font=font, fill=(255, 255, 255, 150))
    turned = tile.rotate(30)
    left, top = (turned.width - picture.width) // 2, (turned.height - picture.height) // 2
    over = turned.crop((left, top, left + picture.width, top + picture.height))
    marked = Image.alpha_composite(picture.convert("RGBA"), over)
    return marked if has_alpha(picture) else marked.convert("RGB")


def has_alpha(picture: Any) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


if __name__ == "__main__":
    main(*sys.argv[1:])
