"""What is wrong with a Word template (坏模板), told apart from the library that opens it: known before that is read."""


class BrokenTemplate(ValueError):
    """A Word template that can't be filled in; its text says in Chinese what is wrong and where."""
