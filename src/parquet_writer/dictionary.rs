//! The values of a column, each once, and which of them stands in each row.

use polars::prelude::{IdxSize, PlHashMap};
use polars_arrow::array::{
    Array, ArrayRef, DictionaryArray, PrimitiveArray, StaticArray, Utf8ViewArray, View,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, IntegerType};
use polars_arrow::types::NativeType;

/// Whether a column is shorter with a dictionary.
pub enum Answer {
    /// It is, and this is it.
    Worth(ArrayRef),
    /// Nearly every row has a value of its own.
    NotWorth,
    /// Nobody has looked: it is of another type.
    NotLooked,
}

/// The dictionary of a column of texts or of large numbers.
pub fn of(column: &dyn Array) -> Answer {
    let any = column.as_any();
    if let Some(texts) = any.downcast_ref::<Utf8ViewArray>() {
        of_texts(texts).map_or(Answer::NotWorth, Answer::Worth)
    } else if let Some(numbers) = any.downcast_ref::<PrimitiveArray<i64>>() {
        of_numbers(numbers, i64::cast_unsigned).map_or(Answer::NotWorth, Answer::Worth)
    } else if let Some(numbers) = any.downcast_ref::<PrimitiveArray<f64>>() {
        of_numbers(numbers, f64::to_bits).map_or(Answer::NotWorth, Answer::Worth)
    } else {
        Answer::NotLooked
    }
}

fn of_texts(texts: &Utf8ViewArray) -> Option<ArrayRef> {
    let mut distinct = Distinct::new(texts.len());
    // Rows that share a text mostly share its place in memory, too: most texts are never looked at.
    let mut by_place: PlHashMap<u128, u32> = PlHashMap::default();
    let mut by_text: PlHashMap<&str, u32> = PlHashMap::default();
    let mut recent = Recent::new();
    for (row, view) in texts.views().iter().enumerate() {
        if texts.is_null(row) {
            distinct.absent();
            continue;
        }
        let place = place(view);
        let key = recent.key(place, |place| {
            *by_place.entry(place).or_insert_with(|| {
                if view.is_inline() {
                    distinct.new_value(row)
                } else {
                    *by_text.entry(texts.value(row)).or_insert_with(|| distinct.new_value(row))
                }
            })
        });
        distinct.row(key)?;
    }
    let values = distinct.first_rows.iter().map(|row| texts.value(*row));
    let values = Utf8ViewArray::from_slice_values(values.collect::<Vec<_>>());
    distinct.finish(texts.validity(), values.boxed())
}

/// The dictionary of a column of which it is known which of some texts each row has; nothing where it is not worth it.
pub fn of_shared(texts: &dyn Array, at: &[IdxSize]) -> Option<ArrayRef> {
    let texts = texts.as_any().downcast_ref::<Utf8ViewArray>()?;
    let mut distinct = Distinct::new(at.len());
    let mut keys = vec![NO_KEY; texts.len()];
    for (row, place) in at.iter().enumerate() {
        let place = usize::try_from(*place).ok()?;
        let key = keys.get_mut(place)?;
        if texts.is_null(place) {
            distinct.absent();
            continue;
        }
        if *key == NO_KEY {
            *key = distinct.new_value(row);
        }
        distinct.row(*key)?;
    }
    let text = |row: &usize| texts.get(usize::try_from(*at.get(*row)?).ok()?);
    let values =
        Utf8ViewArray::from_slice_values(distinct.first_rows.iter().filter_map(text).collect::<Vec<_>>());
    let is_there = |place: &IdxSize| !texts.is_null(*place as usize);
    let validity = (texts.null_count() > 0).then(|| at.iter().map(is_there).collect::<Bitmap>());
    distinct.finish(validity.as_ref(), values.boxed())
}

/// What a view says of its text: all of it where it is short, else where it stands.
fn place(view: &View) -> u128 {
    let parts = [view.length, view.prefix, view.buffer_idx, view.offset];
    parts.into_iter().fold(0, |number, part| number << 32 | u128::from(part))
}

fn of_numbers<T: NativeType>(numbers: &PrimitiveArray<T>, bits_of: impl Fn(T) -> u64) -> Option<ArrayRef> {
    let mut distinct = Distinct::new(numbers.len());
    let mut known: PlHashMap<u64, u32> = PlHashMap::default();
    let mut recent = Recent::new();
    for (row, number) in numbers.iter().enumerate() {
        match number {
            None => distinct.absent(),
            Some(number) => {
                let key = recent.key(bits_of(*number).into(), |_| {
                    *known.entry(bits_of(*number)).or_insert_with(|| distinct.new_value(row))
                });
                distinct.row(key)?;
            }
        }
    }
    let values = distinct.first_rows.iter().filter_map(|row| numbers.get(*row));
    let values = PrimitiveArray::<T>::from_vec(values.collect()).to(numbers.dtype().clone());
    distinct.finish(numbers.validity(), values.boxed())
}

/// The keys of values met a short while ago, each in the slot that its bits name: most columns have few values, or the
/// same one in many rows, and need not be looked up.
struct Recent([(u128, u32); Self::SLOTS]);

impl Recent {
    const SLOTS: usize = 256;

    fn new() -> Self {
        // No value has these bits: a text has no such length, and a number only the lower half.
        Self([(u128::MAX, 0); Self::SLOTS])
    }

    fn key(&mut self, value: u128, look_up: impl FnOnce(u128) -> u32) -> u32 {
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4) of both halves.
        let halves = (value >> 64) as u64 ^ value as u64;
        let slot = (halves.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize;
        match self.0.get_mut(slot) {
            Some((own, key)) if *own == value => *key,
            Some(slot) => {
                *slot = (value, look_up(value));
                slot.1
            }
            None => look_up(value),
        }
    }
}

/// The values found so far.
struct Distinct {
    /// Where each of them stands first.
    first_rows: Vec<usize>,
    /// Which of them stands in each row.
    keys: Vec<u32>,
}

impl Distinct {
    fn new(rows: usize) -> Self {
        Self { first_rows: Vec::new(), keys: Vec::with_capacity(rows) }
    }

    fn new_value(&mut self, row: usize) -> u32 {
        self.first_rows.push(row);
        // A row group has fewer rows.
        u32::try_from(self.first_rows.len() - 1).unwrap_or(u32::MAX)
    }

    /// The next row has this value; nothing as soon as it is seen that a dictionary is not worth it.
    fn row(&mut self, key: u32) -> Option<()> {
        self.keys.push(key);
        let rows = self.keys.len();
        let look = rows.is_power_of_two() && rows >= ENOUGH;
        (!look || self.is_worth()).then_some(())
    }

    /// The next row has no value.
    fn absent(&mut self) {
        self.keys.push(0);
    }

    /// As Polars has it: a value in four rows is one that was there before.
    fn is_worth(&self) -> bool {
        self.first_rows.len() <= self.keys.len() / 4 * 3
    }

    fn finish(self, validity: Option<&Bitmap>, values: ArrayRef) -> Option<ArrayRef> {
        if !self.is_worth() || values.is_empty() {
            return None;
        }
        let kind = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(values.dtype().clone()), false);
        let keys = PrimitiveArray::from_vec(self.keys).with_validity(validity.cloned());
        DictionaryArray::try_new(kind, keys, values).ok().map(|dictionary| dictionary.boxed())
    }
}

/// No row group has so many values.
const NO_KEY: u32 = u32::MAX;
/// After so many rows it is worth asking whether values repeat.
const ENOUGH: usize = 1 << 10;
