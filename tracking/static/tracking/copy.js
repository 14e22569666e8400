// 复制: a text for WeChat into the clipboard. Without script it stands there to be marked and copied.
const say = (button, words) => {
  const before = button.textContent;
  button.textContent = words;
  setTimeout(() => (button.textContent = before), 2000);
};

for (const button of document.querySelectorAll("[data-copy], [data-copy-text]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = button.parentElement.querySelector("textarea");
    try {
      await navigator.clipboard.writeText(button.dataset.copyText ?? field.value);
      say(button, "已复制");
    } catch {
      field?.select();
      say(button, field ? "请按 Ctrl+C 复制" : "请手动选中复制");
    }
  });
}
