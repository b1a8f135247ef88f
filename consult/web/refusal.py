"""What cannot be done, said to the person who asked for it."""


class Refusal(Exception):
    """An act that was refused. ``str()`` of it is the sentence to show, in the reader's language.

    ``lines`` are further sentences, one for each fault behind it.
    """

    def __init__(self, sentence: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.lines = lines
