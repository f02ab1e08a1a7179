//! Tables of the same columns as one table, in as little memory as can be: a county's tables are held through a whole run.

use polars::prelude::*;
use polars_arrow::array::{MutableBinaryViewArray, Utf8ViewArray};
use rayon::prelude::*;

/// The rows of tables of the same columns, each column in one piece.
pub(super) fn in_one(tables: Vec<DataFrame>) -> PolarsResult<DataFrame> {
    let rows = tables.iter().map(DataFrame::height).sum();
    let mut columns: Vec<Vec<Column>> = Vec::new();
    for table in tables {
        columns.resize_with(columns.len().max(table.width()), Vec::new);
        for (pieces, piece) in columns.iter_mut().zip(table.into_columns()) {
            pieces.push(piece);
        }
    }
    let in_one = |pieces: Vec<Column>| match of_one_text(&pieces) {
        Some(column) => Ok(column),
        None if pieces.iter().any(has_long_texts) => texts_in_one(pieces),
        None => pieces_in_one(pieces),
    };
    DataFrame::new(rows, columns.into_par_iter().map(in_one).collect::<PolarsResult<Vec<_>>>()?)
}

/// A column of texts that says the same in every row, or nothing in any: what no file delivers, the file that all rows are
/// of. It takes no memory until somebody reads all of it.
fn of_one_text(pieces: &[Column]) -> Option<Column> {
    let texts = pieces.iter().map(|piece| piece.str().ok()).collect::<Option<Vec<_>>>()?;
    let mut cells = texts.iter().flat_map(|texts| texts.iter());
    let first = cells.next()?;
    let text = first.map_or(AnyValue::Null, AnyValue::String);
    let (name, rows) = (pieces.first()?.name().clone(), pieces.iter().map(Column::len).sum());
    let column = || Column::new_scalar(name, Scalar::new(DataType::String, text.into_static()), rows);
    cells.all(|cell| cell == first).then(column)
}

/// Whether a column has texts that do not stand in its cells.
fn has_long_texts(column: &Column) -> bool {
    column.str().is_ok_and(|texts| texts.downcast_iter().any(|part| !part.data_buffers().is_empty()))
}

/// Texts side by side in memory of their own, and one after the other that are the same only once: the address of a
/// household, for each of its people. A table engine that joins columns keeps the memory of each of them, and here every
/// chunk of rows has 8 KB for a handful of texts.
fn texts_in_one(pieces: Vec<Column>) -> PolarsResult<Column> {
    let name = pieces.first().map(|piece| piece.name().clone()).unwrap_or_default();
    let mut all = MutableBinaryViewArray::<str>::with_capacity(pieces.iter().map(Column::len).sum());
    for piece in pieces {
        let mut cells = piece.str()?.iter().peekable();
        while let Some(text) = cells.next() {
            let same = 1 + std::iter::from_fn(|| cells.next_if_eq(&text)).count();
            match text {
                Some(_) => all.extend_constant(same, text),
                None => all.extend_null(same),
            }
        }
    }
    let all: Utf8ViewArray = all.freeze();
    Ok(StringChunked::with_chunk(name, all).into_column())
}

fn pieces_in_one(pieces: Vec<Column>) -> PolarsResult<Column> {
    let mut pieces = pieces.into_iter();
    let first = pieces.next().ok_or_else(|| polars_err!(NoData: "no table was read"))?;
    let all = pieces.try_fold(first, |mut all, piece| {
        all.append_owned(piece)?;
        Ok::<_, PolarsError>(all)
    })?;
    Ok(all.rechunk())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tables_in_one_say_what_they_said_one_after_the_other(
            tables in prop::collection::vec(prop::collection::vec((prop::option::of(0..3usize), 0..2i64), 0..5), 1..4)
        ) {
            // One as short as names are, one that does not fit into a cell, and none.
            let texts = ["张建国", "乌马营镇大于家洼村一组十二号", ""];
            let of = |rows: &[(Option<usize>, i64)]| {
                let said: Vec<_> = rows.iter().map(|(text, _)| text.map(|at| texts[at])).collect();
                let counted: Vec<_> = rows.iter().map(|(_, number)| *number).collect();
                let columns = vec![Column::new("text".into(), said), Column::new("number".into(), counted)];
                DataFrame::new(rows.len(), columns).unwrap()
            };
            let one = in_one(tables.iter().map(|rows| of(rows)).collect()).unwrap();
            prop_assert!(one.equals_missing(&of(&tables.concat())));
        }
    }
}
