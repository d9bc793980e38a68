"""Addresses that are made without a request are those of their pages."""

from flask import Flask

from consult.accounts import addresses as accounts
from consult.notifications import addresses as notifications
from consult.organisations import addresses as organisations


def test_each_address_function_makes_the_address_of_its_page(app: Flask) -> None:
    pages = {
        "accounts.account": accounts.ACCOUNT,
        "accounts.password": accounts.CHANGE_PASSWORD,
        "accounts.sessions": accounts.SESSIONS,
        "accounts.recovery_codes": accounts.RECOVERY_CODES,
        "accounts.password_reset": accounts.ASK_FOR_NEW_PASSWORD,
        "accounts.ask_for_browser": accounts.ASK_FOR_BROWSER,
        "accounts.confirm_email": accounts.confirm_email("t"),
        "accounts.new_email": accounts.new_email("t"),
        "accounts.new_password": accounts.new_password("t"),
        "accounts.let_browser_in": accounts.let_browser_in("t"),
        "organisations.accept_invitation": organisations.invitation("t"),
        "portal.organisation": organisations.organisation("t"),
        "notifications.subscription": notifications.subscription("t"),
        "notifications.end": notifications.end_subscription("t"),
    }
    addresses = app.url_map.bind("localhost")
    assert {path: addresses.match(path)[0] for path in pages.values()} == {
        path: page for page, path in pages.items()
    }
