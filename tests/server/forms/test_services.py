"""Forms and their versions: uploaded, unchanged, retired, brought back; phones hold the newest of those in use."""

import pytest
from django.db import IntegrityError, transaction

from server.forms import services
from server.forms.definitions import _known
from server.forms.models import Form, FormVersion
from server.forms.problems import FormNotFound, FormRefused, TooManyForms
from server.forms.selectors import definitions_by_key, section
from server.forms.services import bring_back_form, retire_form, upload_form
from server.grids.scope import for_person
from server.problems import NotAllowed
from server.sync.sections import SECTIONS
from tests.contract.messages import hold
from tests.factories.places import make_tree
from tests.people import make_community_staff, make_person, make_street_staff, make_worker
from tests.server.forms.workbooks import VECTORS, small, text, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def street(grids):
    return for_person(make_street_staff())


def named(code: str) -> bytes:
    return small(text(), settings=[["form_id", "form_title"], [code, code]])


def told(scope) -> list[tuple[str, int]]:
    return [(item["definition"]["code"], item["definition"]["version"]) for item in section(scope)]


def test_an_upload_is_the_first_version_and_keeps_its_workbook(street):
    data = xlsx(VECTORS["forms"][0]["sheets"])
    done = upload_form(street, data, file_name="关爱走访.xlsx")
    version = FormVersion.objects.get(id=done.version.id)
    assert (done.is_new, version.number, version.file_name) == (True, 1, "关爱走访.xlsx")
    assert (bytes(version.workbook), version.uploaded_by) == (data, street.person)
    assert version.definition == VECTORS["forms"][0]["definition"]


def test_the_same_content_is_no_new_version_and_other_content_is(street):
    first = upload_form(street, small(text()))
    again = upload_form(street, small(text()), file_name="again.xlsx")
    other = upload_form(street, small(text(hint="慢慢写")))
    back = upload_form(street, small(text()))
    assert (again.is_new, again.version.id) == (False, first.version.id)
    assert [done.version.number for done in (first, other, back)] == [1, 2, 3]
    assert told(street) == [("small", 3)]


def test_only_the_street_office_uploads_and_what_is_refused_leaves_nothing(grids, street):
    for person in (make_worker(grids["S11"]), make_community_staff(grids["L"]), make_person("stranger")):
        with pytest.raises(NotAllowed):
            upload_form(for_person(person), small(text()))
    with pytest.raises(FormRefused):
        upload_form(street, small(text(type="audio")))
    assert not Form.objects.exists()


def test_phones_of_the_street_are_told_the_newest_version_of_each_form_in_use(grids, street):
    for data in (named("b"), named("a"), small(text(), settings=[["form_id", "form_title"], ["a", "新"]])):
        upload_form(street, data)
    worker = for_person(make_worker(grids["S11"]))
    assert told(worker) == [("a", 2), ("b", 1)]
    assert told(for_person(make_person("stranger"))) == []
    for item in SECTIONS["forms"](worker):
        hold("form.schema.json", "item", item)


def test_a_retired_form_goes_to_no_phone_until_it_is_brought_back_or_uploaded_again(street):
    form = upload_form(street, small(text())).version.form
    retired = retire_form(street, form.id)
    assert (retired.retired_by, told(street)) == (street.person, [])
    assert retire_form(street, form.id).retired_at == retired.retired_at
    assert bring_back_form(street, form.id).retired_at is None
    assert told(street) == [("small", 1)]
    retire_form(street, form.id)
    upload_form(street, small(text()))
    assert told(street) == [("small", 1)]


def test_others_read_and_change_nothing(grids, street):
    form = upload_form(street, small(text())).version.form
    worker = for_person(make_worker(grids["S11"]))
    for change in (retire_form, bring_back_form):
        with pytest.raises(NotAllowed):
            change(worker, form.id)
        with pytest.raises(FormNotFound):
            change(for_person(make_person(change.__name__)), form.id)


def test_only_so_many_are_in_use_at_a_time(street, monkeypatch):
    monkeypatch.setattr(services, "MOST_IN_USE", 2)
    first = upload_form(street, named("a")).version.form
    upload_form(street, named("b"))
    upload_form(street, small(text(), settings=[["form_id", "form_title"], ["b", "新"]]))
    with pytest.raises(TooManyForms):
        upload_form(street, named("c"))
    retire_form(street, first.id)
    upload_form(street, named("c"))
    with pytest.raises(TooManyForms):
        bring_back_form(street, first.id)


@pytest.mark.parametrize("change", ["update forms_formversion set number = 9", "delete from forms_formversion"])
def test_a_version_cannot_be_changed_by_anyone(street, change):
    from django.db import connection

    upload_form(street, small(text()))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_batch_reads_its_definitions_once(street, django_assert_num_queries):
    version = upload_form(street, named("a")).version
    key, unknown = (street.street_id, "a", 1), (street.street_id, "a", 7)
    _known.clear()
    with django_assert_num_queries(2):
        assert definitions_by_key({key, unknown}) == {key: version.definition}
    with django_assert_num_queries(1):
        definitions_by_key({key})
    with django_assert_num_queries(0):
        assert definitions_by_key(set()) == {}
