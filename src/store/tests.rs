//! Tests of the store: nothing is recorded twice, nothing is overwritten, and every edit shows.

use super::*;
use std::collections::BTreeMap;

const ACT: Act<'static> = Act { at: "2017-09-03T08:00:00+08:00", who: "li" };

struct Desk {
    store: Store,
    place: StorePlace,
    _dir: tempfile::TempDir,
}

/// The address of a PostgreSQL server that was started for the tests; see `tests/scripts/with_postgres`.
const SERVER: &str = "BIDUI_TEST_POSTGRES";

/// A new store of each kind there is: in a file, and on a server where the tests have one.
fn desks() -> Vec<Desk> {
    let desk = |place: StorePlace, dir| Desk { store: Store::open(&place).unwrap(), place, _dir: dir };
    let dir = tempfile::tempdir().unwrap();
    let mut all = vec![desk(StorePlace::File(dir.path().join("bidui.sqlite")), dir)];
    if let Ok(server) = std::env::var(SERVER) {
        let dir = tempfile::tempdir().unwrap();
        let schema =
            dir.path().file_name().unwrap().to_string_lossy().replace(|c: char| !c.is_alphanumeric(), "_");
        let schema = format!("t{}", schema.to_lowercase());
        let mut database = Database::open(&StorePlace::Server(server.clone())).unwrap();
        database.script(&format!("CREATE SCHEMA {schema}")).unwrap();
        let joined = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joined}options=-csearch_path%3D{schema}");
        all.push(desk(StorePlace::Server(url), dir));
    }
    all
}

fn state(fingerprint: &str, state: &str, digest: &str) -> FindingState {
    FindingState {
        fingerprint: fingerprint.into(),
        household_id: "H1".into(),
        rule: "car".into(),
        state: state.into(),
        makes_suspect: state == "found",
        first_seen: "2017-08-01".into(),
        evidence_digest: digest.into(),
        ..FindingState::default()
    }
}

fn run(id: &str, findings: Vec<FindingState>) -> RunRecord {
    RunRecord {
        job: "nightly".into(),
        output: "out".into(),
        run_id: id.into(),
        as_of: "2017-08-31".into(),
        counts: BTreeMap::from([("suspects".to_owned(), 1)]),
        findings,
        ..RunRecord::default()
    }
}

fn outcome(fingerprint: &str, outcome: &str, day: &str) -> NewOutcome {
    NewOutcome {
        fingerprint: fingerprint.into(),
        outcome: outcome.into(),
        visited_on: Some(day.into()),
        source: "核查.csv:2".into(),
        ..NewOutcome::default()
    }
}

impl Desk {
    fn record(&mut self, new: &NewOutcome, accept_conflicts: bool) -> Recorded {
        let how = Stored { job: "nightly", act: ACT, today: "2017-09-03", accept_conflicts };
        self.store.record_outcomes(&how, std::slice::from_ref(new)).unwrap().remove(0)
    }

    /// Changes the database behind the store's back.
    fn tamper(&self, sql: &str) {
        Database::open(&self.place).unwrap().execute(sql, &[]).unwrap();
    }

    fn found(&mut self) -> Vec<Tampering> {
        self.store.verify().unwrap().found
    }
}

#[test]
fn a_finding_tells_what_became_of_it_and_a_night_without_news_tells_nothing() {
    for mut desk in desks() {
        let nights =
            [("found", "a"), ("found", "a"), ("source_missing", "a"), ("found", "b"), ("cleared", "b")];
        for (night, (own, digest)) in nights.iter().enumerate() {
            desk.store.record_run(&ACT, &run(&format!("r{night}"), vec![state("f1", own, digest)])).unwrap();
        }
        let told = desk.store.history("nightly", "out", "f1").unwrap();
        let told: Vec<_> = told.iter().map(|(run, _, state)| format!("{run} {state}")).collect();
        assert_eq!(told, ["r0 found", "r2 source_missing", "r3 found", "r4 cleared"]);
        let findings = desk.store.findings("nightly", "out").unwrap();
        assert!(findings[0].makes_suspect, "it once made a suspect, whatever it does now");
        assert_eq!(desk.store.runs("nightly", "out").unwrap().len(), 5);
    }
}

#[test]
fn a_run_is_taken_in_once() {
    for mut desk in desks() {
        for _ in 0..2 {
            desk.store.record_run(&ACT, &run("r1", vec![state("f1", "found", "a")])).unwrap();
        }
        assert_eq!(desk.store.runs("nightly", "out").unwrap().len(), 1);
        assert_eq!(desk.store.audit_log().unwrap().len(), 1);
        assert!(!desk.store.has_run("nightly", "elsewhere", "r1").unwrap());
    }
}

#[test]
fn the_same_outcome_is_recorded_once_and_the_last_visit_counts() {
    for mut desk in desks() {
        desk.store.record_run(&ACT, &run("r1", vec![state("f1", "found", "a")])).unwrap();
        let (first, second) =
            (outcome("f1", "retained", "2017-09-01"), outcome("f1", "removed", "2017-09-02"));
        assert_eq!(desk.record(&second, false), Recorded::New(1));
        assert_eq!(desk.record(&first, false), Recorded::New(2), "an earlier visit, told later");
        assert_eq!(desk.record(&first, false), Recorded::Known);
        assert_eq!(desk.record(&NewOutcome { visited_on: None, ..first }, false), Recorded::Known);
        assert_eq!(desk.store.current_outcomes("nightly").unwrap()["f1"].outcome, "removed");
        assert_eq!(desk.record(&outcome("f9", "removed", "2017-09-02"), false), Recorded::NoSuchFinding);
    }
}

#[test]
fn two_outcomes_of_one_visit_are_shown_side_by_side_and_neither_is_overwritten() {
    for mut desk in desks() {
        desk.store.record_run(&ACT, &run("r1", vec![state("f1", "found", "a")])).unwrap();
        desk.record(&outcome("f1", "retained", "2017-09-01"), false);
        let other = outcome("f1", "removed", "2017-09-01");
        let Recorded::Conflicting(conflict) = desk.record(&other, false) else { panic!("they do not agree") };
        assert_eq!((conflict.kept.outcome.as_str(), conflict.new.outcome.as_str()), ("retained", "removed"));
        assert_eq!(desk.store.outcomes("nightly").unwrap().len(), 1);
        assert_eq!(desk.record(&other, true), Recorded::New(2));
        assert_eq!(desk.store.outcomes("nightly").unwrap().len(), 2, "the first stands, too");
        assert_eq!(desk.store.current_outcomes("nightly").unwrap()["f1"].outcome, "removed");
    }
}

#[test]
fn an_outcome_is_about_the_evidence_of_the_run_whose_list_it_was_written_on() {
    for mut desk in desks() {
        desk.store.record_run(&ACT, &run("r1", vec![state("f1", "found", "a")])).unwrap();
        desk.store.record_run(&ACT, &run("r2", vec![state("f1", "found", "a")])).unwrap();
        desk.store.record_run(&ACT, &run("r3", vec![state("f1", "found", "b")])).unwrap();
        let on = |run: Option<&str>| NewOutcome {
            run_id: run.map(str::to_owned),
            ..outcome("f1", "retained", &format!("2017-09-0{}", run.map_or(1, |run| 1 + run.len())))
        };
        desk.record(&on(Some("r2")), false);
        desk.record(&on(None), false);
        let digests: Vec<_> =
            desk.store.outcomes("nightly").unwrap().into_iter().map(|own| own.evidence_digest).collect();
        assert_eq!(digests, ["a", "b"]);
    }
}

#[test]
fn an_outcome_is_about_the_run_it_names_though_another_folder_has_more_runs() {
    for mut desk in desks() {
        let elsewhere = |id: &str, digest: &str, hour: &str| RunRecord {
            output: "elsewhere".into(),
            published_at: hour.into(),
            ..run(id, vec![state("f1", "found", digest)])
        };
        desk.store.record_run(&ACT, &elsewhere("e1", "x", "2017-08-01T00:00:00Z")).unwrap();
        desk.store.record_run(&ACT, &elsewhere("e2", "y", "2017-08-02T00:00:00Z")).unwrap();
        let own = RunRecord {
            published_at: "2017-08-03T00:00:00Z".into(),
            ..run("r1", vec![state("f1", "found", "a")])
        };
        desk.store.record_run(&ACT, &own).unwrap();
        let named = NewOutcome { run_id: Some("e1".into()), ..outcome("f1", "retained", "2017-09-01") };
        desk.record(&named, false);
        desk.record(&outcome("f1", "retained", "2017-09-02"), false);
        let digests = desk.store.outcomes("nightly").unwrap().into_iter().map(|own| own.evidence_digest);
        assert_eq!(digests.collect::<Vec<_>>(), ["x", "a"]);
    }
}

#[test]
fn one_changed_byte_of_an_outcome_a_run_or_the_log_is_named() {
    for mut desk in desks() {
        desk.store.record_run(&ACT, &run("r1", vec![state("f1", "found", "a")])).unwrap();
        desk.record(&outcome("f1", "retained", "2017-09-01"), false);
        desk.record(&outcome("f1", "removed", "2017-09-02"), false);
        assert_eq!(desk.found(), []);
        let outcome = |id: &str| Tampering::Outcome { id: id.into(), fingerprint: "f1".into() };
        for column in
            ["outcome", "note", "visited_on", "visited_by", "valid_until", "source", "recorded_by", "job"]
        {
            desk.tamper(&format!(
                "UPDATE outcomes SET {column} = COALESCE({column}, '') || 'x' WHERE id = 2"
            ));
            assert_eq!(desk.found(), [outcome("2")], "{column}");
            desk.tamper(&format!("UPDATE outcomes SET {column} = NULLIF(substr({column}, 1, length({column}) - 1), '') WHERE id = 2"));
            assert_eq!(desk.found(), [], "{column}");
        }
        desk.tamper("UPDATE runs SET as_of = '2017-08-30'");
        assert_eq!(desk.found(), [Tampering::Run { id: "r1".into() }]);
        desk.tamper("UPDATE runs SET as_of = '2017-08-31'");
        desk.tamper("UPDATE audit SET who = 'wang' WHERE number = 2");
        assert_eq!(desk.found(), [Tampering::Entry { number: 2 }]);
        desk.tamper("UPDATE audit SET who = 'li' WHERE number = 2");
        desk.tamper("DELETE FROM outcomes WHERE id = 2");
        assert_eq!(desk.found(), [Tampering::OutcomeGone { id: "2".into() }]);
        desk.tamper("DELETE FROM audit WHERE number = 2");
        let unknown = Tampering::OutcomeUnknown { id: "1".into(), fingerprint: "f1".into() };
        assert_eq!(
            desk.found(),
            [Tampering::Entry { number: 3 }, unknown, Tampering::OutcomeGone { id: "2".into() }]
        );
    }
}

#[test]
fn a_file_that_is_no_store_is_said_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bidui.sqlite");
    let text = "not a database, but longer than the header of one, so that it is looked at: ".repeat(20);
    std::fs::write(&path, &text).unwrap();
    assert_eq!(Store::open(&StorePlace::File(path.clone())).unwrap_err().diagnostic().unwrap().code, "E0603");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    let error = Store::open(&StorePlace::File(dir.path().join("bidui.sqlite/x/y"))).unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, "E0601");
}

#[test]
fn a_store_of_a_newer_version_is_not_touched() {
    for desk in desks() {
        desk.tamper("UPDATE store_form SET form = 99");
        assert_eq!(Store::open(&desk.place).unwrap_err().diagnostic().unwrap().code, "E0602");
    }
}

#[test]
fn a_server_that_nobody_reaches_is_said_without_its_password() {
    let url = "postgres://bidui:secret@127.0.0.1:1/none?connect_timeout=2";
    let error = Store::open(&StorePlace::Server(url.to_owned())).unwrap_err();
    let problem = error.diagnostic().unwrap();
    assert_eq!(problem.code, "E0601");
    let said = problem.message.to_string();
    assert!(said.contains("127.0.0.1") && !said.contains("secret"), "{said}");
}
