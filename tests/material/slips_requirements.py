"""What goes wrong in requirements: forgotten things, how instead of what, adjectives, and the wrong quality first."""

from tests.material.slips import changed, slip, without

OBJECTS = (
    "Release: product, version, commit hash, artifact (immutable)\nServer: host name, region (mutable)\n"
)
RELATIONS = "Release is deployed to Server\nRelease replaces Release\n"
PATTERNS = """
tagRelease: given a product, a version and a commit, package the code and deploy it to all servers
listReleases: given a product, get its releases, newest first
getDeploymentStatus: given a release, get its status on each server, failed ones first
recallRelease: given a release, bring the one before it back on all servers
"""
IN_TIME = "performance: tagRelease within 1 hour at p99, because a fix that comes later is no fix\n"
STANDBY = "availability: 99.9% on workdays, by a standby, because no team can roll out while it is down\n"
SANDBOX = "security: a sandbox without network for each submission, because strangers write it\n"
VERDICT = "performance: submitCode under 10 s at p95, because people wait\n"
ONE_TRANSACTION = "consistency: a transfer is one transaction, because a wrong balance is worse than none\n"
NOTHING_LOST = "durability: no booked transfer is lost, by a log that is copied, because it is money\n"

RIGHT = {
    "objects": OBJECTS,
    "relations": RELATIONS,
    "patterns": PATTERNS,
    "qualities": IN_TIME + STANDBY,
    "judge": SANDBOX + VERDICT,
    "bank": ONE_TRANSACTION + NOTHING_LOST,
}

_ONE = "the problem speaks of one thing here that counts, and it is the one that is missing"

SLIPS = [
    slip(
        "servers without what runs on them", "objects", "Server: host name, region\n", "R10", costs_all=_ONE
    ),
    slip("people instead of things", "objects", "Developer: name\nTeam: name\n", "R10", costs_all=_ONE),
    slip("releases among themselves", "relations", "Release replaces Release\n", "R12", costs_all=_ONE),
    slip("who presses the button", "relations", "Developer tags Release\n", "R12", costs_all=_ONE),
    slip("two of four", "patterns", "\n".join(PATTERNS.splitlines()[:3]), "R11"),
    slip("no way back", "patterns", without(PATTERNS, PATTERNS.splitlines()[-1]), "R11"),
    slip(
        "how, not what",
        "patterns",
        changed(PATTERNS, ("package the code", "put a job into Kafka, package the code")),
        "R3",
    ),
    slip("fast and reliable", "qualities", "performance: fast\n" + STANDBY, "N1"),
    slip("nothing said of downtime", "qualities", IN_TIME, "N8"),
    slip(
        "nines that last five minutes",
        "qualities",
        IN_TIME + changed(STANDBY, ("99.9% on workdays", "99.9%, that is 5 minutes of downtime a year")),
        "N7",
    ),
    slip(
        "passwords instead of a sandbox",
        "judge",
        VERDICT + "security: HTTPS and logins, because passwords matter\n",
        "N5",
    ),
    slip("fast again", "judge", SANDBOX + "performance: it should be fast\n", "N1"),
    slip("nobody waits", "judge", SANDBOX, "N8"),
    slip(
        "nines before correctness",
        "bank",
        NOTHING_LOST + "availability: 99.999%, by three sites, because customers expect it\n",
        "N6",
        "N8",
    ),
    slip("durable is durable", "bank", ONE_TRANSACTION + "durability: very durable\n", "N1"),
    slip("a building burns down", "bank", ONE_TRANSACTION, "N8"),
]
