// DuckDB's time for plain group-bys over the firms of a bench: counts by every
// group that releases have, and counts and means of level and score within them.
import { DuckDBInstance } from "@duckdb/node-api";

const db = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
const began = performance.now();
await db.run(`CREATE TABLE u AS SELECT * FROM read_csv('${process.argv[2]}', header = true)`);
const loaded = performance.now();
const groups = ["country", "region", "sector", "size", "evidence", "sector, size", "country, sector", "country, size", "region, size"];
const values = ["level", "ai", "cloud", "action1"];
let tables = 0, rows = 0;
for (const by of groups) {
  for (const what of ["count(*)", "avg(score)"]) {
    rows += (await db.runAndReadAll(`SELECT ${by}, ${what} FROM u GROUP BY ${by}`)).currentRowCount;
    tables++;
  }
  for (const value of values) {
    rows += (await db.runAndReadAll(`SELECT ${by}, ${value}, count(*) FROM u GROUP BY ${by}, ${value}`)).currentRowCount;
    tables++;
  }
}
const done = performance.now();
const [[n]] = (await db.runAndReadAll("SELECT count(*) FROM u")).getRowsJson();
console.log(`DuckDB: ${tables} plain group-bys over ${n} firms with ${rows} cells in ${((done - loaded) / 1000).toFixed(2)} s, after reading them in ${((loaded - began) / 1000).toFixed(2)} s`);
