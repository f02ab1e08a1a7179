//! Who stands beside a record: in the same household register, or in the same registration.

use polars::prelude::PlHashMap;

use crate::standard::person_name;
use crate::table::{Extract, NameHash, Parties, RowIdx, TableError, hash_of_name};

/// What people are called who stand in the same register, or in the same record.
#[derive(Default)]
pub(super) struct Company {
    names: Vec<Vec<NameHash>>,
    /// Where among the names, by row of the extract.
    at: PlHashMap<RowIdx, usize>,
}

impl Company {
    /// That of some rows.
    pub(super) fn of(extract: &Extract, rows: impl Iterator<Item = RowIdx>) -> Result<Self, TableError> {
        let mut company = Self::default();
        let parties = |subject| Parties::of(extract, subject);
        let subjects = extract.schema().subjects.iter().map(parties).collect::<Result<Vec<_>, _>>()?;
        let Some(registers) = extract.texts_if_any("register_id") else {
            if subjects.len() > 1 {
                for row in rows {
                    company.at.insert(row, company.names.len());
                    let called = subjects.iter().map(|parties| person_name::fold(parties.at(row.at()).name));
                    company.names.push(called.map(|name| hash_of_name(&name)).collect());
                }
            }
            return Ok(company);
        };
        let mut known: PlHashMap<&str, usize> = PlHashMap::default();
        for row in rows {
            let Some(register) = registers.get(row.at()) else { continue };
            let next = known.len();
            company.at.insert(row, *known.entry(register).or_insert(next));
        }
        company.names.resize(known.len(), Vec::new());
        let Some(parties) = subjects.first() else { return Ok(company) };
        for (row, register) in registers.iter().enumerate() {
            let place = register.and_then(|register| known.get(register));
            if let Some(of_register) = place.and_then(|place| company.names.get_mut(*place)) {
                of_register.push(hash_of_name(&person_name::fold(parties.at(row).name)));
            }
        }
        Ok(company)
    }

    pub(super) fn of_row(&self, row: RowIdx) -> &[NameHash] {
        self.at.get(&row).and_then(|at| self.names.get(*at)).map_or(&[], Vec::as_slice)
    }
}
