#!/usr/bin/python3
# big-file.py: a file of 3 GB is kept in flat memory
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: big-file.py HIKAE-CLI

The source is sparse, so only the case file needs the space; without it the test is skipped.
"""
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

SIZE = 3 << 30
# Argon2id takes 256 MiB when the case is opened; the file itself must add next to nothing.
MEMORY_KIB = 400 * 1024


def run(cli, *arguments):
    return subprocess.run(
        [cli, "--json", "--passphrase-file", "pw", *arguments],
        check=True, capture_output=True, text=True).stdout


def main(cli):
    print("1..1")
    with tempfile.TemporaryDirectory() as folder:
        if shutil.disk_usage(folder).free < 2 * SIZE:
            print("ok 1 a file of 3 GB # SKIP less than 6 GB of free space")
            return 0
        os.chdir(folder)
        with open("pw", "w", encoding="utf-8") as file:
            file.write("correct horse battery staple\n")
        with open("big.bin", "wb") as file:
            file.truncate(SIZE)
        run(cli, "new", "case.hikae")
        run(cli, "add", "case.hikae", "big.bin")
        item = json.loads(run(cli, "list", "case.hikae"))["items"][0]
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        digest = hashlib.sha256()
        for _ in range(SIZE >> 20):
            digest.update(bytes(1 << 20))
        good = (
            item["size"] == SIZE and item["sha256"] == digest.hexdigest()
            and peak < MEMORY_KIB)
        print("# size %d, peak %d KiB" % (item["size"], peak))
        print("ok 1 a file of 3 GB" if good else "not ok 1 a file of 3 GB")
        return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
