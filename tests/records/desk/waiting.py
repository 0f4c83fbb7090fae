"""What awaits a person at the desk, as the first screen says it."""

from parvis.records.desk import todo


def awaited(user):
    """What the rooms know of, in the order of the screen."""
    return [item for sort in todo.rooms(user) for item in sort.items]
