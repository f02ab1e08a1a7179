//! `bidui link`: which rows of two tables are about the same person or thing.

use std::path::Path;

use serde::Serialize;

use super::ExitCode;
use super::args::{LinkArguments, PairFormat, RelationChoice};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::Diagnostic;
use crate::ingest::IngestError;
use crate::publish::{self, PublishError};
use crate::two_tables::{self, Answer, Cells, Columns, MAX_BLOCKS, Pair, Question, ReadError, Relation};
use crate::weight::MAX_FIELDS;
use crate::words::{phrase, word};

/// `bidui link`.
pub fn answer(arguments: &LinkArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    if arguments.on.len() > MAX_FIELDS || arguments.block.len() > MAX_BLOCKS {
        eprintln!("{}", word!(terminal.lang, "too-many-comparisons"));
        return Ok(ExitCode::Usage);
    }
    let question = Question {
        on: arguments.on.clone(),
        blocks: arguments.block.clone(),
        relation: match arguments.relation {
            RelationChoice::OneToOne => Relation::OneToOne,
            RelationChoice::ManyToOne => Relation::ManyToOne,
        },
        threshold: arguments.threshold,
        most_pairs: arguments.most_pairs,
        frequency: !arguments.no_frequency,
    };
    let keys =
        |of: fn(&Columns) -> &String| arguments.key.iter().map(|key| of(key).as_str()).collect::<Vec<_>>();
    let a = two_tables::read(&arguments.a, &question, |columns| &columns.a, &keys(|columns| &columns.a));
    let b = two_tables::read(&arguments.b, &question, |columns| &columns.b, &keys(|columns| &columns.b));
    let (a, b) = match (a, b) {
        (Ok(a), Ok(b)) => (a, b),
        (a, b) => return Ok(cannot_read([a, b], terminal)),
    };
    for (path, cells) in [(&arguments.a, &a), (&arguments.b, &b)] {
        say_of_table(path, cells, terminal);
    }
    let found = two_tables::link(&question, &a, &b);
    say_of_answer(&question, &found, terminal);

    let tables = Tables { arguments, question: &question, a: &a, b: &b };
    let format = arguments.format.unwrap_or_else(|| format_of(arguments.output.as_deref()));
    let bytes = match format {
        PairFormat::Csv => tables.csv(&found),
        PairFormat::Json => tables.json(&found),
    };
    let written = match (bytes, &arguments.output) {
        (Err(error), _) => Err(error),
        (Ok(bytes), None) => {
            super::print_data(&bytes)?;
            Ok(())
        }
        (Ok(bytes), Some(path)) => publish::write_list(path, &bytes),
    };
    Ok(match written {
        Ok(()) => ExitCode::Done,
        Err(error) => super::say_publish_error(&error, terminal),
    })
}

fn cannot_read(tables: [Result<Cells, ReadError>; 2], terminal: &Terminal) -> ExitCode {
    let mut exit = ExitCode::MustFix;
    for error in tables.into_iter().filter_map(Result::err) {
        match error {
            ReadError::Ingestion(IngestError::Delivery(problems)) => {
                super::print_problems(&problems, terminal)
            }
            error => {
                eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
                exit = ExitCode::Machine;
            }
        }
    }
    exit
}

fn say_of_table(path: &Path, cells: &Cells, terminal: &Terminal) {
    // Which headers nobody asked for is no problem here.
    let problems: Vec<Diagnostic> = cells
        .warnings
        .iter()
        .filter(|warning| warning.code != crate::extract::messages::UNREAD_HEADERS)
        .cloned()
        .collect();
    super::print_problems(&problems, terminal);
    let unreadable: Vec<_> =
        cells.unreadable.iter().map(|(column, count)| format!("{} {count}", harmless(column))).collect();
    let (path, rows, rejected, unreadable) =
        (path.display(), cells.rows(), cells.rejected, unreadable.join(", "));
    eprint!("{}", phrase!(terminal.lang, "table-of-rows", path, rows, rejected));
    if unreadable.is_empty() {
        eprintln!();
    } else {
        eprintln!("{}{unreadable}", word!(terminal.lang, "cells-that-cannot-be-read"));
    }
}

fn say_of_answer(question: &Question, answer: &Answer, terminal: &Terminal) {
    let heads = [
        word!(terminal.lang, "field"),
        word!(terminal.lang, "level"),
        word!(terminal.lang, "column-m"),
        word!(terminal.lang, "column-u"),
        word!(terminal.lang, "weight"),
    ];
    let row = |LevelShown { field, level, m, u, weight }: LevelShown<'_>| {
        vec![
            harmless(field),
            level.to_owned(),
            format!("{m:.2e}"),
            format!("{u:.2e}"),
            format!("{weight:+.1}"),
        ]
    };
    let rows: Vec<_> = levels(question, answer).map(row).collect();
    eprint!("{}", text_table(&heads, &rows));
    for at in &answer.assumed {
        let name = question.on.get(*at).map(|on| harmless(&on.columns.a)).unwrap_or_default();
        let said = word!(terminal.lang, "weighed-by-assumption");
        eprintln!("{name} {said}");
    }
    for (at, left_out) in answer.left_out.iter().enumerate().filter(|(_, left_out)| left_out.keys > 0) {
        let (block, keys, pairs) = (at + 1, left_out.keys, left_out.pairs);
        eprintln!("{}", phrase!(terminal.lang, "block-too-many-pairs", block, keys, pairs))
    }
    let (compared, found, wrong) = (answer.compared, answer.pairs.len(), answer.expected_false);
    let wrong = format!("{wrong:.1}");
    eprintln!("{}", phrase!(terminal.lang, "pairs-found", compared, found, wrong));
}

fn format_of(output: Option<&Path>) -> PairFormat {
    match output.and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some("json") => PairFormat::Json,
        _ => PairFormat::Csv,
    }
}

/// The tables and what was asked of them.
struct Tables<'a> {
    arguments: &'a LinkArguments,
    question: &'a Question,
    a: &'a Cells,
    b: &'a Cells,
}

#[derive(Serialize)]
struct FieldShown {
    field: String,
    level: String,
    weight: f64,
}

#[derive(Serialize)]
struct PairShown {
    a_row: i64,
    b_row: i64,
    a_keys: Vec<String>,
    b_keys: Vec<String>,
    probability: f64,
    log_odds: f64,
    compared: usize,
    fields: Vec<FieldShown>,
}

#[derive(Serialize)]
struct LevelShown<'a> {
    field: &'a str,
    level: &'a str,
    m: f64,
    u: f64,
    weight: f64,
}

#[derive(Serialize)]
struct Shown<'a> {
    prior: f64,
    compared: u64,
    expected_false: f64,
    levels: Vec<LevelShown<'a>>,
    pairs: Vec<PairShown>,
}

impl Tables<'_> {
    /// Row, key cells and column names of each side.
    fn keys(&self, cells: &Cells, row: usize, of: fn(&Columns) -> &String) -> Vec<String> {
        let cell = |key| cells.of(of(key)).get(row).cloned().flatten().unwrap_or_default();
        self.arguments.key.iter().map(cell).collect()
    }

    fn shown(&self, answer: &Answer, pair: &Pair) -> PairShown {
        let row = |cells: &Cells, row: usize| cells.source_rows.get(row).copied().unwrap_or_default();
        let field = |at: usize| {
            let (level, weight) = pair.fields.get(at).copied().flatten()?;
            let name = answer.levels.get(at)?.get(level)?.clone();
            Some(FieldShown {
                field: self.question.on.get(at)?.columns.a.clone(),
                level: name,
                weight: rounded(weight),
            })
        };
        PairShown {
            a_row: row(self.a, pair.a),
            b_row: row(self.b, pair.b),
            a_keys: self.keys(self.a, pair.a, |columns| &columns.a),
            b_keys: self.keys(self.b, pair.b, |columns| &columns.b),
            probability: pair.probability,
            log_odds: rounded(pair.log_odds),
            compared: pair.compared(),
            fields: (0..pair.fields.len()).filter_map(field).collect(),
        }
    }

    fn csv(&self, answer: &Answer) -> Result<Vec<u8>, PublishError> {
        let mut heads = vec!["a_row".to_owned(), "b_row".to_owned()];
        heads.extend(self.arguments.key.iter().map(|key| format!("a_{}", key.a)));
        heads.extend(self.arguments.key.iter().map(|key| format!("b_{}", key.b)));
        heads.extend(["probability", "log_odds", "compared"].map(str::to_owned));
        for on in &self.question.on {
            heads.extend([format!("{}_level", on.columns.a), format!("{}_weight", on.columns.a)]);
        }
        let row = |pair: &Pair| {
            let shown = self.shown(answer, pair);
            let mut cells = vec![shown.a_row.to_string(), shown.b_row.to_string()];
            cells.extend(shown.a_keys);
            cells.extend(shown.b_keys);
            cells.extend([
                format!("{:.6}", shown.probability),
                shown.log_odds.to_string(),
                shown.compared.to_string(),
            ]);
            for (field, levels) in pair.fields.iter().zip(&answer.levels) {
                let level = field.and_then(|(level, _)| levels.get(level));
                cells.push(level.cloned().unwrap_or_default());
                cells.push(field.map(|(_, weight)| rounded(weight).to_string()).unwrap_or_default());
            }
            cells
        };
        let rows: Vec<_> = answer.pairs.iter().map(row).collect();
        let heads: Vec<_> = heads.iter().map(String::as_str).collect();
        publish::csv_of(&heads, &rows)
    }

    fn json(&self, answer: &Answer) -> Result<Vec<u8>, PublishError> {
        let levels = levels(self.question, answer);
        let levels = levels.map(|level| LevelShown { weight: rounded(level.weight), ..level }).collect();
        let shown = Shown {
            prior: answer.model.prior,
            compared: answer.compared,
            expected_false: answer.expected_false,
            levels,
            pairs: answer.pairs.iter().map(|pair| self.shown(answer, pair)).collect(),
        };
        let mut bytes =
            serde_json::to_vec_pretty(&shown).map_err(|error| PublishError::format("the pairs", error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The weights that were learned, by field and level.
fn levels<'a>(question: &'a Question, answer: &'a Answer) -> impl Iterator<Item = LevelShown<'a>> {
    let fields = question.on.iter().zip(&answer.model.fields).zip(&answer.levels);
    fields.flat_map(|((on, field), names)| {
        field.levels.iter().zip(names).map(|(level, name)| LevelShown {
            field: &on.columns.a,
            level: name,
            m: level.m,
            u: level.u,
            weight: level.weight(),
        })
    })
}

/// A weight to two digits: further ones say nothing.
fn rounded(weight: f64) -> f64 {
    (weight * 100.0).round() / 100.0
}
