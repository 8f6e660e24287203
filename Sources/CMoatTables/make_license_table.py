#!/usr/bin/env python3
"""Makes LicenseTable.swift, the identifiers of the SPDX license list, from the PyPI package license-expression.

Usage:
    python3 -m pip download license-expression==30.4.4 --no-deps
    python3 make_license_table.py license_expression-30.4.4-py3-none-any.whl [LicenseTable.swift]

The first argument is the wheel; the second is the file to write, by default MoatValues/LicenseTable.swift of this tree.
The script downloads nothing, needs only the standard library, and the same wheel gives the same bytes.

Identifiers that SPDX has deprecated (GPL-2.0) are in the table, because they remain valid. Names that SPDX does not have
(LicenseRef-scancode-...) are not.
"""
import json
import os
import re
import sys
import textwrap
import zipfile


def main():
    wheel = sys.argv[1]
    here = os.path.dirname(os.path.abspath(__file__))
    target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(here, '..', 'MoatValues', 'LicenseTable.swift')
    version = re.match(r'license_expression-([0-9.]+)-', os.path.basename(wheel)).group(1)
    with zipfile.ZipFile(wheel) as archive:
        member = archive.getinfo('license_expression/data/scancode-licensedb-index.json')
        entries = json.loads(archive.read(member))
    date = '%04d-%02d-%02d' % member.date_time[:3]
    licenses, exceptions = set(), set()
    for entry in entries:
        keys = [entry.get('spdx_license_key')] + entry.get('other_spdx_license_keys', [])
        for key in keys:
            if key and not key.startswith(('LicenseRef-', 'DocumentRef-')):
                # `+` is an operator, so that GPL-2.0+ is read as GPL-2.0.
                (exceptions if entry['is_exception'] else licenses).add(key.rstrip('+').lower())

    def text(names):
        return '\n'.join('    ' + line for line in textwrap.wrap(' '.join(sorted(names)), 110, break_on_hyphens=False))

    with open(target, 'w', encoding='utf-8') as file:
        file.write(f'''/// The identifiers of the SPDX license list, in lower case: SPDX compares them without case. Made by
/// `Sources/CMoatTables/make_license_table.py` from the PyPI package license-expression {version} of {date}; not to be
/// edited.
enum LicenseTable {{
  /// {len(licenses)} licences, deprecated ones among them.
  static let licenses = names(
    """
{text(licenses)}
    """)

  /// {len(exceptions)} exceptions, which stand behind `WITH`.
  static let exceptions = names(
    """
{text(exceptions)}
    """)

  private static func names(_ text: String) -> Set<String> {{
    Set(text.split(whereSeparator: {{ $0 == " " || $0 == "\\n" }}).map(String.init))
  }}
}}
''')


main()
