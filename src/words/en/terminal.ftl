# What the commands say on the terminal, in English.

## Said in several places

not-on-a-terminal = --format { $format }: { $what } cannot be shown on a terminal: write it to a file with -o FILE.{ $format }
a-pdf = a PDF
a-workbook-to-show = a workbook

## Every command

built-in-rules-left-out = the built-in rules are left out (`rules` does not name "builtin")
parameter-overridden = parameter overridden by the job:{" "}
another-run-is-writing = another run is writing there; wait for it to end
lock-holder = {" "}(host { $host }, process { $pid }, since { $since }, { $minutes } minutes ago)

## Logs

log-filter-ignored = this filter is not understood and is ignored

## bidui run

nothing-differs = nothing differs from the latest run, nothing new is published; the latest is
required-extract-unusable = a required extract could not be used; nothing is published
interrupted = interrupted; nothing is published

## bidui run: the summary

column-condition-number = no.
suspects-by-condition = suspects by condition
suspects-by-township = suspects by township
since-the-last-run = since the last run:{" "}
source = source
read = read
accepted = accepted
rejected = rejected
linked = linked
fit-for-use = fit for use
yes-usable = yes
summary-of-run = { $job }: as of { $as_of }, { $cards } cards with { $members } members, { $suspects } suspect cards
summary-of-findings = { $findings } findings; making no suspect: { $exempt } exempt, { $possible } with an identity to be checked{ $experimental }
summary-of-omissions = { $omitted } people seem to have been left out (on no card, to be visited); of { $open } it cannot be said
summary-of-undetermined = { $total } verdicts (card × rule) undetermined: { $causes }. Undetermined is not clear.
summary-of-experimental = , { $count } of experimental rules
summary-what-next = 
    results are in { $dir }
      lists/          a list per village, to print and take along
      report.html     totals, for a browser
      suspects.csv    every suspect card; findings.csv why; evidence.csv the records (file and line)
      undetermined.csv what is open and why; identity.csv matches to be checked; rejects.csv unread rows
    next: look at rejects.csv, undetermined.csv and identity.csv, then hand lists/ to the inspectors.
      bidui list --run { $folder } --condition 4     one condition only
    a flag is a lead, not a conclusion: the visit decides.

## bidui check

the-machine-failed = the machine failed:{" "}
check-counts = { $job }: { $errors } { $errors ->
        [one] error
       *[other] errors
    }, { $warnings } { $warnings ->
        [one] warning
       *[other] warnings
    }

## bidui rules

column-rule-id = id
column-condition = condition
version = version
status = status
in-force = in force
title = title
no = no
no-such-rule = there is no rule
examples-tried = { $rules } rules, { $examples } examples, { $agreed } as expected{"\u000A"}
files-written = { $files } files written to { $dir }{"\u000A"}

## bidui list: titles and columns (`listed-COLUMN`, or `listed-LIST-COLUMN`)

list-findings = Findings
list-omissions = Left out
list-standing = Still standing
list-undetermined = Undetermined
list-matches = Matches to be checked
list-disputes = Disputed
listed-household_id = household
listed-township = township
listed-village = village
listed-head_name = head of household
listed-rule = rule
listed-condition = condition
listed-severity = asks for
listed-status = rule status
listed-confidence = how sure
listed-persons = persons
listed-records = records
listed-exempt = exempt
listed-change = change
listed-first_seen = first seen
listed-last_outcome = outcome
listed-fingerprint = finding
listed-rank = rank in the village
listed-verdict = verdict
listed-evidence = evidence
listed-name = name
listed-person_id_masked = number
listed-register_id = register
listed-people = people in the register
listed-relatives = relatives on a card
listed-total = total
listed-last_confirmed = last confirmed
listed-cause = cause
listed-detail = detail
listed-missing = what is missing
listed-person_id = person
listed-extract = source
listed-source_file = file
listed-source_row = line
listed-method = how it was linked
listed-probability = probability
listed-why = what to check
listed-reason = reason
listed-note = note
listed-visited_on = objected on
listed-visited_by = visited by
listed-days = days since
listed-omissions-household_id = the relatives' household
listed-standing-cause = why it could not be looked at

## bidui list

how-to-end-the-name = end the name in .csv, .xlsx, .json or .txt, or say the format with --format
no-such-value = nothing in this run has this value
known-values = known:
how-to-write-days = give 2017-08-01, 2017-08-01.. or 2017-08-01..2017-08-31
no-filter = no filter
did-you-mean-value = ; did you mean { $near }?
yes = yes
suspect = suspect
undetermined = undetermined
exempt-of-findings = exempt
experimental = experimental
of-experimental-rules = , { $count } of them of experimental rules, which make no suspect
list-of-findings = run { $run_id }: { $cards } cards ({ $suspects } suspects), { $findings } findings{ $experimental }; { $filter }
evidence-exempt = ; exempt: { $why }
evidence-in-a-sentence = { $person_name } ({ $relation }): { $extract } { $asset }{ $exempt }; { $source_file } line { $source_row }; { $method }
list-of-omissions = run { $run_id }: { $people } people left out (person × rule), of { $registers } registers; { $filter }
list-of-standing = run { $run_id }: { $findings } findings of { $cards } cards could not be looked at and stand; { $filter }
list-of-undetermined = run { $run_id }: { $verdicts } verdicts of { $cards } cards are undetermined; { $filter }
list-of-matches = run { $run_id }: { $matches } matches of { $cards } cards are to be checked; { $filter }
list-of-disputes = run { $run_id }: { $disputes } findings are disputed; { $filter }

## bidui explain

written-to = written to
no-font-has-these = no font of this machine has these, and the PDF shows boxes for them:
no-such-household = this run has no such household and no such finding; fingerprints stand in findings.csv
no-such-village = this run has no such village
nobody-to-visit = in this village this run has nobody to visit
visit-sheet = visit sheet
page-language = en
card = card
run = run
as-of = , as of
leads-not-conclusions = These are leads, not conclusions: whoever visits the household decides.
makes-a-suspect = makes the card a suspect
as-exempt = exempt
as-experimental = experimental: makes no suspect
as-possible = to be checked: makes no suspect
last-visit = ; last visit: { $outcome }
finding = finding
rule-version = rule version
rule-changed-since = note: the rule has changed since this run; basis and checks below are today's
basis = basis
to-verify = to verify
known-false-positives = known false positives
exempt-because = exempt:
identity = identity
runner-up-card = runner-up: card
no-runner-up = nobody else it could be
log-odds = log odds
probability = probability
weights-start = start: anyone of the county
rules-left-open = rules left open (which does not mean clear)
rules-that-found-nothing = rules that found nothing
identities-to-be-checked = identities to be checked
too-weak-to-stand-on = records that may be about this card, too weak to stand on
people-called-so = {" "}({ $count } people of the county are called so)
confirmed-and-stands = confirmed { $day }, not looked at tonight, stands still:{" "}

## bidui explain: the visit sheet

sheet-registered = registered { $day }
sheet-edition = as of { $as_of }　run { $run }
sheet-who = card { $id }　{ $head }
sheet-condition = condition { $number }: { $title }
sheet-basis = basis: { $basis }
sheet-source = { $file } line { $line }; { $method }
sheet-finding = finding { $fingerprint }
sheet-lead = These are leads, not conclusions: whoever visits the household decides.
signed-household = signed, for the household:
signed-visitors = signed, visitors:
signed-day = day:
left-open = left open (which does not mean clear)
what-would-clear-it = what would clear it
unregistered-exemptions = exemptions that the register does not show
what-to-check = what to check
stands-last-confirmed = not looked at this time, stands; last confirmed { $day }
weights-together = together (log odds)
outcome = outcome
why-retained = why retained
note = note
page-of = page { $number } of { $of }

## bidui runs

column-as-of = as of
column-published = published
cards = cards
suspects = suspects
findings = findings
standing = standing
gone = gone
column-on-disk = on disk
previous-run = after
column-counted = counted
rule = rule
column-not-run = not run
extract = extract
file = file
column-bytes = bytes
column-digest = digest
replay-other-inputs = it cannot be done again: what went into it is not the same
replay-other-files = the same went into it, and these files are others
no-such-finding-in-history = no run of this job made such a finding
state-found = found
column-day = day
column-state = what was said
column-run-or-source = run or source
suspect-cards = suspect cards
rules-that-differ = rules that differ
column-before = before
column-after = after
column-came = in
column-went = out
column-changed = changed
household = household
township = township
village = village
change = change
why = why
replay-same = the same { $files } files, byte for byte
replay-previous-gone = the run before it, { $previous }, is not on disk any more
replay-something-since = the gates, a day on which a delivery was written, or an outcome recorded since
replay-program = program version { $was }: this is { $is }
replay-delivery = delivery
replay-rule = rule
replay-setting = setting
replay-gone = { $what } { $name }: not there any more
replay-came = { $what } { $name }: was not there then
replay-other = { $what } { $name }: is another today

## bidui outcome

until = until
import-undated = {" "}({ $count } without a day: today's is taken)
import-counts = { $recorded } recorded{ $undated }, { $known } known already, { $empty } not filled in, { $refused } not recorded{"\u000A"}

## bidui outcome stats

by-rule = by rule
by-source = by source
by-method = by method
by-township = by township
found = found
visited = visited
removed = removed
right = right
retained = retained
disputed = disputed
not-met = not met
column-precision = precision (95 %)
days = days
reasons = reasons
column-estimated = estimated
column-are = are
column-of = of
villages = villages
column-share = share (95 %)
column-households = households

## What a spot check came to

rate-wrongly-included = wrongly included, of the cards on the list
rate-among-suspects = {"  "}of those with a finding
rate-among-clear = {"  "}of those without
rate-left-out = left out, of those who should be on the list
rate-wrongly-exited = wrongly exited, of the cards that left poverty
spot-check-in-a-sentence = spot check { $draw } (drawn on { $drawn_on }): { $cards } cards drawn, { $visited } visited, { $undecided } not decided

## bidui sample

this-run-is-of-another-job = this run is of another job
drawn-before = this was drawn before: the same cards; the forms are written anew.{"\u000A"}
others = others
left-poverty = left poverty
left-out = left out
forms-written = { $forms } forms written to { $into }; when filled in: bidui outcome import, then bidui outcome stats{"\u000A"}
sample-drawn = spot check { $id } (drawn on { $on }, seed { $seed }){"\u000A"}
sample-population = the county: { $villages } villages, { $cards } cards on the list ({ $suspects } suspects, { $clear } others), { $exited } that left poverty; { $design }{"\u000A"}
not-known-of-source = { $title }: { $cause }; nothing found does not mean clear.

## bidui audit

nothing-was-edited = nothing was edited.{"\u000A"}
column-entry-number = no.
column-when = at
column-who = who
column-action = action
column-subject = subject
audit-verified = { $entries } log entries, { $outcomes } outcomes, { $runs } runs, { $draws } spot checks; last hash { $last_hash }{"\u000A"}
edited-entry = log entry { $number } was edited, or an entry before it was taken out or put in
edited-outcome = outcome { $id } (finding { $fingerprint }) is not what was recorded
edited-outcome-gone = outcome { $id } was recorded and is gone
edited-outcome-unknown = outcome { $id } (finding { $fingerprint }) was never recorded
edited-run = run { $id } is not what was recorded
edited-draw = spot check { $id } is not what was recorded

## bidui link

too-many-comparisons = no more than 16 comparisons (--on) and 16 blocks (--block)
cells-that-cannot-be-read = ; cells that cannot be read:{" "}
field = field
level = level
column-m = m
column-u = u
weight = weight
weighed-by-assumption = is weighed by assumption: every block makes it agree; give another --block without it to learn its weight
table-of-rows = { $path }: { $rows } rows, { $rejected } rejected
block-too-many-pairs = block { $block } brings too many pairs: its { $keys } commonest values ({ $pairs } pairs) were not compared; narrow it, or raise --most-pairs
pairs-found = { $compared } pairs compared, { $found } found, of which { $wrong } are expected to be wrong

## bidui generate

county-written = { $households } households, { $persons } persons, { $cards } cards, { $rows } rows; compare: bidui run { $job }{"\u000A"}

## bidui score

findings-by-rule = findings by rule
links-by-method = links by method
links-by-extract = links by extract
links-by-record-dirt = links by dirt on the record
links-by-registry-dirt = links by dirt on the member's registry row
differences-of-copies-by-column = differences of copies by column
people-left-out-by-rule = people left out by rule
finding-errors = findings that are wrong or missed
link-errors = links that are wrong or missed
run-scored = run
and-more = and { $count } more: --format json{"\u000A"}

## bidui rules show

rule-head = { $title } ({ $id }, version { $version })
rule-condition = condition
rule-experimental = experimental (listed apart, makes no suspect)
rule-deprecated = deprecated
rule-status-and-severity = {"  "}status: { $status }; asks for: { $severity }
rule-effective = in force
rule-compares = finds
rule-where = a record that
rule-having = all together
rule-holds-against = against
rule-parameter-of-job = {"  "}threshold { $name }: { $value } (by [parameters] of this job)
rule-parameter-basis = , by: { $basis }
rule-parameter = {"  "}threshold { $name }: { $value } (from { $from }{ $basis })
rule-parameter-lacking = {"  "}threshold { $name }: none yet on { $day }
rule-unless = {"  "}unless: { $reason } ({ $when }{ $other })
rule-unless-in = , in { $extract }
rule-basis = basis
rule-verify = to verify
rule-false-positives = known false positives
by-exact = exactly
by-name = as names (the same sound, a similar shape, a missing character are spellings)
by-date = as dates (by month where there is only a month)
by-number = as numbers (within { $tolerance }, or { $percent } % of the larger)
by-text = as texts (a similarity of { $similarity } and more is a spelling)
by-codes = by code
rule-comparison = { $own } and { $with }: { $how }
in-force-always = always
in-force-from = from { $from }
in-force-until = until { $until }
in-force-between = { $from } to { $until }
who-member = members of the card
who-household = members and people of their registers
who-family = members, people of their registers and spouses
finds-present = { $who } with such a record in { $extract }
finds-absent-where = members without such a record in { $extract }
finds-absent = members without a record in { $extract }
finds-duplicate = one person on two cards in { $extract }
finds-differs = members whose record in { $extract } is not what the registry says
finds-omitted = villagers of the county who meet it in { $extract } and are on no card

## bidui seal

column-recipient = recipient
column-files = files
column-archive = archive
how-to-open-an-archive = to open one: age -d -i key.txt -o lists.zip ARCHIVE
