//! The lists for named recipients: what each gets, who can open it, and that it is written down.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use age::x25519::Identity;

use crate::support::{County, asked};

/// The demo county, compared, with recipients in its job.
fn county(recipients: &str) -> County {
    let county = County::demo();
    county.edit_job(|job| format!("{job}\n{recipients}"));
    county.run_to(0);
    county
}

fn recipient(name: &str, identity: &Identity, townships: &str) -> String {
    format!("[[recipient]]\nname = \"{name}\"\nkey = \"{}\"\n{townships}\n", identity.to_public())
}

/// What stands in an archive, for whoever has the key.
fn opened(archive: &Path, identity: &Identity) -> BTreeSet<String> {
    let plain = age::decrypt(identity, &fs::read(archive).unwrap()).unwrap();
    let zip = zip::ZipArchive::new(Cursor::new(plain)).unwrap();
    zip.file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[test]
fn each_recipient_gets_the_lists_of_their_township_and_no_other_and_nobody_else_can_read_them() {
    let (of_township, of_county) = (Identity::generate(), Identity::generate());
    let recipients = recipient("刘八里乡 王某", &of_township, "townships = [\"刘八里乡\"]")
        + &recipient("县领导小组", &of_county, "");
    let county = county(&recipients);
    let job = county.path("job.toml");
    let said = asked(&job, &["seal"], 0);
    assert!(said.contains("刘八里乡 王某") && said.contains("age -d"), "{said}");
    let run = fs::read_dir(county.path("out/sealed")).unwrap().next().unwrap().unwrap().path();
    let (theirs, all) = (run.join("刘八里乡 王某.zip.age"), run.join("县领导小组.zip.age"));
    let files = opened(&theirs, &of_township);
    assert!(files.contains("刘八里乡/黄家洼村.xlsx") && files.contains("刘八里乡-汇总.xlsx"), "{files:?}");
    assert!(files.iter().all(|file| file.starts_with("刘八里乡")), "{files:?}");
    assert!(age::decrypt(&of_county, &fs::read(&theirs).unwrap()).is_err());
    let whole = opened(&all, &of_county);
    assert!(whole.is_superset(&files) && whole.contains("全县汇总.xlsx") && whole.contains("report.html"));
    // Who got what is in the log: the same lists have the same digest whenever they are sealed.
    let digests = || {
        let log: serde_json::Value =
            serde_json::from_str(&asked(&job, &["audit", "log", "--format", "json"], 0)).unwrap();
        let entries = log.as_array().unwrap().iter().filter(|entry| entry["action"] == "seal");
        entries.map(|entry| entry["detail"].to_string()).collect::<Vec<_>>()
    };
    let first = digests();
    assert!(asked(&job, &["audit", "log"], 0).contains("-> 刘八里乡 王某"));
    assert!(first.len() == 2 && first[0].contains(&format!("{} files", files.len())), "{first:?}");
    asked(&job, &["seal"], 0);
    assert_eq!(digests()[2..], first);
    // The run was not touched.
    assert!(asked(&job, &["runs", "replay", "latest"], 0).contains("byte for byte"));
}

#[test]
fn a_township_that_the_run_does_not_have_and_a_list_that_was_edited_are_not_sealed() {
    let identity = Identity::generate();
    let county = county(&recipient("乡", &identity, "townships = [\"刘八里镇\", \"南皮镇\"]"));
    let job = county.path("job.toml");
    let said = asked(&job, &["seal"], 1);
    assert!(said.contains("E0515") && said.contains("did you mean `刘八里乡`?"), "{said}");
    assert!(!county.path("out/sealed").exists());
    county.edit_job(|job| job.replace("刘八里镇", "刘八里乡"));
    let list = county.latest().join("lists/刘八里乡/黄家洼村.xlsx");
    fs::write(&list, b"edited").unwrap();
    let said = asked(&job, &["seal"], 1);
    assert!(said.contains("E0517") && said.contains("黄家洼村.xlsx"), "{said}");
    assert!(!county.path("out/sealed").exists());
}

#[test]
fn a_job_that_names_nobody_says_how_to_name_somebody() {
    let county = county("");
    let said = asked(&county.path("job.toml"), &["seal"], 1);
    assert!(said.contains("E0514") && said.contains("[[recipient]]"), "{said}");
}
