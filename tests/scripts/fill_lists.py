"""Fills in the lists of a run as a person would: chooses outcomes, types notes and days, saves.

    python3 fill_lists.py LISTS OUT OUTCOME[:REASON] …   fills in every form below LISTS, with these outcomes in turn
    python3 fill_lists.py --today LISTS OUT OUTCOME …    the same, visited today
    python3 fill_lists.py LISTS                          counts the lines to be filled in

Writes the filled-in workbooks to OUT, and `fingerprint outcome reason` for each line to standard output. Only the cells that
are meant to be filled in are touched; lines for what the visitors come upon themselves stay empty. Needs nothing but Python: a workbook is a zip of XML.
"""

import datetime
import itertools
import pathlib
import re
import sys
import zipfile

SHEETS = ["核查表", "抽查表", "漏评核查", "Form", "Spot check", "Left out"]

# The heads of a form in English, by those in Chinese.
ENGLISH = {
    "no.": "序号",
    "finding": "线索编号",
    "note": "说明",
    "outcome": "核查结果",
    "reason": "保留理由",
    "visited on": "核查日期",
    "visited by": "核查人",
}


def forms(book):
    """The sheets of a workbook that are to be filled in."""
    names = re.findall(r'<sheet name="([^"]+)"[^>]*r:id="([^"]+)"', book.read("xl/workbook.xml").decode())
    relations = book.read("xl/_rels/workbook.xml.rels").decode()
    targets = dict(re.findall(r'Id="([^"]+)"[^>]*?Target="([^"]+)"', relations))
    return [Form(book, "xl/" + targets[relation]) for name, relation in names if name in SHEETS]


class Form:
    def __init__(self, book, path):
        self.path = path
        self.xml = book.read(path).decode()
        shared = book.read("xl/sharedStrings.xml").decode()
        items = re.findall(r"<si>(.*?)</si>", shared, re.S)
        self.texts = ["".join(re.findall(r"<t[^>]*>([^<]*)</t>", item)) for item in items]

    def lines(self):
        """The rows to fill in: (row, fingerprint); and the columns by their heads."""
        rows = [int(row) for row in re.findall(r'<row r="(\d+)"', self.xml)]
        head = next(row for row in rows if self.text(row, "A") in ("序号", "no."))
        heads = {letter: self.text(head, letter) for letter in "ABCDEFGHIJK"}
        self.column = {ENGLISH.get(text, text): letter for letter, text in heads.items()}
        named = [(row, self.text(row, self.column["线索编号"])) for row in rows if row > head]
        asked = [(row, fingerprint) for row, fingerprint in named if fingerprint]
        return [own for own in asked if not (self.text(own[0], self.column["说明"]) or "").startswith(("户主", "head,"))]

    def text(self, row, column):
        found = re.search(rf'<c r="{column}{row}"[^>]*t="s"[^>]*><v>(\d+)</v></c>', self.xml)
        return self.texts[int(found[1])] if found else None

    def fill(self, row, head, content):
        # Empty, or with something to begin with.
        cell = re.compile(rf'<c r="{self.column[head]}{row}" s="(\d+)"(?:/>| t="s"><v>\d+</v></c>)')
        self.xml, filled = cell.subn(rf'<c r="{self.column[head]}{row}" s="\1"{content}', self.xml)
        assert filled == 1, f"{head} of row {row} is not to be filled in"

    def type(self, row, head, text):
        if text:
            self.fill(row, head, f' t="inlineStr"><is><t>{text}</t></is></c>')


def main():
    arguments = sys.argv[1:]
    today = "--today" in arguments
    lists, *rest = [own for own in arguments if own != "--today"]
    day = datetime.date.today() if today else datetime.date(2017, 9, 3)
    days = (day - datetime.date(1899, 12, 30)).days
    out, turns = (pathlib.Path(rest[0]), itertools.cycle(rest[1:])) if rest else (None, None)
    lines = 0
    for path in sorted(pathlib.Path(lists).rglob("*.xlsx")):
        with zipfile.ZipFile(path) as book:
            sheets = forms(book)
            for form in sheets:
                for row, fingerprint in form.lines():
                    lines += 1
                    if out is None:
                        continue
                    outcome, _, reason = next(turns).partition(":")
                    form.type(row, "核查结果", outcome)
                    form.type(row, "保留理由", reason)
                    form.type(row, "说明", "入户核实")
                    form.fill(row, "核查日期", f"><v>{days}</v></c>")
                    form.type(row, "核查人", "李四")
                    print(fingerprint, outcome, reason)
            if out is not None and sheets:
                filled = {form.path: form.xml for form in sheets}
                with zipfile.ZipFile(out / f"{path.parent.name}-{path.name}", "w", zipfile.ZIP_DEFLATED) as changed:
                    for item in book.namelist():
                        changed.writestr(item, filled.get(item) or book.read(item))
    if out is None:
        print(lines)


if __name__ == "__main__":
    main()
