//! Codes and their wordings: which code a word stands for, and lists of codes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PlHashMap;

use crate::standard::text::tidy;

const FEW: usize = 12;

/// The codes of one column, by every word that stands for one.
pub struct Codes {
    by_word: PlHashMap<String, String>,
    /// The same, where they are few.
    few: Vec<(String, String)>,
    /// Every code is one letter or digit, so that a list may be written without commas.
    single: bool,
}

impl Codes {
    /// A meaning may hold several wordings, separated by `|`; `of_job` are the job's own wordings with their codes.
    pub fn of(codes: &BTreeMap<String, String>, of_job: Option<&BTreeMap<String, String>>) -> Self {
        let mut by_word = PlHashMap::default();
        for (code, meaning) in codes {
            for wording in meaning.split('|') {
                by_word.insert(fold(wording), code.clone());
            }
        }
        // A code's own spelling beats a wording of another.
        for code in codes.keys() {
            by_word.insert(fold(code), code.clone());
        }
        for (wording, code) in of_job.into_iter().flatten() {
            by_word.insert(fold(wording), code.clone());
        }
        let single = !codes.is_empty() && codes.keys().all(|code| code.len() == 1);
        let few = if by_word.len() <= FEW { by_word.clone().into_iter().collect() } else { Vec::new() };
        Self { by_word, few, single }
    }

    /// Without codes any value goes.
    pub fn is_empty(&self) -> bool {
        self.by_word.is_empty()
    }

    /// The code that a tidied text stands for.
    pub fn code(&self, text: &str) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        if let Some(code) = self.spelled(text) {
            return Some(code);
        }
        if let [digit @ b'0'..=b'9'] = text.as_bytes() {
            // Spreadsheets drop the zero of 02.
            let padded = format!("0{}", char::from(*digit));
            return self.by_word.get(padded.as_str()).map(String::as_str);
        }
        self.by_word.get(fold(text).as_str()).map(String::as_str)
    }

    /// The code of a word that is written just as the schema has it.
    pub fn spelled(&self, text: &str) -> Option<&str> {
        // Of a few short words, comparing is faster than hashing.
        match self.few.as_slice() {
            [] => self.by_word.get(text).map(String::as_str),
            few => few.iter().find(|(word, _)| word == text).map(|(_, code)| code.as_str()),
        }
    }

    /// The codes of a tidied list, sorted, each once, joined by commas; `unknown` hears of the others,
    /// which are kept as they are.
    pub fn list(&self, text: &str, mut unknown: impl FnMut(&str)) -> String {
        if let Some(code) = self.code(text) {
            return code.to_owned();
        }
        let mut found: BTreeSet<Cow<'_, str>> = BTreeSet::new();
        for item in text.split([',', ';', '、', '/', ' ', '，', '；', '|']).map(str::trim) {
            if item.is_empty() {
                continue;
            }
            if let Some(code) = self.code(item) {
                found.insert(Cow::Borrowed(code));
            } else if let Some(codes) = self.run_together(item) {
                found.extend(codes.into_iter().map(Cow::Borrowed));
            } else {
                if !self.is_empty() {
                    unknown(item);
                }
                found.insert(Cow::Borrowed(item));
            }
        }
        found.into_iter().collect::<Vec<_>>().join(",")
    }

    fn run_together(&self, item: &str) -> Option<Vec<&str>> {
        if !self.single {
            return None;
        }
        item.split("").filter(|letter| !letter.is_empty()).map(|letter| self.code(letter)).collect()
    }
}

fn fold(word: &str) -> String {
    tidy(word).to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status() -> Codes {
        let codes = [("A", "正常"), ("G", "违法未处理|违法"), ("Q", "逾期未检验"), ("M", "强制报废")];
        Codes::of(&codes.map(|(code, meaning)| (code.to_owned(), meaning.to_owned())).into(), None)
    }

    fn list(text: &str) -> (String, Vec<String>) {
        let mut unknown = Vec::new();
        let list = status().list(text, |item| unknown.push(item.to_owned()));
        (list, unknown)
    }

    #[test]
    fn a_list_is_sorted_codes_however_it_is_written() {
        for text in ["G,Q", "Q;G", "QG", "q、g", "违法未处理，逾期未检验", "逾期未检验/违法", "G Q G"]
        {
            assert_eq!(list(text), ("G,Q".to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn an_unknown_code_is_kept_and_told() {
        assert_eq!(list("A,注销?"), ("A,注销?".to_owned(), vec!["注销?".to_owned()]));
        assert_eq!(list("AZ").0, "AZ");
    }

    #[test]
    fn a_zero_that_a_spreadsheet_dropped_is_put_back() {
        let codes = Codes::of(&[("02".to_owned(), "小型汽车".to_owned())].into(), None);
        assert_eq!((codes.code("2"), codes.code("3")), (Some("02"), None));
    }

    #[test]
    fn a_wording_stands_for_its_code() {
        assert_eq!(status().code("违法"), Some("G"));
        assert_eq!(status().code("a"), Some("A"));
        assert_eq!(status().code("报废"), None);
    }
}
