from tests.cast import house, julio, neighbour, rosa, stranger

__all__ = ["house", "julio", "neighbour", "rosa", "stranger"]
