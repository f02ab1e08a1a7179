//! The links of one extract, as tables.

use std::io;
use std::path::Path;

use polars::prelude::*;

use super::{Entry, in_file_name, numbers};
use crate::domain::{Confidence, Method};
use crate::table::{LeftOut, Link, Links, PlaceIdx, RowIdx, WEIGHED_FIELDS, Weighed};

/// The links of an extract that were kept under this key.
pub fn load_links(folder: &Path, extract: &str, key: &str) -> Option<Links> {
    let (tables, left_out) = entry(folder, extract).load::<LeftOut>(key)?;
    let [links, leads, weighed] = tables.try_into().ok()?;
    Some(Links::of_parts(links_of(&links)?, links_of(&leads)?, weighed_of(&weighed)?, left_out))
}

/// Keeps them for the next run.
pub fn save_links(folder: &Path, extract: &str, key: &str, links: &Links) -> io::Result<()> {
    let tables: [fn(&Links) -> PolarsResult<DataFrame>; 3] = [
        |links| table_of_links(links.as_slice()),
        |links| table_of_links(links.leads()),
        |links| table_of_weighed(links.all_weighed()),
    ];
    let tables = tables.iter().map(|table| table(links));
    entry(folder, extract).save(key, tables, links.left_out())
}

/// What was kept under this key of how often people of the roster agree who are two.
pub fn load_strangers(folder: &Path, key: &str) -> Option<Vec<Vec<u64>>> {
    let notes = strangers(folder).read_notes::<Vec<Vec<u64>>>()?;
    (notes.key == key).then_some(notes.about)
}

/// Keeps it for the next run.
pub fn save_strangers(folder: &Path, key: &str, bits: Vec<Vec<u64>>) -> io::Result<()> {
    strangers(folder).save(key, std::iter::empty(), bits)
}

fn strangers(folder: &Path) -> Entry<'_> {
    Entry { folder, name: "strangers".to_owned() }
}

fn entry<'a>(folder: &'a Path, extract: &str) -> Entry<'a> {
    Entry { folder, name: format!("links-{}", in_file_name(extract)) }
}

/// Method and confidence in one number.
fn how(link: &Link) -> Option<u32> {
    let method = Method::ALL.iter().position(|method| *method == link.method)?;
    let confidence = Confidence::ALL.iter().position(|confidence| *confidence == link.confidence)?;
    u32::try_from(method * Confidence::ALL.len() + confidence).ok()
}

fn told(how: u32) -> Option<(Method, Confidence)> {
    let (how, confidences) = (usize::try_from(how).ok()?, Confidence::ALL.len());
    Some((*Method::ALL.get(how / confidences)?, *Confidence::ALL.get(how % confidences)?))
}

fn table_of_links(links: &[Link]) -> PolarsResult<DataFrame> {
    df!(
        "row" => links.iter().map(|link| link.row.0).collect::<Vec<_>>(),
        "place" => links.iter().map(|link| link.place.0).collect::<Vec<_>>(),
        "how" => links.iter().map(how).collect::<Vec<_>>(),
    )
}

fn links_of(table: &DataFrame) -> Option<Vec<Link>> {
    let pairs = numbers(table, "row")?.zip(numbers(table, "place")?);
    let link = |((row, place), how): ((u32, u32), u32)| {
        let (method, confidence) = told(how)?;
        Some(Link { row: RowIdx(row), place: PlaceIdx(place), method, confidence })
    };
    pairs.zip(numbers(table, "how")?).map(link).collect()
}

/// A weighed pair of record and place.
type WeighedPair = ((RowIdx, PlaceIdx), Weighed);

fn level_and_weight(field: &str) -> [String; 2] {
    [format!("{field}.level"), format!("{field}.weight")]
}

fn table_of_weighed(all: &[WeighedPair]) -> PolarsResult<DataFrame> {
    let of = |number: fn(&Weighed) -> f64| all.iter().map(|(_, own)| number(own)).collect::<Vec<_>>();
    let mut table = df!(
        "row" => all.iter().map(|((row, _), _)| row.0).collect::<Vec<_>>(),
        "place" => all.iter().map(|((_, place), _)| place.0).collect::<Vec<_>>(),
        "probability" => of(|own| own.probability),
        "log_odds" => of(|own| own.log_odds),
        "prior" => of(|own| own.prior),
        "called_so" => all.iter().map(|(_, own)| own.called_so).collect::<Vec<_>>(),
    )?;
    for (at, (field, _)) in WEIGHED_FIELDS.iter().enumerate() {
        let reached = || all.iter().map(|(_, own)| own.fields.get(at).copied().flatten());
        let [level, weight] = level_and_weight(field);
        let levels: Vec<_> = reached().map(|own| own.map(|(level, _)| u32::from(level))).collect();
        let weights: Vec<_> = reached().map(|own| own.map(|(_, weight)| weight)).collect();
        table.with_column(Column::new(level.into(), levels))?;
        table.with_column(Column::new(weight.into(), weights))?;
    }
    Ok(table)
}

fn weighed_of(table: &DataFrame) -> Option<Vec<WeighedPair>> {
    let float = |name: &str| table.column(name).ok()?.f64().ok();
    let (probability, log_odds, prior) = (float("probability")?, float("log_odds")?, float("prior")?);
    let called_so = table.column("called_so").ok()?.u64().ok()?;
    let mut fields = Vec::new();
    for (field, _) in WEIGHED_FIELDS {
        let [level, weight] = level_and_weight(field);
        fields.push((table.column(&level).ok()?.u32().ok()?, table.column(&weight).ok()?.f32().ok()?));
    }
    let pairs = numbers(table, "row")?.zip(numbers(table, "place")?).enumerate();
    let weighed = |(at, (row, place)): (usize, (u32, u32))| {
        let mut own = Weighed {
            probability: probability.get(at)?,
            log_odds: log_odds.get(at)?,
            prior: prior.get(at)?,
            called_so: called_so.get(at)?,
            fields: [None; WEIGHED_FIELDS.len()],
        };
        for (reached, (level, weight)) in own.fields.iter_mut().zip(&fields) {
            *reached = match (level.get(at), weight.get(at)) {
                (Some(level), Some(weight)) => Some((u8::try_from(level).ok()?, weight)),
                _ => None,
            };
        }
        Some(((RowIdx(row), PlaceIdx(place)), own))
    };
    pairs.map(weighed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        let link = |row, place, method| Link::new(RowIdx(row), PlaceIdx(place), method);
        let weighed = Weighed {
            probability: 0.1 + 0.2,
            log_odds: -3.7,
            prior: -19.9,
            called_so: 37,
            fields: [Some((0, 14.7)), None, Some((1, -6.25)), None, None],
        };
        let own = link(3, 1, Method::NameBirthPlace).as_sure_as(Confidence::Probable);
        let lead = link(4, 0, Method::NameOnly);
        Links::new(vec![link(0, 2, Method::Id), link(1, 2, Method::IdRepaired).only_possible(), own, lead])
            .with_weighed(vec![(own, weighed), (lead, weighed)], LeftOut { names: 1, records: 2, pairs: 3 })
    }

    #[test]
    fn links_that_were_kept_are_the_same_again_to_the_last_bit() {
        let folder = tempfile::tempdir().unwrap();
        save_links(folder.path(), "车管/a", "key", &links()).unwrap();
        let again = load_links(folder.path(), "车管/a", "key").unwrap();
        assert_eq!(format!("{again:?}"), format!("{:?}", links()));
    }

    #[test]
    fn links_of_anything_else_or_damaged_links_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let load = |key| load_links(folder.path(), "vehicle", key);
        save_links(folder.path(), "vehicle", "yesterday", &links()).unwrap();
        assert!(load("today").is_none() && load_links(folder.path(), "housing", "yesterday").is_none());
        let mut files: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        assert_eq!(files.len(), 4);
        for file in files {
            let whole = std::fs::read(&file).unwrap();
            let mut damaged = whole.clone();
            *damaged.get_mut(whole.len() / 2).unwrap() ^= 1;
            for bytes in [&damaged[..], &whole[..whole.len() - 1], b""] {
                std::fs::write(&file, bytes).unwrap();
                assert!(load("yesterday").is_none(), "{}", file.display());
            }
            std::fs::write(&file, whole).unwrap();
            assert!(load("yesterday").is_some());
        }
    }
}
