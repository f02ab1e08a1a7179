"""Looks at visit sheets: the same written as a web page and as PDF.

    python3 look_at_sheets.py SHEETS.html SHEETS.pdf

Fails where a page of the PDF is empty, where two words stand on each other, where a font is not embedded or a letter has no
glyph, or where a record, a heading or a point of the web page is not in the PDF's text, whole. Needs the poppler tools;
installs them from Debian's packages where they are not there and the caller may.
"""

import html
import pathlib
import re
import sys

from look_at_lists import install, overlapping, run, tight, words_by_page


def texts(page, tag):
    """The texts of all elements of a kind, without the bars of weak matches."""
    found = re.findall(rf"<{tag}[ >].*?</{tag}>", page, re.S)
    without_bars = [re.sub(r"<table.*?</table>", "", item, flags=re.S) for item in found]
    return [html.unescape(re.sub(r"<[^>]+>", "", item)) for item in without_bars]


def main():
    web, pdf = sys.argv[1:]
    if not install({"pdftotext": "poppler-utils", "pdffonts": "poppler-utils"}):
        return
    fonts = run("pdffonts", pdf).splitlines()[2:]
    assert fonts, "no font"
    for font in fonts:
        assert re.search(r" yes +yes +yes +\d+ +\d+$", font), f"not embedded, not a subset, or not to be searched: {font}"
    pages = words_by_page(pathlib.Path(pdf))
    for number, words in enumerate(pages, 1):
        assert len(words) > 8, f"page {number}: nothing on it"
        both = overlapping(words)
        assert both is None, f"page {number}: words overlap: {both}"
        assert not any("\ufffd" in word[4] for word in words), f"page {number}: an unreadable letter"
    page = pathlib.Path(web).read_text(encoding="utf-8")
    printed = tight(run("pdftotext", "-raw", pdf, "-"))
    # The foot of a page may stand between two lines of a text.
    printed = re.sub(r"户编号.{1,60}?第\d+页，共\d+页", "", printed)
    records = [item for part in re.findall(r"<ol>.*?</ol>", page, re.S) for item in texts(part, "li")]
    assert records, "no record"
    for item in records + texts(page, "h1") + texts(page, "h2"):
        assert tight(item) in printed, f"a text of {len(item)} characters is not whole"
    # Points stand in two columns, line beside line.
    for item in texts(page, "h3"):
        assert tight(item)[:8] in printed, f"a heading of {len(item)} characters is not there"
    households = len(re.findall(r"<section>", page))
    print(f"{households} sheets on {len(pages)} pages, the longest record of {max(map(len, records))} characters whole")


if __name__ == "__main__":
    main()
