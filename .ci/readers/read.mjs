// Reads every file of a release with readers that are not ours and holds them
// against each other: the same cells, the same sums, the same withheld cells.
import fs from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import JSONstat from "jsonstat-toolkit";
import jsonld from "jsonld";

const folder = process.argv[2];
const fail = (text) => { throw new Error(text); };
const same = (what, a, b) => JSON.stringify(a) === JSON.stringify(b) || fail(`${what}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));

const db = await (await DuckDBInstance.create()).connect();
const rows = async (sql) => (await db.runAndReadAll(sql)).getRowObjectsJson();
const one = async (sql) => Object.values((await rows(sql))[0]).map(Number);

const tables = fs.readdirSync(folder).filter((f) => f.endsWith(".csv") && !f.endsWith(".sdmx.csv") && f !== "release.labels.csv").map((f) => f.slice(0, -4));
if (tables.length < 40) fail(`${tables.length} tables`);
let cells = 0, withheld = 0;

// Names in every language: none is missing, and every code of a table has one.
await db.run(`CREATE TEMP TABLE labels AS SELECT * FROM read_csv('${path.join(folder, "release.labels.csv")}', header = true, all_varchar = true)`);
const languages = (await rows("DESCRIBE labels")).map((r) => r.column_name).slice(4);
if (languages.length !== 14) fail(`labels in ${languages}`);
same("labels with two names", await one("SELECT count(*) FROM (SELECT 1 FROM labels GROUP BY kind, model, axis, code HAVING count(*) > 1)"), [0]);
same("labels without a name", await one(`SELECT count(*) FROM labels WHERE ${languages.map((l) => `coalesce("${l}", '') = ''`).join(" OR ")}`), [0]);
for (const table of tables) {
  const meta = read(`${table}.csv-metadata.json`);
  const columns = meta.tableSchema.columns;
  const nulls = columns.find((c) => c.null)?.null ?? fail(`${table}: no marker of withheld figures`);
  const types = { string: "VARCHAR", integer: "BIGINT", date: "DATE", boolean: "BOOLEAN" };
  const schema = columns.map((c) => `'${c.name}': '${types[c.datatype]}'`).join(", ");
  // Read by the types and markers that the metadata names: anything else fails.
  const file = path.join(folder, meta.url);
  await db.run(`CREATE OR REPLACE TEMP TABLE t AS SELECT * FROM read_csv('${file}', header = true, columns = {${schema}}, nullstr = [${nulls.map((n) => `'${n}'`)}])`);
  const main = columns.find((c) => c.null).name; // the first figure
  const keys = meta.tableSchema.primaryKey;
  const [all, distinct, none, sum, odd] = await one(`SELECT count(*) a, count(DISTINCT (${keys.join(", ")})) b, count(*) FILTER (status <> 'shown') c, coalesce(sum(${main}), 0) d,
    count(*) FILTER ((status = 'shown') <> (${main} IS NOT NULL)) e FROM t`);
  same(`${table}: keys`, all, distinct);
  if (odd) fail(`${table}: ${odd} cells whose status and figure disagree`);

  for (const key of keys) {
    same(`${table}: codes of ${key} without a name, or with another`, await one(`SELECT count(*) FROM (SELECT DISTINCT "${key}", "${key}_label" FROM t)
      WHERE NOT EXISTS (SELECT 1 FROM labels WHERE kind = 'code' AND axis = '${key}' AND code = "${key}" AND en = "${key}_label"
        AND coalesce(model, '') IN ('', (SELECT any_value(model) FROM read_parquet('${path.join(folder, "release.parquet")}') WHERE "table" = '${table}')))`), [0]);
  }

  const stat = JSONstat(read(`${table}.json`));
  same(`${table}: JSON-stat version`, stat.class, "dataset");
  const figures = stat.Dimension("figure").id;
  const values = stat.value.filter((_, i) => i % figures.length === figures.indexOf(main));
  same(`${table}: JSON-stat cells`, values.length, all);
  same(`${table}: JSON-stat withheld`, values.filter((v) => v === null).length, none);
  same(`${table}: JSON-stat sum`, values.reduce((s, v) => s + (v ?? 0), 0), sum);

  await db.run(`CREATE OR REPLACE TEMP TABLE s AS SELECT * FROM read_csv('${path.join(folder, table)}.sdmx.csv', header = true, all_varchar = true)`);
  same(`${table}: SDMX-CSV`, await one(`SELECT count(*) a, count(*) FILTER (OBS_VALUE = 'NaN') b, coalesce(sum(TRY_CAST(OBS_VALUE AS BIGINT)), 0) c,
    count(*) FILTER ((OBS_STATUS IN ('Q', 'M')) <> (OBS_VALUE = 'NaN')) d, count(*) FILTER (CONF_STATUS <> 'F' AND OBS_STATUS <> 'Q') e FROM s`), [all, none, sum, 0, 0]);

  same(`${table}: Parquet`, await one(`SELECT count(*) a, count(*) FILTER (status <> 'shown') b, coalesce(sum(${main}), 0) c, count(*) FILTER (NOT synthetic) d
    FROM read_parquet('${path.join(folder, "release.parquet")}') WHERE "table" = '${table}'`), [all, none, sum, 0]);
  cells += all; withheld += none;
}
same("Parquet: all cells", await one(`SELECT count(*) FROM read_parquet('${path.join(folder, "release.parquet")}')`), [cells]);

// The catalogue: nothing is fetched, every term expands, every file is there with its hash.
const refuse = async (url) => fail(`the catalogue wants ${url}`);
const [catalogue] = await jsonld.expand(read("release.jsonld"), { documentLoader: refuse });
const dcat = (name) => `http://www.w3.org/ns/dcat#${name}`;
const datasets = catalogue[dcat("dataset")].filter((d) => d["@type"].includes(dcat("Dataset")));
same("datasets", datasets.length, tables.length + 1);
const crypto = await import("node:crypto");
let files = 0;
for (const d of datasets) {
  for (const file of d[dcat("distribution")]) {
    const data = fs.readFileSync(path.join(folder, file["http://purl.org/dc/terms/title"][0]["@value"]));
    const sum = file["http://spdx.org/rdf/terms#checksum"][0]["http://spdx.org/rdf/terms#checksumValue"][0]["@value"];
    same("checksum", crypto.createHash("sha256").update(data).digest("hex"), sum);
    same("size", data.length, file[dcat("byteSize")][0]["@value"]);
    files++;
  }
}
const triples = await jsonld.toRDF(read("release.jsonld"), { documentLoader: refuse });
if (triples.length < 1000) fail(`${triples.length} triples`);
console.log(`${tables.length} tables, ${cells} cells, ${withheld} withheld, alike in CSV, JSON-stat, SDMX-CSV and Parquet; ${files} files with their hashes in ${triples.length} triples`);
fs.writeFileSync(path.join(folder, "counts.json"), JSON.stringify({ tables: tables.length, cells, withheld }));
