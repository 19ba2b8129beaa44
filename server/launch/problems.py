"""What can keep the launcher from going on, as a sentence that says what to do."""


class CannotStart(Exception):
    """Something that the person at the keyboard has to settle; the text says what and how."""
