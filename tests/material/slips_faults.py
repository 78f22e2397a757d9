"""What goes wrong in mending a sheet: the published slip left, half mended, made worse, or the asked quantity lost."""

from tests.material.slips import slip

UPLOADS = (
    "uploads = 500M users/day * 0.05 requests/user = {} requests/second\n"
    "peak uploads = uploads * 2 = {} requests/second\n"
)
LINKS = (
    "stored = 1k requests/second * 500 B/request = {}\n"
    "reads = 100M requests/day\n"
    "peak reads = reads * 3 = {} requests/second\n"
)
VIDEO = "stored = 500 hours/minute * 30 MB / 5 minutes = 180 GB/minute\n"
INCOMING = "bandwidth = 500 hours/minute * {} / 5 minutes = {}\n"
PROCESSORS = "uploads = 100M videos/day\nwork = 10 minutes/video\nprocessors = uploads * work = {}\n"

RIGHT = {
    "uploads": UPLOADS.format(290, 580),
    "links": LINKS.format("16 TB/year", "3.5k"),
    "video": VIDEO + INCOMING.format("600 MB", "480 Gbit/second"),
    "processors": PROCESSORS.format("694k"),
}

SLIPS = [
    slip("as published", "uploads", UPLOADS.format(180, 360), "S1"),
    slip("the peak not mended", "uploads", UPLOADS.format(290, 360), "S1"),
    slip(
        "the numbers alone",
        "uploads",
        "uploads = 180 requests/second\npeak uploads = 360 requests/second\n",
        "S9",
    ),
    slip("as published", "links", LINKS.format("43 GB/year", "100k"), "S2"),
    slip("the reads not mended", "links", LINKS.format("16 TB/year", "100k"), "S2"),
    slip("gigabytes", "links", LINKS.format("16 GB/year", "3.5k"), "S2"),
    slip("as published", "video", VIDEO + INCOMING.format("600 MB", "200 Gbit/second"), "S1"),
    slip("bytes for bits", "video", VIDEO + INCOMING.format("600 MB", "60 Gbit/second"), "S2"),
    slip("what is kept comes in", "video", VIDEO + INCOMING.format("30 MB", "24 Gbit/second"), "S9"),
    slip("nothing comes in", "video", VIDEO, "S11"),
    slip("as published", "processors", PROCESSORS.format("11.5k"), "S2"),
    slip("the number alone", "processors", "processors = 11.5k processors\n", "S9"),
]
