// Counts one read of this page and shows the new number (浏览次数). Whatever goes wrong, the pressed number stays.
{
  const address = document.currentScript.dataset.beacon;
  const shown = document.querySelector("[data-reads]");
  fetch(address, { method: "POST", credentials: "omit", keepalive: true })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => {
      const reads = /\d+/.exec(text);
      if (shown && reads) shown.textContent = reads[0];
    })
    .catch(() => {});
}
