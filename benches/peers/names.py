"""Can these two folded names be one person's, and who are the owners in one cell? For the few records whose name
or number is not simply one."""

import re
from itertools import zip_longest

from layout import BETWEEN_OWNERS


def may_be_one_person(a, b):
    """False only where both can be read and plainly differ: one character lost or unreadable is no
    contradiction in a name of three, and a name that is missing contradicts nothing."""
    if not a or not b or a == b or set(a) == {"?"} or set(b) == {"?"}:
        return True
    short, long = sorted((a, b), key=len)
    marks = (short + long).count("?")
    if len(long) >= 3 and marks == 0 and len(long) == len(short) + 1 and short[0] == long[0]:
        if any(long[:i] + long[i + 1 :] == short for i in range(1, len(long))):
            return True
    if len(long) == len(short) and marks == 1 and sum(x != y for x, y in zip(short, long)) == 1:
        # Of a name of two, one readable character is too little to contradict, if it is the surname.
        return len(long) >= 3 or short[0] == long[0]
    # Columns cut long minority names short.
    return "·" in long and len(short) >= 3 and marks == 0 and long.startswith(short)


def goes_by(name, known):
    """Whether somebody known by some folded names may go by another."""
    return any(may_be_one_person(one, name) for one in known if one)


def owners(number, name):
    """The numbers in a cell, each with the name at the same place of its cell, if there is one."""
    numbers, names = (re.split(BETWEEN_OWNERS, (cell or "").strip()) for cell in (number, name))
    return [(one, named) for one, named in zip_longest(numbers, names) if one]
