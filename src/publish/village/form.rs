//! The form: a block for each household, with cells for whoever visits it to fill in.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, ProtectionOptions,
    Worksheet, XlsxError,
};

use super::blocks::{Block, Line};
use super::pages::Pages;
use super::style::{Styles, height, lines};
use super::tall::{Row, rows_of};
use super::{Edition, Heading};
use crate::domain::{Outcome, Reason};
use crate::labels::{self, Lang};

/// Heads and widths in characters. Those from [`OUTCOME`] on are read back by `outcome import`.
const COLUMNS: &[(&str, f64)] = &[
    ("序号", 4.5),
    ("规则与依据", 19.0),
    ("证据与认定方式", 44.0),
    (CLEARS, 21.0),
    ("核查要点", 17.0),
    ("核查结果", 12.0),
    ("保留理由", 11.0),
    ("说明", 14.0),
    ("核查日期", 11.0),
    ("核查人", 8.0),
    ("线索编号", 7.0),
];
pub const CLEARS: &str = "什么情况可以排除";
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
    sheet.set_name(heading.sheet)?;
    sheet.write_string_with_format(0, 0, format!("{} {}", page.place, heading.title), &styles.title)?;
    sheet.set_row_height(0, 24)?;
    sheet.write_string_with_format(1, 0, heading.note, &styles.note)?;
    for (column, (name, width)) in (0u16..).zip(COLUMNS) {
        let name = if *name == CLEARS { heading.clears } else { name };
        sheet.write_string_with_format(2, column, name, &styles.head)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_row_height(2, height(1.0))?;
    let mut rows = Rows { sheet, styles, next: ABOVE, pages: Pages::new() };
    for (number, block) in (1..).zip(blocks) {
        rows.block(number, block)?;
    }
    let Rows { next, pages, .. } = rows;
    sheet.set_page_breaks(&pages.breaks)?;
    offer_choices(sheet, next.max(ABOVE + 1) - 1)?;
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
            let signed = "户主或成年家庭成员签字：　　　　　　　　　　　　核查人签字：　　　　　　　　　　　　日期：　　　　年　　月　　日";
            self.across_of(signed, &styles.signature, 2.0)?;
        }
        self.pages.end_block(first);
        Ok(())
    }

    fn across(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let width = COLUMNS.iter().map(|(_, width)| width).sum();
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
        let widths: Vec<_> = COLUMNS.iter().map(|(_, width)| *width).collect();
        for (row, Row { cells, lines }) in rows_of(&cells, &widths).into_iter().enumerate() {
            for (column, text) in (0u16..).zip(&cells) {
                self.sheet.write_string_with_format(self.next, column, text, &self.styles.cell)?;
            }
            self.inputs(line.fingerprint.filter(|_| row == 0), line.note)?;
            // Room to write by hand.
            self.end_row(height(lines.max(3.0)))?;
        }
        Ok(())
    }

    fn inputs(&mut self, fingerprint: Option<&str>, note: &str) -> Result<(), XlsxError> {
        let (input, day) = match fingerprint {
            Some(_) => (&self.styles.input, &self.styles.input_day),
            None => (&self.styles.cell, &self.styles.cell),
        };
        for column in [OUTCOME, REASON, NOTE, VISITOR] {
            self.sheet.write_blank(self.next, column, input)?;
        }
        if fingerprint.is_some() && !note.is_empty() {
            self.sheet.write_string_with_format(self.next, NOTE, note, input)?;
        }
        self.sheet.write_blank(self.next, DAY, day)?;
        self.sheet.write_string_with_format(
            self.next,
            FINGERPRINT,
            fingerprint.unwrap_or_default(),
            &self.styles.small,
        )?;
        Ok(())
    }
}

/// Offers the words that `outcome import` knows, and refuses others while they are typed.
fn offer_choices(sheet: &mut Worksheet, last_row: u32) -> Result<(), XlsxError> {
    let outcomes: Vec<_> = Outcome::ALL.iter().map(|own| labels::outcome(*own, Lang::Zh)).collect();
    let reasons: Vec<_> = Reason::ALL.iter().map(|own| labels::reason(*own, Lang::Zh)).collect();
    let choice = |words: &[&str], title: &str, message: &str| {
        DataValidation::new()
            .allow_list_strings(words)?
            .set_error_title(title)?
            .set_error_message("请从下拉列表中选择；其他情况写在“说明”里。")?
            .set_input_title(title)?
            .set_input_message(message)
    };
    let outcome = choice(&outcomes, "核查结果", "入户核实后选择。没有去的不填。")?;
    let reason = choice(&reasons, "保留理由", "结果为“保留”时选择，或在“说明”里写明。")?;
    sheet.add_data_validation(ABOVE, OUTCOME, last_row, OUTCOME, &outcome)?;
    sheet.add_data_validation(ABOVE, REASON, last_row, REASON, &reason)?;
    let days = DataValidationRule::Between(
        ExcelDateTime::from_ymd(2014, 1, 1)?,
        ExcelDateTime::from_ymd(2099, 12, 31)?,
    );
    let day = DataValidation::new()
        .allow_date(days)
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("核查日期")?
        .set_error_message("请按 2017-09-03 的样式填写日期。")?;
    sheet.add_data_validation(ABOVE, DAY, last_row, DAY, &day)?;
    Ok(())
}

/// The paper: A4 landscape, as wide as the columns, with place and day above and the page number below.
pub fn set_page(sheet: &mut Worksheet, page: &Page<'_>, head: u32) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    let Edition { as_of, run_id, .. } = page.edition;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3);
    // No two programs give a column the same width: as wide as the paper, whatever its fonts.
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(head, head)?;
    sheet.set_header(format!("&L{}&R数据截至 {as_of}", page.place.replace('&', "&&")));
    sheet.set_footer(format!("&L比对结果是线索，不是结论&C第 &P 页，共 &N 页&R批次 {run_id}"));
    Ok(())
}
