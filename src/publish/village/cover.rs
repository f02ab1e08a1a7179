//! The cover: what this is, as of when, what is not known, and how to fill it in.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::VillageWorkbook;
use super::style::{Styles, height, lines};
use crate::outcomes::COVER;

const WIDTHS: [f64; 2] = [16.0, 104.0];

/// What each outcome means, in the words of the list.
const OUTCOMES: &[(&str, &str)] = &[
    ("剔除", "查实不符合条件，属于错评。"),
    ("按正常脱贫程序退出", "已稳定脱贫，按程序退出，不是错评。"),
    ("重新评议", "情况有变，交村民代表会议重新评议。"),
    ("并户 / 自然减少", "与他户合并；死亡、迁出等。"),
    ("数据更正", "登记的信息有误（如证件号码、姓名），更正后仍在册。"),
    ("保留", "查实仍符合条件。须选择保留理由，或在“说明”里写明。"),
    ("申诉复核中", "本人有异议，正在复核。"),
    ("未能核实", "去过，没有见到人或无法核实；下次仍会列出。"),
];

/// How the list is worked with, step by step.
const STEPS: &[&str] = &[
    "逐户入户，当面核实。“证据”是部门登记的记录，可能过时、同名或被冒用；以实际情况为准。",
    "对照“什么情况可以排除”和“核查要点”查看证件、询问本人和邻里。",
    "在黄色单元格中填写：核查结果、保留理由（从下拉列表中选择）、说明、核查日期、核查人。没有去的不填。",
    "一条线索一行。同一户的几条线索可以有不同的结果。“线索编号”不要改动。",
    "填好后保存，交回数据比对组导入。打印填写的，请签字后由乡镇录入。",
];

pub fn write(sheet: &mut Worksheet, book: &VillageWorkbook<'_>, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(COVER)?;
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let village = &book.village;
    let title = format!("{} {} {}", village.township, village.name, book.wording.title);
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    sheet.set_row_height(0, 26)?;
    let mut row = 1;
    let mut say = |sheet: &mut Worksheet, label: &str, text: &str| {
        sheet.write_string_with_format(row, 0, label, &styles.strong)?;
        sheet.write_string_with_format(row, 1, text, &styles.plain)?;
        sheet.set_row_height(row, height(lines(text, WIDTHS[1])))?;
        row += 1;
        Ok::<_, XlsxError>(())
    };
    let findings: usize = village.to_visit.iter().map(|block| block.lines.len()).sum();
    say(sheet, "这是什么", book.wording.what)?;
    say(
        sheet,
        "数据截至",
        &format!("{}　批次 {}　任务 {}", book.edition.as_of, book.edition.run_id, book.edition.job),
    )?;
    say(
        sheet,
        "本村",
        &format!(
            "{} {} 户（{findings} 条），{} {} 户。",
            book.wording.to_visit.counted,
            village.to_visit.len(),
            book.wording.to_check.counted,
            village.to_check.len()
        ),
    )?;
    for (place, not_known) in book.edition.not_known.iter().enumerate() {
        say(sheet, if place == 0 { "本次不知道的" } else { "" }, not_known)?;
    }
    say(sheet, "", "")?;
    let (last, steps) = STEPS.split_last().unwrap_or((&"", &[]));
    let steps = steps.iter().chain([&book.wording.check_step, last]);
    for (number, step) in (1..).zip(steps) {
        say(sheet, if number == 1 { "怎样填写" } else { "" }, &format!("{number}. {step}"))?;
    }
    say(sheet, "", "")?;
    for (place, (word, meaning)) in OUTCOMES.iter().enumerate() {
        say(sheet, if place == 0 { "结果的含义" } else { "" }, &format!("{word}：{meaning}"))?;
    }
    say(sheet, "", "")?;
    say(
        sheet,
        "保密",
        "本表含个人信息，仅供核查使用；请妥善保管，不得外传、公示。证件号码和电话只显示末四位。",
    )?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 1);
    sheet.protect();
    Ok(())
}
