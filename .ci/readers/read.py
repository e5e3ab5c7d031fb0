# Reads the workbook of a release with openpyxl and holds it against the counts
# that the other readers found.
import json, os, sys
import openpyxl

folder = sys.argv[1]
want = json.load(open(os.path.join(folder, "counts.json")))
book = openpyxl.load_workbook(os.path.join(folder, "release.xlsx"), read_only=True)
names = book.sheetnames
assert names[0] == "Read me" and names[-1] == "Names" and len(names) == want["tables"] + 2, names
labels = list(book[names[-1]].iter_rows(values_only=True))
assert len(labels[0]) == 18 and all(all(row[4:]) for row in labels), "a name is missing"
assert any("generated" in str(cell) for row in book[names[0]].iter_rows(values_only=True) for cell in row), "does not say that it is synthetic"
cells = withheld = 0
for name in names[1:-1]:
    rows = book[name].iter_rows(values_only=True)
    head = next(rows)
    status = next(i for i, text in enumerate(head) if str(text).startswith("Status"))
    figure = next(i for i, text in enumerate(head) if text in ("Firms in the cell", "Share of the group, in points", "Mean, 0 to 100"))
    for row in rows:
        cells += 1
        shown = row[status] == "shown"
        withheld += not shown
        assert isinstance(row[figure], (int, float)) == shown and (shown or row[figure] in ("c", "z")), (name, row)
        assert not any(isinstance(v, str) and v.startswith("=") for v in row), (name, row)
assert (cells, withheld) == (want["cells"], want["withheld"]), (cells, withheld, want)
print(f"{len(names) - 2} sheets, {cells} cells, {withheld} withheld")
