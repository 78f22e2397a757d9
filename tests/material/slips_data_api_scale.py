"""What goes wrong in data types, in the API of a system that works for minutes, and in an estimate of a crawler."""

from tests.material.slips import changed, slip, without

TYPES = "Release: structured, 1 KB\nDeployment: structured, 100 B\nServer: structured, 1 KB\nArtifact: media, 1 GB\n"
API = """
POST /releases {product, version, commitHash, idempotencyKey} -> release id
GET /releases?product={product}&cursor={cursor} -> page of releases, newest first
GET /releases/{releaseId}/deployments?cursor={cursor} -> page of servers with their status
PUT /releases/{releaseId}/recall
PUT /servers/{serverId}/deployments/{releaseId} {status}
"""
SCALE = """
pages = 1B pages/month
pages a second = pages in pages/second
page size = 100 KB/page
stored = pages * page size = 100 TB/month
"""

RIGHT = {"types": TYPES, "api": API, "scale": SCALE}

SLIPS = [
    slip("the archive forgotten", "types", without(TYPES, "Artifact: media, 1 GB\n"), "T8"),
    slip("only the archive", "types", "Zip file: media, 1 GB\nServer: structured, 1 KB\n", "T8"),
    slip("an archive as a row", "types", changed(TYPES, ("Artifact: media", "Zip file: structured")), "T9"),
    slip("all at once", "api", changed(API, ("&cursor={cursor} -> page of", " -> list of all")), "A3"),
    slip(
        "recalled by reading",
        "api",
        changed(API, ("PUT /releases/{releaseId}/recall", "GET /releases/{releaseId}/recall")),
        "A4",
    ),
    slip("no way back", "api", without(API, "PUT /releases/{releaseId}/recall\n"), "A1"),
    slip("gigabytes for terabytes", "scale", changed(SCALE, ("100 TB/month", "100 GB/month")), "S2"),
    slip(
        "a tenth of the pages",
        "scale",
        changed(SCALE, ("pages in pages/second", "pages = 38.6 pages/second")),
        "S1",
    ),
    slip("nothing is kept", "scale", SCALE.partition("page size")[0], "S11"),
    slip("two page sizes", "scale", SCALE + "page size = 1 MB/page\n", "S4"),
]
