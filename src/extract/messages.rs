//! Every message about a delivery, with its code, in one place.

use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::Diagnostic;
use crate::raw::Header;
use crate::schema::{Column, ColumnKind, Schema};
use crate::standard::mask::masked;
use crate::words::{Said, said};

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
    let message = match error.kind() {
        io::ErrorKind::NotFound => said!("no-such-file"),
        io::ErrorKind::PermissionDenied => said!("file-may-not-be-read"),
        io::ErrorKind::IsADirectory => said!("a-folder-not-a-file"),
        _ => said!("file-cannot-be-read", why = Said::from(error)),
    };
    Diagnostic::error(UNREADABLE, message).in_file(shown, None)
}

pub fn empty(shown: &str) -> Diagnostic {
    Diagnostic::error(EMPTY, said!("file-is-empty")).in_file(shown, None)
}

pub fn unknown_type(shown: &str) -> Diagnostic {
    Diagnostic::error(UNKNOWN_TYPE, said!("unknown-kind-of-file")).in_file(shown, None)
}

/// A file whose content is not what its name says.
pub fn other_content(shown: &str, is: Said, ending: &str) -> Diagnostic {
    Diagnostic::error(UNKNOWN_TYPE, said!("other-content", is, ending)).in_file(shown, None)
}

pub fn not_a_workbook(shown: &str, why: Said) -> Diagnostic {
    let helps = [
        (said!("workbook-cut-off"), said!("copy-it-again")),
        (said!("workbook-other-archive"), said!("unpack-it")),
    ];
    let help = helps.into_iter().find(|(of, _)| *of == why).map(|(_, help)| help);
    let problem = Diagnostic::error(NOT_A_WORKBOOK, said!("not-a-workbook", why)).in_file(shown, None);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

pub fn wrong_encoding(shown: &str, named: &str, reads_as: &str, line: u64) -> Diagnostic {
    Diagnostic::error(WRONG_ENCODING, said!("wrong-encoding", named, reads_as)).in_file(shown, Some(line))
}

pub fn no_header(shown: &str, expected: &[String], looked_at: Said) -> Diagnostic {
    Diagnostic::error(NO_HEADER, said!("no-header", looked_at, expected = expected.join(", ")))
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
    let question = near.map(|near| said!("is-it", near));
    let paste = near.unwrap_or("…");
    let without = (column.kind == ColumnKind::CitizenId).then(|| said!("delivery-without-numbers"));
    let message = said!("missing-column", what, question, name, paste, headers, without);
    Diagnostic::error(MISSING_COLUMN, message).in_file(shown, (line > 0).then_some(line))
}

pub fn header_twice(shown: &str, line: u64, column: &str, all: &[(usize, String)]) -> Diagnostic {
    let places = all.iter().map(|(field, name)| said!("column-number", number = field + 1, name));
    let places = places.reduce(|places, next| said!("and", first = places, second = next));
    let distinct = all.windows(2).any(|pair| matches!(pair, [(_, a), (_, b)] if a != b));
    let help = match all.first() {
        Some((_, name)) if distinct => said!("say-which-header", column, name),
        _ => said!("rename-one-header"),
    };
    Diagnostic::error(HEADER_TWICE, said!("header-twice", column, places))
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
    let question = near.map(|near| said!("did-you-mean-before", near));
    Diagnostic::error(
        MAPPED_HEADER_MISSING,
        said!("mapped-header-missing", column, header, question, headers),
    )
    .in_file(shown, (line > 0).then_some(line))
}

pub fn unknown_mapped_column(schema: &str, table: &str, column: &str, near: Option<&str>) -> Diagnostic {
    let help =
        near.map_or_else(|| said!("check-knows-the-columns", schema), |near| said!("did-you-mean", near));
    Diagnostic::error(UNKNOWN_MAPPED_COLUMN, said!("unknown-mapped-column", table, column, schema)).help(help)
}

pub fn unknown_unit(shown: &str, line: u64, column: &Column, unit: &str, known: &str) -> Diagnostic {
    let stored = column.unit.as_deref().map_or_else(|| said!("no-unit"), Said::from);
    Diagnostic::error(UNKNOWN_UNIT, said!("unknown-unit", column = &column.name, unit, stored, known))
        .in_file(shown, (line > 0).then_some(line))
}

pub fn no_such_sheet(shown: &str, wanted: &str, sheets: &[String]) -> Diagnostic {
    let sheets = sheets.join(", ");
    Diagnostic::error(NO_SUCH_SHEET, said!("no-such-sheet", wanted, sheets)).in_file(shown, None)
}

pub fn not_parquet(shown: &str) -> Diagnostic {
    Diagnostic::error(NOT_PARQUET, said!("not-parquet")).in_file(shown, None)
}

pub fn unreadable_column(shown: &str, column: &str) -> Diagnostic {
    Diagnostic::error(UNREADABLE_COLUMN, said!("unreadable-column", column)).in_file(shown, None)
}

pub fn no_files(delivery: &str) -> Diagnostic {
    Diagnostic::error(NO_FILES, said!("no-files", delivery))
}

pub fn sheet_left_out(shown: &str) -> Diagnostic {
    Diagnostic::warning(SHEET_LEFT_OUT, said!("sheet-left-out")).in_file(shown, None)
}

pub fn hidden_sheet(shown: &str) -> Diagnostic {
    Diagnostic::warning(HIDDEN_SHEET, said!("hidden-sheet")).in_file(shown, None)
}

pub fn filled_down(shown: &str, cells: usize) -> Diagnostic {
    Diagnostic::warning(FILLED_DOWN, said!("filled-down", cells)).in_file(shown, None)
}

pub fn sheet_too_large(shown: &str, rows: u64, columns: u64) -> Diagnostic {
    Diagnostic::error(SHEET_TOO_LARGE, said!("sheet-too-large", rows, columns)).in_file(shown, None)
}

/// Headers that stand for no column of the schema: nobody reads what is below them.
pub fn unread_headers(shown: &str, header: &Header) -> Option<Diagnostic> {
    let read: Vec<_> = header.columns.iter().flatten().map(|found| found.field).collect();
    let unread = (0..).zip(&header.names).filter(|(field, name)| !name.is_empty() && !read.contains(field));
    let names: Vec<_> = unread.map(|(_, name)| header_shown(name)).collect();
    (!names.is_empty()).then(|| {
        Diagnostic::warning(UNREAD_HEADERS, said!("unread-headers", headers = names.join(", ")))
            .in_file(shown, (header.source_row > 0).then_some(header.source_row))
    })
}

/// A header as it may be shown: a line taken for the header by mistake may hold somebody's number.
pub fn header_shown(name: &str) -> String {
    let private = name.chars().filter(char::is_ascii_digit).count() > 5;
    if private { masked(name) } else { name.to_owned() }
}

pub fn cache_not_written(extract: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::warning(CACHE_NOT_WRITTEN, said!("cache-not-written", extract, why = Said::from(error)))
}

pub fn cache_not_writable(cache: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::warning(CACHE_NOT_WRITTEN, said!("cache-not-writable", cache, why = Said::from(error)))
}

pub fn cache_in_the_way(cache: &str) -> Diagnostic {
    Diagnostic::error(CACHE_IN_THE_WAY, said!("cache-in-the-way", cache))
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
        let unknown = format!("{}{more}", shown.join(", "));
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
        let known = format!("{}{more}", some.join(", "));
        let message = said!("unknown-codes", column, times, codes = unknown, lines, known);
        warnings.push(Diagnostic::warning(UNKNOWN_CODES, message).in_file(extract, None));
    }
    warnings
}

/// Credit codes that fail the check of the standard.
pub fn bad_credit_codes(extract: &str, bad_credit_codes: &BTreeMap<String, u64>) -> Vec<Diagnostic> {
    let warning = |(column, times): (&String, &u64)| {
        let message = said!("bad-credit-codes", column, times = *times);
        Diagnostic::warning(BAD_CREDIT_CODES, message).in_file(extract, None)
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
