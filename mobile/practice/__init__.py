"""A town to practise in: made on the phone, of invented people, and gone when the practice ends."""
