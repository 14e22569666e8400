// Another front end in one file: lists the public replies of a portal, narrows them, and opens one. See ../api.md.
// Where the portal lies is said once, in index.html: data-portal of <body>, and connect-src of the policy.
const PORTAL = document.body.dataset.portal;
const A_PART = 20;
const list = document.querySelector("#list");
const letter = document.querySelector("#letter");
const filters = document.querySelector("#filters");
const rows = document.querySelector("#replies");
const more = document.querySelector("#more");
const count = document.querySelector("#count");
let asked = 0;

async function get(path) {
  const answer = await fetch(PORTAL + path);
  const isData = answer.headers.get("Content-Type")?.startsWith("application/json");
  const said = isData ? await answer.json() : {};
  if (!answer.ok) throw new Error(said.message ?? `读取数据没有成功（${answer.status}）。`);
  return said;
}

function element(name, words = "", properties = {}) {
  return Object.assign(document.createElement(name), { textContent: words }, properties);
}

// The list ------------------------------------------------------------------------------------
async function fillFilters() {
  const { items: sessions } = await get("/api/v1/sessions/");
  const { items: replies } = await get("/api/v1/replies/?status=public&limit=100");
  const units = [...new Set(replies.map((reply) => reply.unit))].filter(Boolean).sort();
  filters.elements.session.append(...sessions.map((code) => element("option", code)));
  filters.elements.unit.append(...units.map((unit) => element("option", unit)));
}

async function showList(offset = 0) {
  const mine = ++asked;
  const wanted = new URLSearchParams({ status: "public", limit: A_PART, offset });
  for (const [name, value] of new FormData(filters)) if (value) wanted.set(name, value);
  const { meta, items } = await get(`/api/v1/replies/?${wanted}`);
  if (mine !== asked) return; // somebody chose again meanwhile
  if (!offset) rows.replaceChildren();
  rows.append(...items.map(entry));
  count.textContent = meta.total_count ? `共 ${meta.total_count} 件答复` : "没有符合的答复。";
  more.hidden = rows.childElementCount >= meta.total_count;
}

function entry(reply) {
  const line = element("li");
  line.append(
    element("a", reply.title, { href: `#${reply.id}` }),
    element("span", [reply.unit, reply.reply_class_label, reply.published_on].filter(Boolean).join("　")),
  );
  return line;
}

// One of them ---------------------------------------------------------------------------------
async function showLetter(id) {
  const reply = await get(`/api/v1/replies/${id}/`);
  const back = element("a", "返回答复一览", { href: "#" });
  if (reply.status === "taken_down") {
    letter.replaceChildren(back, element("p", `这份答复已于 ${reply.taken_down_on} 撤下。`));
    return;
  }
  const page = await get(`${new URL(reply.url).pathname}index.json`);
  const body = element("div");
  body.innerHTML = page.body_html; // words as signed, without scripts; the policy of this page lets none run either
  const source = element("a", "在网站上看", { href: PORTAL + page.html_path });
  const stages = element("ol");
  const printed = page.stages.filter((stage) => stage.on);
  stages.append(...printed.map((stage) => element("li", `${stage.on}　${stage.label}`)));
  letter.replaceChildren(back, element("h1", page.title), element("p", `${page.unit}　${page.dates.published?.slice(0, 10) ?? ""}`), body);
  if (page.outcome.length) letter.append(element("h2", "落实情况"), ...[page.outcome].flat().map((words) => element("p", words)));
  letter.append(element("h2", "办理进程"), stages, source);
}

// ---------------------------------------------------------------------------------------------
async function show() {
  const id = location.hash.slice(1);
  try {
    if (/^[1-9]\d*$/.test(id)) await showLetter(id);
    list.hidden = Boolean(id);
    letter.hidden = !id;
    if (id) letter.querySelector("a").focus();
  } catch (problem) {
    list.hidden = false;
    letter.hidden = true;
    tell(problem);
  }
}

function tell(problem) {
  count.textContent = problem instanceof TypeError ? "现在读不到网站的数据，请稍后再试。" : problem.message;
}

addEventListener("hashchange", show);
filters.addEventListener("change", () => showList().catch(tell));
more.addEventListener("click", () => showList(rows.childElementCount).catch(tell));
Promise.all([fillFilters(), showList()]).then(show).catch(tell);
