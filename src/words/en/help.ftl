# What the commands and their arguments are, in English: `help-COMMAND-ARGUMENT`, or `help-any-ARGUMENT`.

## Headings and remarks

help-heading-usage = Usage:{" "}
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-commands = Commands
help-values = {"["}one of: { $values }]
help-default = {"["}by default { $value }]
help-more = For more, try { $command }.

## Every command

help = Compares a county's poverty registry with what the departments hold, and hands inspectors the households to visit. A flag is a lead, never a conclusion: a person decides.
help-any-lang = Language of messages and of what is written; by default the terminal's, and Chinese for lists, workbooks and reports
help-any-verbose = Say more on standard error; twice for everything
help-any-log = What to log, e.g. `info` or `bidui::link=debug`; logs carry no personal data
help-any-help = Print help
help-any-version = Print version
help-any-format = How the answer is written
help-any-output = Write to this file
help-any-threads = How many processor threads to use; by default all
help-any-job = The job file (job.toml)
help-any-run = The folder of a published run, or a folder of runs
help-any-id = A run's id, or `latest`
help-any-fingerprint = The fingerprint of the finding (线索编号)

## bidui run, check, rules

help-run = Compare everything once and publish the result
help-run-output = Where results go; by default the job's `output`
help-run-as_of = The date all rules are evaluated at, e.g. 2017-08-31; by default the job's
help-run-reveal_ids = Print citizen numbers in full instead of the last four digits
help-run-keep_stages = Write the table after each stage to `stages/`, for whoever asks why
help-run-progress = How to tell how far the run is, on standard error: bars on a terminal and silence when piped; a JSON object per line; nothing
help-check = Report everything that is wrong with a job, its rules and schemas; nothing is written
help-rules = Test or show rules
help-rules-test = Run the examples that rules carry
help-rules-test-paths = Rule files or folders; by default the built-in pack
help-rules-test-job = The job whose rules and schemas are meant
help-rules-list = List rules: id, condition, status, whether in force, title
help-rules-list-job = The job whose rules are meant; by default the built-in pack
help-rules-export = Write the rule and schema files to a folder, to be read or changed
help-rules-export-dir = The folder to write to: empty, or not there yet
help-rules-export-job = The job whose rules are meant; by default the built-in pack
help-rules-show = Show a rule in words
help-rules-show-id = The rule's id, e.g. `vehicle-car`
help-rules-show-sql = As SQL instead, to re-run elsewhere
help-rules-show-job = The job whose rules and schemas are meant; by default the built-in pack

## bidui list

help-list = Pull a mismatch list out of a published run
help-list-job = The job whose latest run is meant; by default `job.toml` in this folder
help-list-omissions = The people who were left out (漏评), instead of the findings
help-list-standing = What earlier runs found and this one could not look at, instead of the findings
help-list-undetermined = What could not be decided, why, and who can supply what is missing
help-list-matches = Links that somebody has to check before they mean anything
help-list-disputes = Findings that a family objects to
help-list-township = Only these townships; several with commas, here and below
help-list-village = Only these villages
help-list-rule = Only these rules
help-list-condition = Only these conditions, 1 to 6
help-list-severity = Only these: exclude, review
help-list-verdict = Only these: suspect, undetermined (possible at most), exempt, experimental
help-list-confidence = Only these: certain, probable, possible
help-list-change = Only these: new, unchanged, changed, reopened
help-list-outcome = Only findings whose last visit ended so: removed, retained …; none: nobody has gone yet
help-list-first_seen = Only what was first seen then: DAY, FROM.., ..UNTIL or FROM..UNTIL
help-list-cause = Only what is undetermined for this: source_missing, identity_unknown …
help-list-method = Only matches of this rung: id_repaired, name_birth_place …
help-list-sort = In the order of these columns; `-` before one turns it round
help-list-top = Of each village only the first N households: by rank, or as sorted
help-list-columns = Only these columns, in this order
help-list-output = Write to this file; its ending tells the format

## bidui explain

help-explain = Explain a card: its findings with the rule, the record and whom it is about, and what was left open
help-explain-keys = Household ids (户编号), or fingerprints of findings
help-explain-village = The households of this village whom a visit is worth, the most first
help-explain-township = Where two townships have a village of that name
help-explain-job = The job whose latest run is meant; by default `job.toml` in this folder
help-explain-format = How the answer is written; html, pdf: a page for each household, to print and take along
help-explain-font = The font of a PDF; by default one of those installed that have Chinese

## bidui link

help-link = Find which rows of two tables (CSV, workbook, Parquet) are about the same person or thing
help-link-a = The first table
help-link-b = The second table
help-link-on = What is compared, and how: COLUMN[=COLUMN_OF_B][:COMPARATOR], with exact (the default), name, date, text(0.95,0.88) by Jaro–Winkler, edits(1,2) by Damerau–Levenshtein, number(10) or number(5%)
help-link-block = What two rows must share to be compared at all; several blocks are alternatives. Columns joined by commas, each whole or in part: year(c), day(c), sound(c), first2(c)
help-link-key = Columns that identify rows to you: shown beside each pair, never compared
help-link-relation = How many rows of one table a row of the other may be: each row one of the other table at most; each row of the first one of the second at most, and several may be the same
help-link-threshold = The least probability of a pair that is given
help-link-most_pairs = How many pairs a block may bring; beyond that its commonest values are left out, which is said
help-link-no_frequency = Let a rare value weigh no more than a common one
help-link-format = csv: a line a pair, with level and weight of every field; json: the pairs, and the weights that were learned
help-link-output = Write to this file; its ending tells the format
help-link-example = Example:

## bidui runs

help-runs = The runs of a job: what each counted and was made from, and what is different between two
help-history-job = The job whose history is meant; by default `job.toml` in this folder
help-history-output = The folder of its runs, where it was run with `--output`
help-runs-show = What a run was made from and what it counted
help-runs-replay = Do a run again, aside, and hold it against what was published: the same bytes, or what is no longer there
help-runs-history = What became of a finding, run after run
help-runs-diff = Cards and findings that came, went and changed from one run to another, and whether for the data or for the rules
help-runs-diff-a = The earlier run
help-runs-diff-b = The later run, or `latest`

## bidui outcome

help-outcome = What came of visits: record, import, count
help-outcome-import = Take in filled-in lists (workbooks or CSV); importing a file again changes nothing
help-outcome-import-files = Filled-in lists with a column 线索编号 (fingerprint) or 户编号 (household_id), and 核查结果 (outcome)
help-outcome-import-accept_conflicts = Take outcomes that contradict one of the same visit, too; both are kept, and the new one counts
help-outcome-record = Record what came of one visit
help-outcome-record-outcome = removed, exited, reevaluate, merged, natural_decrease, data_corrected, retained, disputed, unreachable; or in Chinese
help-outcome-record-reason = Why a household is retained: nominal_holder, identity_misused, sold_not_transferred, scrapped_not_struck_off, before_marriage, after_registration, exempt_use, exempt_housing, not_trading, wrong_person, other; or in Chinese
help-outcome-record-note = What else is to be said
help-outcome-record-until = The last day on which the decision holds; by default until the evidence changes
help-outcome-record-visited_on = The day of the visit; by default today
help-outcome-record-visited_by = Who went there
help-outcome-record-accept_conflicts = Record it though it contradicts one of the same visit; both are kept, and this one counts
help-outcome-stats = How many were visited, removed and retained, by rule, source, method and township

## bidui sample

help-sample = Draw a spot check: villages and cards by chance, with a form for each village, to estimate what the comparison misses
help-sample-villages = Which villages of each township: a share, rounded up, or a number
help-sample-cards = How many cards of each village
help-sample-by = How cards are drawn: half of them suspects; the same by rank; or all alike
help-sample-seed = What chance begins with: the same run and seed draw the same; by default a number made of the run
help-sample-run = The run to draw from; by default the latest of the job
help-sample-into = The folder that the forms are written to; by default `spot_checks/<id>` beside the runs

## bidui audit

help-audit = Who did what, and whether anything in the store was edited
help-audit-verify = Hold every entry, outcome and run against what was written when it was recorded
help-audit-log = Who did what, the oldest first

## bidui generate, score

help-generate = Write a synthetic county whose truth is known, with a job that `run` takes as it is
help-generate-out = The folder to write to: empty, or not there yet
help-generate-households = How many households the county has; about 3.2 persons and 5.8 rows each
help-generate-seed = The same seed gives the same county
help-generate-dirt = How much goes wrong on the way from a clerk's desk
help-generate-broken_registry_numbers = Of a hundred numbers in the registry, how many are destroyed besides
help-generate-format = As departments hand it over (CSV in GB18030 and workbooks, with titles, totals, several files); the tables alone, one CSV in UTF-8 for each extract; the same as Parquet, every column a text
help-score = Measure a run of a synthetic county by its truth
help-score-run = The folder of a published run, or a folder of runs, whose latest is meant
help-score-truth = The folder `truth` beside the county's deliveries
help-score-format = table: with the first errors of each kind; json: everything, with every error

## What is wrong with a command line

command-unknown-argument = there is no argument { $name }{ $near }
command-unknown-command = there is no command { $name }{ $near }
command-near = ; did you mean { $near }?
command-invalid-value = { $argument } cannot be { $value }: { $why }
command-needs-value = { $argument } needs a value
command-known-values = write one of { $values }
command-lacking = what is lacking: { $names }
command-conflict = { $one } and { $other } cannot be used together
command-twice = { $argument } stands there twice
command-not-text = the command line holds what is no text
command-not-a-number = not a number that is expected here
command-not-a-date = write a day as 2017-08-31
command-wrong = this command line is not understood
a-number-between-0-and-1 = a number between 0 and 1

## Values of bidui link and sample

names-no-column = `{ $text }` names no column: write COLUMN or COLUMN_OF_A=COLUMN_OF_B
comparators = write exact, name, date, text(0.95,0.88), edits(1,2), number(10) or number(5%)
no-comparator = `{ $text }` is no comparator: { $comparators }
similarities-fall = similarities lie between 0 and 1, the largest first
edits-rise = edits rise: the least first
no-share-of-villages = `{ $text }` is neither a share like 5% nor a number of villages like 2

## bidui seal

help-seal = Seal the lists for the recipients that the job names: an archive for each, which only their key opens
help-seal-run = The run whose lists are sealed; by default the latest of the job
help-seal-into = The folder that the archives are written to; by default `sealed/<run>` beside the runs
