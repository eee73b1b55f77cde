"""Staff find a person by the name on a page: however it is typed, a page at a time, whoever else is there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.people import actions, queries
from tachiai.people.models import Person
from tachiai.people.queries.finding import PAGE, people_named
from tests.cast import Cast
from tests.plans import visited
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db
OTHERS = 100_000


def sign_up(*names: str) -> list[int]:
    people = [Person(email=f"p{n}@example.com", display_name=name) for n, name in enumerate(names)]
    return [each.pk for each in Person.objects.bulk_create(people)]


def found(asked: str, after: int | None = None) -> list[str]:
    return [each.name for each in people_named(asked, after)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("山田 太郎", "山田 太郎"),
        ("山田 太郎", "山田太郎"),
        ("山田太郎", "山田\N{IDEOGRAPHIC SPACE}太"),
        ("たちあい工房", "タチアイ工房"),
        ("タチアイ工房", "たちあい"),
        ("ガラス・スタジオ", "ｶﾞﾗｽｽﾀｼﾞｵ"),
        ("Studio Mio", "studio mio"),
        ("Studio Mio", "ＳＴＵＤＩＯ"),
        ("Jean-Luc O'Neil", "jean luc o’neil"),
        ("50%_off", "50%_"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, asked: str) -> None:
    sign_up(name, "別の人", "500 off")
    assert found(asked) == [name]


def test_the_very_name_comes_first(db: None) -> None:
    sign_up("蓮見", "睡蓮", "蓮")
    assert found("蓮") == ["蓮", "蓮見"]


def test_nobody_is_named_by_signs_alone(db: None) -> None:
    sign_up("・・・", "蓮")
    assert [found(asked) for asked in ("", " ", "・", "%")] == [[], [], [], []]


def test_who_changed_their_name_is_found_by_the_new_one(db: None) -> None:
    (ren,) = sign_up("蓮")
    said = {"introduction": "", "skills": [], "language": "ja", "time_zone": "Asia/Tokyo"}
    actions.update_profile(person_id=ren, display_name="蓮デザイン", **said, at=AT)
    assert found("れん") == [] and found("蓮デザイン") == ["蓮デザイン"]


def test_namesakes_stand_on_page_after_page_each_once(db: None) -> None:
    namesakes = sign_up(*["鈴木 花"] * (2 * PAGE), "鈴木 花子")
    seen: list[int] = []
    while following := people_named("鈴木", seen[-1] if seen else None):
        seen += [each.id for each in following[:PAGE]]
    assert seen == namesakes


@pytest.fixture
def crowd(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person (password, email, display_name, introduction, skills, language, time_zone,"
            " is_staff, is_active, joined_at) SELECT '!', 'o' || n || '@example.com', '会員 ' || n, '', '{}', 'ja',"
            " 'Asia/Tokyo', false, true, now() FROM generate_series(1, %s) n",
            [OTHERS],
        )
        cursor.execute("ANALYZE people_person")


def test_a_page_of_a_name_looks_at_itself_alone_among_a_hundred_thousand(crowd: None) -> None:
    last = Person.objects.order_by("-id").values_list("id", flat=True)[OTHERS // 2]
    for asked, after in (("会員", None), ("会員 99999", None), ("誰でもない", None), ("会員", last)):
        with CaptureQueriesContext(connection) as questions:
            people_named(asked, after)
        assert sum(visited(each["sql"]) for each in questions) <= 2 * (PAGE + 2), asked


def test_the_staff_are_found_without_a_look_at_everybody(crowd: None, cast: Cast) -> None:
    kei = cast.kei
    for ask in (queries.staff_ids, queries.staff_lines):
        with CaptureQueriesContext(connection) as questions:
            assert len(ask()) == 1, kei
        assert sum(visited(each["sql"]) for each in questions) <= 2, ask
