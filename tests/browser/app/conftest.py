from tests.browser.app.phones import phone_make

__all__ = ["phone_make"]
