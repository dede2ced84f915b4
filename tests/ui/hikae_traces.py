# hikae_traces.py: what a way through the program must not leave behind
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
import os


def look_for_canaries(roots, canaries, allowed=(), since=0.0, depth=99):
    """No file below `roots` holds one of the byte strings, but those the person asked for:
    `allowed` are names, or beginnings of names that end with a hyphen. Files last written
    before `since`, those deeper than `depth` folders and large ones are left out: in
    folders that belong to everybody."""
    for root in roots:
        for base, folders, names in os.walk(root):
            if base[len(root):].count(os.sep) >= depth:
                folders.clear()
            for name in names:
                path = os.path.join(base, name)
                fits = any(name == one or (one.endswith("-") and name.startswith(one))
                           for one in allowed)
                if fits or os.path.islink(path) or not os.path.isfile(path):
                    continue
                try:
                    facts = os.stat(path)
                    if facts.st_mtime < since or since and facts.st_size > 32 << 20:
                        continue
                    with open(path, "rb") as file:
                        content = file.read()
                except OSError:
                    # Somebody else's, gone meanwhile.
                    assert since > 0, path
                    continue
                for canary in canaries:
                    assert canary not in content, (path, canary)


def look_in_memory_maps(window, canaries, allowed=()):
    """No file that the program has mapped holds one of the byte strings, those of the
    system's own folders left out. Returns how many were looked at."""
    looked = set()
    with open("/proc/%d/maps" % window.program.pid, encoding="utf-8") as maps:
        for line in maps:
            path = line.rstrip("\n").split(None, 5)[5] if line.count("/") else ""
            if not path.startswith("/") or path.startswith(("/usr/", "/lib", "/dev/")):
                continue
            path = path.replace(" (deleted)", "")
            if path in looked or os.path.basename(path) in allowed:
                continue
            looked.add(path)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
                for canary in canaries:
                    assert canary not in content, (path, canary)
    return len(looked)


def nothing_left(window, home, canaries, began, way, allowed=()):
    """After a way through the program: no file in the person's home, in the folders that
    belong to everybody or mapped into the program's memory holds one of the byte strings,
    but those she asked for; and the desktop keeps no trace. `began`: time of the first
    step, by time.time()."""
    look_for_canaries([home], canaries, allowed=allowed)
    roots = {"/tmp", "/var/tmp", "/dev/shm", os.environ.get("XDG_RUNTIME_DIR", "/tmp")}
    look_for_canaries(sorted(roots), canaries, allowed=allowed, since=began, depth=1)
    looked = look_in_memory_maps(window, canaries, allowed) if window else 0
    for base, _, names in os.walk(home):
        assert "thumbnails" not in base, base
        if "recently-used.xbel" in names:
            # A file dialog makes one; nothing may be in it.
            with open(os.path.join(base, "recently-used.xbel"), encoding="utf-8") as file:
                assert "<bookmark " not in file.read(), base
    print("# nothing is left of: %s (%d mapped files)" % (way, looked), flush=True)
