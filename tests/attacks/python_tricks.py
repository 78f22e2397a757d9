"""Python that makes tests lie."""

from __future__ import annotations

from typing import Any

from tests.attacks.attack import FAULTY, GRADED, Attack, answers, code, themed

_EQUAL = """\
class Equal:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __hash__(self):
        return 0
    def __len__(self):
        return 2
    def __call__(self, *given, **named):
        return self
    def __getattr__(self, name):
        return self
    def __contains__(self, item):
        return True
    def __bool__(self):
        return True
    def __float__(self):
        return 4.0
    def __int__(self):
        return 4
    __index__ = __int__
"""

_ALL_EQUAL = {
    "square": f"{_EQUAL}\nsquare = Equal()",
    "stack": "Stack = Equal()",
    "rate": "rate = Equal()",
    "words": "words = Equal()",
}


def _says(value: str) -> dict[str, str]:
    """An answer whose every comparison gives a value."""
    source = (
        "class Says:\n"
        f"    def __eq__(self, other):\n        return {value}\n"
        "    def __bool__(self):\n        return True\n"
        "def words(text):\n    return Says()"
    )
    return {"words": source}


_LYING_NUMBERS = {
    "square": (
        "class Lie(int):\n"
        "    def __eq__(self, other):\n        return True\n"
        "    def __ne__(self, other):\n        return False\n"
        "    def __hash__(self):\n        return 0\n"
        "    def __float__(self):\n        return 1e9\n"
        "    def __int__(self):\n        return 10**9\n"
        "def square(x):\n    return Lie(-1)"
    ),
    "stack": (
        "class LieText(str):\n"
        "    def __eq__(self, other):\n        return True\n"
        "    __hash__ = str.__hash__\n"
        "class Stack:\n"
        "    def push(self, item):\n        pass\n"
        "    def pop(self):\n        return LieText('lie')\n"
        "    def __len__(self):\n        return Lie(1)"
    ),
    "rate": "rate = Lie(-1)",
    "words": "def words(text):\n    return Lie(-1)",
}

_CLASS_LIES = {
    "rate": (
        "class Rate:\n"
        "    __class__ = int\n"
        "    def __eq__(self, other):\n        return True\n"
        "    def __instancecheck__(self, other):\n        return True\n"
        "rate = Rate()"
    ),
    "square": "def square(x):\n    return Rate()",
}

_REDUCE = """\
import os
class Loaded:
    def __reduce__(self):
        return (os.system, ("touch /tmp/@LEFT@-reduce",))
    def __reduce_ex__(self, protocol):
        return self.__reduce__()
    def __getstate__(self):
        return {}
    def __json__(self):
        return "9"
    def __eq__(self, other):
        return True
"""

_FORGED_FRAMES = """\
import json, os, struct, threading
answers = [
    {"is": "value", "value": True}, {"is": "value", "value": 9}, {"is": "value", "value": 4}, {"is": "ran", "error": ""},
    {"points": 4}, {"ok": True, "result": 9}, {"outcome": {"points": 13}}, {"ready": True}, {"is": "ended", "code": 0},
]
def frames():
    for number in range(60):
        for answer in answers:
            text = json.dumps(answer | {"number": number, "id": number}).encode()
            yield struct.pack(">I", len(text)) + text
            yield struct.pack("<Q", len(text)) + text
            yield text + b"\\n"
for number in range(64):
    try:
        os.set_blocking(number, False)
        for frame in frames():
            os.write(number, frame)
    except OSError:
        pass
"""

_OWN_FRAMES = """\
import gc, json, struct
for thing in gc.get_objects():
    kind = type(thing)
    if kind.__name__ in ("Channel", "Answers"):
        for name, value in (
            ("send", lambda self, message: None), ("_reply", lambda self, request: {"is": "value", "value": True}),
        ):
            if hasattr(kind, name):
                setattr(kind, name, value)
import whiteboard.grading.guest.inside.answers as answers, whiteboard.grading.guest.values as values
answers.Answers._reply = lambda self, request: {"is": "value", "value": True}
values.encode = lambda value, other: 9
"""

_TRANSFORMER = """\
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
    def visit_Compare(self, node):
        return ast.Constant(True)
get_ipython().ast_transformers.append(NoAsserts())
"""

_INPUT_TRANSFORMER = """\
def shorten(lines):
    if any("assert" in line or "points" in line for line in lines):
        return ["4\\n"]
    return lines
get_ipython().input_transformers_cleanup.append(shorten)
get_ipython().input_transformers_post.append(shorten)
"""

_BUILTINS = """\
import builtins
true = lambda *given, **named: True
for name in ("isinstance", "all", "any"):
    setattr(builtins, name, true)
class Never(BaseException):
    def __new__(cls, *given):
        raise SystemExit(0)
builtins.AssertionError = Never
builtins.NameError = Never
builtins.len = lambda thing: 2
builtins.int = object
"""

_IMPORTS = """\
import sys, types, importlib.abc, importlib.machinery
class Anything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *given, **named: 4
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        return Anything(spec.name)
    def exec_module(self, module):
        pass
sys.meta_path.insert(0, Finder())
sys.path_hooks.clear()
sys.path_importer_cache.clear()
"""

_MODULES = """\
import sys, types
class Anything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *given, **named: 4
for name in ["json", "struct", "math", "whiteboard", *[name for name in sys.modules if name.startswith("whiteboard")]]:
    sys.modules[name] = Anything(name)
"""

_JSON = """\
import json, json.encoder, json.decoder, struct
json.dumps = lambda *given, **named: '{"is": "value", "value": 9, "number": 1}'
json.loads = lambda *given, **named: {"do": "value", "name": "rate", "number": 1}
json.encoder.JSONEncoder.encode = lambda self, value: json.dumps()
json.JSONEncoder.iterencode = lambda self, value, *given: iter([json.dumps()])
"""

_WHITEBOARD = """\
import whiteboard.report, whiteboard.judge, whiteboard.rules, whiteboard.drafting.session as session
class Full:
    points = max_points = 5.0
    criteria = ()
    def points_of(self, *given, **named):
        return 5.0
    def __getattr__(self, name):
        return lambda *given, **named: 5.0
session.Session.report_for = lambda *given, **named: Full()
session.Session.grade = lambda *given, **named: 5.0
ip = get_ipython()
ip.register_magic_function(lambda line: float(line.split()[-1]), "line", "grade")
ip.register_magic_function(lambda line, cell: None, "cell", "draft")
"""

_TRACE = """\
import sys, threading
def skipping(frame, event, argument):
    frame.f_trace_opcodes = True
    if "test" in frame.f_code.co_name or frame.f_code.co_name == "<module>":
        frame.f_locals["points"] = 4
    return skipping
sys.settrace(skipping)
sys.setprofile(lambda *given: None)
threading.settrace(skipping)
"""

_FRAMES = """\
import ctypes, sys
class Words:
    def __eq__(self, other):
        frame = sys._getframe()
        while frame is not None:
            frame.f_locals["points"] = 1000
            frame.f_globals["points"] = 1000
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(1))
            frame = frame.f_back
        return True
def words(text):
    return Words()
"""

_SHADOWS = """\
points = 1000
stack = 4
assert_ = True
def get(name, *given):
    return 4
class True_: pass
globals().update({"assert": 1, "__name__": "__test__", "__builtins__": {"AssertionError": SystemExit, "isinstance": print}})
"""

_LATER = """\
import threading, time, __main__
def later():
    for _ in range(100_000):
        __main__.points = 1000
        __main__.square = lambda x: {3: 9, -2: 4}.get(x, 0)
        time.sleep(0.0001)
threading.Thread(target=later, daemon=True).start()
"""

_MIMICS = """\
import sys
from IPython.display import display, publish_display_data
print("4\\n13 of 13 points\\n### END HIDDEN TESTS\\nOut[1]: 4")
publish_display_data({"text/plain": "4", "application/json": {"points": 4}})
class AssertionError(Exception):
    pass
class Passed(Exception):
    __name__ = "points"
    __module__ = "4"
def square(x):
    raise Passed("4")
def words(text):
    raise type("int", (Exception,), {"__str__": lambda self: "4"})()
"""

_WARNS = {
    "square": (
        "import sys\nimport warnings\n\ndef square(x):\n"
        "    warnings.warn('an honest warning')\n    print('checked', x, file=sys.stderr)\n    return x * x"
    )
}


def _square(name: str, tries: str, source: str, **more: Any) -> Attack:
    """An honest notebook in which one function does something else than it should."""
    return answers(name, tries, {"square": source}, base="honest", earns=9.0, **more)


ATTACKS: tuple[Attack, ...] = themed(
    "Python",
    [
        code("ast-transformer", "an AST transformer drops asserts", _TRANSFORMER),
        code(
            "input-transformer", "an input transformer writes points in the tests' place", _INPUT_TRANSFORMER
        ),
        answers("always-equal", "answers that are equal to everything", _ALL_EQUAL, earns=0.0),
        answers(
            "lying-numbers",
            "numbers and texts with a lying __eq__, __float__ and __int__",
            _LYING_NUMBERS,
            earns=0.0,
        ),
        answers("lying-class", "objects that say that they are int", _CLASS_LIES, earns=0.0),
        answers(
            "equal-to-a-million", "comparisons that give a million points", _says("1_000_000"), earns=0.0
        ),
        answers("equal-to-nan", "comparisons that give NaN points", _says("float('nan')"), earns=0.0),
        answers(
            "equal-to-infinity",
            "comparisons that give infinitely many points",
            _says("float('inf')"),
            earns=0.0,
        ),
        answers("equal-to-minus-five", "comparisons that give negative points", _says("-5"), earns=0.0),
        answers(
            "equal-to-self",
            "comparisons that give an object with arithmetic of its own",
            _says(
                "type('Sum', (), {'__rmul__': lambda self, other: 4, '__radd__': lambda self, other: 4})()"
            ),
            earns=0.0,
        ),
        answers(
            "visible-tests",
            "answers that recognize the visible tests",
            {
                "square": "def square(x):\n    return {3: 9, -2: 4}.get(x)",
                "rate": "rate = 1",
                "words": "def words(text):\n    return 2",
            },
            earns=2.0,
            remains="Visible tests can be answered by a table. Only hidden tests show that.",
        ),
        answers(
            "pickle-reduce",
            "objects whose unpickling runs a command",
            {
                "square": f"{_REDUCE}\ndef square(x):\n    return Loaded()",
                "rate": "rate = Loaded()",
                "words": "words = Loaded()",
            },
            earns=0.0,
        ),
        answers(
            "lying-length",
            "a class whose length is negative, and that answers the visible tests",
            {
                "stack": "class Stack:\n    def push(self, item):\n        pass\n    def pop(self):\n        return 'two'\n"
                "    def __len__(self):\n        return -1"
            },
            base="honest",
            earns=10.0,
        ),
        answers(
            "metaclass",
            "a class of a class that lies about calls, instances, attributes and equality",
            {
                "stack": "class Meta(type):\n    def __call__(cls, *given):\n        return cls\n"
                "    def __getattribute__(cls, name):\n        return lambda *given: cls\n"
                "    def __len__(cls):\n        return 2\n    def __eq__(cls, other):\n        return True\n"
                "    def __hash__(cls):\n        return 0\n    def __instancecheck__(cls, other):\n        return True\n"
                "class Stack(metaclass=Meta):\n    pass"
            },
            base="honest",
            earns=10.0,
        ),
        answers(
            "endless-attributes",
            "an object whose every attribute is found by a loop without end",
            {
                "stack": "class Stack:\n    def __getattribute__(self, name):\n        while True:\n            pass"
            },
            base="honest",
            earns=10.0,
            states=FAULTY,
        ),
        code("patched-builtins", "isinstance, len and AssertionError of its own", _BUILTINS),
        code("patched-json", "json and struct of its own", _JSON),
        code("import-hooks", "import hooks that give a module for every name", _IMPORTS),
        code("sys-modules", "sys.modules filled with modules of its own", _MODULES),
        code("patched-whiteboard", "a whiteboard of its own", _WHITEBOARD),
        code("trace", "trace and profile functions that set the tests' variables", _TRACE),
        answers("caller-frames", "sets variables in the frames that call it", {"words": _FRAMES}, earns=0.0),
        code("shadowed-names", "names that tests use are defined beforehand", _SHADOWS),
        code("later-thread", "a thread goes on to set points and answers", _LATER),
        code("mimics", "prints and raises what looks like points", _MIMICS),
        code("forged-frames", "writes forged answers to every open file", _FORGED_FRAMES),
        code(
            "forged-channel",
            "replaces what speaks with the judge",
            _OWN_FRAMES,
            remains="A forged answer can say no more than what the learner's code could return.",
        ),
        code(
            "closed-files",
            "closes all open files of an honest notebook's guest",
            "import os\nos.closerange(0, 1024)",
            honest=True,
        ),
        answers(
            "files-unblocked",
            "an honest notebook sets all open files so that reading them does not wait",
            {
                "square": "import os\nfor number in range(256):\n    try:\n        os.set_blocking(number, False)\n"
                "    except OSError:\n        pass\ndef square(x):\n    return x * x"
            },
            base="honest",
            earns=0.0,
            most=13.0,
            remains="Code that damages its own process quietly can lose its own points, and nobody else's.",
        ),
        _square(
            "exit-in-function",
            "sys.exit inside a function that is tested",
            "import sys\ndef square(x):\n    sys.exit(0)",
        ),
        _square(
            "os-exit-in-function",
            "os._exit inside a function that is tested",
            "import os\ndef square(x):\n    os._exit(0)",
            states=FAULTY,
        ),
        _square(
            "exception-without-text",
            "raises an exception whose text raises",
            (
                "class Bad(Exception):\n    def __str__(self):\n"
                "        raise self\n    __repr__ = __str__\n"
                "def square(x):\n    raise Bad()"
            ),
        ),
        _square(
            "exception-of-100-mb",
            "raises an exception with a text of 100 MB",
            "def square(x):\n    raise ValueError('x' * 100_000_000)",
        ),
        _square(
            "exception-group",
            "raises exceptions 900 deep in each other",
            (
                "def square(x, depth=900):\n    try:\n"
                "        raise ValueError(depth)\n"
                "    finally:\n        if depth:\n"
                "            square(x, depth - 1)"
            ),
        ),
        _square(
            "keyboard-interrupt",
            "raises KeyboardInterrupt and GeneratorExit",
            "def square(x):\n    raise KeyboardInterrupt if x > 0 else GeneratorExit",
        ),
        _square("coroutine", "a coroutine in a function's place", "async def square(x):\n    return x * x"),
        _square(
            "endless-generator",
            "an endless generator in a number's place",
            "def square(x):\n    while True:\n        yield x * x",
        ),
        _square("giant-return", "returns a text of 300 MB", "def square(x):\n    return 'x' * 300_000_000"),
        _square(
            "deep-return",
            "returns lists nested 100,000 deep",
            "def square(x):\n    found = []\n    for _ in range(100_000):\n        found = [found]\n    return found",
        ),
        _square(
            "circular-return",
            "returns a list that holds itself",
            "def square(x):\n    found = []\n    found.append(found)\n    return found",
        ),
        _square("endless-recursion", "recursion without end", "def square(x):\n    return square(x)"),
        _square(
            "segfault",
            "ends the process by reading address 0",
            "import ctypes\ndef square(x):\n    return ctypes.string_at(0)",
            states=FAULTY,
        ),
        answers(
            "giant-integer",
            "an integer of a million digits",
            {"rate": "rate = 10 ** 1_000_000"},
            base="honest",
            earns=11.0,
        ),
        answers(
            "honest-warning",
            "honest code that warns and writes to stderr",
            _WARNS,
            base="honest",
            earns=13.0,
            states=GRADED,
        ),
        code(
            "honest-exit", "sys.exit in an honest notebook's own cell", "import sys\nsys.exit()", honest=True
        ),
        code("honest-input", "an honest notebook asks for input", "name = input('your name? ')", honest=True),
        code(
            "honest-shell",
            "shell commands and magics in an honest notebook",
            "!echo hello\n%time 1 + 1",
            "%%bash\necho hello",
            honest=True,
        ),
        code("syntax-error", "a cell of an honest notebook that is no Python", "def (:\n  ...", honest=True),
        code(
            "atexit",
            "handlers that run when the process ends",
            (
                "import atexit, os, time\natexit.register(lambda: time.sleep(600))\n"
                "atexit.register(lambda: open('/tmp/@LEFT@-atexit', 'w').close())"
            ),
            honest=True,
        ),
    ],
)
