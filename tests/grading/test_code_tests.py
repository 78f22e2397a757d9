"""An instructor's tests: judged here, on what the notebook answers, by nbgrader's conventions, and hidden ones kept."""

import threading

import pytest

from tests.grading.guest.starting import start_host, text_of
from whiteboard.grading.code_tests import TestNamespace, run_test
from whiteboard.grading.guest import GuestGone

NOTEBOOK = """
import numpy as np
import math
def square(n): return n * n
def mean(items): return np.mean(items)
def sort_in_place(items): items.sort()
def fails(x): raise ValueError(f"no {x}")
class Account:
    def __init__(self, balance): self.balance = balance
    def withdraw(self, n):
        if n > self.balance: raise InsufficientFunds(n)
        self.balance -= n
class InsufficientFunds(ValueError): pass
numbers = [1, 2, 3]
queue = ["first"]
sum_of_all = sum(numbers)
def sum(items): return 42
print = None
"""


@pytest.fixture(scope="module")
def host():
    with start_host(cell_seconds=2, output=2_000) as host:
        yield host


@pytest.fixture
def notebook(host):
    with host.guest({}) as guest:
        assert guest.run(NOTEBOOK, name="all").error == ""
        yield guest


def judge(guest, source, points=5.0, namespace=None):
    return run_test(
        source, guest=guest, points=points, name="test_it", namespace=namespace or TestNamespace()
    )


PASSES = {
    "a function": "assert square(3) == 9",
    "a float": "assert abs(mean([1, 2]) - 1.5) < 1e-9",
    "a variable": "assert numbers == [1, 2, 3]",
    "a change in place": "items = [3, 1]\nsort_in_place(items)\nassert items == [1, 3]",
    "an exception": "try:\n    fails(1)\n    assert False\nexcept ValueError as error:\n    assert 'no 1' in str(error)",
    "an exception of its own": (
        "a = Account(3)\ntry:\n    a.withdraw(5)\n    assert False\nexcept InsufficientFunds:\n    pass\n"
        "a.withdraw(1)\nassert a.balance == 2"
    ),
    "pytest": "import pytest\nwith pytest.raises(ValueError, match='no 2'):\n    fails(2)",
    "unittest": (
        "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(square(2), 4)\n"
        "        with self.assertRaises(ValueError): fails(1)\nT('test').debug()"
    ),
    "numpy from the notebook": "assert np.allclose(square(np.array([1, 2])), [1, 4])",
    "a comprehension": "assert [square(n) for n in range(3)] == [0, 1, 4]",
    "a nested function": "def check(n):\n    def inner(): return square(n)\n    return inner()\nassert check(4) == 16",
    "a class body": "class Case:\n    nine = square(3)\nassert Case.nine == 9",
    "a lambda": "assert (lambda: square(2))() == 4",
    "Python's own sum": "assert sum([1, 2]) == 3",
    "Python's own print": "print('fine')",
    "a value named like a module": "assert queue[0] == 'first' and queue.pop() == 'first'",
    "a module by its name": "assert math.isclose(square(2), 4)",
    "names in globals": "assert 'square' in globals() and 'cube' not in globals()",
    "callable": "assert callable(square)",
    "magics": "%matplotlib inline\n%load_ext whiteboard\nassert square(1) == 1",
    "a timed cell": "%%time\nassert square(1) == 1",
    "a comment": "# nothing to see",
    "nothing": "",
    "True": "square(2) == 4",
    "a text": "'full marks'",
    "a silenced number": "1.0;",
    "display": "display(square(2))",
    "a loop of cases": "for n, want in [(1, 1), (2, 4)]:\n    assert square(n) == want, f'{n}'",
}


@pytest.mark.parametrize("what", PASSES)
def test_it_passes_with_full_points(notebook, what):
    tested = judge(notebook, PASSES[what])
    assert (tested.points, tested.error, tested.fault) == (5.0, "", None), text_of(tested.outputs)


FAILS = {
    "a wrong value": ("assert square(3) == 8", "AssertionError", "the left is 9, the right is 8"),
    "an assert with a message": (
        "assert square(3) == 8, 'three by three'",
        "AssertionError",
        "three by three",
    ),
    "a missing name": ("cube(3)", "NameError", "name 'cube' is not defined"),
    "an error of the learner's": ("square('a')", "TypeError", "can't multiply"),
    "an object judged by itself": ("assert Account(1) == 1", "TypeError", "only plain values"),
    "an error of the test's": ("1 / 0", "ZeroDivisionError", "----> 1 1 / 0"),
    "sys.exit": ("import sys\nsys.exit()", "SystemExit", "sys.exit"),
    "a shell command": ("!ls", "NotImplementedError", "does not work in a test"),
    "another magic": ("%cd /tmp", "NotImplementedError", "does not work in a test"),
    "a magic cell": ("%%bash\nls", "NotImplementedError", "does not work in a test"),
    "too large an argument": ("square('x' * 5_000_000)", "NotPlain", "larger"),
    "an argument of the test's": ("class A: pass\nsquare(A())", "NotPlain", "can't be handed"),
    "a recursion": ("def f(): f()\nf()", "RecursionError", "recursion"),
}


@pytest.mark.parametrize("what", FAILS)
def test_it_gives_nothing_and_says_why(notebook, what):
    source, error, said = FAILS[what]
    tested = judge(notebook, source)
    assert (tested.points, tested.error, tested.fault) == (0.0, error, None)
    assert said in text_of(tested.outputs)


@pytest.mark.parametrize(
    "value, points", [("2.5", 2.5), ("0", 0.0), ("5", 5.0), ("square(2)", 4.0), ("np.float64(1)", 1.0)]
)
def test_a_number_is_partial_points(notebook, value, points):
    tested = judge(notebook, value)
    assert (tested.points, tested.fault) == (points, None)
    assert tested.outputs[-1]["data"]["text/plain"] == repr(points)


@pytest.mark.parametrize(
    "value", ["float('nan')", "float('inf')", "-1", "5.01", "10 ** 400", "1e300", "np.float64('nan')"]
)
def test_a_number_that_is_no_points_is_a_fault_and_gives_nothing(notebook, value):
    tested = judge(notebook, value)
    assert tested.points == 0.0
    assert tested.fault is not None
    assert "from 0 to 5" in tested.fault.what
    assert tested.fault.cell == "test_it"


def test_a_test_that_is_no_python_is_a_fault(notebook):
    tested = judge(notebook, "def")
    assert tested.points == 0.0
    assert "no Python" in tested.fault.what


def test_cells_share_a_namespace_and_the_instructors_names_win(notebook):
    namespace = TestNamespace()
    judge(notebook, "def check(n):\n    return square(n) + 1\nnumbers = 'mine'", namespace=namespace)
    tested = judge(notebook, "assert check(3) == 10\nassert numbers == 'mine'", namespace=namespace)
    assert (tested.points, tested.taken) == (5.0, ("square",))


def test_names_are_asked_for_anew_in_each_cell(host):
    namespace = TestNamespace()
    with host.guest({}) as guest:
        for value in (1, 2):
            guest.run(f"x = {value}\ndef f(): return x", name="set")
            assert (
                judge(guest, f"assert x == {value} == f()\nassert x == x", namespace=namespace).points == 5.0
            )


def test_a_namespace_outlives_its_guest(host):
    namespace = TestNamespace()
    for _guest in range(2):
        with host.guest({}) as guest:
            guest.run("def f(): return 1", name="set")
            assert judge(guest, "def g(): return f()\nassert g() == 1", namespace=namespace).points == 5.0
    with host.guest({}) as guest:
        guest.run("def f(): return 1", name="set")
        judge(guest, "kept = f", namespace=namespace)
    with host.guest({}) as guest:
        tested = judge(guest, "kept()", namespace=namespace)
        assert tested.points == 0.0
        assert guest.gone is None


HIDDEN = """
print("seen")
assert square(2) == 4
### BEGIN HIDDEN TESTS
print("secret print")
import sys
print("secret error", file=sys.stderr)
assert square(SECRET) == 8
### END HIDDEN TESTS
"""


@pytest.mark.parametrize(
    "failing",
    [
        "assert square(777) == 778",
        "assert square(777) == 778, f'{square(777)} was computed'",
        "square(777, 778)",
        "fails(777)",
        "undefined_777",
        "np.testing.assert_allclose(square(777), 778)",
        "def check():\n    assert square(777) == 778\ncheck()",
        "visible(777)",
        "raise RuntimeError('777')",
        "[square(n) / 0 for n in (777,)]",
        "import warnings; warnings.warn('777')\nassert False",
        "print(777)\n'777'",
    ],
)
def test_nothing_of_a_hidden_test_is_shown(notebook, failing):
    source = (
        "def visible(n):\n    print(n)\n    assert square(n) == n + 1\nprint('seen')\n"
        f"### BEGIN HIDDEN TESTS\nprint('secret')\n{failing}\n### END HIDDEN TESTS"
    )
    tested = judge(notebook, source)
    said = text_of(tested.outputs)
    assert "seen" in said
    assert "secret" not in said
    if "was computed" in failing:
        assert "a hidden test failed: 603729 was computed" in said
    else:
        assert "777" not in said
        assert "778" not in said
    assert not any(number in tested.error for number in ("777", "778"))


def test_a_visible_failure_beside_hidden_tests_is_shown(notebook):
    tested = judge(
        notebook,
        "### BEGIN HIDDEN TESTS\nassert square(7) == 49\n### END HIDDEN TESTS\nassert square(2) == 5",
    )
    assert "the left is 4, the right is 5" in text_of(tested.outputs)
    assert "49" not in text_of(tested.outputs)


LIES = """
class Lie:
    def __eq__(self, other): return True
    def __bool__(self): return True
    def __sub__(self, other): return 0
    def __abs__(self): return self
    def __lt__(self, other): return True
    def __contains__(self, item): return True
    def __float__(self): return 4.0
    def __array__(self, *a): return __import__('numpy').array([4])
    def __getattr__(self, name): return lambda *a, **k: True
square = lambda n: Lie()
sum = print = len = abs = isinstance = all = lambda *a: True
class np: allclose = array_equal = staticmethod(lambda *a, **k: True)
class math: isclose = staticmethod(lambda *a, **k: True)
def isclose(*a, **k): return True
AssertionError = Exception
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert square(2) == 4",
        "assert not square(2) != 4",
        "assert square(2)",
        "assert abs(square(2) - 4) < 1e-9",
        "assert 4 in square(2)",
        "assert square(2) in [4]",
        "assert square(2).equals(4)",
        "assert np.allclose(3, 4)",
        "assert np.allclose(square(2), 4)",
        "assert math.isclose(3, 4)",
        "assert isclose(3, 4)",
        "assert sum([1]) == True + 5",
        "assert all([False])",
        "assert isinstance(square(2), int)",
        "import pytest\nassert square(2) == pytest.approx(4)",
        "import unittest\nunittest.TestCase().assertEqual(square(2), 4)",
        "import unittest\nunittest.TestCase().assertAlmostEqual(square(2), 4)",
        "import numpy\nnumpy.testing.assert_allclose(square(2), 4)",
        "assert sorted([square(2), square(3)]) == [4, 9]",
        "assert {square(2)} == {4}",
        "assert max(square(2), 4) == 4 and min(square(2), 4) == 4",
    ],
)
def test_a_lie_earns_nothing(host, test):
    with host.guest({}) as guest:
        guest.run(LIES, name="lies")
        namespace = TestNamespace(("from math import isclose\nimport numpy as np",))
        assert judge(guest, test, namespace=namespace).points == 0.0


def test_a_test_that_loses_the_guest_says_so(host):
    with host.guest({}) as guest:
        guest.run("import os\ndef loop():\n    while True: pass\ndef leave(): os._exit(0)", name="c")
        with pytest.raises(GuestGone) as caught:
            judge(guest, "try:\n    loop()\nexcept Exception:\n    pass\n5")
        assert caught.value.kind == "time-out"


def test_a_test_that_hangs_here_is_ended(host):
    for source in ("while True: pass", "import time\ntime.sleep(60)"):
        with host.guest({}) as guest, pytest.raises(GuestGone) as caught:
            judge(guest, source)
        assert caught.value.kind == "time-out"


def test_a_test_that_hangs_is_ended_in_another_thread_too(host):
    caught = []

    def work():
        with host.guest({}) as guest:
            try:
                judge(guest, "while True:\n    try:\n        while True: pass\n    except Exception: pass")
            except GuestGone as gone:
                caught.append(gone.kind)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert caught == ["time-out"]


def test_much_that_a_test_prints_is_cut(notebook):
    tested = judge(notebook, "for i in range(100_000): print(i)")
    assert tested.points == 5.0
    assert len(text_of(tested.outputs)) < 3_000
