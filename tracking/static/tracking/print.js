// 打印一件一档: everything unfolded, then the browser's own print dialogue.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.querySelectorAll(".file__main details").forEach((details) => (details.open = true));
    window.print();
  });
}
