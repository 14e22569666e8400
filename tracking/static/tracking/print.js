// 打印一件一档: whatever is printed, by the button or by the browser's own menu, is unfolded first.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".file__main details, .file__side details").forEach((details) => (details.open = true));
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
