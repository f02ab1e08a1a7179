# What the report (report.html) says, in English.

## Head of the page

report-title = { $job }: comparison of { $as_of }
report-edition = as of { $as_of }, run { $run }

## The first screen

report-leads = The comparison gives leads, not conclusions: every household is visited before anything is decided.
report-sources-missing = Sources could not be used this time. The numbers below leave out the rules that wait for them: what is not listed is not clear.
report-missing-before = ; { $count } households stand that were confirmed on { $day }
report-missing-source = { $conditions }: { $source }, { $cause }; { $open } verdicts open{ $before }.
report-share-of-cards = { $percent } % of { $cards } cards
report-as-before = as many as last time ({ $run })
report-more-than-before = { $count } last time ({ $run }), { $more } more
report-fewer-than-before = { $count } last time ({ $run }), { $fewer } fewer
report-before = the run before: { $run }
suspect-households = suspect households
report-without-standing-cards = without { $count } that stand and could not be looked at
report-without-waiting-rules = without the rules that wait for a missing source
report-findings = findings (household × rule)
report-findings-include = with those that are exempt, to be checked, or of experimental rules
report-without-standing = without { $count } that stand and could not be looked at
report-cleared = { $count } of last time no longer meet the rule
report-to-check = households to be checked
report-to-check-are = possible at most, or undecided for want of information; no suspects
report-left-out = people left out (person × rule)
report-left-out-are = they meet a rule and are on no card; to be visited
report-covered = all sources there
report-lacks = lacks { $sources }
report-and-standing = and { $count } more
head-condition = condition
head-standing = not looked at, standing
head-open = open (household × rule)
head-coverage = coverage
report-by-condition = By condition (a household may meet several)

## Pictures

report-trend = Run after run (a hollow point: sources were missing)
trend-standing = not looked at

## Tables

condition-number = no. { $number }
report-all-runs = In all runs: { $sentence }
report-first-delivery = the first, { $rows }
report-unread-headers = { $count } (see the remarks)
report-no-day = not said
head-township = township
report-by-township = By township and condition (suspect households; one may meet several)
report-by-rule = By rule (households)
head-rule = rule
head-stands = stand
head-exempt = exempt
head-to-check = to be checked
report-experimental = Experimental rules (they make no suspect; households found)
head-found = found
report-changes = Since the last run (suspect households)
head-change = change
head-households = households
report-gone = Findings of the last run that are gone
head-cause = cause
head-findings = findings
head-confirmed = last confirmed
head-why-not-looked = why nobody could look
report-standing = Findings that stand and could not be looked at (they are on the lists and not in the numbers above)
head-leads = findings
head-visited = visited
head-removed = removed
head-right = right
head-retained = retained
head-disputed = disputed
head-precision = precision (95 %)
head-reasons = why retained
report-outcomes = What came of visits, by rule (findings of all runs)
report-precision = Precision by rule (a point is the share, a line its 95 % interval)
report-decided = Findings that are decided on the same evidence and off the lists
head-decision = decision
report-disputed = Disputed (on a list of their own)
head-oldest = oldest, in days
head-estimate = estimate
head-are = are
head-of = of
head-villages = villages
head-share = share (95 %)
head-county = households of the county
report-rates = What spot checks estimate: wrongly included, left out, wrongly exited
head-people = people
head-registers = registers
head-with-card = of these with relatives on a card
report-omissions = People left out (on no card, to be visited)
report-open-omissions = People of whom it cannot be said whether they were left out
head-verdicts = household × rule
head-missing = what is missing
report-undetermined = Undetermined
gate-passed = passed
head-source = source
head-read = read
head-accepted = accepted
head-rejected = rejected
head-skipped = skipped
head-unreadable = unreadable values
head-unknown-codes = unknown codes
head-unusable-ids = unusable numbers
head-linked = linked
head-gate = gate
report-sources = Sources
head-files = files
head-delivered = delivered on
head-rows-since = rows accepted, against the last delivery
head-undelivered = columns that rules read and nobody delivered
head-unread = files with columns that nobody reads
report-deliveries = Deliveries
head-village-list = village (its list)
head-to-visit = households to visit
head-cards-to-check = households to be checked
report-villages = Lists of the villages
head-code = code
head-place = where
head-message = what
head-help = what to do
report-remarks = Remarks
