"""How personal values look to those who have no need of them: 张*, 138****8888."""

SHORTEST_PHONE = 7


def masked_name(name: str) -> str:
    """The first character and one star, however long the name is. A name of one character is a star."""
    return f"{name[0]}*" if len(name) > 1 else "*" * len(name)


def masked_phone(phone: str) -> str:
    """The first three and last four digits of a mobile number; of a shorter number only the last two."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) >= SHORTEST_PHONE + 4:
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) >= SHORTEST_PHONE:
        return f"****{digits[-2:]}"
    return "****" if phone else ""
