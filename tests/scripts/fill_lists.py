"""Fills in the lists of a run as a person would: chooses outcomes, types notes and days, saves.

    python3 fill_lists.py LISTS OUT OUTCOME[:REASON] …   fills in every form below LISTS, with these outcomes in turn
    python3 fill_lists.py LISTS                          counts the lines to be filled in

Writes the filled-in workbooks to OUT, and `fingerprint outcome reason` for each line to standard output. Only the cells that
are meant to be filled in are touched. Needs nothing but Python: a workbook is a zip of XML.
"""

import datetime
import itertools
import pathlib
import re
import sys
import zipfile

SHEET = "核查表"
DAYS = (datetime.date(2017, 9, 3) - datetime.date(1899, 12, 30)).days


class Form:
    """The sheet to fill in; `xml` is none where a workbook has no such sheet."""

    def __init__(self, book):
        names = re.findall(r'<sheet name="([^"]+)"[^>]*r:id="([^"]+)"', book.read("xl/workbook.xml").decode())
        relations = book.read("xl/_rels/workbook.xml.rels").decode()
        targets = dict(re.findall(r'Id="([^"]+)"[^>]*?Target="([^"]+)"', relations))
        own = [targets[relation] for name, relation in names if name == SHEET]
        self.path = "xl/" + own[0] if own else None
        self.xml = book.read(self.path).decode() if own else None
        shared = book.read("xl/sharedStrings.xml").decode()
        items = re.findall(r"<si>(.*?)</si>", shared, re.S)
        self.texts = ["".join(re.findall(r"<t[^>]*>([^<]*)</t>", item)) for item in items]

    def lines(self):
        """The rows with a finding: (row, fingerprint); and the columns by their heads."""
        rows = [int(row) for row in re.findall(r'<row r="(\d+)"', self.xml)]
        head = next(row for row in rows if self.text(row, "A") == "序号")
        self.column = {self.text(head, letter): letter for letter in "ABCDEFGHIJK"}
        named = [(row, self.text(row, self.column["线索编号"])) for row in rows if row > head]
        return [(row, fingerprint) for row, fingerprint in named if fingerprint]

    def text(self, row, column):
        found = re.search(rf'<c r="{column}{row}"[^>]*t="s"[^>]*><v>(\d+)</v></c>', self.xml)
        return self.texts[int(found[1])] if found else None

    def fill(self, row, head, content):
        cell = re.compile(rf'<c r="{self.column[head]}{row}" s="(\d+)"/>')
        self.xml, filled = cell.subn(rf'<c r="{self.column[head]}{row}" s="\1"{content}', self.xml)
        assert filled == 1, f"{head} of row {row} is not to be filled in"

    def type(self, row, head, text):
        if text:
            self.fill(row, head, f' t="inlineStr"><is><t>{text}</t></is></c>')


def main():
    lists, *rest = sys.argv[1:]
    out, turns = (pathlib.Path(rest[0]), itertools.cycle(rest[1:])) if rest else (None, None)
    lines = 0
    for path in sorted(pathlib.Path(lists).rglob("*.xlsx")):
        with zipfile.ZipFile(path) as book:
            form = Form(book)
            if form.xml is None:
                continue
            for row, fingerprint in form.lines():
                lines += 1
                if out is None:
                    continue
                outcome, _, reason = next(turns).partition(":")
                form.type(row, "核查结果", outcome)
                form.type(row, "保留理由", reason)
                form.type(row, "说明", "入户核实")
                form.fill(row, "核查日期", f"><v>{DAYS}</v></c>")
                form.type(row, "核查人", "李四")
                print(fingerprint, outcome, reason)
            if out is not None:
                filled = out / f"{path.parent.name}-{path.name}"
                with zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as changed:
                    for item in book.namelist():
                        changed.writestr(item, form.xml if item == form.path else book.read(item))
    if out is None:
        print(lines)


if __name__ == "__main__":
    main()
