"""How a framework's model is converted and asked: what the files sklearn_models, boosters and networks make."""


class Attempt:
    """`convert()` gives an ONNX model, `feed(rows)` what it is fed. They differ in the types of the inputs."""

    def __init__(self, name, convert, feed, double=False):
        self.name = name
        self.convert = convert
        self.feed = feed
        self.double = double


class Plan:
    def __init__(self, converter, attempts, ask, rounded=None, nearby=None, classes=None, columns=None, keep=None):
        #: package that converts
        self.converter = converter
        self.attempts = attempts
        #: rows → what the model says of them
        self.ask = ask
        #: rows → the same rows as float32 holds them; None where the model itself computes in float32
        self.rounded = rounded
        #: rows and a source of chance → rows that float32 can hardly tell from them
        self.nearby = nearby
        self.classes = classes
        self.columns = columns
        #: outputs that stay; None: all
        self.keep = keep
        #: puts into a conversion what the model knows of its training
        self.covers = lambda converted: False
