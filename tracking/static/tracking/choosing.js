// Many units are not listed but found: what is typed narrows the boxes or the list. Without script all of them stay.
(() => {
  "use strict";
  const LEAST = 40;
  const box = (name, count) => {
    const find = document.createElement("input");
    find.type = "search";
    find.className = "field__find";
    find.autocomplete = "off";
    find.placeholder = `输入名称查找，共 ${count} 个`;
    find.setAttribute("aria-label", `查找${name}`);
    return find;
  };
  const said = () => {
    const status = document.createElement("p");
    status.className = "field__help";
    status.setAttribute("role", "status");
    return status;
  };

  for (const field of document.querySelectorAll("fieldset.field--many")) {
    const labels = [...field.querySelectorAll(".field__boxes label")];
    if (labels.length < LEAST) continue;
    const find = box(field.querySelector("legend").textContent.replace("*", ""), labels.length);
    const status = said();
    const show = () => {
      const words = find.value.trim();
      let found = 0;
      for (const label of labels) {
        const fits = words !== "" && label.textContent.includes(words);
        found += fits;
        label.hidden = !fits && !label.querySelector("input").checked;
      }
      status.textContent = words === "" ? "" : found ? `找到 ${found} 个` : "没有找到，请换个字查找";
    };
    find.addEventListener("input", show);
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const words = find.value.trim();
      const fitting = words === "" ? [] : labels.filter((label) => label.textContent.includes(words));
      if (fitting.length !== 1) return;
      fitting[0].querySelector("input").click();
      find.value = "";
      show();
    });
    field.addEventListener("change", (event) => event.target !== find && show());
    field.querySelector(".field__boxes").before(find, status);
    show();
  }

  for (const list of document.querySelectorAll("main select:not([multiple])")) {
    const options = [...list.options].filter((one) => one.value !== "");
    if (options.length < LEAST) continue;
    const label = list.labels[0]?.textContent.replace("*", "") ?? "";
    const find = box(label, options.length);
    const status = said();
    find.addEventListener("input", () => {
      const words = find.value.trim();
      const fitting = options.filter((one) => one.textContent.includes(words));
      for (const one of options) one.hidden = one.disabled = !fitting.includes(one) && !one.selected;
      if (words !== "" && fitting.length === 1 && !fitting[0].selected) {
        list.value = fitting[0].value;
        list.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const one = fitting.length === 1 ? `已选 ${fitting[0].textContent.trim()}` : `找到 ${fitting.length} 个，请在下面选择`;
      status.textContent = words === "" ? "" : fitting.length ? one : "没有找到，请换个字查找";
    });
    find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    list.before(find, status);
  }
})();
