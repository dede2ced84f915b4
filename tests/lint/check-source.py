#!/usr/bin/python3
# check-source.py: the house rules of CONTRIBUTING.md that a program can count
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-source.py ROOT | check-source.py --self-test

Reads the source tree, prints "FILE:LINE: RULE: what", exits 1 when a rule is broken.
Exceptions stand in exceptions.txt beside this file, as RULE, FILE and the exact number of
findings: more findings fail, and fewer fail too: no exception outlives its reason. The
self-test runs every example of examples.txt and expects exactly the rule named there.
"""
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FILE_LINES, FUNCTION_LINES, NESTING, PARAMETERS, COLUMNS = 600, 80, 4, 7, 90
CODE = ('.c', '.h')
HEADED = CODE + ('.py', '.sh')
FOLDERS = ('app', 'tests', 'data', 'build-aux', 'po', 'flatpak', '.ci')
NOT_TEXT = ('.png', '.pem', '.der', '.svg', '.tsr', '.tst', '.tsq', '.json', '.crl')
NOT_OURS = ('.git', 'tests/lint/examples.txt', 'tests/data/', 'tests/fuzz/', 'po/ja.po')

# What a dependency of app/meson.build opens to the modules that name it.
LIBRARIES = {
    'argon2': r'argon2', 'cairo_pdf': r'cairo', 'gdk_pixbuf': r'gdk-pixbuf/',
    'gtk4': r'(gtk|gdk)/', 'libadwaita': r'adwaita',
    'libcrypto': r'openssl/', 'libcurl': r'curl/', 'libpng': r'png\.h',
    'ffmpeg': r'lib(av|sw)\w+/', 'libheif': r'libheif/', 'libpsl': r'libpsl\.h',
    'libseccomp': r'seccomp\.h', 'libwebp': r'webp/', 'libzip': r'zip\.h',
    'pangocairo': r'pango/',
    'sqlite': r'sqlite3', 'webkit': r'webkit/', 'zlib': r'zlib',
}
BROUGHT = {'pangocairo': ['cairo_pdf'], 'gtk4': ['gdk_pixbuf', 'cairo_pdf', 'pangocairo']}
# Programs are not rows of the table.
PROGRAMS = {'cli': [], 'web': ['webkit', 'gtk4', 'zlib'],
            'ui': ['gtk4', 'libadwaita', 'webkit']}

BANNED = re.compile(
    r'\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|system|popen|alloca|strtok|'
    r'tmpnam|mktemp|g_spawn_command_line_\w+|gtk_label_set_markup|sqlite3_mprintf|'
    r'g_alloca|g_newa|asctime|ctime|rand|srand|g_random_\w+)\s*\(')
SQL = re.compile(
    r'"[^"]*\b(SELECT\s+\S+.*\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|'
    r'DELETE\s+FROM|CREATE\s+(TABLE|INDEX|VIEW|TRIGGER)|DROP\s+TABLE|ALTER\s+TABLE)\b')
UNSET = re.compile(
    r'^\s+(?!return\b)((g_autoptr|g_auto|g_autolist)\s*\(\w+\)\s*\w+|'
    r'g_autofree\s+\w+\s*\*+\s*\w+|'
    r'(const\s+)?(int|char|double|gboolean|gsize|gssize|guint\w*|gint\w*|size_t|unsigned|'
    r'\w+\s\*)\s*\**\w+);')
MARKS = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')
MACHINE = re.compile(r'(^|[\s"\'(=])/(work|root|home/\w+)/|\b(npmjs|pypi)\.org')
PRINTS = re.compile(r'\b(g_print|g_printerr|printf|puts|putchar|perror)\s*\(')
STRING = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
HEAD = (' * SPDX-FileCopyright' 'Text: Hikae contributors\n'
        ' * SPDX-License' '-Identifier: GPL-3.0-or-later')
FINISHES = re.compile(r'_finish \(|_finish\b.*,$|g_task_propagate|g_steal_pointer|'
                      r'g_object_ref|g_set_object|_ready_cb \(')


class Source:
    """One file. For C also without comments (code), and without strings too (bare)."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.raw = path.read_bytes()
        text = self.raw.decode('utf-8', 'replace')
        self.lines = text.split('\n')[:-1]
        parts = self.path.split('/')
        self.module = parts[1] if parts[0] == 'app' and len(parts) > 2 else None
        if self.path.endswith(CODE):
            self.siblings = {other.name for other in path.parent.iterdir()}
            code = re.sub(STRING + r'|/\*.*?\*/|//[^\n]*', blank, text, flags=re.S)
            bare = re.sub(STRING, lambda m: '"%*s"' % (len(m.group(0)) - 2, ''), code)
            self.code, self.bare = code.split('\n')[:-1], bare.split('\n')[:-1]


def blank(match):
    text = match.group(0)
    return text if text[0] in '"\'' else re.sub(r'[^\n]', ' ', text)


def functions(source):
    """(line before the body, head, lines of the body) of each function."""
    bare, at = source.bare, 0
    while at < len(bare):
        if bare[at] == '{' and at > 0:
            start = at
            while start > 0 and bare[start - 1].strip() not in ('', '}') \
                    and not bare[start - 1].startswith('#'):
                start -= 1
            end = next((i for i in range(at, len(bare)) if bare[i].startswith('}')),
                       len(bare) - 1)
            head = ' '.join(bare[start:at])
            if '(' in head and '=' not in head:
                yield at + 1, head, bare[at + 1:end]
            at = end
        at += 1


def parameters(head):
    depth = count = 0
    for char in head[head.index('('):]:
        depth += (char == '(') - (char == ')')
        count += char == ',' and depth == 1
        if depth == 0:
            break
    # What every asynchronous call and every call that can fail ends in is not counted.
    ends = r', (GCancellable \*|GAsyncReadyCallback|gpointer user_data|GError \*\*)'
    return count + 1 - len(re.findall(ends, re.sub(r'\s+', ' ', head)))


def check_text(source):
    if source.raw and not source.raw.endswith(b'\n'):
        yield len(source.lines) + 1, 'layout', 'no newline at the end'
    for number, line in enumerate(source.lines, 1):
        if line.endswith((' ', '\r')) or '\t' in line:
            yield number, 'layout', 'tab, carriage return or trailing space'
        if MACHINE.search(line):
            yield number, 'machine', 'a path or host of one machine'
        if MARKS.search(line):
            yield number, 'mark', 'unfinished work is an issue, not a comment'
        if source.path.endswith(CODE) and len(line) > COLUMNS:
            yield number, 'columns', '%d columns, at most %d' % (len(line), COLUMNS)


def check_head(source):
    top = '\n'.join(source.lines[:6])
    name = source.path.rsplit('/', 1)[-1]
    if 'SPDX-License-Identifier:' not in top or 'SPDX-FileCopyrightText:' not in top:
        yield 1, 'head', 'the three-line head with SPDX is missing'
    elif source.path.endswith(CODE) and not top.startswith('/* %s: ' % name):
        yield 1, 'head', 'the first line is "/* %s: what it is"' % name


def check_length(source):
    if len(source.lines) > FILE_LINES:
        yield 1, 'file-size', '%d lines, at most %d' % (len(source.lines), FILE_LINES)


def check_functions(source):
    for at, head, body in functions(source):
        if len(body) > FUNCTION_LINES:
            yield at, 'function-size', '%d lines of %d' % (len(body), FUNCTION_LINES)
        if parameters(head) > PARAMETERS:
            yield at, 'parameters', '%d, at most %d' % (parameters(head), PARAMETERS)
        depth, in_struct = 0, False
        for number, line in enumerate(body, at + 1):
            indent = (len(line) - len(line.lstrip())) // 2 - 1
            in_struct = (in_struct and depth > 0) or bool(re.search(r'\bstruct {$', line))
            if UNSET.match(line) and depth == indent and not in_struct:
                yield number, 'unset', 'a variable is initialised where it is declared'
            depth += line.count('{')
            if '{' in line and depth > NESTING:
                yield number, 'nesting', 'deeper than %d' % NESTING
            depth -= line.count('}')


def check_errors(source):
    if source.path.endswith('.h'):
        flat = ' '.join(line for line in source.bare if not line.startswith('#'))
        for piece in re.split(r'[;{}]', flat):
            match = re.search(r'([\w* ]*?\b(\w+)) \((.*GError \*\*\w*\).*)', piece)
            if not match or 'typedef' in piece:
                continue
            whole, name, inside = match.groups()
            line = [name + ' (' in text for text in source.bare].index(True) + 1
            if re.match(r'\s*(G_\w+ )*void \w', whole):
                yield line, 'error-void', name + ' takes a GError ** and returns nothing'
            elif 'G_GNUC_WARN_UNUSED_RESULT' not in inside:
                yield line, 'error-unused', name + ' lacks G_GNUC_WARN_UNUSED_RESULT'
    for at, head, body in functions(source):
        # A setter of errors takes the GError ** first; who can fail takes it last.
        if re.search(r', GError \*\*\w*\)\s*$', re.sub(r'\s+', ' ', head)) \
                and re.match(r'(static )?void \w', head.strip()):
            yield at, 'error-void', 'takes a GError ** and returns nothing'
        for piece in re.split(r'[;{}]', ' '.join(body)):
            # Arguments are evaluated in any order: what is stolen may be NULL already.
            stolen = re.search(r'g_steal_pointer \(&(\w+)\)', piece)
            if stolen and not re.search(r'\bif \(|\?', piece) and len(re.findall(
                    r'(?<![>.\w])%s\b(?! =[^=])' % stolen.group(1), piece)) > 1:
                yield at, 'stolen', stolen.group(1) + ' is used and stolen in one call'
        if re.search(r'\w+_cb \(.*GAsyncResult \*', head) \
                and not FINISHES.search('\n'.join(body)):
            yield at, 'callback', 'an asynchronous callback that never calls finish'


def check_borders(source, table):
    for number, (line, bare) in enumerate(zip(source.code, source.bare), 1):
        if BANNED.search(bare):
            yield number, 'banned', BANNED.search(bare).group(1)
        if re.search(r'\bgoto\b', bare):
            yield number, 'goto', 'use g_autoptr and early returns'
        if source.module is None:
            continue
        include = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        name = include.group(1) if include else ''
        for library, pattern in LIBRARIES.items():
            if re.match(pattern, name) and library not in table[source.module]:
                yield number, 'border', '%s: the table does not give %s' % (name, library)
        if name.endswith('-private.h') and name not in source.siblings:
            yield number, 'private', name + ' belongs to another folder'
        if re.search(r'\bmemcmp\b.*(digest|tag|mac)\b', bare, re.I):
            yield number, 'banned', 'memcmp on a digest or tag'
        if SQL.search(line):
            yield number, 'sql', 'statements live in data/sql'
        if PRINTS.search(bare) and source.module not in PROGRAMS \
                and '/main' not in source.path:
            yield number, 'print', 'libraries return, they do not print'


def read_table(root):
    table = {'': [], **PROGRAMS}
    text = (root / 'app/meson.build').read_text(encoding='utf-8')
    for name, libraries in re.findall(r"\['(\w+)',\s*\[[^\]]*\],\s*\[([^\]]*)\]\]", text):
        table[name] = re.findall(r'\w+', libraries)
    return {name: set(libraries).union(*(BROUGHT.get(one, ()) for one in libraries))
            for name, libraries in table.items()}


def check_tree(root):
    table = read_table(root)
    paths = [p for folder in FOLDERS for p in sorted((root / folder).rglob('*'))]
    for path in paths + sorted(root.glob('*')):
        relative = path.relative_to(root).as_posix()
        if not path.is_file() or path.suffix in NOT_TEXT \
                or relative.startswith(NOT_OURS) \
                or '__pycache__' in relative or b'\0' in path.read_bytes()[:8000]:
            continue
        source = Source(root, path)
        checks = [check_text(source)]
        if relative.endswith(HEADED):
            checks += [check_head(source), check_length(source)]
        if relative.endswith(CODE):
            checks += [check_functions(source), check_errors(source),
                       check_borders(source, table)]
        for check in checks:
            for line, rule, what in check:
                yield rule, relative, line, what


def read_exceptions(text):
    fields = (line.split('#')[0].split() for line in text.splitlines())
    return {(f[0], f[1]): int(f[2]) for f in fields if f}


def report(findings, allowed):
    by_key, bad = {}, []
    for rule, path, line, what in findings:
        text = '%s:%d: %s: %s' % (path, line, rule, what)
        by_key.setdefault((rule, path), []).append(text)
    for key, lines in sorted(by_key.items()):
        if len(lines) > allowed.get(key, 0):
            bad += lines
    for (rule, path), number in sorted(allowed.items()):
        found = len(by_key.get((rule, path), ()))
        if found < number:
            bad.append('%s: unused: the exception for %s allows %d, found %d'
                       % (path, rule, number, found))
    return bad


def unfold(body):
    """Examples write long or forbidden text in short: <90 x> repeats, <TAB> is one."""
    body = re.sub(r'^<(\d+) (.*)>$', lambda m: '\n'.join([m.group(2)] * int(m.group(1))),
                  body, flags=re.M)
    body = body.replace('<HEAD>', HEAD)
    body = re.sub(r'<WIDE (\d+)>', lambda m: 'x' * int(m.group(1)), body)
    return body.replace('<TAB>', '\t').replace('<SPACE>', ' ').replace('<SLASH>', '/')


def self_test():
    text = (HERE / 'examples.txt').read_text(encoding='utf-8')
    examples = re.findall(r'^=== (\S+) (\S+)([^\n]*)\n(.*?)(?=^=== |\Z)',
                          text, re.M | re.S)
    bad = 0
    for rule, name, allowed, body in examples:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / 'app').mkdir()
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / 'app/meson.build').write_text(
                "modules = [['base', [], [glib]], ['store', ['base'], [sqlite]]]\n")
            (root / name).write_text(unfold(body), encoding='utf-8')
            lines = report(check_tree(root), read_exceptions(allowed))
        found = {line.split(': ')[1] for line in lines}
        good = found == {rule} - {'good'}
        bad += not good
        print('%sok %s: found %s' % ('' if good else 'not ', rule, sorted(found)))
    print('1..%d' % len(examples))
    return bad


def main():
    if '--self-test' in sys.argv:
        return 1 if self_test() else 0
    allowed = read_exceptions((HERE / 'exceptions.txt').read_text(encoding='utf-8'))
    bad = report(check_tree(pathlib.Path(sys.argv[1]).resolve()), allowed)
    print('\n'.join(bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
