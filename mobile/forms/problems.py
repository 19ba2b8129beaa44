"""Why a form can't be used on this phone. The visit goes on without it, and the person is told."""


class FormUnusable(Exception):
    """`reason` is stable, `where` is the question's path or what was found in its place."""

    code = "form_unusable"

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason, where)
        self.reason = reason
        self.where = where
