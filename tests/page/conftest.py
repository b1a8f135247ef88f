from tests.page.desk import desk, still

__all__ = ["desk", "still"]
