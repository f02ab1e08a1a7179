"""Makes a UTF-8 copy of a county, as CSV: what the peers read of a county that no `bidui generate` can write again.

    python copies.py JOB FOLDER

It is made before any clock starts. What stands in the cells is left as it was delivered.
"""

import csv
import datetime
import json
import shutil
import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

from layout import HEADERS, LINES_TO_LOOK_AT, header_line, read_job

PIECE = 8 << 20


def encoding_of(path):
    """UTF-8 where the first megabyte is, else GB18030."""
    with open(path, "rb") as file:
        start = file.read(1 << 20)
    try:
        start[: start.rfind(b"\n") + 1 or None].decode("utf-8")
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "gb18030"


def copy_csv(source, target):
    # Undecodable bytes become U+FFFD, so that one bad character costs its own cell only.
    with open(source, encoding=encoding_of(source), errors="replace", newline="") as file:
        with open(target, "w", encoding="utf-8", newline="") as out:
            shutil.copyfileobj(file, out, PIECE)
    return [target.name]


def as_text(cell):
    """A cell as a person sees it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d")
    return str(cell)


def copy_workbook(extract, source, target):
    """One CSV a sheet that has a header we know; gives their names."""
    names = []
    workbook = CalamineWorkbook.from_path(str(source))
    for sheet in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(sheet).to_python()
        if header_line(extract, rows[:LINES_TO_LOOK_AT]) is None:
            continue
        of_sheet = target.with_name(f"{target.stem}-{sheet}.csv")
        with open(of_sheet, "w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([as_text(cell) for cell in row] for row in rows)
        names.append(of_sheet.name)
    return names


def copy_county(job_path, folder):
    """Copies every delivery of a job that the peers need, and writes a job for them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    extracts, as_of = read_job(job_path)
    # Strings and lists of strings look the same in JSON and TOML.
    quoted = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731
    job, number = [f"as_of = {as_of}"], 0
    for extract, files, columns in extracts:
        names = []
        for source in files if extract in HEADERS else []:
            target = folder / f"{number:02}-{source.stem}.csv"
            is_workbook = source.suffix in (".xlsx", ".xls", ".xlsb", ".ods")
            names += copy_workbook(extract, source, target) if is_workbook else copy_csv(source, target)
            number += 1
        if names:
            job += ["", "[[extract]]", f"name = {quoted(extract)}", f"path = {quoted(names)}", "[extract.columns]"]
            job += [f"{name} = {quoted(header)}" for name, header in columns.items()]
    (folder / "job.toml").write_text("\n".join(job) + "\n", encoding="utf-8")


if __name__ == "__main__":
    copy_county(Path(sys.argv[1]), Path(sys.argv[2]))
