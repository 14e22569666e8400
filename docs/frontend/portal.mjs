// A portal's public data for Node 18 or newer, with plain fetch and no dependency: see ../api.md for what there is.
// Answers that contradict themselves (a list that ends early, a file with another digest) are errors, not results.
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

const MOST = 100; // items of one answer, at most
const PATIENCE = 30_000; // milliseconds for one answer

export class Portal {
  /** `part`: items asked for at once; `pause`: milliseconds between two requests, so that ten a second are not exceeded. */
  constructor(address, { part = MOST, pause = 100 } = {}) {
    this.address = new URL(address).origin;
    this.part = part;
    this.pause = pause;
    this.next = 0;
  }

  /** One answer, whatever its status; a redirect is not followed. */
  async ask(path) {
    const now = Date.now();
    const turn = Math.max(now, this.next);
    this.next = turn + this.pause;
    if (turn > now) await wait(turn - now);
    try {
      return await fetch(this.address + path, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    } catch (problem) {
      throw new Error(`读不到 ${this.address}${path}：${problem.cause?.code ?? problem.cause?.message ?? problem.message}`, { cause: problem });
    }
  }

  async bytes(path) {
    const answer = await this.ask(path);
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
    const told = await answer.json().catch(() => ({}));
    throw new Error(`${path} 没有读成（${answer.status}）：${told.message ?? "没有说明原因，网站可能没有开放数据接口（HUIYIN_API）"}`);
  }

  async text(path) {
    return (await this.bytes(path)).toString("utf8").replace(/^\uFEFF/, "");
  }

  async json(path) {
    return JSON.parse(await this.text(path));
  }

  /** All items of a list, part by part; an error where it changed meanwhile. */
  async all(path, wanted = {}) {
    const found = [];
    let total;
    do {
      const query = new URLSearchParams({ ...wanted, limit: this.part, offset: found.length });
      const { meta, items } = await this.json(`${path}?${query}`);
      if (total !== undefined && meta.total_count !== total) throw new Error(`${path} 在读取期间有变动，请重新读取。`);
      if (!items.length && found.length < meta.total_count) throw new Error(`${path} 没有给全：应有 ${meta.total_count} 项，只有 ${found.length} 项。`);
      total = meta.total_count;
      found.push(...items);
    } while (found.length < total);
    return found;
  }

  /** Every public page in whole, or those that filters let through; `{ type: "publishing.ReplyNoticePage" }`. */
  async pages(wanted = {}) {
    const found = [];
    for (const { id } of await this.all("/api/v2/pages/", { ...wanted, fields: "_,id" })) {
      found.push(await this.json(`/api/v2/pages/${id}/`));
    }
    return found;
  }

  /** A file's bytes, where they are those whose SHA-256 was told. */
  async file(path, sha256) {
    const bytes = await this.bytes(path);
    if (digestOf(bytes) !== sha256) throw new Error(`${path} 的内容与公布的 SHA-256 不一致。`);
    return bytes;
  }

  /** The open tables of a session: descriptor, rows by table, and how many files lie there with their digests. */
  async data(session) {
    const folder = `/data/${session}/`;
    const listed = new Map();
    for (const line of (await this.text(`${folder}sha256.txt`)).trim().split("\n")) {
      const [digest, name] = line.split("  ");
      listed.set(name, await this.file(folder + name, digest));
    }
    const described = JSON.parse(listed.get("datapackage.json"));
    const rows = {};
    for (const { name, path, bytes, hash, format } of described.resources) {
      const file = listed.get(path);
      if (!file || file.length !== bytes || `sha256:${digestOf(file)}` !== hash) throw new Error(`${folder}${path} 与 datapackage.json 所说的不一致。`);
      if (format === "json") rows[name.replace(/-json$/, "")] = JSON.parse(file);
    }
    return { described, rows, files: listed.size };
  }

  /** The entries of an Atom feed: identifier, address and title as they stand in it. */
  async feed(path) {
    const text = await this.text(path);
    if (!/^<\?xml[^>]*\?>\s*<feed\b/.test(text)) throw new Error(`${path} 不是 Atom。`);
    return [...text.matchAll(/<entry>(.*?)<\/entry>/gs)].map(([, entry]) => ({
      id: entry.match(/<id>([^<]+)<\/id>/)[1],
      url: entry.match(/<link [^>]*href="([^"]+)"/)[1],
      title: entry.match(/<title[^>]*>([^<]*)<\/title>/)[1],
    }));
  }

  /** The addresses of sitemap.xml, with those of its parts. */
  async sitemap(path = "/sitemap.xml") {
    const text = await this.text(path);
    const found = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
    if (!text.includes("<sitemapindex")) return found;
    const parts = [];
    for (const url of found) parts.push(...(await this.sitemap(new URL(url).pathname)));
    return parts;
  }
}

export function digestOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
