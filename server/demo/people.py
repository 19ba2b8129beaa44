"""The demo's people: workers, leaders, office staff, a department. One password for all, and only in demo mode."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from server.accounts.models import Person
from server.demo.places import Places, grid_of
from server.demo.seeded import Seed
from server.grids.models import GridLevel, GridPost, GridRole, ServiceGrid
from server.organisations.models import Organisation, OrganisationPost

PASSWORD = "gridwalk-demo"  # noqa: S105  (printed on the demo's start page)
WORKER_NAMES = (
    "李晓梅", "王建军", "张丽华", "刘志远", "陈玉兰", "杨文博", "赵敏", "黄国强", "周婷", "吴海燕",
    "徐磊", "孙秀英", "胡俊杰", "朱雅楠", "高翔", "林静", "何永明", "郭佳琪", "马宏伟", "罗思雨", "梁栋", "宋梅",
)  # fmt: skip
LEADER_NAMES = ("郑德明", "谢素琴", "韩振华", "唐爱莲", "冯国庆", "于桂芳")
COMMUNITY_NAMES = ("董慧", "程志强", "曹欣", "袁明", "邓雪", "许文")
DOORS_OF_A_WORKER = (450, 1000)
MAPPED_AS_HOME = {"residential", "apartments"}


@dataclass(frozen=True)
class Staff:
    """Who works where: by medium grid the worker, by large grid the leader and the community's office, and the rest."""

    workers: dict[UUID, Person]
    communities: dict[UUID, Person]
    street: Person
    organisations: dict[UUID, Person]


def load_people(places: Places, organisations: list[Organisation], seed: Seed, since: date) -> Staff:
    """People with their posts, from the first day of the register on and without an end."""
    mediums = [grid for grid in places.grids.values() if grid.level == GridLevel.MEDIUM]
    larges = [grid for grid in places.grids.values() if grid.level == GridLevel.LARGE]
    estate = demo_estate(places)
    community = estate.parent
    # The demo's own worker, team mate and leader come first: their logins are the ones that are printed.
    mediums.sort(key=lambda grid: (grid != estate, grid.parent_id != community.id if community else True, grid.code))
    larges.sort(key=lambda grid: (grid != community, grid.code))
    maker = _Maker(seed, since, places)

    workers = {
        grid.id: maker.with_post(_login(("worker", "teammate"), "worker", number), name, GridRole.GRID_WORKER, grid)
        for number, (grid, name) in enumerate(zip(mediums, WORKER_NAMES, strict=False))
    }
    communities: dict[UUID, Person] = {}
    for number, grid in enumerate(larges):
        # A leader's post is at the estate where the demo is, elsewhere at the community.
        place = estate if number == 0 else grid
        maker.with_post(_login(("leader",), "leader", number), LEADER_NAMES[number % 6], GridRole.GRID_LEADER, place)
        name = COMMUNITY_NAMES[number % 6]
        communities[grid.id] = maker.with_post(
            _login(("community",), "community", number), name, GridRole.COMMUNITY_STAFF, grid
        )
    street = maker.with_post("street", "蒋文华", GridRole.STREET_STAFF, None)
    by_organisation = {
        organisation.id: maker.for_organisation(_login(("department", "property"), "department", number), organisation)
        for number, organisation in enumerate(organisations)
    }
    maker.make("admin", "系统管理员", is_staff=True, is_superuser=True)
    maker.write()
    return Staff(workers, communities, street, by_organisation)


def demo_estate(places: Places) -> ServiceGrid:
    """Of the estates that one worker can know and that fill a day, the one whose houses the map names best."""
    doors: Counter[str] = Counter()
    named: Counter[str] = Counter()
    codes = {grid.id: grid.code.rpartition("-")[0] for grid in places.grids.values()}
    for building, home in places.homes:
        estate = codes[grid_of(building)]
        doors[estate] += home.doors
        own_name = not building.name.startswith(places.grids[estate].name)
        named[estate] += home.doors if own_name and building.raw["building"] in MAPPED_AS_HOME else 0
    fitting = [code for code in doors if DOORS_OF_A_WORKER[0] <= doors[code] <= DOORS_OF_A_WORKER[1]]
    return places.grids[max(fitting or doors, key=lambda code: (named[code], code))]


def _login(firsts: tuple[str, ...], rest: str, number: int) -> str:
    return firsts[number] if number < len(firsts) else f"{rest}{number + 1:02}"


class _Maker:
    """Gathers people and posts, and writes them in three statements."""

    def __init__(self, seed: Seed, since: date, places: Places) -> None:
        self.seed, self.since, self.street = seed, since, places.street
        # Hashing is slow on purpose; the demo's one password is hashed once.
        self.password = make_password(PASSWORD)
        self.people: list[Person] = []
        self.grid_posts: list[GridPost] = []
        self.organisation_posts: list[OrganisationPost] = []

    def make(self, username: str, name: str, **fields: bool) -> Person:
        person = Person(
            id=self.seed.id_of("person", username),
            username=username,
            display_name=f"{name}（示例）",
            password=self.password,
            **fields,
        )
        self.people.append(person)
        return person

    def with_post(self, username: str, name: str, role: GridRole, grid: ServiceGrid | None) -> Person:
        person = self.make(username, name)
        post = GridPost(
            id=self.seed.id_of("post", username),
            person=person,
            street=self.street,
            grid=grid,
            role=role,
            term=DateRange(self.since, None),
        )
        self.grid_posts.append(post)
        return person

    def for_organisation(self, username: str, organisation: Organisation) -> Person:
        person = self.make(username, f"{organisation.name}经办人")
        post = OrganisationPost(
            id=self.seed.id_of("organisation-post", username),
            person=person,
            organisation=organisation,
            term=DateRange(self.since, None),
        )
        self.organisation_posts.append(post)
        return person

    def write(self) -> None:
        Person.objects.bulk_create(self.people)
        GridPost.objects.bulk_create(self.grid_posts)
        OrganisationPost.objects.bulk_create(self.organisation_posts)
