//! The cover: what this is, as of when, what is not known, and how to fill it in.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::VillageWorkbook;
use super::style::{Styles, height, lines};
use crate::labels::Lang;
use crate::publish::list_book::end_rows;
use crate::words::{phrase, word};

const WIDTHS: [f64; 2] = [16.0, 104.0];

/// What each outcome means, in the words of the list.
fn outcomes(lang: Lang) -> [&'static str; 8] {
    [
        word!(lang, "meaning-removed"),
        word!(lang, "meaning-exited"),
        word!(lang, "meaning-reevaluate"),
        word!(lang, "meaning-merged"),
        word!(lang, "meaning-corrected"),
        word!(lang, "meaning-retained"),
        word!(lang, "meaning-disputed"),
        word!(lang, "meaning-unreachable"),
    ]
}

pub fn write(sheet: &mut Worksheet, book: &VillageWorkbook<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let lang = book.edition.lang;
    sheet.set_name(word!(lang, "cover-sheet"))?;
    // Whole columns look the same: neither has lines or a colour that would show where nothing is written.
    for (column, (width, format)) in (0u16..).zip(WIDTHS.into_iter().zip([&styles.strong, &styles.plain])) {
        sheet.set_column_width(column, width)?;
        sheet.set_column_format(column, format)?;
    }
    let village = &book.village;
    let title = format!("{} {} {}", village.township, village.name, (book.wording.title)(lang));
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    sheet.set_row_height(0, 26)?;
    let mut row = 1;
    let mut say = |sheet: &mut Worksheet, label: &str, text: &str| {
        sheet.write_string(row, 0, label)?;
        sheet.write_string(row, 1, text)?;
        sheet.set_row_height(row, height(lines(text, WIDTHS[1])))?;
        row += 1;
        Ok::<_, XlsxError>(())
    };
    let findings: usize = village.to_visit.iter().map(|block| block.lines.len()).sum();
    say(sheet, word!(lang, "cover-what"), (book.wording.what)(lang))?;
    say(
        sheet,
        word!(lang, "cover-as-of"),
        &phrase!(
            lang,
            "cover-edition",
            as_of = book.edition.as_of.to_string(),
            run = book.edition.run_id,
            job = book.edition.job
        ),
    )?;
    say(
        sheet,
        word!(lang, "cover-village"),
        &phrase!(
            lang,
            "cover-counts",
            visit = (book.wording.to_visit.counted)(lang),
            households = village.to_visit.len(),
            findings,
            check = (book.wording.to_check.counted)(lang),
            others = village.to_check.len()
        ),
    )?;
    for (place, not_known) in book.edition.not_known.iter().enumerate() {
        say(sheet, if place == 0 { word!(lang, "cover-unknown") } else { "" }, not_known)?;
    }
    say(sheet, "", "")?;
    let steps = [
        word!(lang, "step-visit"),
        word!(lang, "step-look"),
        word!(lang, "step-fill-in"),
        word!(lang, "step-lines"),
        (book.wording.check_step)(lang),
        word!(lang, "step-return"),
    ];
    for (number, step) in (1..).zip(steps) {
        say(sheet, if number == 1 { word!(lang, "cover-steps") } else { "" }, &format!("{number}. {step}"))?;
    }
    say(sheet, "", "")?;
    for (place, meaning) in outcomes(lang).into_iter().enumerate() {
        say(sheet, if place == 0 { word!(lang, "cover-meanings") } else { "" }, meaning)?;
    }
    say(sheet, "", "")?;
    say(sheet, word!(lang, "cover-privacy"), word!(lang, "cover-keep-safe"))?;
    end_rows(sheet, row)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 1);
    sheet.protect();
    Ok(())
}
