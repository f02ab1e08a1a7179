//! The disk is full or read-only: nothing is published, what was published stays whole, and the message says why.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{County, files, text};

/// A disk of its own, of so many kilobytes; none where nobody may mount one, which is said.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(at: &Path, kilobytes: u32) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        let mounted = mount.is_ok_and(|done| done.status.success());
        if !mounted {
            eprintln!("no disk can be mounted here: nothing was looked at");
        }
        mounted.then(|| Self(at.to_owned()))
    }

    fn remount(&self, how: &str) {
        let done =
            Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(&self.0).output().ok();
    }
}

fn runs(county: &County) -> Vec<String> {
    let entries = fs::read_dir(county.path("out/runs")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_disk_that_is_full_or_read_only_ends_the_run_and_leaves_the_last_one_whole() {
    let county = County::demo();
    // There seems to be room, and the disk fills while the run writes: what it wrote is removed.
    let Some(disk) = SmallDisk::mount(&county.path("out"), 400) else { return };
    let said = county.run_to(5);
    assert!(said.contains("cannot write"), "{said}");
    assert_eq!(runs(&county), [".lock"], "what was written aside is gone");
    assert!(!county.latest().exists());

    disk.remount("size=40000k");
    county.run_to(0);
    let last = fs::read_link(county.latest()).unwrap();

    // Too little room for another such run is seen before anything is read.
    let filled = 40_000 * 1024 - 1_000_000;
    let published: u64 = files(&county.path("out/runs")).values().map(|bytes| bytes.len() as u64).sum();
    fs::write(county.path("out/other"), vec![0; (filled - published) as usize]).unwrap();
    county.edit_job(|job| job.replace("2017-08-31", "2017-09-01"));
    let said = county.run_to(5);
    assert!(said.contains("are free, and a run takes up to"), "{said}");
    assert_eq!(fs::read_link(county.latest()).unwrap(), last);
    fs::remove_file(county.path("out/other")).unwrap();

    disk.remount("ro");
    county.edit_job(|job| job.replace("2017-09-01", "2017-09-02"));
    let said = county.run_to(1);
    assert!(said.contains("E0501") && said.contains("read-only"), "{said}");
    disk.remount("rw");
    county.run_to(0);
    assert_ne!(fs::read_link(county.latest()).unwrap(), last);
}

#[test]
fn a_store_that_cannot_be_written_is_said_and_nothing_is_published() {
    let county = County::demo();
    let Some(disk) = SmallDisk::mount(&county.path("history"), 4000) else { return };
    county.edit_job(|job| job.replace("bidui.sqlite", "history/bidui.sqlite"));
    county.run_to(0);
    disk.remount("ro");
    county.edit_job(|job| job.replace("2017-08-31", "2017-09-01"));
    let said = county.run_to(1);
    assert!(said.contains("E0601") && said.contains("read-only"), "{said}");
    disk.remount("rw");
    // Full: the run is published, and the next one takes it in.
    fs::write(county.path("history/other"), vec![0; 10_000_000]).ok();
    let output = county.run(&[]);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    fs::remove_file(county.path("history/other")).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 5)), "{said}");
    county.edit_job(|job| job.replace("2017-09-01", "2017-09-02"));
    county.run_to(0);
    let job = county.path("job.toml");
    let runs = crate::support::bidui(&["runs", "--job", job.to_str().unwrap(), "--format", "json"]);
    let runs: serde_json::Value = serde_json::from_slice(&runs.stdout).unwrap();
    let published = fs::read_dir(county.path("out/runs")).unwrap().count() - 1;
    assert_eq!(runs.as_array().unwrap().len(), published, "every published run is in the history");
}

#[test]
fn a_cache_on_a_full_disk_costs_time_only_and_the_message_says_that_the_disk_is_full() {
    let county = County::demo();
    let Some(_disk) = SmallDisk::mount(&county.path(".bidui"), 60) else { return };
    let said = county.run_to(0);
    assert!(said.contains("E0508") && said.contains("the disk is full"), "{said}");
    assert!(county.latest().exists());
}
