#!/usr/bin/python3
# check-words.py: no message, letter or entry of law uses a word that po/README.md leaves out
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-words.py ROOT. Prints TAP.

The list is the table of po/README.md. English words are looked for as whole words. What is
not ours to word passes: names of offices and menus, and what stands in quotation marks; and
in a letter, which speaks to a company, the word of the law that it stands on. No two
entries of a menu of the window are reached by the same letter, in either language.
"""
import ast
import json
import pathlib
import re
import sys

ACCELERATOR = re.compile(r'\(_[A-Z0-9]\)$|\(_[A-Z0-9]\)…$')
JAPANESE = '[ぁ-んァ-ヶ一-龠ー]'
QUOTED = re.compile('“[^”]*”|「[^」]*」|"[A-Za-z][^"]*"|https?://\\S+')
# Members of the law pack that say what others call themselves, or where a fact is from.
NAMES = {'id', 'name', 'menu_path', 'sources', 'source', 'citation', 'url'}
WORDS_OF_LAW = {'illegal', '違法'}


def read_table(text):
    """{language: [word]} of the table's rows."""
    words = {}
    for language, word in re.findall(r'^\| (\w\w) \| (.+?) \|', text, re.M):
        words.setdefault(language, []).append(word)
    return words


def read_messages(text):
    """(message, translation) of each entry in use; plural forms are entries of their own."""
    entry = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n?)+)', re.M)
    for block in re.split(r'\n\n+', text):
        found = {} if block.startswith('#~') else dict(entry.findall(block))
        plain = {key: ''.join(ast.literal_eval(part) for part in value.split('\n') if part)
                 for key, value in found.items()}
        if plain.get('msgid'):
            yield plain['msgid'], plain.get('msgstr', plain.get('msgstr[0]', ''))
            if 'msgid_plural' in plain:
                yield plain['msgid_plural'], plain.get('msgstr[0]', '')


def list_texts(node):
    """Every text of a JSON document that is worded by us."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in NAMES:
                yield from list_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from list_texts(value)
    elif isinstance(node, str):
        yield node


def list_data(root):
    """(path, text, whether a letter) of what else is shown, sent or handed over."""
    for path in sorted(root.glob('data/*/*.json')):
        if not path.name.endswith(('schema.json', 'bootstrap.json', 'sites.json')):
            for text in list_texts(json.loads(path.read_text(encoding='utf-8'))):
                yield path, text, False
    for path in sorted(root.glob('data/letters/*/*.txt')):
        for text in path.read_text(encoding='utf-8').splitlines():
            yield path, text, True
    for path in sorted(root.glob('data/report/*.txt')) + sorted(root.glob('data/*/*.ini')):
        for text in path.read_text(encoding='utf-8').splitlines():
            yield path, text.partition('=')[2] if path.suffix == '.ini' else text, False


def judge_data(path, text, letter, words):
    """Japanese by its letters; of other languages only English is known."""
    if path.parent.name in ('de', 'fr', 'ko', 'pt'):
        return []
    plain = QUOTED.sub('', text)
    if re.search(JAPANESE, plain):
        found = list(find_words(plain, words['ja'])) + list(find_marks(plain))
    else:
        found = list(find_words(plain, words['en']))
    return ['%s: %s: %s' % (path.name, text, word) for word in found
            if not (letter and word in WORDS_OF_LAW)]


def find_words(text, words):
    for word in words:
        pattern = re.escape(word)
        if word.isascii() and word[0].isalpha():
            pattern = r'\b%s\b' % pattern
        if re.search(pattern, text, re.I):
            yield word


def find_marks(text):
    """Half-width brackets and colons inside Japanese."""
    text = ACCELERATOR.sub('', text)
    text = re.sub(r'\(_[A-Z0-9]\)', '', text)
    if re.search(JAPANESE + r'[(:]|[):]' + JAPANESE, text):
        yield 'half-width brackets or colon'


def find_uneven(text):
    """Where the translations once differed from one page to the next."""
    if re.search(r'%(\d\$)?[ud]件|証拠%', text):
        yield 'no space beside a placeholder'
    if 'か？' in text:
        yield 'a question mark after か'
    if 'ハッシュ値' in text:
        yield 'ハッシュ値 instead of ダイジェスト'


def find_letters(labels):
    """The letters that two labels of one menu share."""
    letters = [label[label.index('_') + 1].lower() for label in labels if '_' in label]
    return {letter for letter in letters if letters.count(letter) > 1}


def judge_menus(texts, translations):
    """`texts`: of the `.ui` files."""
    for text in texts:
        for name, menu in re.findall(r'<menu id="(\w+)">(.*?)</menu>', text, re.S):
            labels = re.findall(r'name="label" translatable="yes">([^<]+)<', menu)
            both = find_letters(labels) | find_letters(
                [translations.get(label, '') for label in labels])
            if both:
                yield '%s: %s' % (name, ', '.join(sorted(both)))


def judge(message, translation, words):
    return (['%s: %s' % (message, word) for word in find_words(message, words['en'])]
            + ['%s: %s' % (translation, word) for word in find_words(translation, words['ja'])]
            + ['%s: %s' % (translation, word) for word in find_marks(translation)]
            + ['%s: %s' % (translation, word) for word in find_uneven(translation)])


def main():
    root = pathlib.Path(sys.argv[1])
    words = read_table((root / 'po/README.md').read_text(encoding='utf-8'))
    messages = list(read_messages((root / 'po/ja.po').read_text(encoding='utf-8')))
    bad = [line for message, translation in messages
           for line in judge(message, translation, words)]
    data = list(list_data(root))
    bad_data = sorted({line for one in data for line in judge_data(*one, words)})
    page = pathlib.Path('data/letters/en/x.txt')
    twice = list(judge_menus(
        [path.read_text(encoding='utf-8') for path in root.glob('app/**/*.ui')],
        dict(messages)))
    example = '<menu id="a">%s</menu>' % ''.join(
        '<attribute name="label" translatable="yes">%s</attribute>' % label
        for label in ('_Add', 'B_ack', 'C_ancel'))
    results = [
        ('there are words and messages',
         len(words.get('en', ())) > 5 and len(words.get('ja', ())) > 5
         and len(messages) > 500, []),
        ('refuses a word of the list', judge('It failed', '', words), []),
        ('refuses a Japanese word of the list', judge('', '失敗しました', words), []),
        ('refuses half-width brackets', judge('', '印(参考)', words), []),
        ('refuses a count without a space', judge('', '%u件です', words), []),
        ('refuses a letter that two entries have', list(judge_menus([example], {})), []),
        ('each entry of a menu has a letter of its own', not twice, twice),
        ('lets an accelerator pass', not judge('_Settings', '設定(_S)', words), []),
        ('refuses a word of the list in a letter',
         judge_data(page, 'Your answer is invalid', True, words) and
         not judge_data(page, 'Why it is illegal', True, words) and
         not judge_data(page, 'It says “invalid”', True, words), []),
        ('%d messages' % len(messages), not bad, bad),
        ('%d texts of law, letters and reports' % len(data),
         len(data) > 2000 and not bad_data, bad_data),
    ]
    for number, (name, good, lines) in enumerate(results, 1):
        print('%sok %d %s' % ('' if good else 'not ', number, name))
        for line in lines:
            print('# ' + line)
    print('1..%d' % len(results))
    return 0 if all(good for _, good, _ in results) else 1


if __name__ == '__main__':
    sys.exit(main())
