"""The demo's form: the sample that every office can begin with."""

from server.demo.people import Staff
from server.forms.sample import sample_workbook
from server.forms.services import upload_form
from server.grids.scope import for_person


def load_forms(staff: Staff) -> None:
    upload_form(for_person(staff.street), sample_workbook(), file_name="关爱走访.xlsx")
