//! The truth of a generated county, read back from its files: who is on each card, what each rule must say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::ScoreError;
use crate::domain::{PersonKey, Relation};

/// What the truth says of a card × rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    MustFlag,
    Exempt,
    /// Somebody's number is destroyed: either answer may be given.
    Unknowable,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MustFlag => "must_flag",
            Self::Exempt => "exempt",
            Self::Unknowable => "unknowable",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::MustFlag, Self::Exempt, Self::Unknowable].into_iter().find(|state| state.as_str() == text)
    }
}

/// A card, by its place in [`Truth::card_id`].
pub type CardAt = u32;

/// One person on one card's roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    pub person: PersonKey,
    pub card: CardAt,
    pub relation: Relation,
}

/// The truth of a county, but for its records, which are many.
#[derive(Debug)]
pub struct Truth {
    pub folder: PathBuf,
    cards: Vec<String>,
    card_at: HashMap<String, CardAt>,
    /// By person.
    standings: Vec<Standing>,
    /// Whose a member's id in the registry is.
    member: HashMap<String, PersonKey>,
    /// By card and rule; a rule that says nothing of a card is not there.
    pub states: BTreeMap<(String, String), State>,
    /// The rules that the truth speaks of; what a run says under any other is neither right nor wrong.
    rules: BTreeSet<String>,
    /// Kinds of dirt behind which alone a state can be seen; of most there are none.
    pub needs: HashMap<(String, String), String>,
}

impl Truth {
    /// Reads the truth in a folder, or in the folder `truth` of a county.
    pub fn read(folder: &Path) -> Result<Self, ScoreError> {
        let within = folder.join("truth");
        let folder = if within.is_dir() { within } else { folder.to_owned() };
        let mut truth = Self {
            folder,
            cards: Vec::new(),
            card_at: HashMap::new(),
            standings: Vec::new(),
            member: HashMap::new(),
            states: BTreeMap::new(),
            rules: BTreeSet::new(),
            needs: HashMap::new(),
        };
        truth.read_members()?;
        truth.read_rules()?;
        truth.read_states()?;
        Ok(truth)
    }

    fn read_members(&mut self) -> Result<(), ScoreError> {
        let columns = ["household_id", "person_id", "person", "relation"];
        let mut lines = Lines::open(&self.folder.join("members.csv"), columns)?;
        while let Some([card, id, person, relation]) = lines.next()? {
            let (Some(person), Some(relation)) = (key(person), Relation::parse(relation)) else {
                return Err(lines.wrong());
            };
            let card = match self.card_at.get(card) {
                Some(at) => *at,
                None => {
                    let at = u32::try_from(self.cards.len()).unwrap_or(u32::MAX);
                    self.cards.push(card.to_owned());
                    self.card_at.insert(card.to_owned(), at);
                    at
                }
            };
            self.standings.push(Standing { person, card, relation });
            if !id.is_empty() {
                self.member.insert(id.to_owned(), person);
            }
        }
        self.standings.sort_unstable();
        Ok(())
    }

    fn read_rules(&mut self) -> Result<(), ScoreError> {
        let mut lines = Lines::open(&self.folder.join("rules.csv"), ["rule"])?;
        while let Some([rule]) = lines.next()? {
            self.rules.insert(rule.to_owned());
        }
        Ok(())
    }

    /// Whether the truth says of this rule on which cards it holds.
    pub fn speaks_of(&self, rule: &str) -> bool {
        self.rules.contains(rule)
    }

    fn read_states(&mut self) -> Result<(), ScoreError> {
        let columns = ["household_id", "rule", "state", "needs"];
        let mut lines = Lines::open(&self.folder.join("findings.csv"), columns)?;
        while let Some([card, rule, state, needs]) = lines.next()? {
            let key = (card.to_owned(), rule.to_owned());
            let needs = needs.to_owned();
            let Some(state) = State::parse(state) else { return Err(lines.wrong()) };
            if !needs.is_empty() {
                self.needs.insert(key.clone(), needs);
            }
            self.states.insert(key, state);
        }
        Ok(())
    }

    pub fn card(&self, household_id: &str) -> Option<CardAt> {
        self.card_at.get(household_id).copied()
    }

    pub fn card_id(&self, card: CardAt) -> &str {
        self.cards.get(card as usize).map_or("", String::as_str)
    }

    /// Whose this member's id in the registry is.
    pub fn member(&self, person_id: &str) -> Option<PersonKey> {
        self.member.get(person_id).copied()
    }

    /// Every card on whose roster a person is.
    pub fn standings(&self, person: PersonKey) -> &[Standing] {
        let first = self.standings.partition_point(|standing| standing.person < person);
        let rest = self.standings.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|standing| standing.person == person)).unwrap_or_default()
    }
}

/// The first 17 digits of a citizen number.
pub fn key(number: &str) -> Option<PersonKey> {
    number.get(..17)?.parse().ok().map(PersonKey)
}

/// The lines of a file of the truth, by the columns that are asked for.
pub struct Lines<const N: usize> {
    path: PathBuf,
    reader: csv::Reader<File>,
    columns: [usize; N],
    line: StringRecord,
}

impl<const N: usize> Lines<N> {
    pub fn open(path: &Path, columns: [&str; N]) -> Result<Self, ScoreError> {
        let failed = |error: &dyn std::fmt::Display| ScoreError::no_truth(path, None, &error.to_string());
        let mut file = File::open(path).map_err(|error| failed(&error))?;
        let mut mark = [0; 3];
        file.read_exact(&mut mark).map_err(|error| failed(&error))?;
        if mark != *b"\xef\xbb\xbf" {
            return Err(failed(&"it does not begin with a byte-order mark"));
        }
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_reader(file);
        let heads = reader.headers().map_err(|error| failed(&error))?.clone();
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(columns) {
            *place = heads
                .iter()
                .position(|head| head == name)
                .ok_or_else(|| failed(&format!("it has no column `{name}`")))?;
        }
        Ok(Self { path: path.to_owned(), reader, columns: places, line: StringRecord::new() })
    }

    pub fn next(&mut self) -> Result<Option<[&str; N]>, ScoreError> {
        match self.reader.read_record(&mut self.line) {
            Ok(true) => Ok(Some(self.columns.map(|place| self.line.get(place).unwrap_or_default()))),
            Ok(false) => Ok(None),
            // Its own words could quote the line.
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                Err(ScoreError::no_truth(&self.path, line, "a line is not as it was written"))
            }
        }
    }

    /// A line whose values cannot be.
    pub fn wrong(&self) -> ScoreError {
        let line = self.line.position().map(csv::Position::line);
        ScoreError::no_truth(&self.path, line, "a line holds a value that cannot be")
    }
}
