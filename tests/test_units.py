"""Units mean what a learner means by them."""

import math
import subprocess
import sys

import pytest

from whiteboard.units import UnitError, known_unit, parse_unit, registry, singular


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5k req/s", "requests/minute", 300_000),
        ("1M users", "users", 1e6),
        ("1 b", "bit", 1),
        ("1 B", "bit", 8),
        ("1 KB", "byte", 1000),
        ("1 KiB", "byte", 1024),
        ("1 Mbps", "KB/s", 125),
        ("1 MBps", "Mb/s", 8),
        ("1 month", "day", 30),
        ("1 year", "day", 365),
        ("1 qps", "requests/day", 86_400),
        ("20 %", "dimensionless", 0.2),
        ("1 GB/minute", "TB/day", 1.44),
    ],
)
def test_the_registry_reads_what_the_stock_one_does_not(text, unit, value):
    assert registry()(text).to(unit).magnitude == pytest.approx(value)


@pytest.mark.parametrize(
    "pair", [("request", "user"), ("user", "item"), ("byte", "dollar"), ("second", "request")]
)
def test_dimensions_do_not_mix(pair):
    import pint

    with pytest.raises(pint.DimensionalityError):
        registry()(f"1 {pair[0]}").to(pair[1])


def test_the_registry_is_private_and_made_once():
    import pint

    assert registry() is registry()
    assert pint.get_application_registry().get() is not registry()


def test_importing_units_does_not_import_pint():
    code = "import sys, whiteboard.units; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_plain_numbers_need_no_numpy_and_leave_it_to_others():
    code = (
        "import sys; from whiteboard import check; from whiteboard.units import load_for_plain_numbers\n"
        "load_for_plain_numbers()\n"
        "report = check('stored = 1k requests/minute * 1 MB/request = 1 GB/second', section='scale')\n"
        "assert [finding.rule for finding in report.findings if finding.severity == 'must'] == ['S2']\n"
        "assert 'numpy' not in sys.modules\n"
        "import numpy; assert numpy.arange(3).sum() == 3"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("word", ["Mb", "Gb", "kbps", "mbps", "Gbps"])
def test_a_small_b_is_bits(word):
    assert "bit" in known_unit(word).powers[0][0]


@pytest.mark.parametrize("word", ["MB", "GB", "kB", "KB", "mb", "gb", "MBps", "gigabytes"])
def test_a_large_b_is_bytes(word):
    assert "byte" in known_unit(word).powers[0][0]


@pytest.mark.parametrize("text", ["requests/second", "tweets/user/day", "GB", "TB/day", "Gb/second"])
def test_units_are_written_as_they_are_read(text):
    assert str(parse_unit(text)) == text


def test_below_a_stroke_m_is_a_minute():
    assert parse_unit("GB/m").factor == pytest.approx(8e9 / 60)


def test_an_unknown_unit_is_named_with_a_remedy():
    with pytest.raises(UnitError, match=r"'\?\?'.*GB/day"):
        parse_unit("GB/??")


def test_every_unit_has_a_positive_size():
    from whiteboard.units import atoms_of

    for kind in ("information", "time", "money", "request", "user", "item"):
        for name in atoms_of(kind):
            factor = known_unit(name).factor
            assert factor > 0 and math.isfinite(factor), name


def test_singulars():
    assert [singular(noun) for noun in ("tweets", "stories", "classes", "media")] == [
        "tweet",
        "story",
        "class",
        "media",
    ]
