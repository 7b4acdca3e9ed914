"""Measures what sam build made, as Lambda receives it: artifact.py FOLDER LIMIT_IN_BYTES."""

import os
import sys
import tempfile
import zipfile


def measure(function, limit):
    """One function's folder; what is wrong with it, or nothing."""
    jars, unpacked = [], 0
    with tempfile.TemporaryFile() as package:
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as out:
            for folder, _, files in os.walk(function):
                for file in files:
                    path = os.path.join(folder, file)
                    size = os.path.getsize(path)
                    unpacked += size
                    out.write(path, os.path.relpath(path, function))
                    if file.endswith(".jar"):
                        jars.append((size, file))
        zipped = package.seek(0, os.SEEK_END)
    for size, jar in sorted(jars, reverse=True):
        print(f"{size:>10,}  {jar}")
    name = os.path.basename(function)
    print(
        f"{name}: {len(jars)} jars of {sum(size for size, _ in jars):,} bytes; "
        f"{unpacked:,} bytes unpacked, {zipped:,} as a zip (limit {limit:,})"
    )
    if not jars:
        return f"{name} has no jars: it would not start"
    if zipped >= limit:
        return f"{name} is too large"
    return None


def main():
    folder, limit = sys.argv[1], int(sys.argv[2])
    functions = [entry.path for entry in os.scandir(folder) if entry.is_dir()]
    if not functions:
        sys.exit("sam build left no function")
    faults = [fault for fault in (measure(function, limit) for function in functions) if fault]
    if faults:
        sys.exit("; ".join(faults))


main()
