//! Tests of scoring: small runs scored by small truths.

use std::fs;
use std::path::Path;

use polars::prelude::*;
use tempfile::TempDir;

use super::{Score, ScoreError, score};
use crate::domain::Confidence;
use crate::publish::write_parquet;
use crate::results::{DifferenceRow, EvidenceRow, FindingRow, OmissionRow, OpenOmissionRow, PublishedRow};
use crate::test_support::{difference_row, finding_row, omission_row};

const HEAD: &str = "130927195001010018";
const WIFE: &str = "130927195201010020";
const OTHER: &str = "130927196001010030";
/// People on no card.
const STRANGER: &str = "130927197001010040";
const THIRD: &str = "130927197101010050";

/// A truth of two cards: head and wife on H1, another on H2.
struct County {
    dir: TempDir,
    findings: Vec<[&'static str; 4]>,
    undetermined: Vec<[&'static str; 2]>,
    links: Vec<ALink>,
    omitted: Vec<OmissionRow>,
    differ: Vec<DifferenceRow>,
}

/// Extract, row, card, member, method, confidence.
type ALink = (&'static str, i64, &'static str, Option<&'static str>, &'static str, &'static str);

impl County {
    fn new(states: &str, records: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let truth = dir.path().join("truth");
        fs::create_dir(&truth).unwrap();
        let members = format!(
            "household_id,person_id,person,name,relation\nH1,P1,{HEAD},张三,member\nH1,P2,{WIFE},李四,member\n\
             H1,,{OTHER},王五,same_register\nH2,P3,{OTHER},王五,member"
        );
        // Most states need nothing that few can read.
        let whole = |line: &str| format!("{line}{}\n", if line.matches(',').count() < 3 { "," } else { "" });
        let (states, records) = (
            format!("household_id,rule,state,needs\n{}", states.lines().map(whole).collect::<String>()),
            format!("extract,source_file,source_row,person,dirt\n{records}"),
        );
        let rules = "rule\na\nb\nc\nd\ne\nf\ng".to_owned();
        let files = [
            ("members", members),
            ("rules", rules),
            ("findings", states),
            ("records", records),
            ("differences", "household_id,person_id,copy,column,right".to_owned()),
            ("omissions", "rule,person,name,state".to_owned()),
        ];
        for (name, text) in files {
            fs::write(truth.join(format!("{name}.csv")), format!("\u{feff}{text}\n")).unwrap();
        }
        Self {
            dir,
            findings: Vec::new(),
            undetermined: Vec::new(),
            links: Vec::new(),
            omitted: Vec::new(),
            differ: Vec::new(),
        }
    }

    /// Lines of a further file of the truth.
    fn truth(self, name: &str, lines: &str) -> Self {
        let path = self.dir.path().join("truth").join(format!("{name}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{}\n{lines}\n", text.trim_end())).unwrap();
        self
    }

    /// Somebody listed under a rule, by the row of the assistance list.
    fn lists(mut self, rule: &str, row: i64) -> Self {
        let (rule, extract) = (rule.to_owned(), "assistance".to_owned());
        let source_file = "in/assistance.csv".to_owned();
        self.omitted.push(OmissionRow { rule, extract, source_file, source_row: row, ..omission_row() });
        self
    }

    /// A difference of the ledger in a column of P1 on H1, and who is contradicted.
    fn differs(mut self, column: &str, odd_one: &str) -> Self {
        self.differ.push(DifferenceRow {
            household_id: "H1".to_owned(),
            person_id: Some("P1".to_owned()),
            extract: "village_ledger".to_owned(),
            registry_column: column.to_owned(),
            odd_one: Some(odd_one.to_owned()),
            ..difference_row()
        });
        self
    }

    /// Card, rule, confidence, and `true` for exempt.
    fn found(mut self, finding: [&'static str; 4]) -> Self {
        self.findings.push(finding);
        self
    }

    fn undetermined(mut self, verdict: [&'static str; 2]) -> Self {
        self.undetermined.push(verdict);
        self
    }

    /// A link from a row of an extract to a card and, of a member, the person's id there.
    fn linked(
        mut self,
        extract: &'static str,
        row: i64,
        card: &'static str,
        id: Option<&'static str>,
        method: &'static str,
    ) -> Self {
        let confidence = if method == "id_name_conflict" { "possible" } else { "certain" };
        self.links.push((extract, row, card, id, method, confidence));
        self
    }

    fn write(&self, table: &str, frame: DataFrame) {
        let path = self.dir.path().join("run").join(format!("{table}.parquet"));
        write_parquet(fs::File::create(path).unwrap(), table, &frame).unwrap();
    }

    fn try_score(&self) -> Result<Score, ScoreError> {
        let run = self.dir.path().join("run");
        fs::create_dir_all(&run).unwrap();
        let manifest = serde_json::to_string(&crate::publish::Manifest::default()).unwrap();
        fs::write(run.join("run.json"), manifest).unwrap();
        let finding = |found: &[&str; 4]| FindingRow {
            household_id: found[0].to_owned(),
            rule: found[1].to_owned(),
            confidence: Confidence::parse(found[2]).unwrap(),
            exempt: found[3] == "true",
            ..finding_row()
        };
        let findings: Vec<_> = self.findings.iter().map(finding).collect();
        self.write("findings", DataFrame::new(findings.len(), FindingRow::columns(&findings)).unwrap());
        self.write(
            "omissions",
            DataFrame::new(self.omitted.len(), OmissionRow::columns(&self.omitted)).unwrap(),
        );
        let none: [OpenOmissionRow; 0] = [];
        self.write("omissions_undetermined", DataFrame::new(0, OpenOmissionRow::columns(&none)).unwrap());
        self.write(
            "differences",
            DataFrame::new(self.differ.len(), DifferenceRow::columns(&self.differ)).unwrap(),
        );
        let none: [EvidenceRow; 0] = [];
        self.write("evidence", DataFrame::new(0, EvidenceRow::columns(&none)).unwrap());
        let column = |at: usize| self.undetermined.iter().map(|v| v[at]).collect::<Vec<_>>();
        let verdict = vec!["undetermined"; self.undetermined.len()];
        self.write(
            "verdicts",
            df!("household_id" => column(0), "rule" => column(1), "verdict" => verdict).unwrap(),
        );
        let links = &self.links;
        let files: Vec<_> = links.iter().map(|link| format!("in/{}.csv", link.0)).collect();
        self.write(
            "links",
            df!(
                "extract" => links.iter().map(|link| link.0).collect::<Vec<_>>(),
                "source_file" => files,
                "source_row" => links.iter().map(|link| link.1).collect::<Vec<_>>(),
                "household_id" => links.iter().map(|link| link.2).collect::<Vec<_>>(),
                "person_id" => links.iter().map(|link| link.3).collect::<Vec<_>>(),
                "method" => links.iter().map(|link| link.4).collect::<Vec<_>>(),
                "confidence" => links.iter().map(|link| link.5).collect::<Vec<_>>()
            )
            .unwrap(),
        );
        score(&run, &self.dir.path().join("truth"))
    }

    fn score(&self) -> Score {
        self.try_score().unwrap()
    }
}

/// Right, wrong and missed links.
fn links(score: &Score) -> (u64, u64, u64) {
    let measure = &score.links.all.measure;
    (measure.right, measure.wrong, measure.missed)
}

fn car(row: i64, person: &str) -> String {
    format!("vehicle,vehicle.csv,{row},{person},")
}

#[test]
fn a_finding_is_right_wrong_or_missed_and_a_missed_one_says_what_the_run_said() {
    let states = "H1,a,must_flag\nH1,b,must_flag\nH1,c,must_flag\nH1,d,must_flag\nH1,e,must_flag\n\
                  H1,f,exempt\nH1,g,exempt";
    let score = County::new(states, "")
        .found(["H1", "a", "certain", "false"])
        .found(["H1", "b", "possible", "false"])
        .undetermined(["H1", "c"])
        .found(["H1", "e", "certain", "true"])
        .found(["H1", "f", "certain", "true"])
        .found(["H1", "g", "probable", "false"])
        .found(["H2", "a", "certain", "false"])
        .score();
    let all = &score.findings.all;
    assert_eq!((all.measure.right, all.measure.wrong, all.measure.missed), (1, 2, 4));
    assert_eq!(
        (all.missed_possible, all.missed_undetermined, all.missed_exempt, all.missed_clear),
        (1, 1, 1, 1)
    );
    assert_eq!((all.exempt, all.exempt_found, all.wrong_certain), (2, 1, 1));
    let errors: Vec<_> = score
        .finding_errors
        .iter()
        .map(|e| format!("{} {} {} {} {}", e.what, e.household_id, e.rule, e.truth.unwrap_or("-"), e.run))
        .collect();
    assert_eq!(
        errors,
        [
            "missed H1 b must_flag possible",
            "missed H1 c must_flag undetermined",
            "missed H1 d must_flag clear",
            "missed H1 e must_flag exempt",
            "wrong H1 g exempt probable",
            "wrong H2 a - certain",
        ]
    );
}

#[test]
fn a_missed_finding_that_only_a_skilled_reader_sees_is_counted_apart_too() {
    let states = "H1,a,must_flag,several_owners\nH1,b,must_flag\nH2,a,must_flag,name_homophone";
    let score = County::new(states, "").found(["H2", "a", "certain", "false"]).score();
    let all = &score.findings.all;
    assert_eq!((all.measure.right, all.measure.missed, all.missed_needing), (1, 2, 1));
    let needs: Vec<_> = score.finding_errors.iter().map(|error| error.needs.as_str()).collect();
    assert_eq!(needs, ["several_owners", ""]);
}

#[test]
fn what_cannot_be_known_counts_neither_for_nor_against() {
    let score =
        County::new("H1,a,unknowable\nH2,a,unknowable", "").found(["H1", "a", "certain", "false"]).score();
    let all = &score.findings.all;
    assert_eq!((all.measure.right, all.measure.wrong, all.measure.missed), (0, 0, 0));
    assert_eq!((all.unknowable, all.unknowable_flagged), (2, 1));
    assert!(all.measure.precision.is_none() && score.finding_errors.is_empty());
}

#[test]
fn a_record_must_be_linked_on_every_card_that_its_person_is_on() {
    let county = County::new("", &car(2, OTHER));
    let both = county.linked("vehicle", 2, "H2", Some("P3"), "id");
    assert_eq!(links(&both.score()), (1, 0, 1));
    assert_eq!(links(&both.linked("vehicle", 2, "H1", None, "id").score()), (2, 0, 0));
}

#[test]
fn a_link_to_somebody_else_is_wrong_and_listed_with_masked_numbers() {
    let score = County::new("", &car(7, HEAD)).linked("vehicle", 7, "H1", Some("P2"), "id").score();
    assert_eq!(links(&score), (0, 1, 1));
    let wrong = &score.link_errors[0];
    assert_eq!((wrong.what, wrong.source_row, wrong.method.as_deref()), ("wrong", 7, Some("id")));
    assert_eq!(
        (wrong.person.as_str(), wrong.linked_to.as_deref()),
        ("**************0018", Some("**************0020"))
    );
    let json = serde_json::to_string(&score).unwrap();
    assert!([HEAD, WIFE, OTHER].iter().all(|number| !json.contains(&number[..14])), "{json}");
}

#[test]
fn a_match_to_be_checked_is_no_link_but_its_method_is_measured() {
    let records = [car(2, HEAD), car(3, OTHER)].join("\n");
    let score = County::new("", &records)
        .linked("vehicle", 2, "H1", Some("P1"), "id_name_conflict")
        .linked("vehicle", 3, "H1", Some("P1"), "id_name_conflict")
        .linked("vehicle", 3, "H1", None, "id")
        .linked("vehicle", 3, "H2", Some("P3"), "id")
        .score();
    assert_eq!(links(&score), (2, 0, 1), "the wrong one sends nobody anywhere");
    assert_eq!(score.links.all.missed_possible, 1);
    let methods: Vec<_> = score.links.methods.iter().map(|m| (m.method.as_str(), m.links, m.right)).collect();
    assert_eq!(methods, [("id", 2, 2), ("id_name_conflict", 2, 1)]);
}

#[test]
fn a_link_of_a_row_that_is_nobodys_is_wrong() {
    let score = County::new("", &car(2, HEAD))
        .linked("vehicle", 2, "H1", Some("P1"), "id")
        .linked("vehicle", 9, "H1", Some("P1"), "id")
        .score();
    assert_eq!(links(&score), (1, 1, 0));
    assert_eq!((score.link_errors[0].source_row, score.link_errors[0].person.as_str()), (9, ""));
}

#[test]
fn the_registrys_own_rows_prove_nothing_and_the_other_cards_do() {
    let rows = format!("registry,registry.csv,2,{HEAD},\nregistry,registry.csv,3,{OTHER},");
    let county = County::new("", &rows).linked("registry", 2, "H1", Some("P1"), "id").linked(
        "registry",
        3,
        "H2",
        Some("P3"),
        "id",
    );
    assert_eq!(links(&county.score()), (0, 0, 1), "who is in the register of H1 was missed there");
    let county = county.linked("registry", 3, "H1", None, "id");
    assert_eq!(links(&county.score()), (1, 0, 0));
}

#[test]
fn both_who_married_are_looked_for() {
    let record =
        format!("marriage,marriage.csv,2,{HEAD},id_missing\nmarriage,marriage.csv,2,{WIFE},id_missing");
    let score = County::new("", &record).linked("marriage", 2, "H1", Some("P2"), "id").score();
    assert_eq!(links(&score), (1, 0, 1));
    assert_eq!(score.link_errors[0].person, "**************0018");
}

#[test]
fn dirt_is_counted_on_the_record_and_on_the_members_own_row() {
    let records = format!(
        "vehicle,vehicle.csv,2,{HEAD},id_spaces date_form\nvehicle,vehicle.csv,3,{WIFE},\n\
         registry,registry.csv,2,{HEAD},\nregistry,registry.csv,3,{WIFE},id_missing"
    );
    let score = County::new("", &records)
        .linked("vehicle", 2, "H1", Some("P1"), "id")
        .linked("registry", 2, "H1", Some("P1"), "id")
        .linked("registry", 3, "H1", Some("P2"), "id")
        .score();
    let shown = |groups: &[super::GroupScore]| {
        groups
            .iter()
            .map(|g| format!("{} {}/{}", g.name, g.measure.right, g.measure.missed))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&score.links.record_dirt), ["clean 0/1", "date_form 1/0", "id_spaces 1/0"]);
    assert_eq!(shown(&score.links.registry_dirt), ["clean 1/0", "id_missing 0/1"]);
}

#[track_caller]
fn check_problem(result: Result<Score, ScoreError>, code: &str) {
    match result {
        Err(ScoreError::Fixable(problem)) => assert_eq!(problem.code, code),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_run_of_another_county_is_refused() {
    check_problem(County::new("", "").found(["H9", "a", "certain", "false"]).try_score(), "E0507");
    check_problem(County::new("", "").linked("vehicle", 2, "H9", None, "id").try_score(), "E0507");
}

#[test]
fn a_truth_that_was_edited_is_refused_with_its_line_and_without_its_words() {
    for records in ["vehicle,v.csv,2,张三,", "vehicle,v.csv,zwei,,", "vehicle,v.csv"] {
        check_problem(County::new("", records).try_score(), "E0506");
    }
    check_problem(County::new("H1,a,perhaps", "").try_score(), "E0506");
    let empty = tempfile::tempdir().unwrap();
    let county = County::new("", "");
    county.score();
    check_problem(score(&county.dir.path().join("run"), Path::new(empty.path())), "E0506");
}

#[test]
fn somebody_on_a_card_who_is_listed_as_left_out_is_the_worst_mistake() {
    let rows = [(2, STRANGER), (3, HEAD), (4, THIRD)];
    let records = rows.map(|(row, person)| format!("assistance,assistance.csv,{row},{person},"));
    let must = [STRANGER, THIRD].map(|person| format!("left-out,{person},赵六,must_list"));
    let score = County::new("", &records.join("\n"))
        .truth("omissions", &must.join("\n"))
        .lists("left-out", 2)
        .lists("left-out", 3)
        .score();
    let all = score.omissions.iter().find(|own| own.rule == "all").unwrap();
    assert_eq!((all.measure.right, all.measure.wrong, all.measure.missed), (1, 1, 1));
    assert_eq!(all.wrong_on_a_card, 1);
    let errors: Vec<_> = score.omission_errors.iter().map(|error| (error.what, error.on_a_card)).collect();
    assert!(errors.contains(&("wrong", true)) && errors.contains(&("missed", false)), "{errors:?}");
}

#[test]
fn a_difference_is_right_by_its_column_and_the_one_contradicted_counts_apart() {
    let truth = "H1,P1,village_ledger,status,registry\nH1,P1,village_ledger,sex,copies\nH1,P2,township_file,,registry";
    let score = County::new("", "")
        .truth("differences", truth)
        .differs("status", "village_ledger")
        .differs("sex", "village_ledger")
        .differs("name", "all")
        .score();
    let all = score.differences.iter().find(|own| own.what == "all").unwrap();
    assert_eq!((all.measure.right, all.measure.wrong, all.measure.missed), (2, 1, 1));
    assert_eq!((all.odd_one_right, all.odd_one_wrong), (1, 1));
}
