"""A tester that knows nothing of us holds the served mock against its own document: schemathesis, over HTTP."""

from contextlib import suppress
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from whiteboard.notation import read_board
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered
from whiteboard.run.serving import serve

ROOT = Path(__file__).parents[2]
PACKS = ["twitter", "code-deployment", "interviewing-io", "tiktok"]
CORPUS = ["graphql", "openapi", "rpc-over-http", "signatures", "spring", "uploads-apart"]
EXAMPLES = 3
SETTINGS = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# A page token is what the page before gave; no tester can make one up.
schemathesis.openapi.format("page-token", st.integers(0, 60).map("after-{}".format))


def drafts():
    for name in PACKS:
        text = (ROOT / f"src/whiteboard/problems/{name}/board.md").read_text()
        yield pytest.param(read_board(text).api, id=name)
    for name in CORPUS:
        text = (ROOT / f"tests/corpus/api/right/{name}.md").read_text()
        yield pytest.param(read_api(numbered(text)), id=name)


@pytest.mark.parametrize("api", [*drafts()])
def test_the_mock_does_what_its_document_says(api):
    with serve(api) as server, requests.Session() as session:
        session.trust_env = False
        described = schemathesis.openapi.from_url(f"{server.url}/-/openapi.json")
        operations = [found.ok() for found in described.get_all_operations()]
        assert operations
        for operation in operations:
            assert try_out(operation, GenerationMode.POSITIVE, server.url, session) >= 1, operation.label
            try_out(operation, GenerationMode.NEGATIVE, server.url, session)


def try_out(operation, mode, url, session):
    """Call an operation with inputs that its document allows, or forbids; how often that could be done."""
    calls = 0

    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode))
    def conforms(case):
        # Statuses, media types, headers and bodies; what is allowed is taken, and what is not is refused.
        nonlocal calls
        calls += 1
        case.call_and_validate(base_url=url, session=session)

    # Where an operation takes anything, there is nothing that it forbids.
    with suppress(Unsatisfiable):
        conforms()
    return calls


def test_what_was_made_is_there_and_what_was_deleted_is_not():
    api = read_board((ROOT / "src/whiteboard/problems/twitter/board.md").read_text()).api
    with serve(api) as server:
        machine = schemathesis.openapi.from_url(f"{server.url}/-/openapi.json").as_state_machine()
        machine.run(settings=settings(SETTINGS, max_examples=8, stateful_step_count=12))
