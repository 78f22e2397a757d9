"""What honest notebooks do works in a guest."""

import base64
from itertools import product

import pytest

from tests.grading.guest.starting import start_host, text_of
from whiteboard.grading.guest import GuestError, NoSuchName, NotPlain


@pytest.fixture(scope="module")
def host():
    with start_host(cell_seconds=20, output=5_000) as host:
        yield host


@pytest.fixture
def guest(host):
    with host.guest(
        {"data.csv": b"city,people\nOslo,700000\n", "helper.py": b"def triple(x):\n    return 3 * x\n"}
    ) as guest:
        yield guest


WORKS = {
    "a warning": ("import warnings\nwarnings.warn('mind this')", "mind this"),
    "a value": ("6 * 7", "42"),
    "values of two lines": ("print('a')\n'b'", "'b'"),
    "time of a cell": ("%%time\nprint('timed')", "timed"),
    "time of a line": ("%timeit -n 2 -r 2 sum(range(10))", "loop"),
    "inline plots": ("%matplotlib inline\nprint('fine')", "fine"),
    "a file beside the notebook": ("import pandas as pd\npd.read_csv('data.csv')", "Oslo"),
    "a module beside the notebook": ("from helper import triple\ntriple(2)", "6"),
    "a file of its own": ("open('note.txt', 'w').write('kept')\nopen('note.txt').read()", "kept"),
    "a database in memory": (
        "import sqlite3\nc = sqlite3.connect(':memory:')\nc.execute('select 40 + 2').fetchall()",
        "[(42,)]",
    ),
    "a thread": (
        "import threading\nt = threading.Thread(target=lambda: print('from a thread'))\nt.start()\nt.join()",
        "from a thread",
    ),
    "a pool of threads": (
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as p:\n"
        "    print(sum(p.map(lambda x: x * x, range(5))))",
        "30",
    ),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(3)",
        "P(x=3)",
    ),
    "asyncio.run": ("import asyncio\nasync def f():\n    return 'ran'\nasyncio.run(f())", "ran"),
    "await at the top": ("import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')", "awaited"),
    "a deep copy": ("import copy\ncopy.deepcopy({'a': [1]})", "{'a': [1]}"),
    "a main guard": ("if __name__ == '__main__':\n    print('main')", "main"),
    "a pickle of its own class": (
        "import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))).__name__",
        "'A'",
    ),
    "the draft magics": ("%load_ext whiteboard\nprint('loaded')", "loaded"),
    "a graph": ("import networkx as nx\nnx.path_graph(3).number_of_edges()", "2"),
    "help": ("help(len)", "number of items"),
    "a question mark": ("len?\nprint('asked')", "asked"),
    "what C code prints": (
        "import ctypes\n_ = ctypes.CDLL(None).puts(b'from C')",
        "from C",
    ),
    "what a descriptor gets": ("import os\n_ = os.write(1, b'raw bytes')", "raw bytes"),
    "halves of characters": (r"print('\ud800')", "?"),
    "random numbers": ("import random\nrandom.random()", "0.8444218515250481"),
    "displayed objects": ("display('one', 2)", "one"),
    "a display of HTML": ("from IPython.display import HTML\nHTML('<b>x</b>')", "HTML object"),
}


@pytest.mark.parametrize("what", WORKS)
def test_it_works(guest, what):
    source, said = WORKS[what]
    ran = guest.run(source, name=what)
    assert ran.error == "", text_of(ran.outputs)
    assert said in text_of(ran.outputs)
    assert not any("text/html" in output.get("data", {}) for output in ran.outputs)


SAYS = {
    "input": ("input('name?')", "EOFError", "nobody to ask"),
    "a password": ("import getpass\ngetpass.getpass()", "EOFError", "nobody to ask"),
    "processes": (
        "import multiprocessing\nmultiprocessing.Process(target=print).start()",
        "OSError",
        "multiprocessing is not available",
    ),
    "a pool of processes": ("import multiprocessing\nmultiprocessing.Pool(2)", "OSError", "not available"),
    "recursion": ("def f():\n    f()\nf()", "RecursionError", "recursion"),
    "an error": ("1 / 0", "ZeroDivisionError", "----> 1 1 / 0"),
    "a syntax error": ("def", "SyntaxError", "invalid syntax"),
    "an assert": ("assert 1 == 2, 'one is not two'", "AssertionError", "one is not two"),
    "a module that is not there": ("import no_such_module", "ModuleNotFoundError", "no_such_module"),
}


@pytest.mark.parametrize("what", SAYS)
def test_it_fails_in_words_and_the_next_cell_runs(guest, what):
    source, error, said = SAYS[what]
    ran = guest.run(source, name=what)
    assert ran.error == error
    assert said in text_of(ran.outputs)
    assert guest.run("print('next')", name="next").outputs[0]["text"] == "next\n"


def test_sys_exit_ends_a_cell_and_not_the_notebook(guest):
    assert guest.run("x = 1\nimport sys\nsys.exit(3)\nx = 2", name="exits").error == "SystemExit"
    assert guest.value("x") == 1


def test_much_output_is_cut_and_said_to_be(guest):
    ran = guest.run("for i in range(100_000):\n    print(i)\nlast = i", name="chatty")
    assert ran.error == ""
    assert ran.outputs[0]["text"].startswith("0\n1\n2\n")
    assert len(ran.outputs[0]["text"]) <= 5_000
    assert "5,000 bytes" in ran.outputs[1]["text"]
    assert guest.value("last") == 99_999
    assert guest.run("print('again')", name="next").outputs[0]["text"] == "again\n"


def test_outputs_keep_their_order_and_streams(guest):
    source = "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\ndisplay('d')\nprint('e')\n'f'"
    outputs = guest.run(source, name="order").outputs
    kinds = [(o["output_type"], o.get("name"), o.get("text") or o["data"]["text/plain"]) for o in outputs]
    assert kinds == [
        ("stream", "stdout", "a\nb\n"),
        ("stream", "stderr", "c\n"),
        ("display_data", None, "'d'"),
        ("stream", "stdout", "e\n"),
        ("execute_result", None, "'f'"),
    ]


def test_a_plot_is_a_picture(guest):
    outputs = guest.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", name="plot").outputs
    (picture,) = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert base64.b64decode(picture).startswith(b"\x89PNG")


def test_a_figure_that_nobody_looks_at_is_laid_out_and_not_painted(guest):
    found = {}
    for painted, layout, shape in product((True, False), ("constrained", "none"), ("auto", "equal")):
        source = (
            "import matplotlib.pyplot as plt\n"
            f"figure, axes = plt.subplots(layout={layout!r})\n"
            f"axes.set(ylabel='a label that takes its place', aspect={shape!r})\n"
            "axes.bar(['Mon', 'Tue'], [100, 20])\n"
        )
        outputs = guest.run(source, name="plot", painted=painted).outputs
        assert any("image/png" in output.get("data", {}) for output in outputs) is painted
        asked = "axes.get_position(), axes.get_xlim(), [tick.get_text() for tick in axes.get_xticklabels()]"
        found[painted, layout, shape] = guest.run(f"print({asked})", name="after").outputs[0]["text"]
    for _, layout, shape in found:
        assert found[True, layout, shape] == found[False, layout, shape]
    assert len(set(found.values())) == 4


def test_a_picture_that_is_too_large_is_left_out_in_words(guest):
    source = (
        "import numpy, matplotlib.pyplot as plt\n"
        "plt.figure(figsize=(15, 15)); plt.imshow(numpy.random.rand(900, 900, 3)); plt.show()"
    )
    outputs = guest.run(source, name="large").outputs
    assert not any("image/png" in output.get("data", {}) for output in outputs)
    assert "left out" in text_of(outputs)


def test_a_file_beside_the_notebook_shadows_no_installed_module(host):
    files = dict.fromkeys(
        ("pandas.py", "whiteboard.py", "json.py", "random.py"), b"raise SystemExit('shadowed')"
    )
    with host.guest(files) as guest:
        ran = guest.run(
            "import pandas, json, random, whiteboard\nint(pandas.Series([1]).sum())", name="imports"
        )
        assert (ran.error, text_of(ran.outputs).strip()) == ("", "1")


def test_files_lie_in_folders_and_unsafe_paths_are_left_out(host):
    files = {
        "data/a/b.txt": b"deep",
        "../outside.txt": b"x",
        "/outside.txt": b"x",
        "big.bin": bytes(3_000_000),
    }
    with host.guest(files) as guest:
        guest.run(
            "import os\nfound = sorted(os.path.join(d, f) for d, _, fs in os.walk('.') for f in fs)", name="w"
        )
        assert [path for path in guest.value("found") if not path.startswith("./.")] == [
            "./big.bin",
            "./data/a/b.txt",
        ]
        assert (
            guest.run("len(open('big.bin', 'rb').read())", name="r").outputs[0]["data"]["text/plain"]
            == "3000000"
        )


def test_nothing_of_a_guest_reaches_the_next(host):
    with host.guest({"mine.txt": b"x"}) as first:
        first.run("import builtins\nx = 1\nbuiltins.leak = 2\nopen('left.txt', 'w').write('x')", name="first")
    with host.guest({}) as second:
        with pytest.raises(NoSuchName):
            second.value("x")
        second.run(
            "import builtins, os\nleak = hasattr(builtins, 'leak')\nfiles = os.listdir('.')", name="second"
        )
        assert second.value("leak") is False
        assert [name for name in second.value("files") if not name.startswith(".")] == []


def test_two_runs_are_the_same(host):
    source = (
        "import random, numpy\n(random.random(), numpy.random.rand(), list({'a', 'b', 'c', 'd'}), hash('x'))"
    )
    seen = set()
    for _run in range(3):
        with host.guest({}) as guest:
            seen.add(text_of(guest.run(source, name="seeded").outputs))
    assert len(seen) == 1


def test_names_and_functions_are_asked_for(guest):
    guest.run(
        "x = [1, (2, 3)]\ndef add(a, b=1):\n    return a + b\ndef fails(x):\n    raise ValueError(x)",
        name="c",
    )
    assert guest.value("x") == [1, (2, 3)]
    assert guest.call("add", [1]) == 2
    assert guest.call(guest.value("add"), [1], {"b": 5}) == 6
    assert guest.value("add").__name__ == "add"
    with pytest.raises(NoSuchName):
        guest.call("absent", [])
    with pytest.raises(ValueError, match="too old") as caught:
        guest.call("fails", ["too old"])
    assert isinstance(caught.value, GuestError)


def test_errors_are_those_of_the_learner(guest):
    guest.run(
        "class Own(KeyError): pass\ndef fails(kind, *a): raise kind(*a)\ndef own(): raise Own('mine')\n"
        "def leave(): raise SystemExit(3)\ndef interrupt(): raise KeyboardInterrupt\n"
        "def decode(): return b'\\xff'.decode()\ndef system(): open('/no/such')\n",
        name="c",
    )
    with pytest.raises(LookupError, match="mine") as caught:
        guest.call("own")
    assert isinstance(caught.value, guest.value("Own"))
    for name, kind in {"decode": UnicodeDecodeError, "system": FileNotFoundError}.items():
        with pytest.raises(kind) as caught:
            guest.call(name)
        assert isinstance(caught.value, GuestError)
    for name in ("leave", "interrupt"):
        with pytest.raises(GuestError) as caught:
            guest.call(name)
        assert not isinstance(caught.value, (SystemExit, KeyboardInterrupt))
    for kind in (OSError, StopIteration, ExceptionGroup, Warning, ImportError):
        with pytest.raises(GuestError):
            guest.call("fails", [kind, "words"])


def test_a_class_is_used_by_its_methods(guest):
    guest.run(
        "class LRU:\n    def __init__(self, size): self.size, self.kept = size, {}\n"
        "    def put(self, k, v): self.kept[k] = v\n    def get(self, k): return self.kept.get(k)\n"
        "    def __len__(self): return len(self.kept)\n    def __getitem__(self, k): return self.kept[k]\n"
        "    def __iter__(self): return iter(self.kept)\n    def __repr__(self): return f'LRU({self.size})'\n"
        "    def __add__(self, other): return 'sum'\n",
        name="c",
    )
    cache = guest.value("LRU")(2)
    assert cache.put(1, "one") is None
    assert cache.get(1) == "one"
    assert (len(cache), cache[1], list(cache), cache.size, repr(cache)) == (1, "one", [1], 2, "LRU(2)")
    assert isinstance(cache, guest.value("LRU"))
    assert cache.__add__(cache) == "sum"
    assert hasattr(cache, "size") and not hasattr(cache, "absent")
    with pytest.raises(KeyError):
        cache["absent"]
    cache.size = 5
    assert cache.size == 5


def test_generators_give_items_one_by_one_and_not_without_end(guest):
    guest.run("def count():\n    n = 0\n    while True:\n        yield n\n        n += 1", name="c")
    numbers = guest.call("count")
    assert [next(numbers), next(numbers)] == [0, 1]
    with pytest.raises(NotPlain, match="20,000"):
        list(guest.call("count"))


def test_functions_of_the_judge_can_be_handed_over(guest):
    guest.run(
        "def twice(f, x): return f(f(x))\ndef sort(items, key): return sorted(items, key=key)", name="c"
    )
    assert guest.call("twice", [lambda x: x + 3, 1]) == 7
    assert guest.call("sort", [["bb", "a"]], {"key": len}) == ["a", "bb"]

    def fails(x):
        raise ValueError("from the judge")

    with pytest.raises(ValueError, match="from the judge"):
        guest.call("twice", [fails, 1])


def test_arguments_that_a_function_changes_are_changed(guest):
    guest.run(
        "def change(items, pairs, kinds, array):\n    items.sort(); pairs['b'] = 2; kinds.clear(); array *= 2",
        name="c",
    )
    import numpy

    items, pairs, kinds, array = [3, 1], {"a": 1}, {1}, numpy.array([1, 2])
    guest.call("change", [items, pairs], {"kinds": kinds, "array": array})
    assert (items, pairs, kinds, array.tolist()) == ([1, 3], {"a": 1, "b": 2}, set(), [2, 4])


def test_values_that_cannot_cross_are_errors_in_words(guest):
    guest.run(
        "big = 'x' * 2_000_000\ncycle = []\ncycle.append(cycle)\ndeep = []\nfor _ in range(10_000): deep = [deep]\n"
        "huge = 1 << 100_000\ndef f(x): return x",
        name="c",
    )
    for name, said in {"big": "larger", "cycle": "contains itself", "deep": "nested", "huge": "bits"}.items():
        with pytest.raises(NotPlain, match=said):
            guest.value(name)
    with pytest.raises(NotPlain, match="a object can't be handed"):
        guest.call("f", [object()])


def test_a_cell_too_large_to_send_is_not_run_and_said_so(guest):
    ran = guest.run("x = '" + "x" * 5_000_000 + "'", name="huge")
    assert "was not run" in text_of(ran.outputs)
    assert guest.run("print(1)", name="next").outputs[0]["text"] == "1\n"
    assert guest.run("x = '\ud800'", name="half").error in ("", "UnicodeEncodeError")
    assert guest.run("print('\0')", name="nul").error != ""


def test_a_value_of_wide_characters_is_an_error_or_a_value(guest):
    guest.run("wide = '😀' * 900_000\nlow = chr(1) * 900_000", name="c")
    for name in ("wide", "low"):
        with pytest.raises(NotPlain):
            guest.value(name)
    with pytest.raises(NotPlain):
        guest.call("print", [chr(1) * 900_000])
    assert guest.run("print(1)", name="next").outputs[0]["text"] == "1\n"
