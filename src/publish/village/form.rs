//! The form: a block for each household, with cells for whoever visits it to fill in.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, ProtectionOptions,
    Worksheet, XlsxError,
};

use super::blocks::{Block, Line};
use super::pages::Pages;
use super::style::{Styles, height, lines};
use super::tall::{Row, rows_of, write_row};
use super::{Edition, Heading};
use crate::domain::{Outcome, Reason};
use crate::labels::{self, Lang};
use crate::publish::list_book::end_rows;
use crate::words::{phrase, word};

/// The widths of the columns, in characters.
const WIDTHS: [f64; 11] = [4.5, 19.0, 44.0, 21.0, 17.0, 12.0, 11.0, 14.0, 11.0, 8.0, 7.0];

/// The heads of the columns. Those from [`OUTCOME`] on are read back by `outcome import`, in either language.
fn heads(heading: &Heading, lang: Lang) -> [&'static str; WIDTHS.len()] {
    [
        word!(lang, "form-number"),
        word!(lang, "form-rule"),
        word!(lang, "form-evidence"),
        (heading.clears)(lang),
        word!(lang, "form-verify"),
        word!(lang, "form-outcome"),
        word!(lang, "form-reason"),
        word!(lang, "form-note"),
        word!(lang, "form-day"),
        word!(lang, "form-visitor"),
        word!(lang, "form-finding"),
    ]
}

const OUTCOME: u16 = 5;
const REASON: u16 = 6;
const NOTE: u16 = 7;
const DAY: u16 = 8;
const VISITOR: u16 = 9;
const FINGERPRINT: u16 = 10;
/// The lines above the first block: title, note, heads.
const ABOVE: u32 = 3;

/// What stands at the edges of every printed page.
pub struct Page<'a> {
    pub place: &'a str,
    pub edition: &'a Edition<'a>,
}

/// Writes one sheet of blocks.
pub fn write(
    sheet: &mut Worksheet,
    heading: &Heading,
    blocks: &[Block<'_>],
    page: &Page<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let lang = page.edition.lang;
    sheet.set_name((heading.sheet)(lang))?;
    let title = format!("{} {}", page.place, (heading.title)(lang));
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    sheet.set_row_height(0, 24)?;
    sheet.write_string_with_format(1, 0, (heading.note)(lang), &styles.note)?;
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let heads = (0u16..).zip(heads(heading, lang));
    write_row(sheet, 2, heads, &[(0, FINGERPRINT, &styles.head)])?;
    sheet.set_row_height(2, height(1.0))?;
    let mut rows = Rows { sheet, styles, lang, next: ABOVE, pages: Pages::new() };
    for (number, block) in (1..).zip(blocks) {
        rows.block(number, block)?;
    }
    let Rows { next, pages, .. } = rows;
    end_rows(sheet, next)?;
    sheet.set_page_breaks(&pages.breaks)?;
    offer_choices(sheet, next.max(ABOVE + 1) - 1, lang)?;
    sheet.set_freeze_panes(ABOVE, 0)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    });
    set_page(sheet, page, 2)
}

/// The rows of blocks, as they are written.
struct Rows<'a, 's> {
    sheet: &'s mut Worksheet,
    styles: &'a Styles,
    lang: Lang,
    next: u32,
    pages: Pages,
}

impl Rows<'_, '_> {
    fn block(&mut self, number: u32, block: &Block<'_>) -> Result<(), XlsxError> {
        let (styles, first) = (self.styles, self.next);
        self.across(&format!("{number}. {}", block.who), &styles.household)?;
        if !block.members.is_empty() {
            self.across(&block.members, &styles.members)?;
        }
        for (place, line) in (1u32..).zip(&block.lines) {
            self.line(&format!("{number}.{place}"), line)?;
        }
        if block.lines.iter().any(|line| line.fingerprint.is_some()) {
            self.across_of(word!(self.lang, "form-signatures"), &styles.signature, 2.0)?;
        }
        self.pages.end_block(first);
        Ok(())
    }

    fn across(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let width = WIDTHS.iter().sum();
        self.across_of(text, format, lines(text, width))
    }

    fn across_of(&mut self, text: &str, format: &Format, lines: f64) -> Result<(), XlsxError> {
        self.sheet.merge_range(self.next, 0, self.next, FINGERPRINT, text, format)?;
        self.end_row(height(lines))
    }

    fn end_row(&mut self, height: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.next, height)?;
        self.pages.block += height;
        self.next += 1;
        Ok(())
    }

    /// One finding: as many rows as its longest cell needs, since a spreadsheet cuts off what is higher than its
    /// highest row. Only the first has cells to fill in.
    fn line(&mut self, number: &str, line: &Line<'_>) -> Result<(), XlsxError> {
        let clears = line.clears.join("\n");
        let verify = line.verify.join("\n");
        let evidence = line.evidence.join("\n");
        let cells = [number, &line.rule, &evidence, &clears, &verify];
        for (row, Row { cells, lines }) in rows_of(&cells, &WIDTHS).into_iter().enumerate() {
            let texts = (0u16..).zip(cells.iter().map(|text| &**text));
            self.cells(texts, line.fingerprint.filter(|_| row == 0), line.note)?;
            // Room to write by hand.
            self.end_row(height(lines.max(3.0)))?;
        }
        Ok(())
    }

    /// The cells of a row: `texts`, and where a finding has its first row, cells to fill in.
    fn cells<'t>(
        &mut self,
        texts: impl Iterator<Item = (u16, &'t str)>,
        fingerprint: Option<&'t str>,
        note: &'t str,
    ) -> Result<(), XlsxError> {
        let Styles { cell, input, input_day, small, .. } = self.styles;
        let (input, day) = if fingerprint.is_some() { (input, input_day) } else { (cell, cell) };
        let looks = [
            (0, OUTCOME - 1, cell),
            (OUTCOME, VISITOR, input),
            (DAY, DAY, day),
            (FINGERPRINT, FINGERPRINT, small),
        ];
        let own = fingerprint.into_iter().flat_map(|fingerprint| [(NOTE, note), (FINGERPRINT, fingerprint)]);
        write_row(self.sheet, self.next, texts.chain(own), &looks)
    }
}

/// Offers the words that `outcome import` knows, and refuses others while they are typed.
fn offer_choices(sheet: &mut Worksheet, last_row: u32, lang: Lang) -> Result<(), XlsxError> {
    let outcomes: Vec<_> = Outcome::ALL.iter().map(|own| labels::outcome(*own, lang)).collect();
    let reasons: Vec<_> = Reason::ALL.iter().map(|own| labels::reason(*own, lang)).collect();
    let choice = |words: &[&str], title: &str, message: &str| {
        DataValidation::new()
            .allow_list_strings(words)?
            .set_error_title(title)?
            .set_error_message(word!(lang, "form-choose"))?
            .set_input_title(title)?
            .set_input_message(message)
    };
    let outcome = choice(&outcomes, word!(lang, "form-outcome"), word!(lang, "form-choose-outcome"))?;
    let reason = choice(&reasons, word!(lang, "form-reason"), word!(lang, "form-choose-reason"))?;
    sheet.add_data_validation(ABOVE, OUTCOME, last_row, OUTCOME, &outcome)?;
    sheet.add_data_validation(ABOVE, REASON, last_row, REASON, &reason)?;
    let days = DataValidationRule::Between(
        ExcelDateTime::from_ymd(2014, 1, 1)?,
        ExcelDateTime::from_ymd(2099, 12, 31)?,
    );
    let day = DataValidation::new()
        .allow_date(days)
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(word!(lang, "form-day"))?
        .set_error_message(word!(lang, "form-write-day"))?;
    sheet.add_data_validation(ABOVE, DAY, last_row, DAY, &day)?;
    Ok(())
}

/// The paper: A4 landscape, as wide as the columns, with place and day above and the page number below.
pub fn set_page(sheet: &mut Worksheet, page: &Page<'_>, head: u32) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    let Edition { as_of, run_id, lang, .. } = page.edition;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3);
    // No two programs give a column the same width: as wide as the paper, whatever its fonts.
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(head, head)?;
    let place = page.place.replace('&', "&&");
    sheet.set_header(phrase!(*lang, "page-head", place, as_of = as_of.to_string()));
    sheet.set_footer(phrase!(*lang, "page-foot", run = *run_id));
    Ok(())
}
