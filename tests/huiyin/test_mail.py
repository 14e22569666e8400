"""The address of the mail server, as an office sets it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from huiyin.mail import mail_settings


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.invalid", ("mail.example.invalid", 25, "", "", False, False)),
        ("smtp://u:p%40ss@mail.example.invalid:2525", ("mail.example.invalid", 2525, "u", "p@ss", False, False)),
        ("smtp+tls://u@mail.example.invalid", ("mail.example.invalid", 587, "u", "", True, False)),
        (
            "smtps://u%40x.invalid:p@mail.example.invalid",
            ("mail.example.invalid", 465, "u@x.invalid", "p", False, True),
        ),
    ],
)
def test_an_address_becomes_settings(url, expected):
    found = mail_settings(url)
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == expected
    assert found["TRACKING_SENDS_MAIL"] is True


def test_mail_comes_from_the_account_or_the_server():
    assert mail_settings("smtps://u%40x.invalid:p@mail.example.invalid")["DEFAULT_FROM_EMAIL"] == "u@x.invalid"
    assert mail_settings("smtp://u@mail.example.invalid")["DEFAULT_FROM_EMAIL"] == "huiyin@mail.example.invalid"


def test_without_an_address_no_mail_is_sent():
    found = mail_settings("")
    assert found["TRACKING_SENDS_MAIL"] is False
    assert found["EMAIL_BACKEND"].endswith("dummy.EmailBackend")


@pytest.mark.parametrize(
    "url", ["mail.example.invalid", "http://mail.example.invalid", "smtp://", "smtp://h:many", "smtp://[h"]
)
def test_a_wrong_address_is_said_at_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="HUIYIN_EMAIL_URL"):
        mail_settings(url)
