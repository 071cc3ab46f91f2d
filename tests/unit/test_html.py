"""The view of arrays in notebooks: parsed, balanced, escaped, and saying what the text says."""
from html.parser import HTMLParser

import pytest

import pyndarray as np


class Page(HTMLParser):
    """Facts, captions, and the tables as rows of cells; fails on tags that are not closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.facts, self.captions, self.tables = [], "", [], []
        self.paragraphs = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        assert tag in ("div", "p", "b", "table", "caption", "thead", "tbody", "tr", "th", "td"), tag
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "caption":
            self.captions.append("")
        elif tag == "p":
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data
        elif "caption" in self.open:
            self.captions[-1] += data
        elif "p" in self.open:
            self.paragraphs[-1] += data
        else:
            assert not data.strip(), data


def page(a, **options):
    with np.printoptions(**options):
        return Page(a._repr_html_())


def test_a_matrix():
    shown = page(np.arange(6.0).reshape(2, 3) / 4)
    assert shown.paragraphs == ["ndarray: dtype float64, shape (2, 3), 48 bytes, order C"] and shown.captions == []
    assert shown.tables == [[["", "0", "1", "2"], ["0", "0.", "0.25", "0.5"], ["1", "0.75", "1.", "1.25"]]]


@pytest.mark.parametrize("a, facts", [
    (np.zeros((2, 3), "i1", "F"), "ndarray: dtype int8, shape (2, 3), 6 bytes, order F"),
    (np.zeros((4, 6), ">i2")[::2, ::3], "ndarray: dtype >i2, shape (2, 2), 8 bytes, order strided"),
    (np.array(1 + 2j), "ndarray: dtype complex128, shape (), 16 bytes, order C and F"),
    (np.zeros(3, np.bfloat16), "ndarray: dtype bfloat16, shape (3,), 6 bytes, order C and F"),
    (type("Mine", (np.ndarray,), {})((2, 2)), "Mine: dtype float64, shape (2, 2), 32 bytes, order C"),
])
def test_facts(a, facts):
    assert page(a).paragraphs == [facts]


def test_other_numbers_of_axes():
    assert page(np.array(2.5)).tables == [[["2.5"]]]
    assert page(np.arange(3)).tables == [[["0", "1", "2"], ["0", "1", "2"]]]
    cube = page(np.arange(12).reshape(2, 3, 2))
    assert cube.captions == ["[0, :, :]", "[1, :, :]"] and cube.tables[1][3] == ["2", "10", "11"]
    four = page(np.arange(8).reshape(2, 2, 2, 1))
    assert four.captions == ["[0, 0, :, :]", "[0, 1, :, :]", "[1, 0, :, :]", "[1, 1, :, :]"]
    for shape in ((0,), (3, 0), (0, 3, 2)):
        assert page(np.zeros(shape)).tables == []


def test_summaries_show_what_the_text_shows():
    a = np.arange(10000).reshape(100, 100)
    table = page(a, edgeitems=2).tables[0]
    assert table[0] == ["", "0", "1", "…", "98", "99"] and [row[0] for row in table] == ["", "0", "1", "…", "98", "99"]
    assert table[1] == ["0", "0", "1", "…", "98", "99"] and table[3] == ["…"] * 6 and table[5][-1] == "9999"
    assert len(page(a, threshold=10**6).tables[0]) == 101
    many = page(np.zeros((40, 2, 30)))
    assert many.captions == [f"[{i}, :, :]" for i in (0, 1, 2, 37, 38, 39)] and many.paragraphs[1:] == ["…"]
    assert len(page(np.zeros((40, 2, 30)), edgeitems=0).tables) == 1


@pytest.mark.parametrize("dtype", "?bBhHiIlLqQefdgFDG")
def test_cells_are_the_words_of_the_text(dtype):
    a = (np.arange(12) * 7 - 30).astype(dtype).reshape(3, 4)
    words = str(a).replace("[", " ").replace("]", " ").split()
    assert [cell for row in page(a).tables[0][1:] for cell in row[1:]] == words


def test_text_is_escaped():
    a = np.array([["<script>alert('x')</script>", None], [{"k": '&"'}, "ä"]], dtype=object)
    text = a._repr_html_()
    assert "<script" not in text and "&lt;script&gt;alert(&#39;x&#39;)" in text and "&amp;&quot;" in text
    assert page(a).tables[0][1][1] == repr("<script>alert('x')</script>") and page(a).tables[0][2][2] == "'ä'"
    named = type("A<b>", (np.ndarray,), {})((1,))
    assert page(named).paragraphs[0].startswith("A<b>: ")
    assert page(np.arange(2), formatter={"int": lambda v: f"<i>{v}</i>"}).tables == [[["0", "1"], ["<i>0</i>", "<i>1</i>"]]]


def test_turned_off_and_on():
    assert np.get_printoptions()["html"] is True
    with np.printoptions(html=False) as options:
        assert options["html"] is False and np.arange(3)._repr_html_() is None
        np.set_printoptions(precision=3)
        assert np.arange(3)._repr_html_() is None  # stays as it was set
        np.set_printoptions(html=True)
        assert np.arange(3)._repr_html_().startswith("<div>")
    assert np.arange(3)._repr_html_() is not None


def test_a_formatter_that_fails_or_meddles():
    a = np.zeros(4)

    def boom(value):
        raise KeyError("boom")

    def meddle(value):
        with pytest.raises((ValueError, RuntimeError)):  # the array is pinned
            a.resize(0, refcheck=False)
        return "x"

    with np.printoptions(formatter={"float": boom}), pytest.raises(KeyError, match="boom"):
        a._repr_html_()
    assert page(a, formatter={"float": meddle}).tables[0][1] == ["x"] * 4
    inside = np.empty(1, object)
    inside[0] = inside
    assert "..." in inside._repr_html_() and Page(inside._repr_html_())
