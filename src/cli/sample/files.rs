//! The files of a spot check: a form for each village, and the draw as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::labels::{self, Lang};
use crate::publish::{
    DrawnCard, DrawnVillage, Edition, ListFile, PublishError, RuleText, csv_of, spot_check_workbooks,
    write_below,
};
use crate::read_back::Frame;
use crate::rulebook::Rule;
use crate::schema::Schema;
use crate::spot_check::{Draw, Stratum, UnitKind};
use crate::words::phrase;

/// What the forms are made of.
pub struct Forms<'a> {
    /// Of the run.
    pub dir: &'a Path,
    pub frame: &'a Frame,
    pub draw: &'a Draw,
    pub rules: &'a [Rule],
    pub schemas: &'a BTreeMap<String, Schema>,
    pub lang: Lang,
}

impl Forms<'_> {
    /// Writes them into a folder; gives how many forms there are.
    pub fn write(&self, into: &Path) -> Result<usize, PublishError> {
        let draw = self.draw;
        let wanted: BTreeSet<_> = draw.units.iter().map(|unit| unit.household_id.as_str()).collect();
        let cards = self.frame.cards_drawn(self.dir, &wanted)?;
        let visits = cards.visits();
        let head_names: BTreeMap<_, _> =
            cards.households.iter().map(|row| (row.household_id.as_str(), row.head_name.as_str())).collect();
        let omissions: BTreeMap<_, _> =
            self.frame.omissions.iter().map(|row| (row.fingerprint.as_str(), row)).collect();
        let mut villages = BTreeMap::<_, DrawnVillage<'_>>::new();
        let mut table = Vec::new();
        for unit in &draw.units {
            let village = villages.entry(unit.place()).or_insert_with(|| DrawnVillage {
                township: &unit.township,
                name: &unit.village,
                ..DrawnVillage::default()
            });
            let head_name = head_names.get(unit.household_id.as_str()).copied().unwrap_or_default();
            match unit.kind {
                UnitKind::Card => village.cards.push(DrawnCard {
                    household_id: &unit.household_id,
                    head_name,
                    fingerprint: &unit.fingerprint,
                    suspect: unit.stratum == Some(Stratum::Suspect),
                    exited: unit.exited,
                }),
                UnitKind::LeftOut => village.left_out.extend(omissions.get(unit.fingerprint.as_str())),
                UnitKind::Room => village.room.push(&unit.fingerprint),
            }
            table.push(vec![
                unit.fingerprint.clone(),
                unit.kind.as_str().to_owned(),
                unit.township.clone(),
                unit.village.clone(),
                unit.household_id.clone(),
                head_name.to_owned(),
                unit.stratum.map_or("", Stratum::as_str).to_owned(),
                u8::from(unit.exited).to_string(),
                unit.weight.to_string(),
            ]);
        }
        let villages: Vec<_> = villages.into_values().collect();
        let rules = RuleText::of_all(self.rules.iter(), &|extract| self.schemas.get(extract), self.lang);
        let not_known: Vec<_> =
            self.frame.unusable.iter().map(|(extract, gate)| self.not_known(extract, gate)).collect();
        let edition = Edition {
            job: &self.frame.manifest.job,
            run_id: &draw.run_id,
            as_of: draw.as_of.parse().unwrap_or_default(),
            not_known: &not_known,
            lang: self.lang,
        };
        let workbooks = spot_check_workbooks(&villages, &visits, &rules, &edition);
        for workbook in &workbooks {
            // Below the folder that was asked for, by township.
            write_below(into, workbook.path().trim_start_matches("lists/"), &workbook.bytes()?)?;
        }
        let heads = [
            "fingerprint",
            "kind",
            "township",
            "village",
            "household_id",
            "head_name",
            "stratum",
            "exited",
            "weight",
        ];
        write_below(into, "draw.csv", &csv_of(&heads, &table)?)?;
        Ok(workbooks.len())
    }

    fn not_known(&self, extract: &str, gate: &str) -> String {
        let title = self.schemas.get(extract).map_or(extract, |schema| &schema.title);
        phrase!(self.lang, "not-known-of-source", title, cause = labels::of_cause(gate, self.lang))
    }
}
