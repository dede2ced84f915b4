#!/usr/bin/python3
# make-warc-seeds.py: seeds for fuzz-warc. Usage: make-warc-seeds.py FOLDER
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archives of tests/cli/reuploads.py, with a few bytes in the place of pictures."""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'cli'))
import reuploads  # noqa: E402


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    reuploads.make_png = lambda *_: b'another'
    for name, content in reuploads.make_archives(b'the original', b'a smaller one').items():
        (folder / name).write_bytes(content)


if __name__ == '__main__':
    main()
