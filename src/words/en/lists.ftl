# What lists, forms and spot checks say, in English.

## The cover

cover-not-known = { $source }: { $cause }. { $count } rules wait for it ({ $conditions }); what is not listed is not clear.
meaning-removed = removed: does not qualify, and should not have been taken in.
meaning-exited = exited by the usual procedure: out of poverty for good; not taken in wrongly.
meaning-reevaluate = to be evaluated again: things have changed; the villagers' meeting decides.
meaning-merged = merged, natural decrease: now part of another household; died, moved away.
meaning-corrected = data corrected: what was registered was wrong (a number, a name); stays on the list.
meaning-retained = retained: still qualifies. Choose why, or say it in the note.
meaning-disputed = disputed: the family objects; it is looked at again.
meaning-unreachable = not met: somebody went and met nobody, or could not find out; it is listed again.
cover-sheet = About
cover-what = What this is
cover-as-of = As of
cover-edition = { $as_of }, run { $run }, job { $job }
cover-village = This village
cover-counts = { $visit }: { $households } households ({ $findings } lines); { $check }: { $others }.
cover-unknown = Not known this time
cover-steps = How to fill it in
step-visit = Visit each household and find out. The evidence is what departments have on record; it may be old, of a namesake, or somebody used the number. What is really so decides.
step-look = Look at "what would clear it" and "what to check", at papers, and ask the family and the neighbours.
step-fill-in = Fill in the yellow cells: outcome and reason (from the lists), note, day, visitor. Leave empty where nobody went.
step-lines = A line is one finding. Those of one household may end differently. Do not change the column "finding".
step-return = Save it and hand it back to the data comparison group. What was filled in on paper is signed, and entered by the township.
cover-meanings = Outcomes
cover-privacy = Privacy
cover-keep-safe = This holds personal data and is for the visit only: keep it safe, pass it on to nobody, post it nowhere. Of numbers and phones only the last four digits are shown.

## Every list

list-note = The comparison gives leads, not conclusions: the visit decides. Keep this safe; do not pass it on.
page-footer = &Cpage &P of &N

## Heads of columns

list-head-household = household
list-head-head = head
list-head-rule = rule
list-head-objected = objected on
list-head-days = days since
list-head-visitor = visited by
list-head-reason = reason
list-head-note = note
list-head-finding = finding
dispute-list = Disputed findings

## The list of people left out

list-head-name = name
list-head-number = number (last digits)
list-head-register = register
list-head-people = people registered
list-head-relatives = relatives on a card
list-head-said = what is registered
list-head-source = source
list-head-change = change
list-head-verify = what to check
omission-list-note = These people meet a rule and are on no card: visit them; this list takes nobody off. Keep it safe; do not pass it on.
omission-list = People left out
nobody-of-the-register = nobody of the register is on a card
total-of-household = ; the household together { $total }
file-and-line = { $file } line { $line }

## Evidence

same-register-on-no-card = same register, on no card
spouse-on-no-card = spouse, on no card
a-record = record
record-in-a-sentence = { $person }{ $relation }, { $source }{ $shown }{ $exempt }; from { $file } line { $line }; { $sure }.

## Rules

registry-column = registry: { $column }
people-on-record = people on record
version-of-rule = {" "}(version { $version })
remark-on-rule = [{ $remark }]
basis-of-rule = Basis: { $basis }
exemptions-off-the-register = Exempt in fact, though the register does not show it:

## Households

parts-of-rank = { $all } (rule { $rule }, evidence { $evidence }, waiting { $age })
years-of-age = aged { $age }
number-to-be-checked = number to be checked
household-and-id = household { $id }
household-and-head = head { $name }
people-of-household = { $count } people
household-and-address = living at { $place }
household-and-phone = phone { $phone }
household-registered = registered { $day }
household-and-members = Members: { $members }
conditions-by-number = conditions { $numbers }
household-first-seen = first seen { $day }
household-and-rank = rank { $rank }
not-looked-at = could not be looked at
last-confirmed-and-why = last confirmed { $day }, could not be looked at: { $why }
possible-at-most = possible, not enough to go by
record-of-another = Where the record is another's: outcome "retained", reason "another person".
rules-undetermined = { $count } rules undetermined
undetermined-why = Why: { $cause }{ $detail }
undetermined-of = Concerned: { $rules }

## The form

form-title = Visit form
form-what = Leads from comparing the registry with departments' data. They are leads, not conclusions: the visit decides, and nobody loses help because of this form alone.
form-sheet = Form
form-clears = what would clear it
form-counted = To visit
check-sheet = To check
check-title = To be checked
check-note = These households are no suspects: a record may be theirs, or something is lacking to decide. Once it is found out, the next comparison can tell.
check-clears = how to find out
check-step = The households of the sheet "To check" are no suspects: find out what is asked there, no more.
form-number = no.
form-rule = rule and basis
form-evidence = evidence, and whose it is
form-verify = what to check
form-outcome = outcome
form-reason = reason
form-note = note
form-day = visited on
form-visitor = visited by
form-finding = finding
form-signatures = signed, for the household:　　　　　　　　　　　　　　visitors:　　　　　　　　　　　　　　day:　　　　　　　　
form-choose = Choose from the list; anything else belongs into the note.
form-choose-outcome = Choose after the visit. Leave empty where nobody went.
form-choose-reason = Choose where the outcome is "retained", or say it in the note.
form-write-day = Write the day as 2017-09-03.
page-head = &L{ $place }&Ras of { $as_of }
page-foot = &Lleads, not conclusions&Cpage &P of &N&Rrun { $run }

## Records

list-head-relation = to the household
list-head-extract = source
list-head-file = file
list-head-line = line
list-head-registered = what is registered
list-head-linked = how it was linked
list-head-exempt = exempt
records-sheet = Evidence
records-title = where the evidence is from

## The spot check

spot-title = Spot check
spot-what = Households drawn by chance, all to be visited whatever the comparison found; they tell how many of the county are wrongly included, left out or wrongly exited. To be drawn means nothing is wrong.
spot-note = Visit every household drawn, no other instead. First each finding, then the whole household in the line "spot check". Where nobody was met: "not met". Keep this safe; do not pass it on.
spot-clears = what would clear it, how to fill in
spot-counted = Drawn
spot-left-out-sheet = Left out
spot-left-out-note = People whom the comparison found on no card, and households that visitors find. Fill in each line; where somebody should not be taken in: "retained".
spot-left-out-clears = how to fill in
spot-step = Sheet "Left out": find out about each person, and write a line for each household that visitors find; who should be taken in: "to be evaluated again".
spot-findings-above = The findings are above: look into each.
spot-no-findings = The comparison found nothing that stands.
spot-asks-exited = Spot check: is it out of poverty? (registered so)
spot-exited-right = it is: retained
spot-exited-wrong = it should not be: to be evaluated again
spot-never-qualified = never qualified: removed
spot-asks-qualified = Spot check: does it qualify?
spot-qualifies = it does: retained
spot-does-not-qualify = it does not: removed
spot-has-changed = things have changed: to be evaluated again
spot-look-at-property = look at house, vehicles and business
spot-ask-for-income = ask for work and income
spot-look-at-register = look at the household register
spot-take-in = · should be taken in: to be evaluated again
spot-leave-out = · should not: retained
spot-remark = spot check
spot-visitors-found = found on the way: on no card
spot-write-down = Write head, address, people and what you saw into the note.
spot-room-note = head, address:
spot-room = Households found on the way that the comparison does not list (a line each; leave empty where there are none)
spot-each-condition = Each in turn: { $conditions }.
spot-relatives = relatives on a card: { $people }
spot-left-out-evidence = { $source }: { $said }{ $total }; from { $file } line { $line }. { $together }.
spot-left-out-who = On no card: { $name }
person-and-number = number { $id }
person-and-register = { $count } people in the register

## Summaries

summary-title = households to visit
summary-of-county = The county: households to visit
summary-counts = Villages and rules
summary-counts-note = Suspect households by village: one that meets several rules is counted in each column, and once in the total.
list-head-township = township
list-head-village = village
list-total = together
summary-households = Suspect households
list-head-who = household
list-head-suspects = suspects
list-head-findings = findings
list-head-to-check = to check
list-head-rules = rules that it meets

## Identities to be checked

check-weighed = Name and birth date agree, and the record has no number that can be used; it may be a namesake born on the same day: look at papers and address
check-name-conflict = The number agrees, the name is another: look at the papers; whose number is it?
check-repaired = The name agrees, the number is one slip away: look at the papers; is it this person?
check-cut-short = The name and the first fifteen digits agree, which is all there is: look at the papers; is it this person?
check-relation = Whether they are still spouse or registered together is not known: look at the marriage register and the state of registration
wrong-repaired = The number in the registry is one slip from the register's, which was used: look at the papers, and mend the registry
wrong-cut-short = The registry has only the first fifteen digits; the register's number of that name was used: look at the papers, and mend the registry
wrong-by-context = The number in the registry cannot be used or is another's; the namesake of the same register was compared: look at register and papers, and mend the registry
wrong-disputed = The register has another name under the number, or several people under it: look at the papers, and mend the registry
check-name-only = The name agrees, and the record has no number that can be used: look at birth date and address; is it this person?
