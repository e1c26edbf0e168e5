"""Formulas read into trees: a small language of its own, bounded, that names columns and a list of functions."""

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.formula.functions import FUNCTIONS
from sealcanvas.ml.recipe.formula.tree import Call, Name, Tree, Value, operations
from sealcanvas.ml.recipe.formula.words import Word, words

_DEEPEST, _MOST = 20, 120
_COMPARED = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_RESERVED = {"and", "or", "not", "is", "in", "missing", "true", "false"}


def parse(formula: str) -> Tree:
    """Read a formula. Raises BadRecipe, which tells the place."""
    return _Parser(words(formula)).whole()


class _Parser:
    """Recursive descent; from the loosest operator to the tightest."""

    def __init__(self, told: list[Word]) -> None:
        self._words, self._place, self._depth, self._made = told, 0, 0, 0

    def whole(self) -> Tree:
        tree = self._either()
        if self._next.kind != "end":
            raise self._wrong("an operator or the end")
        return tree

    @property
    def _next(self) -> Word:
        return self._words[self._place]

    def _wrong(self, wanted: str) -> BadRecipe:
        at = self._next.at
        return BadRecipe(f"The formula cannot be read at character {at}: {wanted} was expected.", position=at)

    def _take(self, kind: str, *texts: str) -> Word | None:
        word = self._next
        text = word.text.lower() if kind == "name" else word.text
        if word.kind != kind or (texts and text not in texts):
            return None
        self._place += 1
        return word

    def _need(self, sign: str) -> None:
        if self._take("sign", sign) is None:
            raise self._wrong(f"'{sign}'")

    def _call(self, function: str, *arguments: Tree, at: int = 0) -> Tree:
        self._made += 1
        if self._made > _MOST:
            raise BadRecipe(f"A formula may have at most {_MOST:,} operations.")
        return Call(function, arguments, at or arguments[0].at)

    def _either(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadRecipe(f"A formula may be nested at most {_DEEPEST} deep.")
        tree = self._both()
        while self._take("name", "or"):
            tree = self._call("or", tree, self._both())
        self._depth -= 1
        return tree

    def _both(self) -> Tree:
        tree = self._negated()
        while self._take("name", "and"):
            tree = self._call("and", tree, self._negated())
        return tree

    def _negated(self) -> Tree:
        count = 0
        while self._take("name", "not"):
            count += 1
        tree = self._compared()
        return self._call("not", tree) if count % 2 else tree

    def _compared(self) -> Tree:
        tree = self._joined()
        if word := self._take("sign", *_COMPARED):
            return self._call(_COMPARED[word.text], tree, self._joined())
        if self._take("name", "is"):
            negative = self._take("name", "not") is not None
            if self._take("name", "missing") is None:
                raise self._wrong("'missing'")
            tree = self._call("is missing", tree)
            return self._call("not", tree) if negative else tree
        if self._take("name", "in"):
            return self._among(tree)
        return tree

    def _among(self, tree: Tree) -> Tree:
        self._need("(")
        found = self._call("=", tree, self._joined())
        again = operations(tree)  # what is looked for is told once for each value, with all that it is made of
        while self._take("sign", ","):
            self._made += again
            found = self._call("or", found, self._call("=", tree, self._joined()))
        self._need(")")
        return found

    def _joined(self) -> Tree:
        tree = self._sum()
        while self._take("sign", "&"):
            tree = self._call("concat", tree, self._sum())
        return tree

    def _sum(self) -> Tree:
        tree = self._product()
        while word := self._take("sign", "+", "-"):
            tree = self._call(word.text, tree, self._product())
        return tree

    def _product(self) -> Tree:
        tree = self._signed()
        while word := self._take("sign", "*", "/", "%"):
            tree = self._call(word.text, tree, self._signed())
        return tree

    def _signed(self) -> Tree:
        negative = False
        while word := self._take("sign", "-", "+"):
            negative ^= word.text == "-"
        tree = self._single()
        return self._call("negative", tree) if negative else tree

    def _single(self) -> Tree:
        if self._take("sign", "("):
            tree = self._either()
            self._need(")")
            return tree
        if word := self._take("number"):
            return Value(float(word.text), word.at)
        if word := self._take("text"):
            return Value(word.text, word.at)
        if word := self._take("column"):
            return Name(word.text, word.at)
        word = self._take("name")
        if word is None:
            raise self._wrong("a value, a column or a function")
        if self._take("sign", "("):
            return self._applied(word)
        lower = word.text.lower()
        if lower in _RESERVED:
            if lower in ("true", "false", "missing"):
                return Value({"true": True, "false": False, "missing": None}[lower], word.at)
            raise BadRecipe(
                f"'{word.text}' stands at a wrong place in the formula. A column of that name: [{word.text}].",
                position=word.at,
            )
        return Name(word.text, word.at)

    def _applied(self, word: Word) -> Tree:
        name = word.text.lower()
        if name not in FUNCTIONS or not name.isidentifier():
            known = ", ".join(sorted(each for each in FUNCTIONS if each.isidentifier() and each not in _RESERVED))
            raise BadRecipe(f"There is no function '{word.text:.40}'. Those that there are: {known}.", position=word.at)
        arguments = []
        if self._take("sign", ")") is None:
            arguments.append(self._either())
            while self._take("sign", ","):
                arguments.append(self._either())
            self._need(")")
        return self._call(name, *arguments, at=word.at)
