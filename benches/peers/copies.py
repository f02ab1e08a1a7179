"""Makes the UTF-8 copy of a county that the peers read: none of them reads GB18030 as fast as UTF-8.

    python copies.py JOB FOLDER

It is made before any clock starts, and it is a gift: workbooks become CSV, and the titles above a
header are gone. What stands in the cells is left as it was delivered.
"""

import csv
import datetime
import json
import sys
import tomllib
from itertools import chain
from pathlib import Path

from python_calamine import CalamineWorkbook

from layout import HEADERS

# Titles stand within the first lines of a file.
LINES_TO_LOOK_AT = 15
PIECE = 8 << 20


def header_line(extract, lines):
    """The first line that holds most of the headers we know, or None."""
    known = set(chain.from_iterable(HEADERS[extract].values()))
    for at, cells in enumerate(lines):
        told = {cell.strip().lstrip("\ufeff").replace("（", "(").replace("）", ")") for cell in cells}
        if len(told & known) >= 3:
            return at
    return None


def encoding_of(path):
    """UTF-8 where the first megabyte is, else GB18030."""
    with open(path, "rb") as file:
        start = file.read(1 << 20)
    try:
        start[: start.rfind(b"\n") + 1 or None].decode("utf-8")
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "gb18030"


def copy_csv(extract, source, target):
    # Undecodable bytes become U+FFFD, so that one bad character costs its own cell only.
    with open(source, encoding=encoding_of(source), errors="replace", newline="") as file:
        first = [line for _, line in zip(range(LINES_TO_LOOK_AT), file)]
        at = header_line(extract, csv.reader(first))
        if at is None:
            raise SystemExit(f"{source}: no header that layout.py knows")
        with open(target, "w", encoding="utf-8", newline="") as out:
            out.writelines(first[at:])
            lines = len(first) - at
            while piece := file.read(PIECE):
                out.write(piece)
                lines += piece.count("\n")
    return lines


def as_text(cell):
    """A cell as a person sees it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d")
    return str(cell)


def copy_workbook(extract, source, folder, number):
    """One CSV a sheet that has a header we know; gives their paths and lines."""
    workbook = CalamineWorkbook.from_path(str(source))
    for sheet in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(sheet).to_python()
        at = header_line(extract, [[str(cell) for cell in row] for row in rows[:LINES_TO_LOOK_AT]])
        if at is None:
            continue
        target = folder / f"{extract}-{number}-{sheet}.csv"
        with open(target, "w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([as_text(cell) for cell in row] for row in rows[at:])
        yield target, len(rows) - at


def copy_county(job_path, folder):
    """Copies every delivery of a job that the peers need; again only if one of them is newer."""
    job = tomllib.loads(job_path.read_text(encoding="utf-8"))
    listed = {"as_of": str(job["as_of"]), "files": [], "seen": {}, "rows": 0}
    sources = []
    for extract in job["extract"]:
        patterns = extract["path"] if isinstance(extract["path"], list) else [extract["path"]]
        for pattern in patterns:
            for source in sorted(job_path.parent.glob(pattern)):
                listed["seen"][str(source)] = source.stat().st_mtime
                if extract.get("schema", extract["name"]) in HEADERS:
                    sources.append((extract.get("schema", extract["name"]), source))
    known = folder / "copy.json"
    if known.exists() and json.loads(known.read_text(encoding="utf-8"))["seen"] == listed["seen"]:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for number, (extract, source) in enumerate(sources):
        if source.suffix == ".xlsx":
            targets = list(copy_workbook(extract, source, folder, number))
        else:
            target = folder / f"{extract}-{number}.csv"
            targets = [(target, copy_csv(extract, source, target))]
        for target, lines in targets:
            listed["rows"] += lines
            entry = {"extract": extract, "path": target.name, "source": source.name}
            listed["files"].append(entry)
    known.write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    copy_county(Path(sys.argv[1]), Path(sys.argv[2]))
