//! Every message about a delivery, with its code, in one place.

use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::Diagnostic;
use crate::raw::Header;
use crate::schema::{Column, ColumnKind, Schema};
use crate::standard::mask::masked;

pub const UNREADABLE: &str = "E0401";
pub const EMPTY: &str = "E0402";
pub const UNKNOWN_TYPE: &str = "E0403";
pub const NOT_A_WORKBOOK: &str = "E0404";
pub const WRONG_ENCODING: &str = "E0405";
pub const NO_HEADER: &str = "E0406";
pub const MISSING_COLUMN: &str = "E0407";
pub const HEADER_TWICE: &str = "E0408";
pub const MAPPED_HEADER_MISSING: &str = "E0409";
pub const UNKNOWN_UNIT: &str = "E0410";
pub const NO_SUCH_SHEET: &str = "E0411";
pub const NOT_PARQUET: &str = "E0412";
pub const UNREADABLE_COLUMN: &str = "E0413";
pub const UNKNOWN_MAPPED_COLUMN: &str = "E0414";
pub const NO_FILES: &str = "E0415";
pub const UNKNOWN_CODES: &str = "E0420";
pub const BAD_CREDIT_CODES: &str = "E0421";
pub const SHEET_LEFT_OUT: &str = "E0422";
pub const UNREAD_HEADERS: &str = "E0425";
pub const HIDDEN_SHEET: &str = "E0426";
pub const CACHE_NOT_WRITTEN: &str = "E0508";
pub const CACHE_IN_THE_WAY: &str = "E0509";
pub const FILLED_DOWN: &str = "E0423";
pub const SHEET_TOO_LARGE: &str = "E0424";

/// Every code above, for whoever reads diagnostics back from a file.
pub const ALL: &[&str] = &[
    UNREADABLE,
    EMPTY,
    UNKNOWN_TYPE,
    NOT_A_WORKBOOK,
    WRONG_ENCODING,
    NO_HEADER,
    MISSING_COLUMN,
    HEADER_TWICE,
    MAPPED_HEADER_MISSING,
    UNKNOWN_UNIT,
    NO_SUCH_SHEET,
    NOT_PARQUET,
    UNREADABLE_COLUMN,
    UNKNOWN_MAPPED_COLUMN,
    NO_FILES,
    UNKNOWN_CODES,
    BAD_CREDIT_CODES,
    SHEET_LEFT_OUT,
    UNREAD_HEADERS,
    HIDDEN_SHEET,
    FILLED_DOWN,
    SHEET_TOO_LARGE,
];

pub fn unreadable(shown: &str, error: &io::Error) -> Diagnostic {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            "there is no such file".to_owned(),
            "check the path in the job; was the stick copied completely?",
        ),
        io::ErrorKind::PermissionDenied => (
            "this file may not be read".to_owned(),
            "let the account that runs bidui read it, or close it where it is open",
        ),
        io::ErrorKind::IsADirectory => {
            ("this is a folder, not a file".to_owned(), "name the files in it, e.g. `folder/*.csv`")
        }
        _ => (format!("this file cannot be read: {error}"), "copy it again from where it came from"),
    };
    Diagnostic::error(UNREADABLE, message).help(help).in_file(shown, None)
}

pub fn empty(shown: &str) -> Diagnostic {
    Diagnostic::error(EMPTY, "this file is empty")
        .help("ask the department to deliver it again; a delivery without records still has a header line")
        .in_file(shown, None)
}

pub fn unknown_type(shown: &str) -> Diagnostic {
    Diagnostic::error(UNKNOWN_TYPE, "this kind of file cannot be read")
        .help("deliver it as .csv, .xlsx or .parquet; the ending of the name says which it is")
        .in_file(shown, None)
}

/// A file whose content is not what its name says.
pub fn other_content(shown: &str, is: &str, ending: &str) -> Diagnostic {
    Diagnostic::error(UNKNOWN_TYPE, format!("this is {is}, whatever its name says"))
        .help(format!("rename it to end in {ending}"))
        .in_file(shown, None)
}

pub fn not_a_workbook(shown: &str, why: &str) -> Diagnostic {
    Diagnostic::error(NOT_A_WORKBOOK, format!("this is not a workbook that can be opened ({why})"))
        .help("open it in the program that made it and save it as .xlsx without a password; if it is text, rename it to .csv")
        .in_file(shown, None)
}

pub fn wrong_encoding(shown: &str, named: &str, reads_as: &str, line: u64) -> Diagnostic {
    Diagnostic::error(WRONG_ENCODING, format!("this file is not {named}; it reads as {reads_as}"))
        .help(format!("write `encoding = \"{reads_as}\"` in the job, or \"auto\""))
        .in_file(shown, Some(line))
}

pub fn no_header(shown: &str, expected: &[String], looked_at: &str) -> Diagnostic {
    Diagnostic::error(NO_HEADER, format!("no header line found in {looked_at}"))
        .help(format!(
            "expected headers such as {}; if the file has others, name them under [extract.columns] in the job",
            expected.join(", ")
        ))
        .in_file(shown, None)
}

pub fn missing_column(
    shown: &str,
    line: u64,
    column: &Column,
    headers: &str,
    near: Option<&str>,
) -> Diagnostic {
    let Column { name, title, .. } = column;
    let what = if name == title { format!("`{name}`") } else { format!("`{name}` ({title})") };
    let question = near.map_or_else(String::new, |near| format!("is it `{near}`? "));
    let paste = near.unwrap_or("…");
    let without = if column.kind == ColumnKind::CitizenId {
        "\nif the department has no numbers: `min_usable_id_share = 0` under `[gate]`"
    } else {
        ""
    };
    Diagnostic::error(MISSING_COLUMN, format!("no header stands for {what}, which every record needs"))
        .help(format!(
            "{question}name its header in the job:\n[extract.columns]\n{name} = \"{paste}\"\nheaders found: {headers}{without}"
        ))
        .in_file(shown, (line > 0).then_some(line))
}

pub fn header_twice(shown: &str, line: u64, column: &str, all: &[(usize, String)]) -> Diagnostic {
    let places: Vec<_> = all.iter().map(|(field, name)| format!("column {} `{name}`", field + 1)).collect();
    let distinct = all.windows(2).any(|pair| matches!(pair, [(_, a), (_, b)] if a != b));
    let help = match all.first() {
        Some((_, name)) if distinct => {
            format!("say which one it is in the job:\n[extract.columns]\n{column} = \"{name}\"")
        }
        _ => "rename one of them in the file; two headers of one name cannot be told apart".to_owned(),
    };
    Diagnostic::error(HEADER_TWICE, format!("two headers stand for `{column}`: {}", places.join(" and ")))
        .help(help)
        .in_file(shown, (line > 0).then_some(line))
}

pub fn mapped_header_missing(
    shown: &str,
    line: u64,
    column: &str,
    header: &str,
    headers: &str,
    near: Option<&str>,
) -> Diagnostic {
    let question = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    Diagnostic::error(
        MAPPED_HEADER_MISSING,
        format!("the job reads `{column}` from the header `{header}`, which is not there"),
    )
    .help(format!("{question}headers found: {headers}"))
    .in_file(shown, (line > 0).then_some(line))
}

pub fn unknown_mapped_column(schema: &str, table: &str, column: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("[{table}] names `{column}`, which schema `{schema}` does not have");
    let help = near.map_or_else(
        || format!("`bidui check` knows the columns of schema `{schema}`"),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::error(UNKNOWN_MAPPED_COLUMN, message).help(help)
}

pub fn unknown_unit(shown: &str, line: u64, column: &Column, unit: &str, known: &str) -> Diagnostic {
    let stored = column.unit.as_deref().unwrap_or("no unit");
    Diagnostic::error(
        UNKNOWN_UNIT,
        format!("`{}` is delivered in `{unit}`, which cannot be turned into {stored}", column.name),
    )
    .help(format!("say the unit in the job:\n[extract.units]\n{} = \"…\"\nknown here: {known}", column.name))
    .in_file(shown, (line > 0).then_some(line))
}

pub fn no_such_sheet(shown: &str, wanted: &str, sheets: &[String]) -> Diagnostic {
    Diagnostic::error(NO_SUCH_SHEET, format!("this workbook has no sheet {wanted}"))
        .help(format!("its sheets: {}", sheets.join(", ")))
        .in_file(shown, None)
}

pub fn not_parquet(shown: &str) -> Diagnostic {
    Diagnostic::error(NOT_PARQUET, "this is not a Parquet file, or it was cut off")
        .help("copy it again from where it came from")
        .in_file(shown, None)
}

pub fn unreadable_column(shown: &str, column: &str) -> Diagnostic {
    Diagnostic::error(UNREADABLE_COLUMN, format!("column `{column}` is of a type that cannot be read"))
        .help("write it as text, number or date")
        .in_file(shown, None)
}

pub fn no_files(delivery: &str) -> Diagnostic {
    Diagnostic::error(NO_FILES, format!("extract `{delivery}` has no file"))
        .help("check `path` in the job; an extract that may be missing is `optional = true`")
}

pub fn sheet_left_out(shown: &str) -> Diagnostic {
    Diagnostic::warning(SHEET_LEFT_OUT, "this sheet was not read: it has no header that fits the schema")
        .help("if it holds records, name the sheets to read with `sheet = …` or its headers under [extract.columns]")
        .in_file(shown, None)
}

pub fn hidden_sheet(shown: &str) -> Diagnostic {
    Diagnostic::warning(HIDDEN_SHEET, "this sheet is hidden in the workbook, and was read like the others")
        .help("if it is an old copy, delete it, or name the sheets to read with `sheet = …`")
        .in_file(shown, None)
}

pub fn filled_down(shown: &str, cells: usize) -> Diagnostic {
    Diagnostic::warning(
        FILLED_DOWN,
        format!("{cells} cells took the value of the merged cell they are part of"),
    )
    .help("check that the cells were merged over the rows they belong to; unmerge them to be sure")
    .in_file(shown, None)
}

pub fn sheet_too_large(shown: &str, rows: u64, columns: u64) -> Diagnostic {
    Diagnostic::error(SHEET_TOO_LARGE, format!("the cells of this sheet reach over {rows} rows and {columns} columns"))
        .help("a cell far from the table makes it so: delete the rows below the table and the columns beside it, and save the workbook again")
        .in_file(shown, None)
}

/// Headers that stand for no column of the schema: nobody reads what is below them.
pub fn unread_headers(shown: &str, header: &Header) -> Option<Diagnostic> {
    let read: Vec<_> = header.columns.iter().flatten().map(|found| found.field).collect();
    let unread = (0..).zip(&header.names).filter(|(field, name)| !name.is_empty() && !read.contains(field));
    let names: Vec<_> = unread.map(|(_, name)| header_shown(name)).collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(UNREAD_HEADERS, format!("nobody reads these headers: {}", names.join(", ")))
            .help("if one of them is a column of the schema, name it under [extract.columns] in the job")
            .in_file(shown, (header.source_row > 0).then_some(header.source_row))
    })
}

/// A header as it may be shown: a line taken for the header by mistake may hold somebody's number.
pub fn header_shown(name: &str) -> String {
    let private = name.chars().filter(char::is_ascii_digit).count() > 5;
    if private { masked(name) } else { name.to_owned() }
}

pub fn cache_not_written(extract: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::warning(CACHE_NOT_WRITTEN, format!("what was read of `{extract}` could not be kept: {error}"))
        .help("the run goes on, and the next one reads the delivery anew; make room where `cache` lies")
}

pub fn cache_not_writable(cache: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::warning(CACHE_NOT_WRITTEN, format!("nothing that is read can be kept in {cache}: {error}"))
        .help("a run reads every delivery anew; choose another place: `cache` in the job file")
}

pub fn cache_in_the_way(cache: &str) -> Diagnostic {
    Diagnostic::error(
        CACHE_IN_THE_WAY,
        format!("the cache cannot be at {cache}: a file of that name is in the way"),
    )
    .help("choose another place: `cache` in the job file")
}

/// Codes that neither schema nor job knows, with the lines to paste into the job.
pub fn unknown_codes(
    extract: &str,
    schema: &Schema,
    unknown_codes: &BTreeMap<String, BTreeMap<String, u64>>,
) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for (column, codes) in unknown_codes {
        let times: u64 = codes.values().sum();
        let mut most: Vec<_> = codes.iter().collect();
        most.sort_by_key(|(code, count)| (std::cmp::Reverse(**count), *code));
        let shown: Vec<_> =
            most.iter().take(5).map(|(code, count)| format!("{} ({count})", harmless(code))).collect();
        let more = if most.len() > shown.len() { ", …" } else { "" };
        let message = format!(
            "`{column}` holds codes that the schema does not know, {times} times: {}{more}",
            shown.join(", ")
        );
        let known: Vec<_> = schema
            .column(column)
            .into_iter()
            .flat_map(|column| column.codes.keys())
            .map(String::as_str)
            .collect();
        let lines = most
            .iter()
            .take(5)
            .filter(|(code, _)| harmless(code) == **code)
            .map(|(code, _)| format!("\n\"{}\" = \"…\"", code.replace(['"', '\\'], "")));
        let lines: String = lines.collect();
        let some: Vec<_> = known.iter().take(20).copied().collect();
        let more = if known.len() > some.len() { ", …" } else { "" };
        let help = format!(
            "rules that read them are undetermined; say in the job which code each stands for:\n[extract.codes.{column}]{lines}\nits codes: {}{more}",
            some.join(", ")
        );
        warnings.push(Diagnostic::warning(UNKNOWN_CODES, message).help(help).in_file(extract, None));
    }
    warnings
}

/// Credit codes that fail the check of the standard.
pub fn bad_credit_codes(extract: &str, bad_credit_codes: &BTreeMap<String, u64>) -> Vec<Diagnostic> {
    let warning = |(column, times): (&String, &u64)| {
        let message = format!("`{column}` holds {times} credit codes that fail the check of GB 32100");
        let help = "some published codes do; they are kept as they are";
        Diagnostic::warning(BAD_CREDIT_CODES, message).help(help).in_file(extract, None)
    };
    bad_credit_codes.iter().map(warning).collect()
}

/// An unknown code as it may be shown. What stands in a code column may have slipped there from another:
/// only what looks like a word or a code is shown whole, never a number or an address.
fn harmless(code: &str) -> String {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let length = code.chars().count();
    if length <= 6 && digits <= 3 && !(digits > 0 && length > 4) {
        return code.to_owned();
    }
    code.chars().take(1).chain(std::iter::repeat_n('*', length.saturating_sub(1))).collect()
}
