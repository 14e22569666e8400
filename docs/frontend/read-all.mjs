#!/usr/bin/env node
// Reads all that a portal publishes as data, checks it against itself, and prints how much there is, as JSON:
//   node read-all.mjs http://127.0.0.1:8000 [--part 100] [--pause 100]
import { parseArgs } from "node:util";
import { Portal } from "./portal.mjs";

const USE = "用法：node read-all.mjs 网站地址 [--part 每次读取的项数，1 到 100] [--pause 两次读取之间的毫秒数]";

/** How many there are of each, after everything was read once. */
export async function readAll(portal) {
  const pages = await portal.pages();
  const types = {};
  for (const page of pages) types[page.meta.type] = (types[page.meta.type] ?? 0) + 1;
  for (const page of pages) {
    const beside = await portal.json(`${page.html_path}index.json`);
    if (JSON.stringify(beside) !== JSON.stringify(page)) throw new Error(`${page.html_path}index.json 与接口所说的不一致。`);
  }

  const files = [...(await portal.all("/api/v2/documents/")), ...pages.flatMap((page) => page.files ?? [])];
  const images = await portal.all("/api/v2/images/");
  for (const { path, sha256 } of [...files, ...images]) await portal.file(path, sha256);

  const redirects = { moved: 0, gone: 0 };
  for (const { path, status, target } of await portal.all("/api/v2/redirects/")) {
    const answer = await portal.ask(path);
    const leads = answer.headers.get("Location");
    const there = leads && decodeURI(new URL(leads, portal.address).pathname);
    if (answer.status !== status || (target && there !== target)) throw new Error(`${path} 应回 ${status} ${target ?? ""}，实际是 ${answer.status} ${there ?? ""}。`);
    redirects[status === 410 ? "gone" : "moved"] += 1;
  }

  const { items: sessions } = await portal.json("/api/v1/sessions/");
  const rows = {};
  for (const table of ["items", "replies", "figures"]) rows[table] = await portal.all(`/api/v1/${table}/`);
  const data = {};
  for (const session of sessions) {
    const tables = await portal.data(session);
    for (const [table, found] of Object.entries(rows)) {
      const mine = found.filter((row) => row.session === session);
      if (JSON.stringify(mine) !== JSON.stringify(tables.rows[table])) throw new Error(`/data/${session}/ 的 ${table} 与接口所说的不一致。`);
    }
    data[session] = { files: tables.files, rows: counted(tables.rows) };
  }

  const columns = pages.filter((page) => page.meta.type === "publishing.ColumnPage");
  const feeds = {};
  for (const path of ["/", ...columns.map((column) => column.html_path)]) feeds[`${path}feed/`] = (await portal.feed(`${path}feed/`)).length;

  return {
    pages: { total: pages.length, types },
    files: files.length,
    images: images.length,
    redirects,
    sessions,
    ...counted(rows),
    taken_down: rows.replies.filter((reply) => reply.status === "taken_down").length,
    figures_by_key: Object.fromEntries(rows.figures.map((figure) => [`${figure.session}/${figure.key}`, figure.value])),
    data,
    feeds,
    sitemap: (await portal.sitemap()).length,
  };
}

function counted(lists) {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length]));
}

function asked() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { part: { type: "string", default: "100" }, pause: { type: "string", default: "100" } } });
  const [part, pause] = [values.part, values.pause].map(Number);
  if (positionals.length !== 1 || !URL.canParse(positionals[0])) throw new Error(USE);
  if (!(Number.isInteger(part) && part >= 1 && part <= 100 && pause >= 0)) throw new Error(USE);
  return new Portal(positionals[0], { part, pause });
}

try {
  console.log(JSON.stringify(await readAll(asked()), null, 2));
} catch (problem) {
  console.error(problem.code?.startsWith("ERR_PARSE_ARGS") ? USE : problem.message);
  process.exitCode = 1;
}
