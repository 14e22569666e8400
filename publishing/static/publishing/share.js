// Copies the page's address (分享). Without script the address stands in its field, to be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[role=status]");
  const byHand = () => {
    field.select();
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("not copied"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const copied = navigator.clipboard ? navigator.clipboard.writeText(field.value).catch(byHand) : byHand();
    copied.then(
      () => (said.textContent = "已复制。"),
      () => (said.textContent = "没有复制成，请选中网址后自行复制。"),
    );
  });
}
