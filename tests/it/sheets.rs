//! Visit sheets: what is taken along to a household.

use std::fs;

use crate::support::{County, Desk, asked};

#[test]
fn a_sheet_as_pdf_has_its_fonts_in_it_and_is_the_same_every_time() {
    let county = County::demo();
    county.run_to(0);
    let job = county.path("job.toml");
    let sheets = |name: &str| {
        let path = county.path(name);
        let arguments = ["explain", "--village", "黄家洼村", "--format", "pdf", "-o", path.to_str().unwrap()];
        let said = asked(&job, &arguments, 0);
        assert!(!said.contains("boxes"), "every letter of the demo county has a glyph: {said}");
        fs::read(path).unwrap()
    };
    let first = sheets("a.pdf");
    assert!(first.starts_with(b"%PDF-1.7") && first == sheets("b.pdf"));
    let holds = |word: &[u8]| first.windows(word.len()).any(|window| window == word);
    assert!(holds(b"/FontFile"), "a font is embedded");
    // A font of tens of megabytes is not: only the glyphs that stand there.
    assert!(first.len() < 400_000, "{}", first.len());
}

#[test]
fn a_font_without_chinese_is_refused_and_nothing_is_written() {
    let county = County::demo();
    county.run_to(0);
    let (job, out) = (county.path("job.toml"), county.path("a.pdf"));
    let font = county.path("job.toml");
    let arguments = [
        "explain",
        "2706030010",
        "--format",
        "pdf",
        "--font",
        font.to_str().unwrap(),
        "-o",
        out.to_str().unwrap(),
    ];
    let said = asked(&job, &arguments, 1);
    assert!(said.contains("E0513") && said.contains("it is no font"), "{said}");
    assert!(!out.exists());
}

#[test]
fn a_village_with_nobody_to_visit_is_told_from_one_that_is_not_there() {
    let registry = "household_id,name,citizen_id,relation,township,village\n\
        H1,张三,#1,户主,刘八里乡,前村\nH2,李四,#2,户主,刘八里乡,后村";
    let rule = "kind='present'\nextract='vehicle'\nscope='member'\nwhere='TRUE'";
    let examples = "[[example]]\nname='a'\nrecord={plate_no='x'}\nverdict='suspect'\n[[example]]\nname='b'\nrecords=[]\nverdict='clear'";
    let desk = Desk::new(registry)
        .with("vehicle", "owner_name,owner_id,plate_no\n张三,#1,冀J1")
        .rule("any-car", rule, examples);
    desk.night(1, &[0]);
    assert!(desk.asked(&["explain", "--village", "前村"], 0).contains("H1"));
    let said = |arguments: &[&str]| desk.asked(&[&["explain"], arguments].concat(), 2);
    assert!(said(&["--village", "后村"]).contains("nobody to visit"));
    assert!(said(&["--village", "某村"]).contains("no such village"));
    assert!(said(&["--village", "后村", "--township", "某乡"]).contains("no such village"));
    assert!(said(&["H0"]).contains("no such household"));
}
