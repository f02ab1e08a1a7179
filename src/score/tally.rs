//! Links counted by method, by extract, and by what was done to the numbers and names they rest on.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ratio::{Counts, Measure};
use crate::domain::Share;

/// The links of a run against who each record truly is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkScore {
    pub all: GroupScore,
    pub methods: Vec<MethodScore>,
    pub extracts: Vec<GroupScore>,
    /// By what happened to the record itself; a record counts under every kind it has.
    pub record_dirt: Vec<GroupScore>,
    /// By what happened to the member's own row of the registry; only of links to members.
    pub registry_dirt: Vec<GroupScore>,
}

/// Links that stand, of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupScore {
    pub name: String,
    pub measure: Measure,
    /// Of the missed: there as a match to be checked, or as a lead.
    pub missed_possible: u64,
}

/// The links of one method, whether they stand or not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodScore {
    pub method: String,
    pub links: u64,
    pub right: u64,
    /// Of its links, the share that is true.
    pub precision: Option<Share>,
    /// Of all true links, the share that it has.
    pub recall: Option<Share>,
    pub f1: Option<Share>,
}

/// What is added up for a group.
#[derive(Debug, Clone, Copy, Default)]
pub struct Group {
    pub counts: Counts,
    pub missed_possible: u64,
}

impl Group {
    pub const RIGHT: Self = Self { counts: Counts { right: 1, wrong: 0, missed: 0 }, missed_possible: 0 };
    pub const WRONG: Self = Self { counts: Counts { right: 0, wrong: 1, missed: 0 }, missed_possible: 0 };

    pub const fn missed(possible: bool) -> Self {
        Self { counts: Counts { right: 0, wrong: 0, missed: 1 }, missed_possible: possible as u64 }
    }

    fn add(&mut self, other: Self) {
        self.counts += other.counts;
        self.missed_possible += other.missed_possible;
    }

    fn score(&self, name: &str) -> GroupScore {
        GroupScore {
            name: name.to_owned(),
            measure: self.counts.measure(),
            missed_possible: self.missed_possible,
        }
    }
}

/// Everything that is added up while records go by.
#[derive(Debug, Default)]
pub struct Tallies {
    all: Group,
    /// Links, and the right ones, by method.
    methods: Vec<(String, u64, u64)>,
    extracts: BTreeMap<String, Group>,
    record_dirt: BTreeMap<String, Group>,
    registry_dirt: BTreeMap<String, Group>,
}

/// What a record has that nothing was done to.
const CLEAN: &str = "clean";

impl Tallies {
    pub fn new(methods: Vec<String>) -> Self {
        let methods = methods.into_iter().map(|method| (method, 0, 0)).collect();
        Self { methods, ..Self::default() }
    }

    /// One link that a record has or should have; `registry` is the dirt on the member's own row.
    pub fn count<'a>(
        &mut self,
        one: Group,
        extract: &str,
        record: &str,
        registry: Option<impl Iterator<Item = &'a str>>,
    ) {
        self.all.add(one);
        add(&mut self.extracts, extract, one);
        let mut clean = true;
        for kind in record.split(' ').filter(|kind| !kind.is_empty()) {
            add(&mut self.record_dirt, kind, one);
            clean = false;
        }
        if clean {
            add(&mut self.record_dirt, CLEAN, one);
        }
        let Some(registry) = registry else { return };
        let mut clean = true;
        for kind in registry {
            add(&mut self.registry_dirt, kind, one);
            clean = false;
        }
        if clean {
            add(&mut self.registry_dirt, CLEAN, one);
        }
    }

    pub fn count_method(&mut self, method: usize, right: bool) {
        if let Some((_, links, of_them)) = self.methods.get_mut(method) {
            *links += 1;
            *of_them += u64::from(right);
        }
    }

    pub fn method(&self, method: usize) -> &str {
        self.methods.get(method).map_or("", |(name, _, _)| name)
    }

    pub fn score(&self) -> LinkScore {
        let groups =
            |groups: &BTreeMap<String, Group>| groups.iter().map(|(name, group)| group.score(name)).collect();
        let true_links = self.all.counts.right + self.all.counts.missed;
        let mut methods: Vec<_> = self
            .methods
            .iter()
            // A method of nothing but the registry's own rows has nothing to be measured by.
            .filter(|(_, links, _)| *links > 0)
            .map(|(method, links, right)| {
                let counts = Counts { right: *right, wrong: links - right, missed: true_links - right };
                let Measure { precision, recall, f1, .. } = counts.measure();
                MethodScore { method: method.clone(), links: *links, right: *right, precision, recall, f1 }
            })
            .collect();
        methods.sort_by(|a, b| a.method.cmp(&b.method));
        LinkScore {
            all: self.all.score("all"),
            methods,
            extracts: groups(&self.extracts),
            record_dirt: groups(&self.record_dirt),
            registry_dirt: groups(&self.registry_dirt),
        }
    }
}

fn add(groups: &mut BTreeMap<String, Group>, name: &str, one: Group) {
    match groups.get_mut(name) {
        Some(group) => group.add(one),
        None => groups.entry(name.to_owned()).or_default().add(one),
    }
}
