"""Three-way merge against a naive model, over random edits."""

from hypothesis import given
from hypothesis import strategies as st

from server.households.merging import three_way

FIELDS = ("name", "phone", "status")
VALUES = st.sampled_from(["a", "b", "c"])
RECORDS = st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES))
EDITS = st.dictionaries(st.sampled_from(FIELDS), VALUES)


def seen_by(record, edit):
    return {field: record[field] for field in edit}


def naive(now, edit, seen):
    """Field by field, in the plainest words: (values afterwards, fields in conflict)."""
    after, conflicts = dict(now), set()
    for field in edit:
        theirs, ours = now[field] != seen[field], edit[field] != seen[field]
        if ours and not theirs:
            after[field] = edit[field]
        elif ours and theirs and now[field] != edit[field]:
            conflicts.add(field)
    return after, conflicts


@given(record=RECORDS, first=EDITS, second=EDITS)
def test_a_merge_is_the_naive_one(record, first, second):
    now = record | first
    merge = three_way(now=now, changes=second, seen=seen_by(record, second))
    after, conflicts = naive(now, second, seen_by(record, second))
    assert (now | merge.written, set(merge.conflicts)) == (after, conflicts)


@given(record=RECORDS, first=EDITS, second=EDITS)
def test_no_value_is_lost(record, first, second):
    """Whatever either wrote is in the record afterwards, or among the values of a conflict."""
    now = record | three_way(now=record, changes=first, seen=seen_by(record, first)).written
    merge = three_way(now=now, changes=second, seen=seen_by(record, second))
    after = now | merge.written
    for edit, theirs in ((first, "now"), (second, "yours")):
        for field, value in edit.items():
            kept = merge.conflicts.get(field, {}).get(theirs)
            # What the other one overwrites was not written by this one: they saw another value, or the same.
            assert value in (after[field], kept) or value == record[field]


@given(record=RECORDS, first=EDITS, second=EDITS)
def test_edits_of_different_fields_commute(record, first, second):
    second = {field: value for field, value in second.items() if field not in first}

    def both(one, two):
        now = record | three_way(now=record, changes=one, seen=seen_by(record, one)).written
        merge = three_way(now=now, changes=two, seen=seen_by(record, two))
        assert not merge.conflicts
        return now | merge.written

    assert both(first, second) == both(second, first) == record | first | second


@given(record=RECORDS, first=EDITS, second=EDITS)
def test_the_same_fields_are_in_conflict_whoever_comes_first(record, first, second):
    def fields(one, two):
        now = record | three_way(now=record, changes=one, seen=seen_by(record, one)).written
        return set(three_way(now=now, changes=two, seen=seen_by(record, two)).conflicts)

    assert fields(first, second) == fields(second, first)


@given(record=RECORDS, first=EDITS, second=EDITS)
def test_who_has_decided_has_the_last_word(record, first, second):
    now = record | first
    merge = three_way(now=now, changes=second, seen={}, insist=True)
    assert (now | merge.written, merge.conflicts) == (now | second, {})
