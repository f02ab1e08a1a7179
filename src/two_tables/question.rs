//! What somebody asks of two tables: `birth=dob:date`, `surname,year(birth)`, as it stands on a command line.

use std::str::FromStr;

use super::comparator::Comparator;
use crate::words::{Said, said};

/// A column of each table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub a: String,
    pub b: String,
}

/// Two columns and how they are compared: `name`, `birth=dob:date`, `price:number(5%)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub columns: Columns,
    pub by: Comparator,
}

/// What two rows must share to be compared at all: `surname,year(birth)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block(pub Vec<(Columns, Part)>);

/// Which part of a value rows must share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// The first four digits of a date.
    Year,
    /// Month and day of a date.
    Day,
    /// How a Chinese name sounds, tones aside.
    Sound,
    First(usize),
}

impl FromStr for Columns {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let (a, b) = text.split_once('=').unwrap_or((text, text));
        let (a, b) = (a.trim().to_owned(), b.trim().to_owned());
        if a.is_empty() || b.is_empty() {
            return Err(said!("names-no-column", text));
        }
        Ok(Self { a, b })
    }
}

impl FromStr for Comparison {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        // The comparator stands after the last colon: headers have colons, too.
        let (columns, by) = match text.rsplit_once(':') {
            Some((columns, by)) => (columns, by.trim().parse()?),
            None => (text, Comparator::Exact),
        };
        Ok(Self { columns: columns.parse()?, by })
    }
}

impl FromStr for Block {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let part = |text: &str| {
            let text = text.trim();
            let called = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
            let part = |name, part| called(name).map(|columns| (columns, part));
            let found = part("year", Part::Year)
                .or_else(|| part("day", Part::Day))
                .or_else(|| part("sound", Part::Sound));
            if let Some((columns, part)) = found {
                return Ok((columns.parse()?, part));
            }
            // `first2(surname)`
            let first = text.strip_prefix("first").and_then(|rest| rest.strip_suffix(')')?.split_once('('));
            match first.and_then(|(many, columns)| Some((many.parse().ok()?, columns))) {
                Some((many, columns)) => Ok((columns.parse()?, Part::First(many))),
                None => Ok((text.parse()?, Part::Whole)),
            }
        };
        Ok(Self(text.split(',').map(part).collect::<Result<_, Said>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(a: &str, b: &str) -> Columns {
        Columns { a: a.to_owned(), b: b.to_owned() }
    }

    #[test]
    fn a_comparison_names_columns_and_comparator() {
        let read = |text: &str| text.parse::<Comparison>();
        assert_eq!(read("name").map(|read| read.columns), Ok(columns("name", "name")));
        let birth = read("出生日期=dob:date").expect("readable");
        assert_eq!((birth.columns, birth.by), (columns("出生日期", "dob"), Comparator::Date));
        let price = read("price:number(5%)").expect("readable");
        assert_eq!(price.by, Comparator::Number { tolerance: 0.0, share: 0.05 });
        assert!(read("name:soundex").is_err() && read("=b").is_err() && read("p:number(x)").is_err());
    }

    #[test]
    fn a_block_names_the_parts_that_rows_must_share() {
        let block: Block = "first1(surname), year(birth=dob)".parse().expect("readable");
        let expected =
            vec![(columns("surname", "surname"), Part::First(1)), (columns("birth", "dob"), Part::Year)];
        assert_eq!(block.0, expected);
        assert!("".parse::<Block>().is_err());
    }
}
