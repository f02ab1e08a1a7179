//! Whoever may have been left out: the people of whom rules ask whether they are on no card, before anybody knows.

use polars::prelude::*;
use rayon::prelude::*;

use super::rule_set::RuleSet;
use super::usable::{UsableTable, UsableTables};
use crate::domain::IdState;
use crate::evaluate;
use crate::ingest::Persons;
use crate::rulebook::{ColumnScope, CompiledRule, Kind};
use crate::table::{TableError, integers, texts};

/// Everybody with a record that may meet a rule about people on no card, but for those who matter to a card anyhow.
pub(super) fn persons(
    rule_set: &RuleSet,
    tables: &UsableTables,
    of_cards: &Persons,
) -> Result<Persons, TableError> {
    let mut persons = Persons::default();
    for own in rule_set.rules.iter().filter(|own| own.rule.kind == Kind::Omitted) {
        let Some(table) = tables.get(&own.rule.extract) else { continue };
        let may_meet = may_meet(&table.table, &own.compiled)?;
        for column in &own.rule.person_columns {
            let numbers = integers(&table.table, column)?.iter().zip(may_meet.iter());
            let asked = numbers.filter(|(_, may_meet)| **may_meet).filter_map(|(person, _)| person);
            persons.extend(asked.filter(|person| !of_cards.contains(*person)));
        }
    }
    Ok(persons)
}

/// Whether each row meets a rule, or may: what depends on the household register is open yet.
fn may_meet(table: &DataFrame, compiled: &CompiledRule) -> Result<Vec<bool>, TableError> {
    let Some(where_) = &compiled.where_ else { return Ok(vec![true; table.height()]) };
    let mut frame = table.clone();
    for column in compiled.where_columns.iter().filter(|column| column.scope == ColumnScope::Roster) {
        let kind = if column.name == "age" { DataType::Int64 } else { DataType::String };
        frame.with_column(Column::full_null(column.frame_name().into(), table.height(), &kind))?;
    }
    let answers = evaluate::boolean(&frame, where_)?;
    Ok(answers.into_iter().map(|answer| answer != Some(false)).collect())
}

/// Which rows of the household register are kept for the cards' sake: those of `of_cards`, of whom a slip may have made
/// one of them (`near`), of their registers, and those without a number that tells.
pub(super) fn rows_of_cards(
    population: &UsableTable,
    of_cards: &Persons,
    near: &Persons,
) -> Result<BooleanChunked, TableError> {
    let registers = texts(&population.table, "register_id")?;
    let mut own = vec![false; population.table.height()];
    for subject in &population.schema.subjects {
        let persons = integers(&population.table, &population.schema.person_column(&subject.id))?;
        let states = texts(&population.table, &population.schema.id_state_column(&subject.id))?;
        own.par_iter_mut().enumerate().for_each(|(row, own)| {
            let sure = states.get(row).and_then(IdState::parse).is_some_and(IdState::is_sure);
            let of_card = |person| of_cards.contains(person) || near.contains(person);
            *own |= !sure || persons.get(row).is_some_and(of_card);
        });
    }
    let of_cards = own.iter().zip(registers.iter()).filter(|(own, _)| **own);
    let tied: PlHashSet<&str> = of_cards.filter_map(|(_, register)| register).collect();
    let is_tied = |row| registers.get(row).is_some_and(|register| tied.contains(register));
    let kept: Vec<_> = own.par_iter().enumerate().map(|(row, own)| *own || is_tied(row)).collect();
    Ok(BooleanChunked::from_slice("".into(), &kept))
}
