"""What an office sets up once: visit intervals, incident categories, organisations."""

from server.demo.seeded import Seed
from server.grids.models import Street
from server.households.models import CareCategory
from server.incidents.models import IncidentCategory, WorkDomain
from server.organisations.models import Organisation, OrganisationKind
from server.visits.models import VisitInterval

INTERVALS = {
    CareCategory.LIVES_ALONE: 14,
    CareCategory.NEEDS_CHECKING: 7,
    CareCategory.REDUCED_MOBILITY: 21,
    CareCategory.EMPTY_NEST: 30,
    CareCategory.DISABLED: 30,
    CareCategory.LEFT_BEHIND: 30,
    "": 180,
}
CATEGORIES = (
    (WorkDomain.PARTY_BUILDING, "party-activity-site", "党群活动场所维护", "Activity room needs care"),
    (WorkDomain.PARTY_BUILDING, "party-notice-board", "公示栏更新", "Notice board out of date"),
    (WorkDomain.GOVERNANCE, "gov-fire-exit", "消防通道堵塞", "Fire exit blocked"),
    (WorkDomain.GOVERNANCE, "gov-noise", "噪声扰民", "Noise"),
    (WorkDomain.GOVERNANCE, "gov-e-bike", "电动车违规充电", "E-bike charging where it must not"),
    (WorkDomain.LIVELIHOOD, "live-water-leak", "管道漏水", "Leaking pipe"),
    (WorkDomain.LIVELIHOOD, "live-heating", "供暖故障", "Heating failure"),
    (WorkDomain.LIVELIHOOD, "live-lift", "电梯故障", "Lift out of order"),
    (WorkDomain.LIVELIHOOD, "live-street-lamp", "路灯不亮", "Street lamp out"),
    (WorkDomain.ENVIRONMENT, "env-rubbish", "垃圾堆积", "Rubbish piled up"),
    (WorkDomain.ENVIRONMENT, "env-green", "绿化破损", "Damaged planting"),
    (WorkDomain.ENVIRONMENT, "env-manhole", "井盖破损", "Broken manhole cover"),
    (WorkDomain.SERVICE, "serv-paperwork", "代办事项", "Help with paperwork"),
    (WorkDomain.SERVICE, "serv-facility", "便民设施损坏", "Public facility broken"),
)
ORGANISATIONS = (
    (OrganisationKind.DEPARTMENT, "区城市管理局（示例）"),
    (OrganisationKind.PROPERTY_COMPANY, "安居物业公司（示例）"),
    (OrganisationKind.DEPARTMENT, "区住房和建设局（示例）"),
    (OrganisationKind.DEPARTMENT, "区民政局（示例）"),
    (OrganisationKind.DEPARTMENT, "区消防救援大队（示例）"),
    (OrganisationKind.PARTNER_UNIT, "区供热公司（示例）"),
)


def load_intervals(street: Street) -> None:
    rows = [VisitInterval(street=street, care_category=category, days=days) for category, days in INTERVALS.items()]
    VisitInterval.objects.bulk_create(rows)


def load_categories(street: Street) -> list[IncidentCategory]:
    return IncidentCategory.objects.bulk_create(
        IncidentCategory(street=street, domain=domain, code=code, name=name, name_en=english)
        for domain, code, name, english in CATEGORIES
    )


def load_organisations(street: Street, seed: Seed) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(id=seed.id_of("organisation", name), street=street, kind=kind, name=name)
        for kind, name in ORGANISATIONS
    )
