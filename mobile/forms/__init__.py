"""Forms that the office defines, filled in without a network: what is asked, what is hidden, what is wrong.

`read_form(definition)` gives a `Form` or refuses with `FormUnusable`; `FilledForm` holds the answers of one visit.
The contract is `server/contract/form.schema.json` with its vectors. Standard library only, and no Kivy.
"""

from mobile.forms.definition import Form, Question
from mobile.forms.filled import FilledForm
from mobile.forms.problems import FormUnusable
from mobile.forms.reading import read_form

__all__ = ["FilledForm", "Form", "FormUnusable", "Question", "read_form"]
