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
copy-it-again = copy it again from where it came from; if that does not open either, ask for another export
unpack-it = unpack it and deliver the file that is in it
workbook-locked = it is locked with a password
workbook-locked-or-renamed = it is locked with a password, or an old .xls renamed
workbook-cut-off = it begins like one and is cut off
workbook-other-archive = it is an archive of other files
workbook-in-name-only = nothing in it looks like one
workbook-damaged = it is damaged or of another kind
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

## What a delivery means for the rules

columns-not-delivered = no file has these columns, which rules read as empty: { $columns }
    .help = ask the department for them, or map their headers under `[extract.columns]`
numbers-not-delivered = no file has `{ $column }`: whom its records are about is told without numbers
    .help = only a record with a birth date can make a suspect then; ask the department for the numbers, or map their header under `[extract.columns]`
before = before { $day }
after = after { $day }
or = { $first } or { $second }
days-that-cannot-be = values of `{ $column }` { $bounds }, when nothing can have been registered: { $count }
    .help = rules that read them are undetermined; ask the department to correct them, or state the day of delivery: `delivered_on`
too-many-namesakes = { $records } records without a usable number have one of { $names } common names: their { $pairs } possible matches are not written down
    .help = no rule looks at matches by name alone; ask the department for the numbers
columns-lacking-in-file = this file lacks columns that other files of `{ $extract }` have and rules read; its rows are undetermined for them: { $columns }
    .help = ask for the columns, or name their headers in this file, too: `[extract.columns]` takes a list
it-is-not-there = it is not there
registry-cannot-be-used = the registry cannot be used: { $why }
    .help = without the registry there are no cards to compare; see `[gate]` in the job for the limits

## E05xx: results

you-may-not-write-there = you may not write there
disk-is-read-only = the disk is read-only
not-permitted = permission is denied
not-there = there is no such file or folder
not-a-folder-on-the-way = something on the way there is no folder
disk-is-full = the disk is full
no-more-room-for-you = the quota of disk space is used up
in-use = another program is using it
no-such-folder = there is no such folder
that-is-a-folder = that is a folder
a-file-of-that-name = a file of that name is in the way
results-not-writable = the results cannot be written to { $place }: { $why }
    .help = choose another place: `output` in the job file, or `--output`
no-published-run = there is no published run in { $place }
    .help = run the comparison first: `bidui run JOB`
run-not-readable = { $file } cannot be read: { $why }
    .help = a published run is never changed; if its files were edited or lost, run the comparison again
begin-anew = this run compares itself with the last one; to begin anew, without `unchanged` and `cleared`, delete { $latest } and the folder { $folder }
run-without-its-cards = the run { $run } does not hold all its cards
    .help = it was made by an older version of the program: run the comparison again, then draw
truth-not-readable = the truth cannot be read: { $why }
    .help = give the folder `truth` that `bidui generate` wrote, unchanged
truth-of-another-county = the run has cards that { $truth } does not know
    .help = score a run by the truth of the county that it compared
font-cannot-be-used = the font { $font } cannot be used: { $why }
    .help = name a .ttf, .otf or .ttc file that has Chinese
it-is-no-font = it is no font
it-has-no-chinese = it has no Chinese
no-chinese-font = no font of this machine has Chinese, and a PDF needs one
    .help = install one (Debian: `apt install fonts-noto-cjk`), or name one: `--font FILE`; `--format html` needs none
run-not-taken-in = the run is published, and the store could not take it in: { $why }
    .help = the next run takes it in
runs-not-removed = older runs could not be removed: { $why }
    .help = the next run tries again
run-died = the run of process { $process } on { $host }, begun { $since }, ended without an end
    .help = what it had written aside was removed; nothing of it was published
metrics-not-written = the metrics could not be written: { $why }
    .help = another place: `metrics = "…"` in the job
command-failed = the command `{ $program }` of `on_completion` failed: { $why }
    .help = the run stands; try the command by hand
too-many-households = { $households } households are more than there are citizen numbers for
    .help = at most `--households { $most }`
folder-not-empty = { $folder } is not empty
    .help = name a new folder: a county is never written over something else

## E06xx: the store, and what came of visits

no-store-yet = there is no store yet: { $place }
    .help = run the comparison first: `bidui run JOB`
no-such-run = there is no run `{ $run }` in { $place }
    .help = `bidui runs` lists those there are; older ones may have been removed (`keep`)
no-such-finding = no run of this job made such a finding
    .help = copy 线索编号 from `findings.csv` or `bidui list`; of a household named by its 户编号 the findings are meant that make it a suspect
two-outcomes = two outcomes of the visit on { $day } (finding { $finding }): recorded { $kept } ({ $source }, by { $by }), and here { $new }
    .help = nothing was overwritten; if this one counts, say so: `--accept-conflicts` (the other is kept, too)
line-cannot-be-read = this line cannot be read: { $why }
    .help = mend it in the file, and import it again
outcome-of-no-finding = this line has an outcome, and says of no finding
    .help = fill in 线索编号, or 户编号
retained-without-reason = the household is retained, and nothing says why
    .help = give a reason (挂名, 已售未过户 …) or a note
day-of-visit-unreadable = the day of the visit cannot be read
    .help = write it as 2017-09-03
day-until-unreadable = the day it holds until cannot be read
    .help = write it as 2017-09-03
visit-still-to-come = the day of the visit, { $day }, is still to come
    .help = is the year mistyped?
holds-until-before = the decision of { $visited } holds until { $until }, the day before it was made or earlier
    .help = give a later day, or none
is-no-outcome = `{ $word }` is no outcome
is-no-reason = `{ $word }` is no reason
known-after-question = { $question }known: { $known }
no-column-of-outcomes = no column says what was decided
    .help = call it 核查结果 or outcome
no-column-of-findings = no column says which finding is meant
    .help = call it 线索编号 or fingerprint; or give 户编号 (household_id)

## E01xx: the job

not-valid-toml = this is not valid TOML: { $why }
here = here
the-file = the file
this-is = this is { $what }
must-be = `{ $key }` must be { $expected }
has-no-key = { $what } has no `{ $key }`
add-it-here = add it here
a-text-in-quotes = a text in quotes
true-or-false = true or false
a-whole-number = a whole number
a-number = a number
a-date-without-quotes = a date such as 2017-08-31, without quotes
a-list-of-texts = a list of texts
not-known = not known
must-be-one-of = `{ $key }` must be one of { $words }
a-table = a table
a-list-of-tables-under = a list of tables, each under `[[{ $key }]]`
this-table = this `[[{ $key }]]`
a-list-of-tables = a list of tables
known-here = known here: { $known }
key-means-nothing = { $what } has a key `{ $key }` that means nothing
a-text = a text
a-date-or-time = a date or time
a-list = a list
name-that-stays = a name that stays: findings are known by it
store-with-password = `store` has a password in it
    .help = write `${"{"}BIDUI_PASSWORD{"}"}` in its place, and set that variable where the program is called
job-name-empty = the job's name is empty
findings-known-by-it = findings are known by it
extract-twice = two extracts are called `{ $extract }`
    .help = several files of one extract go into one `path = ["…", "…"]`
the-second-one = the second one
no-registry = no extract is called `registry`
    .help = add `[[extract]]` with `name = "registry"` and the path of the poverty registry
how-many-runs-stay = `{ $key }` is how many runs stay, 0 or more
last-run-stays = the last run stays in any case
is-a-share = `{ $key }` is a share between 0 and 1
share-as-written = 2 % is written 0.02
age-not-negative = `max_age_days` cannot be negative
is-a-probability = `{ $key }` is a probability between 0 and 1
probability-as-written = one wrong match in a hundred is written 0.99
possible-above-probable = `possible` is above `probable`
probable-is-possible = a probable match is possible, too
value-of-parameter = a parameter's value is a number, a text in quotes, a date, or true or false
not-such-a-value = not such a value
what-rules-call-it = what rules call it, e.g. `name = "vehicle"`
where-the-files-are = where the files are, e.g. `path = ["in/车管*.xlsx"]`
no-databases = this version does not read from databases
    .help = export the query to CSV or Parquet and name that file
a-database = a database
table-of-wordings = `{ $column }` must be a table of wordings, each with its code
not-a-table = not a table
these-codes = these codes
what-sheet-is = `sheet` is a sheet's name, its number from 1, or "*" for all that fit
what-skip-rows-is = `skip_rows` is a number of lines, or "auto"
header-or-list = `{ $column }` must be a header or a list of headers
must-be-a-text = `{ $key }` must be a text
no-such-schema = no schema is called `{ $schema }`
built-in = built in: { $schemas }
named-here = named here
no-column-of-codes = schema `{ $schema }` has no column of codes `{ $column }`
it-has = it has: { $names }
not-in-the-schema = not in the schema
no-such-code = `{ $column }` has no code `{ $code }`
its-codes = its codes: { $codes }
stands-for-no-code = stands for no code of the schema
schema-has-no-amount = schema `{ $schema }` has no amount with a unit `{ $column }`
schema-has-no-column = schema `{ $schema }` has no column `{ $column }`
no-such-rules = there is no such rule file or folder
    .help = paths are relative to the job file; leave `rules` out for the built-in pack
not-found = not found
not-a-pattern = this is not a pattern: { $why }
    .help = `*` stands for any characters of one name, `**` for any folders
folder-closed = the folder { $folder } cannot be looked into: { $why }
    .help = let the account that runs bidui read it, or name the files themselves
reaches-there = reaches there
no-file-matches = no file matches this path
    .help = paths are relative to the job file; was the delivery put in its folder?
no-such-file-here = no such file
no-such-file-of-job = there is no such file
    .help = check the path
not-utf8 = this file is not UTF-8 text
    .help = open it in an editor and save it in the encoding UTF-8
job-cannot-be-read = this file cannot be read: { $why }
    .help = check the path and who may read it
export-folder-not-empty = { $folder } is not empty
    .help = name a folder that is empty or not there yet
export-not-written = { $path } cannot be written: { $why }
    .help = name a folder that is empty or not there yet
as-of-in-future = the as-of date { $day } is in the future
    .help = what departments delivered says nothing of that day; is the year mistyped?
subject-is-another = its subject is another
it-has-no = it has no { $columns }
schema-does-not-fit = schema `{ $schema }` does not fit the extract `{ $extract }`: { $why }
    .help = the program reads these columns by name; take the built-in schema, or add them to a copy of it: leave `schema` out of `{ $extract }`
extracts-not-declared = rules read extracts that the job does not declare, and are undetermined for every card: { $extracts }
nobody-reads-the-extract = no rule reads the extract `{ $near }`: if it is the one, call it `{ $extract }`
add-each-extract = add each under `[[extract]]` with its name and path
and-then = { $first }; { $second }
parameter-of-another-type = the parameter `{ $parameter }` of rule `{ $rule }` is { $wanted }
    .help = write it as the rule does: numbers and dates without quotes, texts with them
given-here = given here
known = known: { $known }
no-such-parameter = no rule has a parameter `{ $parameter }`
job-has-no-rules = the job has no rules
    .help = name rule files, or leave `rules` out for the built-in pack
no-rule-in-force = none of the { $rules } rules is in force on { $day }
    .help = see `effective` and `status` in the rule files, and `as_of` in the job

## The store

store-cannot-be-used = the store { $place } cannot be used: { $why }
store-elsewhere = choose another place: `store` in the job file
store-cannot-be-opened = it cannot be opened, or its folder is not there
store-is-read-only = it is read-only
not-a-store = that file is not a store of this program
choose-another-store = choose another name: `store` in the job file; the file is left as it is
store-is-damaged = it is damaged
put-back-a-copy = put back a copy of it; the runs are in the folder `output` and will be taken in again, the outcomes of visits are in the store alone
store-is-busy = another program has been writing to it for too long
try-again-later = try again when it has ended
server-not-reached = the server cannot be reached: { $why }
does-the-server-run = see whether the server runs and the address under `store` is right
ask-who-runs-the-server = ask whoever runs the server; the user needs the right to make tables
no-such-variable = the environment has no variable `{ $name }`
set-it-before = set it before the program is called
store-is-newer = it has form { $found }, and this version of the program knows forms up to { $known }
use-a-newer-version = use the version of the program that wrote it, or a newer one
outcome-unreadable = outcome { $id } in the store cannot be read
    .help = `bidui audit verify` says what was edited; put back a copy of the store
draw-unreadable = spot check { $id } in the store cannot be read
    .help = `bidui audit verify` says what was edited; put back a copy of the store

## E03xx: rules

a-date = a date
a-list-of-codes = a list of codes
say-when-it-holds = say when the exemption holds
reason-in-evidence = the reason stands in the evidence: 识别后购置
short-name-for-ever = a short name that stays for ever, e.g. `vehicle-car`
id-of-letters = an id has lower-case letters, digits and `-` only
not-an-id = not an id
say-what-the-rule-finds = say in one line what the rule finds
say-which-records-count = say which records count, e.g. `where = "status = '在营'"`
no-hits-to-count = rules of the kind `{ $kind }` have no hits to count
leave-it-out = leave it out
start-with-version-1 = start with `version = 1` and count up whenever the meaning changes
version-from-1 = `version` counts from 1
not-a-version = not a version
condition-1-to-6 = `condition` is one of the six no-evaluate conditions, 1 to 6
leave-out-for-reconciliation = leave it out for a reconciliation rule
what-kind-is = e.g. `kind = "present"`: someone in scope has a record that meets `where`
duplicate-reads-registry = a `duplicate` rule looks for one person on two cards, and cards stand in the registry
write-registry = write `registry`
nobody-left-out-of-registry = everybody in the registry is on a card: nobody can be left out of it
name-another-extract = name another extract
which-kind-reads-what = `duplicate` reads the registry, `omitted` any other extract
compare-of-differs = `compare` belongs to a `differs` rule; this one is `{ $kind }`
effective-backwards = `effective` ends before it begins: the rule would never run
from-then-until = `from` comes first, `until` is the last day
before-from = before `from`
name-the-extract = name the extract whose records the rule reads, e.g. `extract = "vehicle"`
no-column-to-show = `{ $schema }` has no column `{ $column }` to show
evidence-lists-columns = evidence lists columns of the extract, by their bare names
title-of-the-law = the title of the law, measure or notice
no-basis = this rule names no basis
cite-the-document = whoever is flagged may ask by what right: cite the document under `[[basis]]`
this-rule = this rule
parameter-not-used = nothing uses the parameter `{ $parameter }`
    .help = write `:{ $parameter }` in a predicate, or take it out
not-used = not used
example-without-day = the example `{ $example }` does not say on which day it holds
    .help = this rule reads `as_of`, or a parameter with several dates: add `as_of = 2017-08-31`
on-which-day = on which day?
parameter-without-value = the parameter `{ $parameter }` has no value on { $day }
    .help = its first value is from { $first }: add an earlier one, or let the rule begin then
too-late = too late
no-such-extract = no extract is called `{ $extract }`
say-what-is-compared = say what is held against what: `compare = [{"{"} registry = "name", with = "name", by = "name" {"}"}]`
a-column-of-the-registry = a column of the registry
a-column-or-count = a column of the extract, or `COUNT(*)`
how-compared = how: exact, name, date, number, text or codes
count-is-a-number = `{ $count }` is a number, and is compared with one by `number`
compare-same-kinds = compare columns of the same kind, by the comparator made for it: exact, name, date, number, text, codes
not-compared-so = cannot be compared so
no-column-to-compare = `{ $schema }` has no column `{ $column }` to compare
tolerance-not-negative = a tolerance is not less than nothing
tolerance-share = a tolerance_share is a part of the larger number: 0.05 for five in a hundred
how-similar = how similar two texts must be to be spellings of each other, e.g. `similarity = 0.9`
similarity-range = a similarity lies above 0 and is 1 at most
out-of-range = out of range
another-unit = another unit
in-which-unit = in which unit?
tolerance-in-unit = a tolerance for `{ $column }` is given in { $unit }
    .help = write `unit = "{ $unit }"` beside `tolerance`
two-of-one-type = two columns of one type
two-names = two names
two-dates = two dates
two-numbers = two numbers
two-texts = two texts
two-of-codes = two columns of codes
compares-other-kinds = `{ $by }` compares { $wanted }; `{ $own }` is { $is } and `{ $other }` is { $other_is }
kept-in-other-units = `{ $own }` is kept in { $unit } and `{ $other }` in { $other_unit }
no-code-in-common = no code of `{ $own }` is a code of `{ $other }`
a-name = a name
a-citizen-number = a citizen number
a-credit-code = a credit code
a-code = a code
a-telephone-number = a telephone number
name-in-predicates = the name that predicates use: `:max_price`
parameter-twice = two parameters are called `{ $parameter }`
again-here = again here
name-of-parameter = a parameter's name has letters, digits and `_` only, and begins with a letter
not-a-name = not a name
first-day-of-value = the first day of this value
the-value-itself = the value itself
give-it-a-value = give it a value under `[[parameter.value]]`, with the day it holds from
values-in-order = the values of a parameter go from the earliest to the latest, one a day
order-of-from = put them in order of `from`
not-later = not later than the one before
values-of-one-type = the values of a parameter must be of one type
all-of-one-type = all numbers, all texts or all dates
this-value-is = this value is { $what }
no-examples = this rule has no examples
no-suspect-example = no example of this rule is a suspect
no-clear-example = no example of this rule is clear or exempt
one-example-of-each = every rule shows one case it flags (`verdict = "suspect"`) and one it does not (`clear` or `exempt`), each under `[[example]]`
add-an-example = add one to the examples
what-is-special = say what is special about this case
what-the-rule-must-say = what the rule must say: suspect, clear, undetermined or exempt
record-or-records = an example has either `record` or `records`
has-both = has both
what-also-is = `also` gives the person's records in other extracts, e.g. `also = {"{"} disability = [{"{"} … {"}"}] {"}"}`
not-such-an-extract = not such an extract or not a list
record-is-a-table = a record is a table: {"{"} grade = "1" {"}"}
this-record = this record
no-column-here = there is no column `{ $column }` here
cell-must-be = `{ $column }` must be { $expected }
    .help = leave a column out to show it empty
cell-date-in-quotes = `{ $column }` must be a date
    .help = dates stand without quotes: 2015-01-01
cell-is-a-wording = `{ $column }` holds codes, and "{ $wording }" is the wording of one
    .help = rules see what cleaning makes of a delivery: write "{ $code }"
rule-twice = two rules are called `{ $id }`
    .help = the other is in { $first }; an id belongs to one rule for ever, so give the newer one another
rule-does-not-run = this rule passes every check, but its `{ $what }` does not run: { $why }
    .help = this is a mistake of bidui, not yours: please report it with the rule file
example-contradicted = rule `{ $rule }` says { $verdict } of its example `{ $example }`
    .help = one of the two is wrong: mend the rule, or the example
was-expected = { $verdict } was expected

## E02xx: schemas

only-registry-has-copies = only the registry is kept in several copies
copy-without-column = a copy of the registry has no column `{ $column }`
    .help = its rows are told apart by household and person: copy these columns from the built-in `registry_copy`
not-whole = not whole
for-columns-of-type = `{ $key }` is for columns of type { $types }
not-for-this-column = not for this column
meaning-must-be-text = a code's meaning must be a text
not-a-text = not a text
no-column-called = no column is called `{ $column }`
column-must-be-of-type = column `{ $column }` must be of type `{ $wanted }` to be used here
name-is-reserved = `{ $name }` is a name that every staged extract has already
    .help = call the column something else
reserved = reserved
stands-for-two-columns = `{ $word }` stands for two columns
    .help = each name and alias belongs to one column
short-name-of-schema = give the schema a short name, e.g. `vehicle`
describe-each-column = describe each column under `[[column]]`
name-that-rules-use = the name that rules use, e.g. `status`
type-for-example = e.g. `type = "text"`
column-that-holds = the column that holds the value
place-of-character = a character's place, counted from 1
say-whose-record = say whose record this is: `subject = {"{"} id = "owner_id", name = "owner_name" {"}"}`
column-of-number = the column of the citizen number
column-of-name = the column of the name

## E03xx: predicates

own-columns-are-bare = the extract's own columns are bare names: `{ $name }`
before-a-dot = before a dot there may be `roster`, `member` or `card`; the extract's own columns are bare names
extract-called = extract `{ $extract }`
owner-has-no-column = { $owner } has no column `{ $name }`
belongs-to-a-person = `{ $name }` belongs to a person, not to the card: `member.{ $name }`
omitted-is-about-nobody = an `omitted` rule is about people who are on no card
no-schema-of-the-registry = no schema of the registry is there to say
what-a-rule-may-use = a rule may use AND OR NOT, = <> < <= > >=, + - * /, IN, BETWEEN, LIKE, IS [NOT] NULL, CASE, COALESCE, LENGTH, SUBSTR, UPPER, LOWER, ABS, YEAR, has_code, DATE '…', INTERVAL
compare-with-something = compare it with something, e.g. `price > 30000`
condition-true-or-false = a condition must be true or false
nested-too-deeply = this is nested too deeply
fewer-inside = write it with fewer expressions inside expressions
there-is-no-column = there is no column `{ $name }`
quotes-for-names = double quotes are for names; a text stands in single ones: '{ $name }'
in-double-quotes = in double quotes
interval-for-example = e.g. `first_registered_on > as_of - INTERVAL '3' YEAR`
interval-with-date = an interval can only be added to a date or taken from one
stands-alone = stands alone
write-upper-like = write UPPER(…) LIKE '…'
like-without-escape = LIKE knows `%` and `_`, and no ESCAPE
no-casts-compare = there are no casts: compare values of one type
write-substr = write SUBSTR(text, start, length)
write-year = write YEAR(date)
write-the-condition = write the condition itself, or NOT …; COALESCE(…, FALSE) decides where it is empty
rule-reads-one-extract = a rule reads one extract; an exemption may name another: `extract = "…"` under `[[unless]]`
not-rule-language = this is not part of the rule language
not-here = not here
having-looks-at-all = `having` looks at all hits of a card, and `{ $name }` is of one record
count-sum-compare = count, sum or compare: COUNT(DISTINCT { $name }), SUM, MIN({ $name }), MAX({ $name })
not-aggregated = not aggregated
qualifier-not-known = `{ $name }` is not known here
absent-has-no-record = an `absent` rule has no record, so an exemption cannot read `{ $name }`
use-roster-or-card = use roster., member. or card., or name the extract to look in: `extract = "…"`
a-records-column = a record's column
results-of-one-type = the results of { $what } must be of one type
this-is-those-are = this is { $this }, those before are { $first }
no-casts = there are no casts
nothing-but-null = { $what } gives nothing but NULL
always-null = always NULL
give-a-value = give at least one value
number-needed = a number is needed here
dates-not-reckoned = dates are not reckoned with `{ $sign }` like this
needs-numbers = `{ $sign }` needs numbers on both sides
move-a-date = move a date by an interval: `first_registered_on > as_of - INTERVAL '3' YEAR`
divide-by-nonzero = divide by something that is not zero
divides-by-zero = this divides by zero
zero = zero
not-an-exact-number = `{ $text }` is not a number that can be kept exactly
six-places = at most six places after the point, and no exponent
null = NULL
null-has-no-place = NULL has no place here: nothing is known of the result
where-null-may-stand = NULL may be a result of CASE or COALESCE; to ask for an empty column write IS NULL
texts-in-quotes = texts stand in single quotes: 'K33'
literal-not-in-language = this literal is not part of the rule language
no-parameter-called = no parameter is called `{ $name }`
give-a-dated-value = give it a dated value under `[[parameter]]`
not-written-as-date = `{ $text }` is not written as a date
not-a-day = `{ $text }` is not a day of the calendar
no-such-day = no such day
interval-not-reckoned = an interval is not reckoned with `{ $sign }`
an-interval = an interval
add-or-subtract = add or subtract it
dates-written-so = dates are written DATE '2017-08-31'
write-year-month-day = write year-month-day: DATE '2017-08-31'
only-dates-moved = only dates are moved by an interval
date-needed = a date is needed here
whole-interval = write a whole number of days, months or years: INTERVAL '3' YEAR
interval-not-in-language = this interval is not part of the rule language
no-such-function = there is no function `{ $function }`
write-like = write { $usage }
call-not-in-language = this way of calling `{ $function }` is not part of the rule language
not-called-so = `{ $function }` is not called like this
is-needed-here = { $what } is needed here
works-on-texts = { $function } works on texts
write-has-code = write `has_code({ $column }, 'X')`
substr-takes-number = SUBSTR takes a whole number here, { $least } or more
has-code-for-example = e.g. has_code({ $name }, 'E')
has-code-looks-into-list = has_code looks into a list of codes, and `{ $name }` is { $what }
write-equals = write `{ $name } = '{ $text }'`
aggregate-in-aggregate = an aggregate cannot stand in another one
one-aggregate-at-a-time = one COUNT, SUM, MIN or MAX at a time
one-record-at-a-time = `where` and `when` look at one record at a time
move-to-having = move it to `having`, which looks at all hits of a card
this-not-called-so = this is not called like this
not-a-list = not a list
an-aggregate = an aggregate
write-substr-plate = write SUBSTR(plate_no, 1, 2)
substr-needs-start = SUBSTR needs a start
characters-from-1 = characters are counted from 1: SUBSTR(plate_no, 1, 2)
not-such-a-number = not such a number
code-in-quotes = the code must be a text in quotes
not-a-literal = not a literal
name-one-code = name one code: letters and digits
not-one-code = this is not one code
not-summed-or-ordered = this cannot be summed or ordered
count-distinct-anything = COUNT(DISTINCT …) counts anything
null-never-true = `{ $sign } NULL` is never true: an empty value equals nothing
write-test = write `{ $what } { $test }`
compared-with-null = compared with NULL
conditions-are-joined = conditions are joined with AND, OR, NOT
true-false-no-order = true and false have no order
compared = compared
list-with-one-value = `{ $column }` is a list of codes: it cannot be compared with one value
ask-has-code = ask whether it holds a code: `has_code({ $column }, '{ $code }')`
a-list-on-one-side = a list on one side
the-other-side = the other side
not-compared-with = { $other } cannot be compared with { $this }
this-is-that-is = this is { $this }, { $name } is { $other }
write-a-date = write a date: DATE '{ $text }'
write-a-text = write a text: '{ $text }'
write-a-number = write a number, without quotes: { $text }
year-gives-number = YEAR(date) gives the year as a number
that-is-a-wording = that is a wording; rules use the code: '{ $code }'
did-you-mean-code = did you mean { $code }?
its-codes-are = its codes are: { $codes }
has-no-code = `{ $column }` has no code '{ $text }'
list-the-values = list the values: IN ('A', 'B')
in-takes-a-list = IN takes a list of values
null-in-a-list = NULL in a list matches nothing
take-null-out = take it out; write `… IS NULL OR …` to ask for empty values too
pattern-in-quotes = the pattern of LIKE must be a text in quotes
like-for-example = e.g. LIKE '冀J%'
pattern-without-backslash = a pattern has no `\\`
use-underscore = engines do not agree on it: use `_`, which stands for any one character
predicate-empty = this predicate is empty
say-what-must-hold = say what must hold
predicate-too-long = this predicate is longer than { $bytes } bytes
make-two-rules = make two rules of it
not-an-expression = this is not an SQL expression: { $why }
expression-ends-before = the expression ends before `{ $next }`
fewer-brackets = write it with fewer brackets inside brackets
too-many-operators = this predicate has more than { $operators } operators
use-in-or-two-rules = use IN (…) for a list of values, or make two rules of it
full-width-sign = there is a full-width `{ $sign }`: signs and quotes are written half-width
write-a-condition = write a condition such as `status = 'A' AND price > 30000`

## Lines that are rejected or skipped, and gates

quote-never-closed = a quote is opened and never closed
not-decodable = not decodable in the file's encoding
total-line = total line
header-again = header again
note-or-title = note or title line
blank-line = blank line
other-width = { $width } fields where the header has { $header }
required-column-empty = a required column is empty
required-column-unreadable = a required column cannot be read
above-the-header = above the header
source-not-in-the-job = not in the job
gate-no-rows = no usable rows
gate-rejected = { $rejected } of { $rows } rows rejected, { $allowed } allowed
gate-usable-ids = { $usable } of { $records } records about persons have a usable citizen number, at least { $needed } needed
gate-row-drop = { $rows } rows, { $before } in the last delivery that was used: { $allowed } fewer allowed
gate-too-old = delivered { $age } days before, { $most } allowed

## Who gets the lists

key-is-secret = this is a secret key (AGE-SECRET-KEY-…), which must not stand in a job file
    .help = it is known now: make another with `age-keygen -o key.txt`, and write its public key `age1…` here
not-a-key = this is no public key of age
    .help = the recipient makes one with `age-keygen -o key.txt`; the public key begins with `age1`: is it whole?
who-gets-lists = say who gets it, such as `name = "Liubali, Wang"`
key-of-recipient = give the recipient's public key of age, such as `key = "age1…"`; a list where several share it
recipient-twice = two recipients are called `{ $name }`: their archives would have one name
job-names-no-recipient = { $job } names no recipient
    .help =
        write in the job file:
        {"["}[recipient]]
        name = "Liubali, Wang"
        key = "age1…"
        townships = ["刘八里乡"]     # without it: the whole county
no-such-township = this run has no township `{ $township }`, which `{ $name }` is to have
townships-of-the-run = it has: { $townships }
townships-in-one-folder = the lists of `{ $township }` and `{ $other }` stand in one folder and cannot be told apart
    .help = mend the names of the townships in the registry
file-changed-since = { $file } is not what was published
    .help = nobody may edit what is published; look with `bidui runs replay`, or compare again
recipient-without-key = a recipient has one key at least
