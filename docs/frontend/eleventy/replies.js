// What the pages need of a portal: who publishes, the replies with their words, and what was taken down.
const CONTRACT = 1;
const TAGS = { heading: "h3", subheading: "h4", paragraph: "p" }; // the letter stands below an h2
const KINDS = { suggestion: "人大代表建议", proposal: "政协提案" };
const STATES = { done: "已完成", now: "进行中", "to-come": "尚未开始", "not-applicable": "不适用" };
const CATALOGUE = {
  index_number: "索引号", topic: "主题分类", issuing_body: "发文机关", issued_on: "成文日期", title: "标题",
  doc_number: "发文字号", published_on: "发布日期", publicity: "公开方式", validity: "有效性",
};

export async function frontend(portal) {
  const home = await portal.json("/index.json");
  const pages = await portal.pages({ type: "publishing.ReplyNoticePage", order: "-published" });
  const rows = await portal.all("/api/v1/replies/", { status: "taken_down" });
  return {
    address: new URL(home.meta.html_url).origin, // where people read it, which need not be where it was asked
    site: home.site,
    replies: pages.map(reply),
    takenDown: rows.map((row) => ({ id: row.id, day: row.taken_down_on, item: itemOf(row) })),
  };
}

function reply(page) {
  if (page.contract !== CONTRACT) throw new Error(`${page.html_path} 按第 ${page.contract} 版约定给出，这里只会读第 ${CONTRACT} 版。`);
  const { origin } = new URL(page.meta.html_url);
  return {
    ...page,
    item: itemOf(page),
    address: origin + page.html_path,
    letter: page.body.map((block) => words(block, page)),
    stages: page.stages.map((stage) => ({ ...stage, stateLabel: STATES[stage.state] })),
    catalogue: Object.entries(CATALOGUE).map(([key, label]) => ({ label, value: page.catalogue[key] || "—" })),
    files: [...page.attachments, ...page.linked_documents].map((file) => ({ ...file, address: origin + file.path })),
  };
}

function itemOf({ kind, number, session }) {
  return `${KINDS[kind]}第${number}号（${session}）`;
}

function words(block, page) {
  const tag = TAGS[block.type];
  if (!tag) throw new Error(`${page.html_path} 的正文里有不会印的“${block.type}”。`);
  return { tag, text: block.text };
}
