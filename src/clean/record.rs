//! Records of a delivered row: a row with several owners in one cell is a record of each.

use super::plan::{OwnerPart, Plan};
use crate::raw::RawRow;
use crate::standard::citizen_id;
use crate::standard::text::{is_blank, is_placeholder, tidy, unmarked};

/// A row, and whose record it is where its cells name several owners.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    row: RawRow<'a>,
    owner: Option<Owner<'a>>,
}

#[derive(Debug, Clone, Copy)]
struct Owner<'a> {
    id: &'a str,
    name: &'a str,
}

impl<'a> Record<'a> {
    /// The record of a row whose owner, if it has one, stands alone in its cell.
    pub const fn whole(row: RawRow<'a>) -> Self {
        Self { row, owner: None }
    }

    pub fn row(&self) -> &RawRow<'a> {
        &self.row
    }

    /// What the owner's part of the row says; none where one owner has the row to himself.
    pub fn of_owner(&self, part: OwnerPart) -> Option<&'a str> {
        self.owner.map(|owner| match part {
            OwnerPart::Id => owner.id,
            OwnerPart::Name => owner.name,
        })
    }
}

/// Adds a row's records: one, or one for each number in the owner's cell.
pub fn add_records<'a>(row: RawRow<'a>, plan: &Plan, into: &mut Vec<Record<'a>>) {
    let Some((id_field, name_field)) = plan.owner_fields else { return into.push(Record::whole(row)) };
    let id = unmarked(row.field(id_field));
    // No cell of this length holds two numbers; nearly every row ends here.
    if id.len() <= 18 {
        return into.push(Record::whole(row));
    }
    let ids = numbers(id);
    if ids.len() < 2 {
        return into.push(Record::whole(row));
    }
    let cell = unmarked(row.field(name_field));
    let names = names(cell, ids.len());
    for (place, id) in ids.into_iter().enumerate() {
        // Names that cannot be told apart stand behind each number as they were delivered.
        let name = names.get(place).copied().unwrap_or(cell);
        into.push(Record { row, owner: Some(Owner { id, name }) });
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | ';' | '；' | '/' | '／' | '|' | '｜' | '&' | '\n' | '\r')
}

/// The shortest number of a person.
const FIRST_GENERATION: usize = 15;

/// The numbers of a cell; fewer than two where it is not a list of numbers.
fn numbers(cell: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in cell.split(is_separator).map(|part| part.trim_matches(is_blank)) {
        let words = part.split(is_blank).filter(|word| !word.is_empty());
        if part.is_empty() {
            continue;
        }
        // A space may part two numbers, or the digits of one.
        if words.clone().count() > 1 && words.clone().all(|word| digits(word) >= FIRST_GENERATION) {
            found.extend(words);
        } else if digits(part) > 0 || is_placeholder(&tidy(part)) || !citizen_id::is_label(part) {
            found.push(part);
        }
    }
    let numbers = found.iter().filter(|part| digits(part) >= FIRST_GENERATION).count();
    let others = found.iter().filter(|part| digits(part) < FIRST_GENERATION && !is_placeholder(&tidy(part)));
    if numbers == 0 || others.count() > 0 { Vec::new() } else { found }
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count()
}

/// As many names as wanted; none where the cell holds more or fewer.
fn names(cell: &str, wanted: usize) -> Vec<&str> {
    let parts = |parts: &mut dyn Iterator<Item = &'_ str>| -> usize { parts.count() };
    let by_signs =
        || cell.split(is_separator).map(|part| part.trim_matches(is_blank)).filter(|part| !part.is_empty());
    let by_spaces = || cell.split(|c| is_separator(c) || is_blank(c)).filter(|part| !part.is_empty());
    if parts(&mut by_signs()) == wanted {
        by_signs().collect()
    } else if parts(&mut by_spaces()) == wanted {
        by_spaces().collect()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "612127197604031231";
    const B: &str = "612127760403123";

    #[test]
    fn a_list_of_numbers_is_told_from_one_number_with_spaces_or_signs() {
        for list in [
            format!("{A},{B}"),
            format!("{A}、{B}"),
            format!("{A} / {B}"),
            format!("{A} {B}"),
            format!("{A}\n{B}"),
            format!("身份证:{A},身份证:{B}"),
            format!("{A}，无"),
        ] {
            assert_eq!(numbers(&list).len(), 2, "{list}");
        }
        for one in [
            A,
            "612127 19760403 1231",
            "身份证/612127197604031231",
            "护照G1234567890,港澳通行证",
            "张三、李四",
        ] {
            assert!(numbers(one).len() < 2, "{one}");
        }
    }

    #[test]
    fn names_are_given_to_numbers_only_where_there_are_as_many() {
        assert_eq!(names("张三,李四", 2), ["张三", "李四"]);
        assert_eq!(names("张三　李四", 2), ["张三", "李四"]);
        assert_eq!(names("张 三、李四", 2), ["张 三", "李四"]);
        assert_eq!(names("张三,李四,王五", 2), [""; 0]);
    }
}
