"""Opens a page in a browser and looks at it as its reader would: light, dark, on a phone, on paper.

    python3 look_at_page.py PAGE WORD [FOLDER]

Fails where WORD does not stand on the first printed page, where a picture is blank or broken, where the printed pages are empty, where words overlap or letters have no glyph,
or where the page is wider than a phone. Writes the pictures to FOLDER if one is named. Needs Chromium, the poppler tools
and a Chinese font; installs them from Debian's packages where they are not there and the caller may.
"""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

from look_at_lists import install, overlapping, run, words_by_page

VIEWS = {
    "light": ["--window-size=1280,1000"],
    "dark": ["--window-size=1280,1000", "--blink-settings=preferredColorScheme=0"],
    "phone": ["--window-size=500,1600"],
}


def browser(profile, *arguments):
    # A browser does not build its walls for root, and this page loads nothing.
    walls = ["--no-sandbox"] if os.geteuid() == 0 else []
    run("chromium", "--headless", *walls, "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}", *arguments)


def colours(png):
    """How many different bytes the picture has, and its mean: a blank one has next to none."""
    data = pathlib.Path(png).read_bytes()
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += 12 + size
    raw = zlib.decompress(packed)
    return len(set(raw)), sum(raw[::97]) / len(raw[::97])


def main():
    page, wanted = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    if not install({"chromium": "chromium"}):
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(scratch)
        url = page.as_uri()
        for name, view in VIEWS.items():
            picture = folder / f"{page.stem}-{name}.png"
            browser(f"{scratch}/profile", *view, f"--screenshot={picture}", url)
            found, _ = colours(picture)
            assert found > 60, f"{name}: nothing is to be seen"
        pdf = pathlib.Path(scratch, "page.pdf")
        browser(f"{scratch}/profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}", url)
        pages = words_by_page(pdf)
        for number, words in enumerate(pages, 1):
            assert len(words) > 8, f"printed page {number}: nothing on it"
            assert overlapping(words, aside=6, share=0.85) is None, f"printed page {number}: words overlap"
            assert all(word[2] < 596 for word in words), f"printed page {number}: a word runs off the paper"
            assert not any("\ufffd" in word[4] for word in words), f"printed page {number}: an unreadable letter"
        assert wanted in "".join(word[4] for word in pages[0]), f"the first page does not say {wanted}"
    print(f"{page.name} in light, dark, on a phone and on {len(pages)} printed pages")


main()
