"""The parts of a page that shows what a stranger wrote: everything is escaped text, nothing is fetched, nothing runs.

The page carries a Content-Security-Policy that allows its own style sheet, by hash, and nothing else: should a part
ever be escaped wrongly, a browser still runs and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
import html
import keyword
import re

MAX_TEXT = 20_000  # characters of one cell or output that a page shows
# Characters that a reader cannot see, and those that turn the direction of text around.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")
# Each alternative eats at least one character and never goes back: time is linear, whatever the text.
PYTHON = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<string>[rbfuRBFU]{0,2}(?:'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\")?"
    r"|'(?:[^'\\\n]|\\.)*+'?|\"(?:[^\"\\\n]|\\.)*+\"?))"
    r"|(?P<name>[^\W\d]\w*+)"
    r"|(?P<number>\d[\w.]*+)",
    re.DOTALL,
)
KEYWORDS = {*keyword.kwlist, "match", "case"}

STYLE = """
:root { --ink: #1f2933; --muted: #4a5561; --line: #d5dae0; --paper: #fcfcfa; --card: #fff; --code: #f4f5f3;
  --good: #00614a; --good-fill: #cfe9df; --bad: #9c3f00; --bad-fill: #f8d5c0; --warn: #7d5500; --warn-fill: #fbe8bf;
  --wait-fill: #eceef1; --blue: #0b4a72; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --muted: #a9b3bd; --line: #3a444e; --paper: #161b20;
  --card: #1e252c; --code: #171d23; --good: #7fd3b8; --good-fill: #17443a; --bad: #ffb38a; --bad-fill: #55290f;
  --warn: #f2cf82; --warn-fill: #4a380f; --wait-fill: #2c343c; --blue: #8cc4ea; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 0; }
h3 { font-size: .8rem; text-transform: uppercase; letter-spacing: .06em; color: var(--muted); margin: 1.5rem 0 .4rem; }
h3 code { text-transform: none; letter-spacing: 0; font: 1rem ui-monospace, Menlo, Consolas, "DejaVu Sans Mono",
  monospace; }
p { margin: .4rem 0; }
.muted { color: var(--muted); }
.total { display: flex; align-items: baseline; gap: .6rem; margin: 1.5rem 0 .25rem; }
.total b { font-size: 2.6rem; line-height: 1; font-variant-numeric: tabular-nums; }
.note { border-left: .3rem solid var(--warn); background: var(--warn-fill); padding: .6rem .9rem; margin: 1rem 0; }
.note.bad { border-color: var(--bad); background: var(--bad-fill); }
table { border-collapse: collapse; width: 100%; margin: 1.25rem 0 2rem; }
th, td { text-align: left; padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); }
th { font-size: .8rem; color: var(--muted); font-weight: 600; }
td.points, th.points { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0; }
td.bar { width: 30%; }
progress { appearance: none; width: 100%; height: .55rem; border: 0; border-radius: .3rem; overflow: hidden;
  background: var(--wait-fill); display: block; color: var(--good); }
progress::-webkit-progress-bar { background: var(--wait-fill); }
progress::-webkit-progress-value { background: var(--good); }
progress::-moz-progress-bar { background: var(--good); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.25rem;
  margin: 1.25rem 0; }
section > header { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; }
section > header span { white-space: nowrap; font-variant-numeric: tabular-nums; font-weight: 600; }
ul { list-style: none; margin: .9rem 0 0; padding: 0; }
li { display: grid; grid-template-columns: 1.6rem 1fr auto; gap: .15rem .5rem; padding: .45rem 0;
  border-top: 1px solid var(--line); }
li > i { font-style: normal; font-weight: 700; text-align: center; border-radius: .3rem; height: 1.5rem; }
li.good > i { color: var(--good); background: var(--good-fill); }
li.bad > i { color: var(--bad); background: var(--bad-fill); }
li.part > i { color: var(--warn); background: var(--warn-fill); }
li.wait > i { color: var(--muted); background: var(--wait-fill); }
li > span { font-variant-numeric: tabular-nums; white-space: nowrap; }
li > pre { grid-column: 2 / -1; }
pre { margin: .3rem 0; padding: .7rem .9rem; background: var(--code); border-radius: .4rem; overflow: auto;
  max-height: 32rem; font: .85rem/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; contain: content; unicode-bidi: isolate; }
pre.prose { font: inherit; background: none; border-left: .2rem solid var(--line); border-radius: 0;
  padding: .1rem .9rem; }
pre.comment { font: inherit; background: var(--wait-fill); }
pre.why { background: none; padding: 0; color: var(--bad); }
pre.words { font: inherit; }
.note pre.prose { border: 0; padding: 0; }
pre.out { border-left: .2rem solid var(--line); background: none; border-radius: 0; }
pre.error { color: var(--bad); }
.k { color: var(--blue); font-weight: 600; } .s { color: var(--good); } .c { color: var(--muted); }
.n { color: var(--warn); }
summary { cursor: pointer; color: var(--muted); margin-top: 1rem; }
footer { color: var(--muted); font-size: .85rem; margin-top: 2.5rem; }
@media print { pre { max-height: none; } section { break-inside: avoid; } }
"""


def page(title: str, body: str) -> str:
    """A whole page. `title` is text, `body` is HTML made of the parts below."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def text(value: str, most: int = MAX_TEXT) -> str:
    """Any text as HTML that shows it and does nothing else; what is longer than `most` characters is cut."""
    cut = f"\n… {len(value) - most:,} more characters" if len(value) > most else ""
    return html.escape(UNSEEN.sub("\ufffd", ANSI.sub("", value[:most])) + cut)


def block(value: str, kind: str = "") -> str:
    """Text in lines as they were written. `kind` is a class of the style sheet, never something a student wrote."""
    return f'<pre class="{kind}" dir="auto">{text(value.strip(chr(10)))}</pre>'


def code(source: str) -> str:
    """Python source with its words, strings, comments and numbers told apart."""
    shown = source.strip("\n")
    parts, at = [], 0
    for found in PYTHON.finditer(shown, 0, min(len(shown), MAX_TEXT)):
        group, word = found.lastgroup, found[0]
        css = {"comment": "c", "string": "s", "number": "n"}.get(group or "", "k" if word in KEYWORDS else "")
        if css:
            parts += [text(shown[at : found.start()]), f'<span class="{css}">{text(word)}</span>']
            at = found.end()
    return f'<pre dir="ltr">{"".join(parts)}{text(shown[at:], max(0, MAX_TEXT - at))}</pre>'
