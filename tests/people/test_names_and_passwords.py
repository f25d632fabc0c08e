"""How names and numbers are written, what a password must be, when a lock holds: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.people import lockout, names, passwords
from elearn.people.access import ancestors, covers, parent_code

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["13800000001", " 138 0000 0001", "138-0000-0001", "１３８００００００01", "+8613800000001"]
)
def test_numbers_are_understood_as_people_write_them(text: str) -> None:
    assert names.clean_mobile(text) == "13800000001"
    assert names.is_mobile(names.clean_mobile(text))


@pytest.mark.parametrize("text", ["1380000000", "138000000011", "03581234567", "12800000001", "abc", ""])
def test_what_is_no_mobile_number_is_none(text: str) -> None:
    assert not names.is_mobile(names.clean_mobile(text))


@pytest.mark.parametrize("name", ["王建国", "阿依古丽·买买提", "𠮷田", "欧阳娜娜", "㼆宁", "O'Brien Anna"])
def test_rare_characters_and_middle_dots_are_names(name: str) -> None:
    assert names.is_name(names.clean_name(name))
    assert names.clean_name(name) == name


@pytest.mark.parametrize("name", ["王", "王1", "<王国>", "13800000001", "王建国!", ""])
def test_digits_and_signs_are_no_names(name: str) -> None:
    assert not names.is_name(names.clean_name(name))


@pytest.mark.parametrize(
    ("one", "other"), [("王 建国", "王建国"), ("阿依•买买提", "阿依·买买提"), ("ＡＮＮＡ", "anna")]
)
def test_names_are_compared_generously(one: str, other: str) -> None:
    assert names.same_name(one, other)


def test_codes_have_no_letters_that_are_misread() -> None:
    assert not set("0O1IL2Z5S8BU") & set(passwords.CODE_LETTERS)


@given(st.text(max_size=140))
def test_a_password_that_passes_keeps_every_rule(password: str) -> None:
    if not passwords.problems(password, "13800000001", "王建国"):
        text = passwords.normal(password)
        assert 8 <= len(text) <= 128
        assert "王建国" not in text
        assert "13800000001" not in text
        assert not text.isdigit()


@pytest.mark.parametrize("password", ["Abc12345!", "password1", "a1a1a1a1", "shanxi123", "woaini1314"])
def test_common_passwords_are_refused(password: str) -> None:
    assert passwords.problems(password, "13800000001", "王建国") == [passwords.COMMON]


def test_a_lock_needs_five_failures_close_together() -> None:
    close = [NOW - timedelta(minutes=n) for n in range(5)]
    assert lockout.locked_until(close, NOW) == NOW + timedelta(minutes=15)
    assert lockout.locked_until(close[:4], NOW) is None
    assert lockout.locked_until([NOW - timedelta(minutes=5 * n) for n in range(5)], NOW) is None
    assert lockout.locked_until(close, NOW + timedelta(minutes=15)) is None


@given(st.integers(0, 10_000))
def test_an_address_is_slowed_from_a_hundred_failures_and_never_refused(failures: int) -> None:
    assert (lockout.delay(failures) > 0) == (failures >= 100)
    assert lockout.delay(failures) <= 2


def test_a_unit_covers_itself_and_what_lies_below_by_its_code() -> None:
    assert covers("1411", "141130102")
    assert covers("141130", "141130")
    assert not covers("141130", "14113")
    assert not covers("141130102", "141130")
    assert ancestors("141130102214") == ["14", "1411", "141130", "141130102", "141130102214"]
    assert parent_code("141130D01") == "141130"
    assert parent_code("14") is None
