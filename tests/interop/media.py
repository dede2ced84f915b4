#!/usr/bin/python3
# media.py: exiftool and the C2PA library of others judge what we read
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: media.py HIKAE-CLI FUZZ-MEDIA-SEEDS SOURCE-FOLDER. TAP.

Every mark that we name must stand in what exiftool reads of the same file: of files made by
code and of the corpus. Of the corpus' files with content credentials, what we say of
signature, hashes and number of manifests must be what @contentauth/c2pa-node says, whose
native library is fetched from npm for this test (nothing else of it is run, and it is told
to fetch nothing).
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "@contentauth/c2pa-node@0.9.8"
READ_BY_EXIFTOOL = ("exif", "xmp", "iptc", "png:", "jpeg:comment", "gif:comment", "mp4:")
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
         ".avif": "image/avif", ".heic": "image/heic", ".mp4": "video/mp4"}


# Where exiftool 12.57, and 13.25, read less, and why.
DIFFERENCES = {
    "avif-exif": "items kept in idat",
    "jpeg-comment-jis": "JIS with the escape sequences that its standard has",
    "jpeg-comment-unicode-narrow": "UTF-8 that calls itself UNICODE",
    "jpeg-comment-wide": "UTF-16 that calls itself ASCII",
    "jpeg-iptc-unfilled": "a part without the filling byte of its last resource",
    "webp-wide-xmp": "XMP in UTF-16 outside of a JPEG picture",
}


class Tap:
    def __init__(self):
        self.count = self.bad = 0

    def check(self, passed, name, detail=""):
        self.count += 1
        self.bad += not passed
        print("%sok %d - %s" % ("" if passed else "not ", self.count, name))
        if not passed and detail:
            print("# " + detail.replace("\n", "\n# "), flush=True)

    def skip(self, name, reason):
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, name, reason))


def look(cli, path):
    done = subprocess.run([cli, "--json", "media", str(path)], capture_output=True,
                          text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def squeeze(text):
    """Letters and digits only: the two show line breaks, quotes and NULs differently."""
    return re.sub(r"\W+", "", text)


def ask_exiftool(path):
    """All values, as they are; XMP is also read through HTML's escapes."""
    done = subprocess.run(["exiftool", "-a", "-u", "-ee", "-b", "-api", "largefilesupport=1",
                           str(path)], capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace")
    wide = done.stdout.decode("utf-16-le", "ignore")
    return squeeze(text) + squeeze(wide)


def check_exiftool(tap, cli, paths):
    compared = 0
    for path in paths:
        report = look(cli, path)
        marks = [mark for mark in (report or {}).get("marks", ())
                 if mark["carrier"].startswith(READ_BY_EXIFTOOL)]
        if not marks:
            continue
        if path.name in DIFFERENCES:
            tap.skip(path.name, "exiftool does not read " + DIFFERENCES[path.name])
            continue
        theirs = ask_exiftool(path)
        for mark in marks:
            # PNG's plain texts are Latin-1 by the book and UTF-8 in the wild.
            values = [squeeze(mark["value"])[:200], squeeze(
                mark["value"].encode().decode("latin-1"))[:200]]
            compared += 1
            found = any(value in theirs for value in values)
            name = "%s: %s %s" % (path.name, mark["carrier"], mark["key"])
            if not found and path.name == "jpeg-extended-xmp" and "MissingJPEGSOS" in theirs:
                tap.skip(name, "exiftool 13 puts it together only before a picture begins")
            else:
                tap.check(found, name, mark["value"][:200])
    tap.check(compared >= 20, "%d marks were compared with exiftool" % compared)


def fetch_library(folder):
    """Path of the native library; a reason when it cannot be had."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None, "npm or node is not installed"
    try:
        done = subprocess.run(["npm", "pack", "--ignore-scripts", PACKAGE], cwd=folder,
                              capture_output=True, text=True, check=False, timeout=150)
    except subprocess.TimeoutExpired:
        return None, "npm did not answer in time"
    archives = list(pathlib.Path(folder).glob("*.tgz"))
    if done.returncode != 0 or not archives:
        return None, "npm could not fetch " + PACKAGE
    with tarfile.open(archives[0]) as archive:
        member = archive.extractfile("package/dist/index.node")
        library = pathlib.Path(folder) / "index.node"
        library.write_bytes(member.read())
    return library, ""


def ask_library(source, library, path):
    done = subprocess.run(
        ["node", str(source / "c2pa-judge.cjs"), str(library), str(path),
         TYPES[path.suffix]], capture_output=True, text=True, check=False, timeout=60)
    return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None


def compare_c2pa(tap, path, ours, theirs):
    codes = set(theirs["codes"])
    said = {
        "signature": "broken" if "claimSignature.mismatch" in codes else "intact",
        "assertion_hashes":
            "mismatch" if "assertion.hashedURI.mismatch" in codes else "match",
        "data_hash": "mismatch" if codes & {"assertion.dataHash.mismatch",
                                            "assertion.bmffHash.mismatch"} else "match",
    }
    if "ingredient_hashes" in ours:
        wrong = [code for code in codes if code.startswith("ingredient.") and
                 code.endswith(("mismatch", "missing"))]
        tap.check((ours["ingredient_hashes"] == "mismatch") == bool(wrong),
                  path.name + ": ingredients", "ours %s, theirs %s" % (
                      ours["ingredient_hashes"], sorted(codes)))
    if "timestamp" in ours:
        # They look at it only when the seal itself holds.
        tap.check("broken" not in (ours["timestamp"]["imprint"],
                                   ours["timestamp"]["signature"]) or
                  "timeStamp.mismatch" in codes or "claimSignature.mismatch" in codes,
                  path.name + ": time stamp", str(ours["timestamp"]))
    for fact, value in said.items():
        found = ours.get(fact)
        if fact == "data_hash" and theirs["partly"]:
            # They call it a mismatch; we name the bytes that are not covered.
            tap.check(ours.get("data_hash_left_out", 0) > 0, path.name + ": not covered")
            continue
        if fact == "data_hash" and found in ("not-checked", "absent"):
            # We say that we cannot tell; never that it is well.
            tap.check(True, "%s: %s is left open" % (path.name, fact))
        else:
            tap.check(found == value, "%s: %s" % (path.name, fact),
                      "ours %s, theirs %s %s" % (found, value, sorted(codes)))
    tap.check(ours.get("active") == theirs["active"], path.name + ": active manifest")
    tap.check(len(ours["manifests"]) >= theirs["manifests"],
              path.name + ": every manifest is walked")


def check_c2pa(tap, cli, source, corpus):
    with tempfile.TemporaryDirectory() as folder:
        library, reason = fetch_library(folder)
        if library is None:
            tap.skip("agreement with c2pa-node", reason)
            return
        compared = 0
        for path in sorted(corpus.rglob("*")):
            if path.suffix not in TYPES:
                continue
            report = look(cli, path)
            theirs = ask_library(source, library, path)
            if not theirs or not report or not report["c2pa"]["present"]:
                continue
            compared += 1
            compare_c2pa(tap, path, report["c2pa"], theirs)
        tap.check(compared >= 10, "%d files were compared with c2pa-node" % compared)


def main(cli, seeds, source):
    tap = Tap()
    source = pathlib.Path(source)
    corpus = pathlib.Path(os.environ.get("HIKAE_TEST_CORPUS") or "/nonexistent") / "media"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([seeds, folder], check=True)
        made = sorted(pathlib.Path(folder).rglob("*"))
        files = [path for path in made if path.is_file() and
                 path.parent.name not in ("media-xmp", "media-cbor", "media-jumbf")]
        if corpus.is_dir():
            files += sorted((corpus / "ai-marks").rglob("*.*"))
        if shutil.which("exiftool"):
            check_exiftool(tap, cli, files)
        else:
            tap.skip("agreement with exiftool", "exiftool is not installed")
    if corpus.is_dir():
        check_c2pa(tap, cli, source, corpus)
    else:
        tap.skip("agreement with c2pa-node", "corpus not present")
    print("1..%d" % tap.count)
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
