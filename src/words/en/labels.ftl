# What the words of the files are called in English: `kind-spelling`.

## The six no-evaluate conditions; other rules are reconciliation

condition-1 = stable wage from public funds or an enterprise
condition-2 = village party secretary or committee head
condition-3 = town housing or shop
condition-4 = car, construction or large farm machinery
condition-5 = company representative or shareholder
condition-6 = registry and household register disagree
condition-other = another condition
condition-none = data reconciliation
numbered-condition = { $number }. { $name }

## How sure we are of a match

confidence-certain = certain
confidence-probable = probable
confidence-possible = possible
confidence-lead = lead

## What became of a finding since the last run

change-new = new
change-unchanged = unchanged
change-changed = changed
change-reopened = reopened

## What a rule asks for, and whether it counts already

severity-exclude = exclude
severity-review = review
status-stable = stable
status-experimental = experimental

## Why a finding of the last run is gone

gone-undetermined = undetermined this time
gone-cleared = no longer meets the rule
gone-source_missing = the source is missing this time
gone-rule_retired = the rule is retired
gone-left_registry = the card left the registry

## What was decided after a visit

outcome-removed = removed
outcome-exited = exited by the usual procedure
outcome-reevaluate = to be evaluated again
outcome-merged = merged
outcome-natural_decrease = natural decrease
outcome-data_corrected = data corrected
outcome-retained = retained
outcome-disputed = disputed
outcome-unreachable = not met

## Why a household was retained

reason-nominal_holder = nominal holder
reason-identity_misused = identity used by another
reason-sold_not_transferred = sold but not re-registered
reason-scrapped_not_struck_off = scrapped but not struck off
reason-before_marriage = before the marriage
reason-after_registration = bought after registration
reason-exempt_use = exempt use
reason-exempt_housing = exempt housing
reason-not_trading = does not trade
reason-wrong_person = another person
reason-other = other

## Why a verdict is undetermined

cause-source_missing = source missing
cause-source_gated = source not fit for use
cause-column_empty = a column the rule needs is empty
cause-value_unreadable = a value the rule needs cannot be read
cause-code_unknown = a code the rule needs is not known
cause-values_contradict = what is registered contradicts itself
cause-exemption_undecided = an exemption cannot be decided
cause-identity_unknown = a member's number cannot be used or is another's
cause-identity_possible = identity still to be checked

## What somebody has to find out, and who can

missing-source_missing = the department has to deliver the data
missing-source_gated = the department has to deliver the data
missing-column_empty = the register lacks it: find out, and have it entered there
missing-value_unreadable = the register cannot be read: find out, and have it mended there
missing-code_unknown = the department has to say what the code means
missing-values_contradict = find out which value is true, and mend the registry
missing-exemption_undecided = look at the papers that prove the exemption
missing-identity_unknown = look at the member's identity card or household register, and mend the number in the registry
missing-identity_possible = find out whether the record is this member's (number, birth date)

## By which rung a record was linked

method-id = number and name agree
method-id_name_variant = the number agrees, the name is a variant
method-id_repaired = the number is one slip away, the name agrees
method-register_context = the name, in the register of the card's others
method-name_birth_place = name and birth date agree
method-id_name_conflict = the number agrees, the name is another
method-name_only = only the name agrees

## How a person stands to the card

relation-member = member
relation-same_register = same household register
relation-spouse = spouse

## What records without a number are compared by, and levels of agreement

field-name = name
field-birth = birth date
field-sex = sex
field-place = place
field-household = household
level-equal = equal
level-different = different
level-village = same village
level-township = same township
level-shared = somebody of the same name

## And besides

retained-see-note = see note
people-behind-cause = { $count } { $count ->
    [one] member
   *[other] members
}
sure = { $method }, certain
likely = { $method }, about { $percent } % likely

## What came of visits, in a sentence

households-of-outcome = { $count } { $outcome }
found-and-not-visited = { $found } suspect households found, none visited yet.
found-and-visited = { $found } suspect households found, { $visited } visited: { $outcomes }.

## Punctuation

punctuation-colon = :{" "}
punctuation-semicolon = ;{" "}
punctuation-comma = ,{" "}
punctuation-list = ,{" "}
punctuation-full-stop = {"."}{" "}

## The stages of a run

stage-extract = reading and cleaning
stage-roster = who matters
stage-link = linking records
stage-evaluate = by the rules
stage-change = since the last run
stage-publish = publishing
