from tests.delivery.conftest import author, listener, una

__all__ = ["author", "listener", "una"]
