"""Prints the lists of a run and looks at the pages as their reader would.

    python3 look_at_lists.py LISTS

Every workbook below LISTS is printed by LibreOffice. Fails where a page is empty, where a letter has no glyph, where two
words overlap (a row too low shows its last lines under the next row), or where the evidence of a form is not on its pages
as a whole. Needs LibreOffice, the poppler tools and a Chinese font; installs them from Debian's packages where they are
not there and the caller may.
"""

import html
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from fill_lists import forms, zipfile

NEEDS = {"soffice": "libreoffice-calc", "pdftotext": "poppler-utils", "pdffonts": "poppler-utils"}
# The columns of the form in pixels: seven for a character, and five.
WIDTHS = [7 * width + 5 for width in (4.5, 19, 44, 21, 17, 12, 11, 14, 11, 8, 7)]
EVIDENCE = 2
HEAD = "证据与认定方式"
# A4 landscape in points, and what is left free at the sides.
PAPER, MARGIN = 842, 28.8


def install(needs=NEEDS):
    lacking = {package for program, package in {**needs, "pdftotext": "poppler-utils"}.items() if shutil.which(program) is None}
    fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout if shutil.which("fc-list") else ""
    if not fonts:
        lacking.add("fonts-noto-cjk")
    if not lacking:
        return True
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print("a program to look with is not here, and cannot be installed: nothing was looked at", file=sys.stderr)
        return False
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run(["apt-get", "update"], check=True, stdout=sys.stderr)
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *sorted(lacking)], check=True, stdout=sys.stderr, env=env)
    return True


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def words_by_page(pdf):
    """(left, top, right, bottom, text) of each word, by page."""
    page = re.compile(r"<page [^>]*>(.*?)</page>", re.S)
    word = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
    text = run("pdftotext", "-bbox", str(pdf), "-")
    found = [[(*map(float, item[:4]), html.unescape(item[4])) for item in word.findall(own)] for own in page.findall(text)]
    return found


def overlapping(words, aside=1.5, share=0.45):
    """Two words that stand on each other; letters of one line touch a little, and the boxes of Chinese fonts are high."""
    for at, (left, top, right, bottom, text) in enumerate(words):
        for other in words[at + 1 :]:
            across = min(right, other[2]) - max(left, other[0])
            down = min(bottom, other[3]) - max(top, other[1])
            if across > aside and down > share * min(bottom - top, other[3] - other[1]):
                return text, other[4]
    return None


def evidence_of(path):
    """What the cells of evidence of the forms say."""
    said = []
    with zipfile.ZipFile(path) as book:
        for form in forms(book):
            form.lines()
            column = form.column[HEAD]
            cells = re.findall(rf'<c r="{column}(\d+)"[^>]*t="s"', form.xml)
            said.extend(form.text(int(row), column) for row in cells)
    return said


def tight(text):
    return re.sub(r"\s", "", text)


def look_at(path, pdf):
    pages = words_by_page(pdf)
    assert pages, f"{path}: no page"
    for number, words in enumerate(pages, 1):
        # Header and footer alone are no page.
        assert len(words) > 8, f"{path}, page {number}: nothing on it"
        both = overlapping(words)
        assert both is None, f"{path}, page {number}: words overlap"
        assert not any("\ufffd" in word[4] for word in words), f"{path}, page {number}: an unreadable letter"
    # A spreadsheet prints at a whole percentage, so that the form may be a little narrower than the paper: the last column
    # says by how much.
    of_form = [words for words in pages if any(word[4] == HEAD for word in words)]
    numbers = [word[0] for words in of_form for word in words if word[0] > 600 and re.fullmatch("[0-9a-f]{6,}", word[4])]
    scale = (min(numbers) - MARGIN - 1) / sum(WIDTHS[:-1]) if numbers else (PAPER - 2 * MARGIN) / sum(WIDTHS)
    left, right = (MARGIN + scale * sum(WIDTHS[:column]) for column in (EVIDENCE, EVIDENCE + 1))
    inside = [word for words in pages for word in words if left - 2 <= (word[0] + word[2]) / 2 <= right - 2]
    # A text that goes on overleaf has the head of the column between its parts.
    printed = tight("".join(word[4] for word in inside)).replace(HEAD, "")
    cells = evidence_of(path)
    for cell in cells:
        for sentence in cell.split("\n"):
            assert sentence == HEAD or tight(sentence) in printed, f"{path}: a sentence of {len(sentence)} characters is not whole"
    return len(pages), max(map(len, cells), default=0)


def main():
    lists = sorted(pathlib.Path(sys.argv[1]).rglob("*.xlsx"))
    assert lists, "no list"
    if not install():
        return
    with tempfile.TemporaryDirectory() as folder:
        # Two villages may have one name.
        copies = {}
        for number, path in enumerate(lists):
            copies[path] = pathlib.Path(folder, f"{number}.xlsx")
            shutil.copy(path, copies[path])
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, copies.values()))
        pages = longest = 0
        for path, copy in copies.items():
            pdf = copy.with_suffix(".pdf")
            # A font without Chinese letters prints boxes.
            fonts = run("pdffonts", str(pdf))
            assert "CJK" in fonts or "Hei" in fonts or "Song" in fonts or "Han" in fonts, f"{path}: no Chinese font"
            own, most = look_at(path, pdf)
            pages, longest = pages + own, max(longest, most)
    print(f"{len(lists)} workbooks, {pages} pages, the longest evidence of {longest} characters whole")


if __name__ == "__main__":
    main()
