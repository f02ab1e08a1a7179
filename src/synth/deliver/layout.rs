//! The layout of each department's delivery: the kind of file, how many, and what stands around the rows.

use crate::synth::deliver::csv_text::Encoding;
use crate::synth::dirt::Level;
use crate::synth::extract::Extract;
use crate::synth::{Format, Settings};

/// What kind of files a delivery is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// So many, each with a part of the rows.
    Csv(Encoding, usize),
    /// One, or more where the rows are too many for one, with these sheets; of one sheet the name says nothing.
    Workbook(&'static [&'static str]),
    Parquet,
}

/// A table on its way, and what stands around its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    pub files: Files,
    /// Lines above the header.
    pub titles: &'static [&'static str],
    /// A column 序号 before the others, from 1 in each file or sheet.
    pub serial: bool,
    /// 合计 at the foot, with the number of rows, where there are more than [`FEW_ROWS`].
    pub total: bool,
    /// Headers such as 男方姓名 in two lines, 男方 merged over 姓名 and 证件号.
    pub merged: bool,
    /// A byte-order mark in front.
    pub mark: bool,
    /// A further sheet that explains how to fill in the first.
    pub notes: bool,
    /// Headers in the words of another system; from file to file they differ.
    pub dialects: bool,
}

/// Nobody adds up a list that is shorter.
pub const FEW_ROWS: u64 = 100;

const TABLE_ALONE: Handover = Handover {
    files: Files::Parquet,
    titles: &[],
    serial: false,
    total: false,
    merged: false,
    mark: false,
    notes: false,
    dialects: false,
};

impl Handover {
    /// How an extract comes. In UTF-8 and Parquet it is the table alone: one file, one line of headers.
    pub fn of(extract: Extract, settings: &Settings) -> Self {
        let utf8 = Files::Csv(Encoding::Utf8, 1);
        match (settings.format, settings.dirt) {
            (Format::Parquet, _) => TABLE_ALONE,
            (Format::Utf8, _) => Self { files: utf8, ..TABLE_ALONE },
            (Format::Delivered, Level::None) => {
                Self { files: Self::usual(extract).files.in_one(), ..TABLE_ALONE }
            }
            (Format::Delivered, _) => Self::usual(extract),
        }
    }

    /// What a department does, clean or dirty as its values may be.
    fn usual(extract: Extract) -> Self {
        use Extract as E;
        let csv = |files| Self { files: Files::Csv(Encoding::Gb18030, files), dialects: true, ..TABLE_ALONE };
        let workbook = Self { files: Files::Workbook(&["Sheet1"]), dialects: true, ..TABLE_ALONE };
        match extract {
            E::Registry => csv(1),
            E::Population => csv(2),
            E::Vehicle => Self { mark: true, ..csv(1) },
            E::Housing => Self { serial: true, total: true, ..csv(1) },
            E::Business => Self {
                files: Files::Workbook(&["城关所", "乡镇所"]),
                titles: &["南皮县市场主体登记信息"],
                ..workbook
            },
            E::Payroll => Self {
                titles: &["南皮县财政供养人员工资发放表（2017年8月）", "填报单位：南皮县财政局"],
                serial: true,
                total: true,
                ..csv(2)
            },
            E::Cadre => Self { titles: &["南皮县村“两委”干部名册"], serial: true, ..workbook },
            E::Assistance => Self {
                titles: &["南皮县城乡社会救助对象花名册", "填报单位：南皮县民政局"],
                serial: true,
                total: true,
                ..workbook
            },
            E::Marriage => Self { merged: true, ..csv(1) },
            E::Death => Self { titles: &["南皮县死亡人员火化登记"], ..workbook },
            E::Machinery => Self { serial: true, ..csv(2) },
            E::Land => csv(2),
            E::VillageLedger => {
                Self { titles: &["南皮县贫困户村级台账"], serial: true, ..workbook }
            }
            E::TownshipFile => csv(1),
            E::Disability => Self { titles: &["南皮县持证残疾人名单"], notes: true, ..workbook },
        }
    }

    /// The lines above the rows, cell by cell; a title has one cell.
    pub fn top(&self, extract: Extract, dialect: usize) -> Vec<Vec<String>> {
        let mut lines: Vec<Vec<String>> = self.titles.iter().map(|title| vec![(*title).to_owned()]).collect();
        let mut header: Vec<String> = extract.headers(dialect).map(str::to_owned).collect();
        if self.merged {
            let (upper, lower) = header.iter().map(|header| halves(header)).unzip();
            lines.push(each_once(upper));
            header = lower;
        }
        if self.serial {
            header.insert(0, "序号".to_owned());
        }
        lines.push(header);
        lines
    }

    /// The line at the foot.
    pub fn foot(&self, width: usize, rows: u64) -> Option<Vec<String>> {
        let mut cells = vec![String::new(); width + usize::from(self.serial)];
        for (cell, text) in cells.iter_mut().zip(["合计".to_owned(), format!("{rows}人")]) {
            *cell = text;
        }
        (self.total && rows > FEW_ROWS).then_some(cells)
    }
}

impl Files {
    fn in_one(self) -> Self {
        match self {
            Self::Csv(encoding, _) => Self::Csv(encoding, 1),
            Self::Workbook(_) => Self::Workbook(&["Sheet1"]),
            Self::Parquet => Self::Parquet,
        }
    }
}

/// 男方姓名 as 男方 and 姓名; any other header stands in the upper line.
fn halves(header: &str) -> (String, String) {
    for group in ["男方", "女方"] {
        if let Some(rest) = header.strip_prefix(group) {
            return (group.to_owned(), rest.to_owned());
        }
    }
    (header.to_owned(), String::new())
}

/// Merged cells: the text stands in the first of them.
fn each_once(cells: Vec<String>) -> Vec<String> {
    let before = std::iter::once(String::new()).chain(cells.clone());
    cells
        .iter()
        .zip(before)
        .map(|(cell, before)| if *cell == before { String::new() } else { cell.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_header_has_its_group_once_above_its_parts() {
        let merged = Handover { merged: true, ..TABLE_ALONE };
        let lines = merged.top(Extract::Marriage, 0);
        assert_eq!(
            lines,
            [["男方", "", "女方", "", "业务类型", "登记日期"], ["姓名", "证件号", "姓名", "证件号", "", ""]]
        );
    }

    #[test]
    fn a_long_list_is_added_up_and_a_short_one_is_not() {
        let list = Handover { total: true, serial: true, ..TABLE_ALONE };
        assert_eq!(list.foot(3, 101).unwrap(), ["合计", "101人", "", ""]);
        assert_eq!(list.foot(3, 100), None);
    }
}
