"""The tables of docs/conformance.md and its translation, out of a run's results.

    docs.py write|check ABOUT RESULTS

Rows of SDKs that did not run are left as they are; `check` fails where a document would change.
"""

import collections
import pathlib
import re
import sys

CONFORMANCE = pathlib.Path(__file__).resolve().parent.parent
CAPABILITIES = ["keys", "orders", "errors", "notifications", "uploads", "launch", "refusal"]
# Each document, and which of the descriptions it takes.
DOCUMENTS = {"docs/conformance.md": 0, "docs/conformance.zh-CN.md": 1}
FIRST_CELL = re.compile(r"^\| \[?([^]|]*[^]| ])")


def read_about(path):
    """SDK → title, version, registry, the two descriptions of how it reaches the server."""
    rows = (line.rstrip("\n").split("\t") for line in path.read_text().splitlines() if line)
    return {row[0]: row[1:6] for row in rows}


def read_results(path):
    """SDK → capability → what was checked; nothing but `ok` comes here."""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for line in path.read_text().splitlines():
        outcome, sdk, capability, what = re.match(r"(\w+) ([^:]+): (?:([a-z]+): )?(.*)", line).groups()
        if outcome == "ok":
            found[sdk][capability].append(what)
    return found


def read_bugs(sdk):
    """Name → descriptions, English and Chinese."""
    file = CONFORMANCE / sdk / "bugs.tsv"
    lines = file.read_text().splitlines() if file.exists() else []
    return {name: texts for name, *texts in (line.split("\t") for line in lines)}


def sdk_row(sdk, about, checks, language):
    title, version, registry, *reach = about
    counts = [str(len(checks[capability])) if checks[capability] else "—" for capability in CAPABILITIES]
    return cells(f"[{title}](../conformance/{sdk})", version, registry, reach[language], *counts)


def bug_rows(sdk, title, checks, language):
    bugs = read_bugs(sdk)
    if sorted(bugs) != sorted(checks["bugs"]):
        sys.exit(f"conformance: {sdk}: bugs.tsv names {sorted(bugs)}, the checks are {sorted(checks['bugs'])}")
    return [cells(title, f"`{name}`", texts[language]) for name, texts in bugs.items()]


def cells(*texts):
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def known_titles():
    """Of all drivers that there are."""
    drivers = (driver.read_text() for driver in CONFORMANCE.glob("*/driver"))
    return {found[1] for driver in drivers if (found := re.search(r"^title='?([^'\n]*)", driver, re.MULTILINE))}


def replace_rows(document, name, titles, rows):
    """The named table's rows for `titles` are replaced by `rows`; the whole is in the order of titles."""
    before, begin, rest = document.partition(f"<!-- generated: {name} -->\n")
    table, end, after = rest.partition("<!-- end -->\n")
    head = table.splitlines()[:2]
    kept = [row for row in table.splitlines()[2:] if FIRST_CELL.match(row)[1] in known_titles() - titles]
    # Stable: a title's rows stay in their own order.
    body = sorted(kept + rows, key=lambda row: FIRST_CELL.match(row)[1].lower())
    return before + begin + "\n".join(head + body) + "\n" + end + after


def generate(document, language, about, results):
    titles = {title for title, *_ in about.values()}
    sdks = [sdk_row(sdk, about[sdk], results[sdk], language) for sdk in about]
    bugs = [row for sdk in about for row in bug_rows(sdk, about[sdk][0], results[sdk], language)]
    return replace_rows(replace_rows(document, "sdks", titles, sdks), "bugs", titles, bugs)


def main():
    mode, about, results = sys.argv[1], read_about(pathlib.Path(sys.argv[2])), read_results(pathlib.Path(sys.argv[3]))
    stale = False
    for name, language in DOCUMENTS.items():
        path = CONFORMANCE.parent / name
        written = path.read_text()
        generated = generate(written, language, about, results)
        if mode == "write":
            path.write_text(generated)
        elif generated != written:
            stale = True
            print(f"FAIL {name}: it is not what this run generates: conformance/run --write-docs")
    sys.exit(stale)


main()
