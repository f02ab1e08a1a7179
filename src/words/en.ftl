# What is said to people, in English.
#
# An entry is a sentence; `.help` says what to do. What stands in braces is put in. A line that must begin with a bracket
# is written {"["}.

## Said in several places

did-you-mean = did you mean `{ $near }`?
did-you-mean-before = did you mean `{ $near }`?{" "}
is-it = is it `{ $near }`?{" "}
and = { $first } and { $second }

## E04xx: deliveries

no-such-file = there is no such file
    .help = check the path in the job; was the stick copied completely?
file-may-not-be-read = this file may not be read
    .help = let the account that runs bidui read it, or close it where it is open
a-folder-not-a-file = this is a folder, not a file
    .help = name the files in it, e.g. `folder/*.csv`
file-cannot-be-read = this file cannot be read: { $why }
    .help = copy it again from where it came from
file-is-empty = this file is empty
    .help = ask the department to deliver it again; a delivery without records still has a header line
unknown-kind-of-file = this kind of file cannot be read
    .help = deliver it as .csv, .xlsx or .parquet; the ending of the name says which it is
other-content = this is { $is }, whatever its name says
    .help = rename it to end in { $ending }
not-a-workbook = this is not a workbook that can be opened ({ $why })
    .help = open it in the program that made it and save it as .xlsx without a password; if it is text, rename it to .csv
wrong-encoding = this file is not { $named }; it reads as { $reads_as }
    .help = write `encoding = "{ $reads_as }"` in the job, or "auto"
the-column-names = the column names
the-first-lines = the first { $lines } lines
the-line-after = the line after the { $skipped } that the job skips
the-first-rows = the first { $rows } rows
a-workbook = a workbook
a-parquet-file = a Parquet file
no-header = no header line found in { $looked_at }
    .help = expected headers such as { $expected }; if the file has others, name them under [extract.columns] in the job
missing-column = no header stands for { $what }, which every record needs
    .help =
        { $question }name its header in the job:
        {"["}extract.columns]
        { $name } = "{ $paste }"
        headers found: { $headers }{ $without }
delivery-without-numbers =
    {"\u000A"}if the department has no numbers: `min_usable_id_share = 0` under `[gate]`
header-twice = two headers stand for `{ $column }`: { $places }
column-number = column { $number } `{ $name }`
say-which-header =
    say which one it is in the job:
    {"["}extract.columns]
    { $column } = "{ $name }"
rename-one-header = rename one of them in the file; two headers of one name cannot be told apart
mapped-header-missing = the job reads `{ $column }` from the header `{ $header }`, which is not there
    .help = { $question }headers found: { $headers }
no-such-column = there is no column `{ $header }`
    .help = { $question }headers found: { $headers }
unknown-mapped-column = [{ $table }] names `{ $column }`, which schema `{ $schema }` does not have
check-knows-the-columns = `bidui check` knows the columns of schema `{ $schema }`
unknown-unit = `{ $column }` is delivered in `{ $unit }`, which cannot be turned into { $stored }
    .help =
        say the unit in the job:
        {"["}extract.units]
        { $column } = "…"
        known here: { $known }
no-unit = no unit
no-such-sheet = this workbook has no sheet { $wanted }
    .help = its sheets: { $sheets }
not-parquet = this is not a Parquet file, or it was cut off
    .help = copy it again from where it came from
unreadable-column = column `{ $column }` is of a type that cannot be read
    .help = write it as text, number or date
no-files = extract `{ $delivery }` has no file
    .help = check `path` in the job; an extract that may be missing is `optional = true`
sheet-left-out = this sheet was not read: it has no header that fits the schema
    .help = if it holds records, name the sheets to read with `sheet = …` or its headers under [extract.columns]
hidden-sheet = this sheet is hidden in the workbook, and was read like the others
    .help = if it is an old copy, delete it, or name the sheets to read with `sheet = …`
filled-down = { $cells } cells took the value of the merged cell they are part of
    .help = check that the cells were merged over the rows they belong to; unmerge them to be sure
sheet-too-large = the cells of this sheet reach over { $rows } rows and { $columns } columns
    .help = a cell far from the table makes it so: delete the rows below the table and the columns beside it, and save the workbook again
unread-headers = nobody reads these headers: { $headers }
    .help = if one of them is a column of the schema, name it under [extract.columns] in the job
unknown-codes = `{ $column }` holds codes that the schema does not know, { $times } times: { $codes }
    .help =
        rules that read them are undetermined; say in the job which code each stands for:
        {"["}extract.codes.{ $column }]{ $lines }
        its codes: { $known }
bad-credit-codes = `{ $column }` holds { $times } credit codes that fail the check of GB 32100
    .help = some published codes do; they are kept as they are

## The cache

cache-not-written = what was read of `{ $extract }` could not be kept: { $why }
    .help = the run goes on, and the next one reads the delivery anew; make room where `cache` lies
cache-not-writable = nothing that is read can be kept in { $cache }: { $why }
    .help = a run reads every delivery anew; choose another place: `cache` in the job file
cache-in-the-way = the cache cannot be at { $cache }: a file of that name is in the way
    .help = choose another place: `cache` in the job file
