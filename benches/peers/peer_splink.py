"""The same two tables linked by Splink, set up as its documentation advises: term frequencies on names and places,
u from random pairs, m by expectation maximization over two blocks, the best match of each row of the first table.

    python peer_splink.py A.csv B.csv OUT.csv --fields name,birth,sex,township,village
"""

import argparse
import csv

import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COMPARISONS = {
    # Chinese names are two or three characters: similarity by character, with thresholds that a lost or a mistyped one reaches.
    "name": lambda: cl.JaroWinklerAtThresholds("name", [0.88, 0.7]).configure(term_frequency_adjustments=True),
    "birth": lambda: cl.DateOfBirthComparison("birth", input_is_string=True),
    "sex": lambda: cl.ExactMatch("sex"),
    "township": lambda: cl.ExactMatch("township"),
    "village": lambda: cl.ExactMatch("village").configure(term_frequency_adjustments=True),
}


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("a")
    args.add_argument("b")
    args.add_argument("out")
    args.add_argument("--fields", default="name,birth,sex,township,village")
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    fields = args.fields.split(",")

    import duckdb

    connection = duckdb.connect(config={"threads": args.threads})
    for name, path in (("a", args.a), ("b", args.b)):
        cells = ", ".join(f"nullif({field}, '') AS {field}" for field in fields)
        connection.execute(
            f"CREATE TABLE {name} AS SELECT id AS unique_id, {cells} FROM read_csv('{path}', all_varchar = true)"
        )
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[COMPARISONS[field]() for field in fields],
        blocking_rules_to_generate_predictions=[block_on("name"), block_on("birth", "sex")],
    )
    linker = Linker(
        ["a", "b"], settings, db_api=DuckDBAPI(connection), set_up_basic_logging=False, input_table_aliases=["a", "b"]
    )
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("name", "birth")], recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("birth", "sex"))
    pairs = linker.inference.predict(threshold_match_probability=0.01).as_duckdbpyrelation()
    left_is_a = "source_dataset_l = 'a'"
    connection.register("pairs", pairs)
    rows = connection.execute(
        f"""
        SELECT a_id, b_id, match_probability FROM (
            SELECT CASE WHEN {left_is_a} THEN unique_id_l ELSE unique_id_r END AS a_id,
                   CASE WHEN {left_is_a} THEN unique_id_r ELSE unique_id_l END AS b_id, match_probability,
                   match_weight FROM pairs)
        QUALIFY row_number() OVER (PARTITION BY a_id ORDER BY match_weight DESC, b_id) = 1
        """
    ).fetchall()
    with open(args.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a_id", "b_id", "probability"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
