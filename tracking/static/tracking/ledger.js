// The ledger list: filters apply as they are chosen, and one box ticks all. Without script the buttons do the same.
const filters = document.querySelector("[data-filters]");
filters?.addEventListener("change", (event) => {
  if (event.target.matches("select")) filters.requestSubmit();
});

const selection = document.querySelector("[data-selection]");
if (selection) {
  const all = selection.querySelector("[data-selection-all]");
  const everything = selection.querySelector("input[name=scope]");
  const boxes = [...selection.querySelectorAll("input[name=record]")];
  const count = selection.querySelector("[data-selection-count]");
  const buttons = [...selection.querySelectorAll(".ledger-bar__act button")];
  const hint = count?.textContent;
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    buttons.forEach((button) => (button.disabled = ticked === 0 && !everything?.checked));
    if (count) count.textContent = everything?.checked ? "已选全部筛选结果" : ticked ? `已选 ${ticked} 件` : hint;
    if (all) all.checked = ticked > 0 && ticked === boxes.length;
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      boxes.forEach((box) => (box.checked = all.checked));
      show();
    });
  }
  selection.addEventListener("change", show);
  show();
}
