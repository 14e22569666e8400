// One line of scores of a Lighthouse report, and each audit that costs points where one lies below 95.
import { readFileSync } from "node:fs";

const [file, page] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file));
const categories = Object.values(report.categories);
console.log(page, categories.map((one) => `${one.id} ${Math.round(one.score * 100)}`).join(" "));
const low = categories.filter((one) => one.score < 0.95);
for (const audit of low.flatMap((one) => one.auditRefs).map((one) => report.audits[one.id])) {
  if (audit.score !== null && audit.score < 0.9) console.log("   ", audit.id, audit.title);
}
process.exit(low.length ? 1 : 0);
