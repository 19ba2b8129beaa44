"""300 phones at 17:30 after an outage: no row lost or doubled, and no error but "later", which says when."""

import pytest

from server.sync.models import Operation
from server.visits.models import Visit
from tests.bench.measure import quantile
from tests.faults.crowd import come_back, make_phones
from tests.faults.served import Served
from tests.journeys.field import Field

pytestmark = pytest.mark.django_db(transaction=True)
PHONES, VISITS = 300, 2


@pytest.mark.fault("rush-hour")
def test_three_hundred_phones_come_back_at_once(trials, tmp_path):
    field = Field()
    phones = make_phones(PHONES, field.grids["S11"], field.homes, visits=VISITS)
    with Served(tmp_path / "server", workers=2, threads=32, GRIDWALK_DEBUG="0") as served:
        told = come_back(phones, served.port, haste=10, end=90)
    made = {op.op_id for phone in phones for op in phone.ops}
    print(
        f"\n{PHONES} phones at once: {dict(told.statuses)}, p50 {quantile(told.seconds, 0.5):.2f} s,"
        f" p95 {quantile(told.seconds, 0.95):.2f} s"
    )
    trials.count("rush-hour", times=PHONES)
    for wrong in told.wrong:
        trials.hold("A", fact=False, circumstances=wrong)
    trials.hold("A", told.acknowledged == made, f"{len(told.acknowledged)} of {len(made)} acknowledged")
    trials.hold("A", {str(one) for one in Operation.objects.values_list("id", flat=True)} >= made, "stored")
    trials.hold("B", Visit.objects.count() == Operation.objects.count() == len(made), f"{Visit.objects.count()}")
