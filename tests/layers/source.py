"""C++ as the layer check needs it: code without its comments and literals, and the literals by themselves."""

import re

TOKEN = re.compile(
    r"""
      (?P<comment> //(?:\\\n|[^\n])* | /\*.*?\*/ )
    | (?P<raw>     R"(?P<mark>[^\s()\\]{0,16})\((?P<rawtext>.*?)\)(?P=mark)" )
    | (?P<string>  "(?P<text>(?:\\.|[^"\\\n])*)" )
    | (?P<char>    (?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+' )   # not the separator of 1'000'000
    """,
    re.S | re.X,
)
HOLE = re.compile("\x01(\\d+)\x02")  # where a string literal stood
QUERY = re.compile(r"\bQuery\s*\w*\s*([({])")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)


class Source:
    """One file. `code` has the same lines as the file; string literals are holes into `literals`."""

    def __init__(self, text):
        self.text = text
        self.literals = []
        self.includes = []  # (line, path, is it quoted)

        def blank(match):
            lines = "\n" * match[0].count("\n")
            if match["comment"] or match["char"]:
                return " " + lines
            self.literals.append(match["rawtext"] if match["raw"] else match["text"])
            return f"\x01{len(self.literals) - 1}\x02{lines}"

        without_comments = TOKEN.sub(lambda m: "\n" * m[0].count("\n") if m["comment"] else m[0], text)
        for match in INCLUDE.finditer(without_comments):
            line = without_comments.count("\n", 0, match.start()) + 1
            self.includes.append((line, match[1] or match[2], match[1] is not None))
        self.code = TOKEN.sub(blank, text)

    def line_at(self, position):
        return self.code.count("\n", 0, position) + 1

    def matches(self, pattern):
        """Yields (line, matched text) of a pattern in the code proper."""
        for match in pattern.finditer(self.code):
            yield self.line_at(match.start()), match[0]

    def queries(self):
        """Yields (line, SQL) of every text of a Query that stands here."""
        for match in QUERY.finditer(self.code):
            end = self._closing(match.end() - 1)
            # A Query may have two texts, one per engine; adjacent literals are one text.
            for part in self._arguments(self.code[match.end():end]):
                sql = "".join(self.literals[int(hole[1])] for hole in HOLE.finditer(part))
                if sql:
                    yield self.line_at(match.start()), sql.replace("\\n", "\n").replace('\\"', '"')

    def _closing(self, start):
        pairs = {"(": ")", "{": "}"}
        opening, closing, depth = self.code[start], pairs[self.code[start]], 0
        for position in range(start, len(self.code)):
            depth += {opening: 1, closing: -1}.get(self.code[position], 0)
            if depth == 0:
                return position
        return len(self.code)

    @staticmethod
    def _arguments(inside):
        return inside.split(",")
