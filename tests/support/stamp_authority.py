# stamp_authority.py: the time-stamp authority of test-authority.c, for as long as it is needed
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import os
import subprocess


@contextlib.contextmanager
def stamp_authority(program, folder):
    """Gives its address on loopback; its root certificate is FOLDER/ca.pem."""
    os.makedirs(folder, exist_ok=True)
    process = subprocess.Popen([program, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        yield 'http://127.0.0.1:%d/' % int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
