"""Long lists in portions."""

from tracking.models.portions import portions


def test_portions_hold_every_row_once_and_in_order():
    """The last one is what is left."""
    assert list(portions([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]


def test_an_empty_list_has_no_portions():
    """So that no query is asked for nothing."""
    assert list(portions([])) == []
